"""The network, the cluster and the load balancers, as the environments' values make them."""

import re
from collections import Counter
from ipaddress import IPv4Network, ip_network
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from infra.ops.deploy.targets import targets_of
from tests.infra.terraform import ENVIRONMENTS, plan, resources

TOPOLOGY = yaml.safe_load((Path(__file__).resolve().parents[2] / "infra/topology.yaml").read_text())


def values(environment: str) -> str:
    return (ENVIRONMENTS / f"{environment}.tfvars").read_text()


def blocks() -> dict[str, IPv4Network]:
    """The addresses of each environment's network in each region."""
    found = {}
    for path in sorted(ENVIRONMENTS.glob("*.tfvars")):
        if match := re.search(r'^\s*cidr\s*=\s*"([^"]+)"', path.read_text(), re.MULTILINE):
            network = ip_network(match[1])
            assert isinstance(network, IPv4Network)
            found[path.name.removesuffix(".tfvars")] = network
    return found


def planned(kind: str) -> dict[str, Any]:
    """Address -> values of what production will have of a type."""
    every = resources(plan("region", "prod.tfvars"))
    return {address: each["values"] for address, each in every.items() if each["type"] == kind}


def within(found: dict[str, Any], module: str) -> dict[str, Any]:
    return {
        address: each for address, each in found.items() if address.startswith(f"module.{module}.")
    }


def test_no_two_networks_share_an_address() -> None:
    networks = blocks()

    assert {"dev", "stage", "prod", "prod.standby"} <= set(networks)
    for (one, first), (other, second) in combinations(networks.items(), 2):
        assert not first.overlaps(second), f"{one} and {other}"


def test_the_standby_runs_what_the_primary_runs() -> None:
    pinned = re.compile(
        r'^\s*(kubernetes_version|release_version|[a-z-]+)\s*=\s*"(1\.\d\d\S*|v\d\S*-eksbuild\.\d+)"$',
        re.MULTILINE,
    )

    primary = dict(pinned.findall(values("prod")))

    assert len(primary) == 7
    assert dict(pinned.findall(values("prod.standby"))) == primary


def test_every_tier_and_the_nodes_are_spread_over_three_zones() -> None:
    subnets = within(planned("aws_subnet"), "network")
    tiers = Counter(each["tags"]["tier"] for each in subnets.values())

    assert tiers == {"public": 3, "private": 3, "data": 3}
    assert len({each["availability_zone"] for each in subnets.values()}) == 3
    assert len(planned("aws_eks_node_group")) == 3


def test_production_leaves_by_a_gateway_in_each_zone_and_development_by_one() -> None:
    assert len(planned("aws_nat_gateway")) == 3
    assert re.search(r'^\s*nat_gateways\s*=\s*"single"', values("dev"), re.MULTILINE)


def test_production_cannot_be_deleted_and_its_api_not_be_reached_from_outside() -> None:
    (cluster,) = planned("aws_eks_cluster").values()
    balancers = planned("aws_lb").values()

    assert cluster["deletion_protection"] is True
    assert cluster["vpc_config"][0]["endpoint_public_access"] is False
    assert [each["enable_deletion_protection"] for each in balancers] == [True, True]


def test_the_public_load_balancer_knows_the_topologys_routes_in_their_order() -> None:
    rules = within(planned("aws_lb_listener_rule"), "public_load_balancer")
    routes = [each["path"] for each in TOPOLOGY["routes"] if "service" in each]
    by_priority = sorted(
        (each["priority"], path_of(each)) for address, each in rules.items() if ".route[" in address
    )

    assert [path for _, path in by_priority] == routes


def path_of(rule: Any) -> str:
    (path,) = [
        value
        for condition in rule["condition"]
        for pattern in condition["path_pattern"]
        for value in pattern["values"]
    ]
    return str(path)


def test_the_internal_load_balancer_knows_every_service_by_name() -> None:
    rules = within(planned("aws_lb_listener_rule"), "internal_load_balancer")
    hosts = {
        value
        for rule in rules.values()
        for condition in rule["condition"]
        for header in condition["host_header"]
        for value in header["values"]
    }
    names = {
        each["name"] for each in within(planned("aws_route53_record"), "internal_zone").values()
    }

    domain = targets_of("prod")[0].domain
    assert hosts == {f"{service}.internal.{domain}" for service in TOPOLOGY["services"]}
    assert names == hosts


def test_only_cloudfront_and_functions_reach_a_load_balancer() -> None:
    rules = planned("aws_vpc_security_group_ingress_rule")
    callers = {
        address.split(".")[1]: each for address, each in rules.items() if ".callers[" in address
    }

    assert set(callers) == {"public_load_balancer", "internal_load_balancer"}
    assert all(each["cidr_ipv4"] is None and each["from_port"] == 443 for each in callers.values())


def test_nothing_is_open_to_the_internet() -> None:
    rules = planned("aws_vpc_security_group_ingress_rule")
    open_rules = [
        address for address, each in rules.items() if each.get("cidr_ipv4") == "0.0.0.0/0"
    ]

    assert open_rules == []
