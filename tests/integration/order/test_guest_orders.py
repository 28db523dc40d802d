"""A guest's order from another device, and in the account that the guest signs in to."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from contracts.ids import new_id
from contracts.sessions import issue_order_pass
from tests.integration.order.shop import Api

ORDERS = "/core/v1/orders"
LOOKUP = f"{ORDERS}/lookup"
CLAIM = f"{ORDERS}/claim"
EMAIL = "ada@example.com"


async def place(api: Api, token: str, **changes: Any) -> dict[str, Any]:
    body = api.body(api.shop.cart((await api.shop.stocked(5), 2)), **changes)
    answer = await api.post(ORDERS, body, token)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


async def look_up(api: Api, reference: str, email: str = EMAIL) -> httpx.Response:
    return await api.post(LOOKUP, {"order": reference, "email": email}, key=None)


@pytest.fixture
async def order(api: Api) -> dict[str, Any]:
    return await place(api, api.guest()[0])


async def test_number_or_id_and_address_find_the_order_again(
    api: Api, order: dict[str, Any]
) -> None:
    by_number = await look_up(api, order["number"])
    copied = await look_up(api, f" {order['number'].lower().replace('-', ' ')}", "ADA@example.com")
    by_id = await look_up(api, order["id"])

    assert by_number.json()["order"] == copied.json()["order"] == by_id.json()["order"] == order


async def test_the_pass_reads_and_cancels_this_order(api: Api, order: dict[str, Any]) -> None:
    token = (await look_up(api, order["number"])).json()["token"]

    read = await api.get(f"{ORDERS}/{order['id']}", token)
    returned = await api.post(
        f"{ORDERS}/{order['id']}/returns",
        {"lines": [{"line_id": order["lines"][0]["id"], "quantity": 1}]},
        token,
    )
    cancelled = await api.post(f"{ORDERS}/{order['id']}/cancel", {}, token)

    assert read.json() == order
    assert (returned.status_code, returned.json()["code"]) == (409, "quantity-exceeded")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")


async def test_the_pass_opens_nothing_else(api: Api, order: dict[str, Any]) -> None:
    guest, _ = api.guest()
    other = await place(api, guest)
    token = (await look_up(api, order["number"])).json()["token"]

    read = await api.get(f"{ORDERS}/{other['id']}", token)
    cancelled = await api.post(f"{ORDERS}/{other['id']}/cancel", {}, token)
    refused = [
        await api.get(ORDERS, token),
        await api.post(ORDERS, api.body(api.shop.cart((await api.shop.stocked(1), 1))), token),
        await api.post(CLAIM, {"guest_token": guest}, token, key=None),
        await api.get(f"/core/v1/admin/orders/{order['id']}", token),
    ]

    assert (read.status_code, cancelled.status_code) == (404, 404)
    assert [answer.status_code for answer in refused] == [403, 403, 403, 403]
    assert (await api.get(f"/internal/v1/orders/{order['id']}", token)).status_code == 404
    assert (await api.get(f"{ORDERS}/{other['id']}", guest)).json()["status"] == "pending_payment"


async def test_a_pass_ends_and_cannot_be_made(api: Api, order: dict[str, Any]) -> None:
    now = api.shop.clock.now()
    path = f"{ORDERS}/{order['id']}"
    secret = api.settings.guest_session_secret
    old = issue_order_pass(secret, order["id"], now - timedelta(hours=1))
    forged = issue_order_pass("x" * 32, order["id"], now)

    assert (await api.get(path, old)).status_code == 401
    assert (await api.get(path, forged)).status_code == 401
    assert (await api.get(path, issue_order_pass(secret, order["id"], now))).status_code == 200


async def test_an_unknown_number_and_a_wrong_address_are_answered_alike(
    api: Api, order: dict[str, Any]
) -> None:
    wrong = await look_up(api, order["number"], "eve@example.com")
    unknown = await look_up(api, "ZZZZ-ZZZZ")
    no_id = await look_up(api, new_id("ord"))

    def told(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
        return answer.status_code, {**answer.json(), "trace_id": ""}

    assert told(wrong) == told(unknown) == told(no_id)
    assert wrong.json()["code"] == "order-not-found"


async def test_an_order_of_an_account_is_found_by_signing_in_only(api: Api) -> None:
    customer, _ = api.customer()
    order = await place(api, customer)

    assert (await look_up(api, order["number"])).status_code == 404


async def test_addresses_cannot_be_guessed_for_an_order(api: Api, order: dict[str, Any]) -> None:
    """Twenty tries an hour for one order, in any spelling, whatever session makes them."""
    guesses = [await api.post(LOOKUP, guess(order, i), api.guest()[0], key=None) for i in range(21)]

    assert [answer.status_code for answer in guesses[:20]] == [404] * 20
    assert (guesses[20].status_code, guesses[20].json()["code"]) == (429, "rate-limited")
    assert "retry-after" in guesses[20].headers


def guess(order: dict[str, Any], attempt: int) -> dict[str, str]:
    number = order["number"] if attempt % 2 else order["number"].replace("-", "").lower()
    return {"order": number, "email": f"guess{attempt}@example.com"}


async def test_who_signs_in_takes_the_guests_orders_along(api: Api) -> None:
    guest, _ = api.guest()
    stranger, _ = api.guest()
    customer, customer_id = api.customer()
    first, second = await place(api, guest), await place(api, guest)
    other = await place(api, stranger)

    claimed = await api.post(CLAIM, {"guest_token": guest}, customer, key=None)
    again = await api.post(CLAIM, {"guest_token": guest}, customer, key=None)
    mine = (await api.get(ORDERS, customer)).json()["orders"]
    file = (await api.get(f"/core/v1/admin/orders/{first['id']}", api.staff("support"))).json()

    assert (claimed.json(), again.json()) == ({"claimed": 2}, {"claimed": 0})
    assert [order["id"] for order in mine] == [second["id"], first["id"]]
    assert (file["customer_id"], file["customer_kind"]) == (customer_id, "customer")
    assert [entry["action"] for entry in file["timeline"]] == ["place", "claim"]
    assert (await api.get(f"{ORDERS}/{first['id']}", guest)).status_code == 404
    assert (await api.get(f"{ORDERS}/{other['id']}", stranger)).status_code == 200


async def test_a_claimed_order_is_no_guests_and_its_passes_end(
    api: Api, order: dict[str, Any]
) -> None:
    guest, _ = api.guest()
    customer, _ = api.customer()
    mine = await place(api, guest)
    token = (await look_up(api, mine["number"])).json()["token"]
    await api.post(CLAIM, {"guest_token": guest}, customer, key=None)

    assert (await api.get(f"{ORDERS}/{mine['id']}", token)).status_code == 404
    assert (await look_up(api, mine["number"])).status_code == 404
    cancelled = await api.post(f"{ORDERS}/{mine['id']}/cancel", {}, customer)
    assert cancelled.json()["status"] == "cancelled"


async def test_a_claimed_order_is_not_given_up_for_a_newer_one_of_the_guest(api: Api) -> None:
    guest, _ = api.guest()
    customer, _ = api.customer()
    sku = await api.shop.stocked(2)
    cart = api.shop.cart((sku, 2))
    mine = (await api.post(ORDERS, api.body(cart), guest)).json()
    await api.post(CLAIM, {"guest_token": guest}, customer, key=None)

    newer = api.shop.cart((sku, 1), version=2, cart_id=cart.id)
    refused = await api.post(ORDERS, api.body(newer), guest)

    assert (refused.status_code, refused.json()["code"]) == (409, "out-of-stock")
    still = await api.get(f"{ORDERS}/{mine['id']}", customer)
    assert still.json()["status"] == "pending_payment"


async def test_only_a_customer_with_a_good_session_claims(api: Api) -> None:
    guest, _ = api.guest()
    customer, _ = api.customer()
    order = await place(api, guest)

    by_guest = await api.post(CLAIM, {"guest_token": guest}, api.guest()[0], key=None)
    forged = await api.post(CLAIM, {"guest_token": f"{guest}x"}, customer, key=None)
    by_pass = await api.post(
        CLAIM,
        {"guest_token": (await look_up(api, order["number"])).json()["token"]},
        customer,
        key=None,
    )

    assert (by_guest.status_code, forged.status_code, by_pass.status_code) == (403, 401, 401)
    assert (await api.get(ORDERS, customer)).json()["orders"] == []
