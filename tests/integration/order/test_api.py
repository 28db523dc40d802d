"""The HTTP interface: who sees what, what is refused, and how it is said."""

from typing import Any

import pytest

from contracts.ids import new_id
from core_services.order.ports import Destination
from tests.integration.order.shop import Api

Placed = tuple[str, dict[str, Any]]

ORDERS = "/core/v1/orders"
ADMIN = "/core/v1/admin/orders"


@pytest.fixture
async def placed(api: Api) -> Placed:
    """A guest's token, and the guest's order as it was answered."""
    token, _ = api.guest()
    sku = await api.shop.stocked(5)
    answer = await api.post(ORDERS, api.body(api.shop.cart((sku, 2))), token)
    assert answer.status_code == 201, answer.text
    return token, answer.json()


async def test_a_guest_places_reads_and_lists_an_order(api: Api, placed: Placed) -> None:
    token, order = placed

    read = await api.get(f"{ORDERS}/{order['id']}", token)
    listed = await api.get(ORDERS, token)

    assert read.json() == order
    assert order["status"] == "pending_payment"
    assert order["shipping"] == {"code": "standard", "name": "Standard", "total": 500}
    assert [entry["status"] for entry in order["history"]] == ["pending_payment"]
    assert [item["id"] for item in listed.json()["orders"]] == [order["id"]]


async def test_another_persons_order_does_not_exist(api: Api, placed: Placed) -> None:
    _, order = placed
    stranger, _ = api.guest()

    read = await api.get(f"{ORDERS}/{order['id']}", stranger)
    unknown = await api.get(f"{ORDERS}/{new_id('ord')}", stranger)
    cancel = await api.post(f"{ORDERS}/{order['id']}/cancel", {}, stranger)

    assert (read.status_code, unknown.status_code, cancel.status_code) == (404, 404, 404)
    assert read.json()["code"] == unknown.json()["code"] == "order-not-found"
    assert (await api.get(ORDERS, stranger)).json() == {"orders": [], "next_cursor": None}


async def test_nobody_in_particular_has_no_orders(api: Api, placed: Placed) -> None:
    assert (await api.get(ORDERS)).status_code == 401
    assert (await api.post(ORDERS, {})).status_code == 401


async def test_a_key_is_required_and_its_answer_repeated(api: Api) -> None:
    token, _ = api.guest()
    body = api.body(api.shop.cart((await api.shop.stocked(1), 1)))

    without = await api.post(ORDERS, body, token, key=None)
    first = await api.post(ORDERS, body, token, key="one")
    again = await api.post(ORDERS, body, token, key="one")
    other = await api.post(ORDERS, {**body, "email": "eve@example.com"}, token, key="one")

    assert (without.status_code, without.json()["code"]) == (400, "idempotency-key-missing")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_refused_request_burns_no_key(api: Api) -> None:
    token, _ = api.guest()
    sku = await api.shop.stocked(1)
    body = api.body(api.shop.cart((sku, 1)), expected_total=1)
    refused = await api.post(ORDERS, body, token, key="again")

    accepted = await api.post(ORDERS, {**body, "expected_total": 1_500}, token, key="again")

    assert (refused.status_code, refused.json()["code"]) == (409, "price-changed")
    assert refused.json()["total"] == 1_500
    assert accepted.status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total", 1),
        ("status", "paid"),
        ("customer_id", "gst_1"),
        ("expected_total", -1),
        ("expected_total", 0.5),
        ("expected_total", "1"),
        ("expected_total", True),
        ("expected_total", 2**63),
        ("expected_total", None),
        ("cart_version", -1),
        ("currency", "eur"),
        ("email", "nobody"),
        ("email", "a@b.c\r\nBcc: x@y.z"),
        ("coupon_codes", "CODE"),
        ("coupon_codes", ["x"] * 11),
        ("shipping_address", None),
        ("locale", "../../etc"),
    ],
)
async def test_what_makes_no_sense_is_refused(api: Api, field: str, value: object) -> None:
    token, _ = api.guest()
    body = api.body(api.shop.cart((await api.shop.stocked(1), 1)))

    answer = await api.post(ORDERS, {**body, field: value}, token)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_address_that_does_not_fit_its_country_is_refused_field_by_field(
    api: Api,
) -> None:
    token, _ = api.guest()
    body = api.body(api.shop.cart((await api.shop.stocked(1), 1)))
    american = {"name": "Ada", "line1": "1 Main Street", "city": "Reno", "country": "US"}
    addresses = {
        "shipping_address": {**american, "region": "Nowhere", "postal_code": "895"},
        "billing_address": {**body["shipping_address"], "line1": " "},
    }

    refused = await api.post(ORDERS, {**body, **addresses}, token, key="one")
    listed = await api.get(ORDERS, token)

    assert (refused.status_code, refused.json()["code"]) == (422, "address-invalid")
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/shipping_address/region", "unknown-region"),
        ("/shipping_address/postal_code", "invalid-postal-code"),
        ("/billing_address/line1", "required"),
    ]
    assert listed.json()["orders"] == []


