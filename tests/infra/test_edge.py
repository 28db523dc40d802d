"""What stands before the regions does what the topology and the edge's behaviours say."""

import re
from typing import Any

import pytest

from core_services.catalog.routes import OPERATIONS as CATALOG
from core_services.chassis.operations import ANYONE, Operation
from core_services.search.routes import OPERATIONS as SEARCH
from infra.local.edge.behaviours import behaviours, written
from infra.local.topology import Route, load_topology
from infra.ops.deploy.targets import targets_of
from tests.infra.terraform import plan, resources

TOPOLOGY = load_topology()
EDGE = ("prod.global.tfvars", "global.primary.json", "global.standby.json")
CACHED = [route for route in TOPOLOGY.routes if route.cached]
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


@pytest.fixture(scope="module")
def edge() -> dict[str, Any]:
    return resources(plan("global", *EDGE))


def values(edge: dict[str, Any], address: str) -> Any:
    return edge[address]["values"]


def target_of(route: Route) -> str:
    if route.function is not None:
        return f"function-{route.function}"
    return f"{route.bucket}-group" if route.bucket is not None else "services"


def test_the_distribution_forwards_the_routes_in_their_order(edge: dict[str, Any]) -> None:
    distribution = values(edge, "module.cdn.aws_cloudfront_distribution.this")

    assert [
        (each["path_pattern"], each["target_origin_id"])
        for each in distribution["ordered_cache_behavior"]
    ] == [(route.path, target_of(route)) for route in TOPOLOGY.routes]


def test_the_distribution_keeps_no_answer_of_an_api_that_is_not_marked_as_cached(
    edge: dict[str, Any],
) -> None:
    distribution = values(edge, "module.cdn.aws_cloudfront_distribution.this")

    assert {
        each["path_pattern"]
        for each in distribution["ordered_cache_behavior"]
        if each.get("cache_policy_id") == CACHING_DISABLED
    } == {route.path for route in TOPOLOGY.routes if not route.cached and route.bucket is None}


def test_no_page_stands_in_for_an_error(edge: dict[str, Any]) -> None:
    distribution = values(edge, "module.cdn.aws_cloudfront_distribution.this")

    assert {error["error_caching_min_ttl"] for error in distribution["custom_error_response"]} == {
        0
    }
    assert not any(error["response_page_path"] for error in distribution["custom_error_response"])


@pytest.mark.parametrize("part", ["api", "storefront", "media"])
def test_a_policy_sends_the_headers_that_the_local_edge_sends(
    edge: dict[str, Any], part: str
) -> None:
    address = f'module.cdn.aws_cloudfront_response_headers_policy.this["{part}"]'

    assert sent(values(edge, address)) == expected(part)


def sent(policy: Any) -> dict[str, Any]:
    """A response headers policy as headers, with the directives of a CSP as a set."""
    (security,), (custom,) = policy["security_headers_config"], policy["custom_headers_config"]
    (hsts,) = security["strict_transport_security"]
    age = f"max-age={hsts['access_control_max_age_sec']}"
    flags = ["includeSubDomains"] * hsts["include_subdomains"] + ["preload"] * hsts["preload"]
    return {item["header"]: item["value"] for item in custom["items"]} | {
        "strict-transport-security": "; ".join([age, *flags]),
        "x-content-type-options": "nosniff",
        "x-frame-options": security["frame_options"][0]["frame_option"],
        "referrer-policy": security["referrer_policy"][0]["referrer_policy"],
        "content-security-policy": directives(
            security["content_security_policy"][0]["content_security_policy"]
        ),
    }


def expected(part: str) -> dict[str, Any]:
    edge = behaviours()
    headers: dict[str, Any] = dict(edge.security_headers)
    if part == "storefront":
        page = edge.storefront.headers_for("/", tls=True)
        headers |= {name.decode(): value.decode() for name, value in page}
        del headers["cache-control"]  # each object has its own
    elif part == "media":
        headers |= {"cache-control": edge.media.default_cache_control, **edge.media.headers}
        headers["content-security-policy"] = written(edge.media.content_security_policy)
    return headers | {"content-security-policy": directives(headers["content-security-policy"])}


def directives(policy: str) -> frozenset[str]:
    return frozenset(policy.split("; "))


def test_there_is_a_rate_rule_for_each_limit(edge: dict[str, Any]) -> None:
    rules = values(edge, "module.web_acl.aws_wafv2_web_acl.this")["rule"]
    counted = {
        scope_of(rule): rule["statement"][0]["rate_based_statement"][0]["limit"]
        for rule in rules
        if rule["name"].startswith("rate-")
    }

    assert counted == {pattern_of(each.path): each.requests for each in TOPOLOGY.rate_limits}


def scope_of(rule: Any) -> str:
    """What a rule counts, as a pattern of the topology."""
    scopes = rule["statement"][0]["rate_based_statement"][0].get("scope_down_statement")
    if not scopes:
        return "/*"
    if scopes[0].get("regex_match_statement"):
        return str(scopes[0]["regex_match_statement"][0]["regex_string"])
    (match,) = scopes[0]["byte_match_statement"]
    star = {"STARTS_WITH": "*", "EXACTLY": ""}[match["positional_constraint"]]
    return f"{match['search_string']}{star}"


def pattern_of(path: str) -> str:
    return f"^{path.replace('*', '.*')}$" if "*" in path[:-1] else path


def public_operations() -> list[Operation]:
    return [each for each in (*CATALOG, *SEARCH) if each.path.startswith("/core/v1/")]


@pytest.mark.parametrize("route", [each for each in CACHED if each.service], ids=lambda r: r.path)
def test_what_the_edge_keeps_is_for_everybody_and_says_for_how_long(route: Route) -> None:
    matching = [
        each
        for each in public_operations()
        if re.fullmatch(route.path.replace("*", ".*"), each.path)
    ]

    assert matching
    assert {each.method for each in matching} == {"GET"}
    assert all(each.access == ANYONE and each.caching is not None for each in matching)


def test_origins_move_with_the_region_switch_and_with_nothing_else(edge: dict[str, Any]) -> None:
    origins = [
        each["values"] for address, each in edge.items() if ".aws_route53_record.origin[" in address
    ]

    regions = targets_of("prod")
    domain = regions[0].domain
    assert {each["name"] for each in origins} == {f"origin.{domain}", f"api-origin.{domain}"}
    assert {each["set_identifier"] for each in origins} == {each.region for each in regions}
    assert not any(each["alias"][0]["evaluate_target_health"] for each in origins)
