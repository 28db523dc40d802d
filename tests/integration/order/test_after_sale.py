"""Parcels, returns and refunds in parts, through the interface of staff."""

from typing import Any

import pytest

from core_services.order.domain.order import Order
from tests.integration.order.shop import Api

Paid = tuple[Order, str, str]
ADMIN = "/core/v1/admin/orders"


@pytest.fixture
async def paid(api: Api) -> Paid:
    """A paid order of three and two units; the path of its staff view; tokens."""
    guest, _ = api.guest()
    skus = [await api.shop.stocked(10) for _ in range(2)]
    cart = api.shop.cart((skus[0], 3), (skus[1], 2))
    answer = await api.post("/core/v1/orders", api.body(cart), guest)
    order = await api.shop.pay(await api.shop.order(answer.json()["id"]))
    return order, guest, api.staff("orders")


async def _act(
    api: Api, staff: str, order: Order, path: str, body: Any = None, status: int = 200
) -> Any:
    answer = await api.post(f"{ADMIN}/{order.id}/{path}", body, staff)
    assert answer.status_code == status, answer.text
    return answer.json()


def _part(line: Any, quantity: int, **more: bool) -> dict[str, Any]:
    return {"line_id": line.id, "quantity": quantity, **more}


async def test_an_order_is_shipped_and_delivered_in_parts(api: Api, paid: Paid) -> None:
    order, _, staff = paid
    first, second = order.lines
    packed = await _act(
        api, staff, order, "fulfilments", {"lines": [_part(first, 2), _part(second, 2)]}
    )
    parcel = packed["fulfilments"][0]["id"]
    tracking = {"carrier": "Post", "tracking_number": "T1", "tracking_url": "https://post/T1"}
    shipped = await _act(api, staff, order, f"fulfilments/{parcel}/ship", tracking)
    delivered = await _act(api, staff, order, f"fulfilments/{parcel}/deliver")
    rest = await _act(api, staff, order, "fulfilments", {"tracking": tracking})
    last = rest["fulfilments"][1]["id"]
    done = await _act(api, staff, order, f"fulfilments/{last}/deliver")

    statuses = [view["status"] for view in (packed, shipped, delivered, rest, done)]
    assert statuses == ["paid", "partly_fulfilled", "partly_fulfilled", "fulfilled", "delivered"]
    assert (await api.shop.told_types(order.id))[2:] == [
        "order.shipped.v1",
        "order.delivered.v1",
        "order.shipped.v1",
        "order.delivered.v1",
    ]
    over = await _act(api, staff, order, "fulfilments", {}, status=409)
    assert over["code"] == "invalid-transition"


async def test_no_more_is_packed_than_was_bought(api: Api, paid: Paid) -> None:
    order, _, staff = paid
    await _act(api, staff, order, "fulfilments", {"lines": [_part(order.lines[0], 2)]})

    refused = await _act(
        api,
        staff,
        order,
        "fulfilments",
        {"lines": [_part(order.lines[0], 1), _part(order.lines[0], 1)]},
        status=409,
    )

    assert (refused["code"], refused["left"]) == ("quantity-exceeded", 1)


async def test_a_parcel_that_is_called_off_can_be_packed_again(api: Api, paid: Paid) -> None:
    order, _, staff = paid
    packed = await _act(api, staff, order, "fulfilments", {})
    parcel = packed["fulfilments"][0]["id"]

    await _act(api, staff, order, f"fulfilments/{parcel}/call-off")

    again = await _act(api, staff, order, "fulfilments", {})
    assert [item["status"] for item in again["fulfilments"]] == ["cancelled", "packing"]


async def test_why_goods_come_back_is_kept_shown_and_told(api: Api, paid: Paid) -> None:
    order, guest, staff = paid
    line = order.lines[0]
    await _act(api, staff, order, "fulfilments", {"tracking": {}})
    path = f"/core/v1/orders/{order.id}/returns"

    body = {"lines": [_part(line, 1)], "reason": "Too big for me.", "reason_code": "does-not-fit"}
    coded = await api.post(path, body, guest)
    plain = await api.post(path, {"lines": [_part(line, 1)]}, guest)
    wrong = await api.post(path, {"lines": [_part(line, 1)], "reason_code": "bored"}, guest)

    assert (coded.status_code, plain.status_code, wrong.status_code) == (200, 200, 422)
    for seen in (
        (await api.get(f"/core/v1/orders/{order.id}", guest)).json(),
        (await api.get(f"{ADMIN}/{order.id}", staff)).json(),
    ):
        codes = [back["reason_code"] for back in seen["returns"]]
        assert codes == ["does-not-fit", "other"]
    told = [e.data for e in await api.shop.told(order.id) if e.type == "order.return_requested.v1"]
    assert [data.reason_code for data in told] == ["does-not-fit", "other"]
    return_id = coded.json()["returns"][0]["id"]
    done = await _act(api, staff, order, f"returns/{return_id}/accept", {"restock": True})
    assert done["returns"][0]["reason_code"] == "does-not-fit"