async def test_a_region_is_kept_and_quoted_by_its_code(api: Api) -> None:
    token, _ = api.guest()
    body = api.body(api.shop.cart((await api.shop.stocked(1), 1)))
    address = {
        "name": "Ada",
        "line1": "1 Main Street",
        "city": "Reno",
        "region": "Nevada",
        "postal_code": "89501",
        "country": "US",
    }

    placed = await api.post(ORDERS, {**body, "shipping_address": address}, token)

    assert placed.status_code == 201, placed.text
    assert placed.json()["shipping_address"]["region"] == "NV"
    (asked,) = [request.ship_to for request in api.shop.catalog.asked]
    assert asked == Destination(country="US", region="NV", postal_code="89501")


@pytest.mark.parametrize(
    "number", ["4242424242424242", "4242 4242 4242 4242", "5555-5555-5555-4444"]
)
async def test_a_card_number_is_refused_wherever_it_is_written(
    api: Api, placed: Placed, number: str
) -> None:
    token, order = placed
    body = api.body(api.shop.cart((await api.shop.stocked(1), 1)))
    address = {**body["shipping_address"], "line1": f"pay with {number} please"}

    place = await api.post(ORDERS, {**body, "shipping_address": address}, token)
    cancel = await api.post(f"{ORDERS}/{order['id']}/cancel", {"reason": number}, token)

    assert (place.status_code, place.json()["code"]) == (422, "card-number")
    assert place.json()["errors"][0]["pointer"] == "/shipping_address/line1"
    assert (cancel.status_code, cancel.json()["code"]) == (422, "card-number")
    assert number not in place.text


async def test_cancelling_twice_with_one_key_is_one_cancellation(api: Api, placed: Placed) -> None:
    token, order = placed
    path = f"{ORDERS}/{order['id']}/cancel"

    first = await api.post(path, {"reason": "too slow"}, token, key="x")
    again = await api.post(path, {"reason": "too slow"}, token, key="x")
    anew = await api.post(path, {"reason": "too slow"}, token, key="y")

    assert first.json()["status"] == "cancelled"
    assert first.json()["history"][-1]["reason"] == "too slow"
    assert again.content == first.content
    assert (anew.status_code, anew.json()["code"]) == (409, "invalid-transition")


async def test_orders_are_listed_page_by_page(api: Api) -> None:
    token, _ = api.guest()
    sku = await api.shop.stocked(9)
    placed = [
        (await api.post(ORDERS, api.body(api.shop.cart((sku, 1))), token)).json()["id"]
        for _ in range(5)
    ]

    first = (await api.get(f"{ORDERS}?limit=3", token)).json()
    second = (await api.get(f"{ORDERS}?limit=3&cursor={first['next_cursor']}", token)).json()

    seen = [order["id"] for page in (first, second) for order in page["orders"]]
    assert seen == placed[::-1]
    assert second["next_cursor"] is None


async def test_the_table_of_transitions_is_published(api: Api) -> None:
    table = (await api.get(f"{ORDERS}/transitions")).json()

    assert {"from": "pending_payment", "action": "pay", "to": "paid"} in table["transitions"]
    assert len(table["statuses"]) == 9


async def test_stock_is_public_and_says_only_what_can_be_sold(api: Api, placed: Placed) -> None:
    _, order = placed
    sku = order["lines"][0]["sku"]

    answer = await api.get(f"/core/v1/stock?skus={sku}&skus=unknown")

    assert answer.json() == {"levels": [{"sku": sku, "available": 3}]}


async def test_services_see_the_owner_and_others_do_not_find_the_address(
    api: Api, placed: Placed
) -> None:
    token, order = placed
    path = f"/internal/v1/orders/{order['id']}"

    seen = await api.get(path, api.service())

    assert seen.json()["customer_kind"] == "guest"
    assert seen.json()["total"] == order["total"]
    assert (await api.get(path, token)).status_code == 404


async def test_support_may_look_and_only_orders_may_act(api: Api, placed: Placed) -> None:
    token, order = placed
    support, orders, catalog = api.staff("support"), api.staff("orders"), api.staff("catalog")
    path = f"{ADMIN}/{order['id']}"

    assert (await api.get(path, support)).json()["timeline"][0]["action"] == "place"
    assert (await api.get(path, catalog)).status_code == 403
    assert (await api.get(path, token)).status_code == 403
    denied = await api.post(f"{path}/cancel", {"reason": "fraud"}, support)
    done = await api.post(f"{path}/cancel", {"reason": "fraud"}, orders)
    assert (denied.status_code, done.status_code) == (403, 200)
    assert done.json()["timeline"][-1]["reason"] == "fraud"


async def test_staff_find_orders_by_what_they_know(api: Api, placed: Placed) -> None:
    _, order = placed
    staff = api.staff("support")

    async def found(query: str) -> bool:
        answer = await api.get(f"{ADMIN}?limit=100&{query}", staff)
        assert answer.status_code == 200, answer.text
        return order["id"] in [item["id"] for item in answer.json()["orders"]]

    assert await found(f"number={order['number'].lower()}")
    assert await found("email=ADA@example.com&status=pending_payment")
    assert await found(f"placed_from={order['placed_at']}")
    assert not await found("status=paid")
    assert not await found(f"placed_to={order['placed_at']}")


async def test_the_openapi_document_lists_every_operation(api: Api) -> None:
    document = (await api.get("/openapi.json")).json()

    assert "/core/v1/orders/{order_id}/cancel" in document["paths"]
    assert "/core/v1/admin/stock/adjustments" in document["paths"]
