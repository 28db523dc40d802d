"""What costs money by the hour, whether anybody buys or not: read off Terraform's plan."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HOURS_PER_MONTH = 730


@dataclass(frozen=True, slots=True)
class Item:
    """So many units a month of what a price names; ``category`` is the table's line for it."""

    category: str
    price: str
    quantity: float
    region: str


Values = dict[str, Any]
Reader = Callable[[Values], Iterator[tuple[str, str, float]]]


def fixed_items(planned: Any, region: str) -> list[Item]:
    """What a plan makes that has a price by the month.

    Args:
        planned: Terraform's plan as JSON, as `terraform show -json` writes it.
        region: where what does not say so itself is made.
    """
    made = list(_resources(planned["planned_values"]["root_module"]))
    least = max((_least_capacity(values) for kind, values in made if kind == _CLUSTER), default=0)
    return [
        Item(category, price, quantity, values.get("region") or region)
        for kind, values in made
        if kind in _READERS
        for category, price, quantity in _READERS[kind](values | {"least_capacity": least})
    ]


_CLUSTER = "aws_rds_cluster"


def _least_capacity(values: Values) -> float:
    """Aurora's capacity units below which a serverless instance does not go."""
    scaling = values.get("serverlessv2_scaling_configuration") or [{"min_capacity": 0}]
    return float(scaling[0]["min_capacity"])


def _resources(module: Any) -> Iterator[tuple[str, Values]]:
    for each in module.get("resources", ()):
        if each["mode"] == "managed":
            yield each["type"], each["values"]
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def _hourly(category: str, price: str) -> Reader:
    def read(_: Values) -> Iterator[tuple[str, str, float]]:
        yield category, price, HOURS_PER_MONTH

    return read


def _monthly(category: str, price: str) -> Reader:
    def read(_: Values) -> Iterator[tuple[str, str, float]]:
        yield category, price, 1

    return read


def _endpoint(values: Values) -> Iterator[tuple[str, str, float]]:
    if values.get("vpc_endpoint_type") == "Interface":
        zones = len(values.get("subnet_ids") or ()) or 1
        yield "network", "interface_endpoint_hours", zones * HOURS_PER_MONTH


def _nodes(values: Values) -> Iterator[tuple[str, str, float]]:
    count = values["scaling_config"][0]["desired_size"]
    (kind,) = values["instance_types"][:1]
    yield "compute", f"ec2.{kind}", count * HOURS_PER_MONTH
    yield "compute", "ebs_gb_months", count * _NODE_DISK_GB


_NODE_DISK_GB = 50


def _database(values: Values) -> Iterator[tuple[str, str, float]]:
    kind = values["instance_class"]
    if kind == "db.serverless":
        yield "data", "aurora_acu_hours", values["least_capacity"] * HOURS_PER_MONTH
    else:
        yield "data", f"aurora.{kind}", HOURS_PER_MONTH


def _cache(values: Values) -> Iterator[tuple[str, str, float]]:
    groups = values.get("num_node_groups") or 1
    nodes = values.get("num_cache_clusters") or groups * (
        1 + (values.get("replicas_per_node_group") or 0)
    )
    yield "data", f"cache.{values['node_type']}", nodes * HOURS_PER_MONTH


def _search(values: Values) -> Iterator[tuple[str, str, float]]:
    (cluster,) = values["cluster_config"]
    count = cluster["instance_count"]
    yield "data", f"opensearch.{cluster['instance_type']}", count * HOURS_PER_MONTH
    if cluster.get("dedicated_master_enabled"):
        masters = cluster["dedicated_master_count"]
        kind = cluster["dedicated_master_type"]
        yield "data", f"opensearch.{kind}", masters * HOURS_PER_MONTH
    (disk,) = values["ebs_options"]
    yield "data", "opensearch_gb_months", count * (disk.get("volume_size") or 0)


def _stream(values: Values) -> Iterator[tuple[str, str, float]]:
    mode = (values.get("stream_mode_details") or [{}])[0].get("stream_mode")
    if mode == "ON_DEMAND":
        yield "messaging", "kinesis_stream_hours", HOURS_PER_MONTH
    else:
        yield "messaging", "kinesis_shard_hours", (values["shard_count"] or 1) * HOURS_PER_MONTH


def _alarm(values: Values) -> Iterator[tuple[str, str, float]]:
    metrics = sum(1 for each in values.get("metric_query") or () if each.get("metric"))
    yield "observability", "alarm_metrics", metrics or 1


def _web_acl(values: Values) -> Iterator[tuple[str, str, float]]:
    yield "edge", "web_acls", 1
    yield "edge", "web_acl_rules", len(values.get("rule") or ())


def _secret(values: Values) -> Iterator[tuple[str, str, float]]:
    yield "security", "secrets", 1 + len(values.get("replica") or ())


_READERS: Mapping[str, Reader] = {
    "aws_nat_gateway": _hourly("network", "nat_gateway_hours"),
    "aws_eip": _hourly("network", "public_ip_hours"),
    "aws_vpc_endpoint": _endpoint,
    "aws_lb": _hourly("network", "alb_hours"),
    "aws_eks_cluster": _hourly("compute", "eks_cluster_hours"),
    "aws_eks_node_group": _nodes,
    "aws_rds_cluster_instance": _database,
    "aws_elasticache_replication_group": _cache,
    "aws_opensearch_domain": _search,
    "aws_kinesis_stream": _stream,
    "aws_cloudwatch_metric_alarm": _alarm,
    "aws_cloudwatch_composite_alarm": _monthly("observability", "composite_alarms"),
    "aws_cloudwatch_dashboard": _monthly("observability", "dashboards"),
    "aws_wafv2_web_acl": _web_acl,
    "aws_secretsmanager_secret": _secret,
    "aws_kms_key": _monthly("security", "keys"),
    "aws_kms_replica_key": _monthly("security", "keys"),
    "aws_route53_zone": _monthly("edge", "hosted_zones"),
    "aws_route53_health_check": _monthly("edge", "health_checks"),
    "aws_arcregionswitch_plan": _monthly("edge", "region_switch_plans"),
}