async def test_goods_come_back_with_money_and_to_the_shelf(api: Api, paid: Paid) -> None:
    order, guest, staff = paid
    line = order.lines[0]
    early = await api.post(
        f"/core/v1/orders/{order.id}/returns", {"lines": [_part(line, 1)]}, guest
    )
    await _act(api, staff, order, "fulfilments", {"tracking": {}})
    asked = await api.post(
        f"/core/v1/orders/{order.id}/returns", {"lines": [_part(line, 2)], "reason": "big"}, guest
    )
    too_many = await api.post(
        f"/core/v1/orders/{order.id}/returns", {"lines": [_part(line, 2)]}, guest
    )
    return_id = asked.json()["returns"][0]["id"]

    done = await _act(api, staff, order, f"returns/{return_id}/accept", {"restock": True})

    assert (early.status_code, too_many.status_code) == (409, 409)
    assert done["refunds"][0]["amount"] == 2_000
    assert done["returns"][0]["refund_id"] == done["refunds"][0]["id"]
    assert await api.shop.stock_of(line.sku) == (9, 0)
    again = await _act(
        api, staff, order, f"returns/{return_id}/accept", {"restock": True}, status=409
    )
    assert again["code"] == "return-state"
    await api.shop.assert_stock_is_conserved()


async def test_a_rejected_return_can_be_asked_for_again(api: Api, paid: Paid) -> None:
    order, guest, staff = paid
    await _act(api, staff, order, "fulfilments", {"tracking": {}})
    path, body = f"/core/v1/orders/{order.id}/returns", {"lines": [_part(order.lines[0], 3)]}
    asked = await api.post(path, body, guest)
    return_id = asked.json()["returns"][0]["id"]

    await _act(api, staff, order, f"returns/{return_id}/reject", {"reason": "worn"})

    assert (await api.post(path, body, guest)).status_code == 200


async def test_refunds_in_parts_add_up_to_what_was_paid(api: Api, paid: Paid) -> None:
    order, _, staff = paid
    first, second = order.lines
    for body in (
        {"lines": [_part(first, 1)]},
        {"lines": [_part(first, 2), _part(second, 1)]},
        {"shipping": 200},
        {"shipping": 300, "amount": 400},
    ):
        await _act(api, staff, order, "refunds", {**body, "reason": "sorry"})
    too_much = await _act(
        api, staff, order, "refunds", {"lines": [_part(second, 1)], "reason": "x"}, status=409
    )
    view = await _act(api, staff, order, "refunds", {"amount": 600, "reason": "the rest"})

    assert (too_much["code"], too_much["refundable"]) == ("refund-exceeds-paid", 600)
    assert [item["amount"] for item in view["refunds"]] == [1_000, 3_000, 200, 700, 600]
    assert view["refundable"] == 0
    for refund in view["refunds"]:
        order = await api.shop.refund_reported(
            order=await api.shop.order(order.id), refund_id=refund["id"]
        )
    assert (order.status, order.refunded_total) == ("refunded", order.paid_total)
    assert await api.shop.stock_of(first.sku) == (10, 0)
    await api.shop.assert_stock_is_conserved()


async def test_units_that_will_not_be_shipped_go_back_on_the_shelf(api: Api, paid: Paid) -> None:
    order, _, staff = paid
    first, second = order.lines
    await _act(api, staff, order, "fulfilments", {"lines": [_part(first, 3)], "tracking": {}})

    view = await _act(
        api,
        staff,
        order,
        "refunds",
        {"lines": [_part(second, 2, withdraw=True)], "reason": "broken in the warehouse"},
    )

    assert view["status"] == "fulfilled"
    assert await api.shop.stock_of(second.sku) == (10, 0)
    refused = await _act(
        api,
        staff,
        order,
        "refunds",
        {"lines": [_part(first, 1, withdraw=True)], "reason": "it is gone"},
        status=409,
    )
    assert refused["code"] == "invalid-transition"


async def test_a_refund_that_failed_frees_its_money_and_can_be_retried(
    api: Api, paid: Paid
) -> None:
    order, _, staff = paid
    view = await _act(api, staff, order, "refunds", {"amount": 5_500, "reason": "all"})
    failed = view["refunds"][0]["id"]
    await api.shop.refund_failed(await api.shop.order(order.id), failed)

    again = await _act(api, staff, order, f"refunds/{failed}/retry", {"reason": "again"})

    assert [item["status"] for item in again["refunds"]] == ["failed", "requested"]
    order = await api.shop.refund_reported(
        await api.shop.order(order.id), again["refunds"][1]["id"]
    )
    assert order.status == "refunded"
    twice = await _act(api, staff, order, f"refunds/{failed}/retry", {"reason": "x"}, status=409)
    assert twice["code"] == "refund-exceeds-paid"


async def test_an_unpaid_order_has_nothing_to_refund_or_ship(api: Api) -> None:
    guest, _ = api.guest()
    cart = api.shop.cart((await api.shop.stocked(1), 1))
    order = await api.shop.order(
        (await api.post("/core/v1/orders", api.body(cart), guest)).json()["id"]
    )
    staff = api.staff("orders")

    refund = await _act(api, staff, order, "refunds", {"amount": 1, "reason": "x"}, status=409)
    ship = await _act(api, staff, order, "fulfilments", {}, status=409)

    assert (refund["code"], ship["code"]) == ("nothing-to-refund", "invalid-transition")
