"""What Terraform's plan makes is priced by the month."""

from typing import Any

from infra.ops.cost.fixed import Item, fixed_items


def plan(*resources: tuple[str, dict[str, Any]], nested: bool = False) -> Any:
    listed = [
        {"mode": "managed", "type": kind, "values": values, "address": kind}
        for kind, values in resources
    ]
    if nested:
        return {"planned_values": {"root_module": {"child_modules": [{"resources": listed}]}}}
    return {"planned_values": {"root_module": {"resources": listed}}}


def test_what_runs_by_the_hour_runs_730_hours_a_month() -> None:
    items = fixed_items(plan(("aws_nat_gateway", {}), nested=True), "eu-central-1")

    assert items == [Item("network", "nat_gateway_hours", 730, "eu-central-1")]


def test_what_names_its_region_has_the_price_of_that_region() -> None:
    items = fixed_items(plan(("aws_kms_replica_key", {"region": "eu-west-1"})), "eu-central-1")

    assert items == [Item("security", "keys", 1, "eu-west-1")]


def test_an_interface_endpoint_is_paid_in_each_zone_and_a_gateway_nowhere() -> None:
    interface = {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b", "c"]}
    gateway = {"vpc_endpoint_type": "Gateway"}

    items = fixed_items(
        plan(("aws_vpc_endpoint", interface), ("aws_vpc_endpoint", gateway)), "eu-central-1"
    )

    assert [(each.price, each.quantity) for each in items] == [
        ("interface_endpoint_hours", 3 * 730)
    ]


def test_nodes_cost_as_many_as_are_wanted_and_their_disks() -> None:
    group = {"scaling_config": [{"desired_size": 2}], "instance_types": ["m7i.large", "m7a.large"]}

    items = fixed_items(plan(("aws_eks_node_group", group)), "eu-central-1")

    assert [(each.price, each.quantity) for each in items] == [
        ("ec2.m7i.large", 2 * 730),
        ("ebs_gb_months", 100),
    ]


def test_a_serverless_database_costs_its_least_capacity() -> None:
    cluster = {"serverlessv2_scaling_configuration": [{"min_capacity": 0.5}]}
    instance = {"instance_class": "db.serverless"}

    items = fixed_items(
        plan(
            ("aws_rds_cluster", cluster),
            ("aws_rds_cluster_instance", instance),
            ("aws_rds_cluster_instance", instance),
        ),
        "eu-central-1",
    )

    assert [(each.price, each.quantity) for each in items] == [("aurora_acu_hours", 365.0)] * 2


def test_an_alarm_over_several_metrics_is_paid_for_each() -> None:
    burning = {"metric_query": [{"metric": [{}]}, {"metric": [{}]}, {"expression": "a/b"}]}

    items = fixed_items(
        plan(("aws_cloudwatch_metric_alarm", burning), ("aws_cloudwatch_metric_alarm", {})),
        "eu-central-1",
    )

    assert [each.quantity for each in items] == [2, 1]
