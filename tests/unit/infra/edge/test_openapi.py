"""One description out of many."""

from typing import Any

from infra.local.edge.openapi import merge
from infra.local.edge.pages import describe_operations
from infra.local.edge.settings import Forwarding, Upstream

CART = Upstream("service", "cart", "http://127.0.0.1:9")
ORDER = Upstream("service", "order", "http://127.0.0.1:9")
FORWARDINGS = (Forwarding("/core/v1/carts*", CART), Forwarding("/core/v1/orders*", ORDER))


def part(path: str, schemas: dict[str, Any]) -> dict[str, Any]:
    answer = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Line"}}}}
    operation = {"operationId": "read", "summary": "Read", "responses": {"200": answer}}
    hidden = {"get": {"operationId": "hidden", "responses": {}}}
    return {
        "paths": {path: {"get": operation}, "/internal/v1/things": hidden},
        "components": {"schemas": schemas},
    }


def test_only_what_the_edge_forwards_is_described() -> None:
    merged = merge({"cart": part("/core/v1/carts", {"Line": {"type": "object"}})}, FORWARDINGS)
    assert list(merged["paths"]) == ["/core/v1/carts"]


def test_two_things_of_one_name_stay_two_and_two_equal_ones_become_one() -> None:
    problem = {"type": "object", "title": "Problem"}
    merged = merge(
        {
            "cart": part("/core/v1/carts", {"Line": {"type": "object"}, "Problem": problem}),
            "order": part("/core/v1/orders", {"Line": {"type": "string"}, "Problem": problem}),
        },
        FORWARDINGS,
    )

    assert merged["components"]["schemas"] == {
        "Line": {"type": "object"},
        "OrderLine": {"type": "string"},
        "Problem": problem,
    }
    order = merged["paths"]["/core/v1/orders"]["get"]
    schema = order["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/OrderLine"}


def test_operation_ids_are_unique_across_parts() -> None:
    merged = merge(
        {"cart": part("/core/v1/carts", {}), "order": part("/core/v1/orders", {})}, FORWARDINGS
    )
    ids = [item["get"]["operationId"] for item in merged["paths"].values()]
    assert ids == ["cart.read", "order.read"]


def test_a_part_that_is_down_is_named() -> None:
    merged = merge({"cart": None, "order": part("/core/v1/orders", {})}, FORWARDINGS)
    assert merged["x-unavailable"] == ["cart"]


def test_the_page_lists_operations_by_part() -> None:
    merged = merge({"cart": part("/core/v1/carts", {"Line": {"type": "object"}})}, FORWARDINGS)
    ((name, (operation,)),) = describe_operations(merged).items()
    assert (name, operation["method"], operation["path"]) == ("cart", "GET", "/core/v1/carts")
