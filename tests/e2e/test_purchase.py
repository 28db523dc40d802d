"""A purchase through the edge: guest and customer, and all the ways in which it goes wrong."""

import asyncio

import pytest

from infra.ops.shopper import CARDS, Json, RefusedError, Shopper, new_email, new_key
from tests.e2e.conftest import Visitors

PASSWORD = "a long enough Passphrase 1!"


async def test_a_guest_buys_and_the_webhook_alone_is_enough(
    shopper: Shopper, variant: Json
) -> None:
    before = (await shopper.stock(variant["sku"]))[variant["sku"]]
    order = await shopper.buy(variant["sku"], 2)
    page = await shopper.pay(await shopper.start_payment(order["id"]))
    paid = await shopper.order_when(order["id"], "paid")

    assert page.status_code == 303
    assert paid["total"] == sum(line["total"] for line in paid["lines"]) + paid["shipping_total"]
    assert (await shopper.stock(variant["sku"]))[variant["sku"]] == before - 2


async def test_the_browsers_return_alone_is_enough_too(shopper: Shopper, variant: Json) -> None:
    order = await shopper.buy(variant["sku"])
    page = await shopper.pay(await shopper.start_payment(order["id"]))

    payment = await shopper.return_from(page)

    assert payment["status"] == "succeeded"
    assert (await shopper.order_when(order["id"], "paid"))["payment_id"] == payment["id"]


async def test_the_cart_is_emptied_of_what_was_paid_for_and_keeps_the_rest(
    shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"], 2)
    await shopper.add(variant["sku"], 1)
    await shopper.pay(await shopper.start_payment(order["id"]))
    await shopper.order_when(order["id"], "paid")

    async with asyncio.timeout(20):
        while (await shopper.read_cart())["item_count"] != 1:
            await asyncio.sleep(0.1)

    assert shopper.cart["items"] == [{"sku": variant["sku"], "quantity": 1}]


async def test_a_guest_who_signs_in_brings_the_cart_along(shopper: Shopper, variant: Json) -> None:
    email = new_email()
    await shopper.sign_up(email, PASSWORD)
    await shopper.add(variant["sku"], 2)

    answer = await shopper.sign_in(email, PASSWORD)
    order = await shopper.place_order(await shopper.best_quote())

    assert answer["cart_merged"]
    assert [(line["sku"], line["quantity"]) for line in order["lines"]] == [(variant["sku"], 2)]
    assert [each["id"] for each in await shopper.orders()] == [order["id"]]


async def test_a_guest_finds_an_order_on_another_device_and_pays_for_it_there(
    shopper: Shopper, visitors: Visitors, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    elsewhere = await visitors()

    found = await elsewhere.look_up_order(order["number"], order["email"])
    await elsewhere.pay(await elsewhere.start_payment(order["id"]))
    paid = await elsewhere.order_when(order["id"], "paid")

    assert found["order"]["id"] == paid["id"] == order["id"]
    with pytest.raises(RefusedError, match="403 forbidden"):
        await elsewhere.orders()


async def test_a_guests_orders_and_payments_go_along_into_the_account(
    shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    payment = await shopper.start_payment(order["id"])
    email = new_email()
    await shopper.sign_up(email, PASSWORD)

    answer = await shopper.sign_in(email, PASSWORD)
    await shopper.pay(payment)

    assert answer["orders_claimed"] == 1
    assert (await shopper.settle(payment["id"]))["status"] == "succeeded"
    assert [each["id"] for each in await shopper.orders()] == [order["id"]]


async def test_a_declined_card_can_be_followed_by_a_good_one(
    shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    payment = await shopper.start_payment(order["id"])

    declined = await shopper.pay(payment, CARDS["declined"])
    still = await shopper.order(order["id"])
    await shopper.pay(payment, CARDS["succeeds"])

    assert (declined.status_code, still["status"]) == (402, "pending_payment")
    assert (await shopper.order_when(order["id"], "paid"))["paid_at"]


async def test_a_failed_3_d_secure_challenge_leaves_the_order_to_be_paid(
    shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    payment = await shopper.start_payment(order["id"])
    challenge = await shopper.pay(payment, CARDS["3-d-secure"])
    failed = await shopper.answer_challenge(payment, challenge, outcome="fail")

    challenge = await shopper.pay(payment, CARDS["3-d-secure"])
    await shopper.answer_challenge(payment, challenge)

    assert failed.status_code == 402
    assert (await shopper.order_when(order["id"], "paid"))["status"] == "paid"


async def test_a_double_click_places_one_order(shopper: Shopper, variant: Json) -> None:
    await shopper.add(variant["sku"])
    quote, key = await shopper.best_quote(), new_key()

    placed = await asyncio.gather(*(shopper.place_order(quote, key=key) for _ in range(8)))

    assert len({order["id"] for order in placed}) == 1
    assert len({order["number"] for order in placed}) == 1


async def test_two_tabs_pay_for_one_order_once(shopper: Shopper, variant: Json) -> None:
    order = await shopper.buy(variant["sku"])

    payments = await asyncio.gather(*(shopper.start_payment(order["id"]) for _ in range(2)))
    pages = await asyncio.gather(*(shopper.pay(payment) for payment in payments))

    assert len({payment["id"] for payment in payments}) == 1
    assert sorted(page.status_code for page in pages) == [303, 409]


async def test_the_last_unit_goes_to_one_of_many(visitors: Visitors, variant: Json) -> None:
    buyers = [await visitors() for _ in range(8)]
    left = (await buyers[0].stock(variant["sku"]))[variant["sku"]]
    share = left // 3 + 1  # two fit, a third does not

    async def attempt(buyer: Shopper) -> str:
        await buyer.add(variant["sku"], share)
        quote = await buyer.best_quote()
        try:
            await buyer.place_order(quote)
        except RefusedError as error:
            return error.code
        return "placed"

    outcomes = await asyncio.gather(*(attempt(buyer) for buyer in buyers))

    assert outcomes.count("placed") == 2
    assert set(outcomes) == {"placed", "out-of-stock"}
    assert (await buyers[0].stock(variant["sku"]))[variant["sku"]] == left - 2 * share


async def test_a_total_that_rose_is_asked_about_and_nothing_is_lost(
    shopper: Shopper, variant: Json
) -> None:
    cart = await shopper.add(variant["sku"])
    quote = await shopper.best_quote()
    seen = {**quote, "total": quote["total"] - 1}

    with pytest.raises(RefusedError) as refused:
        await shopper.place_order(seen)

    assert (refused.value.status, refused.value.code) == (409, "price-changed")
    assert (await shopper.read_cart())["items"] == cart["items"]


async def test_a_total_that_fell_is_passed_on(shopper: Shopper, variant: Json) -> None:
    await shopper.add(variant["sku"])
    quote = await shopper.best_quote()

    order = await shopper.place_order({**quote, "total": quote["total"] + 500})

    assert order["total"] == quote["total"]


async def test_a_cart_that_changed_since_it_was_shown_is_not_ordered(
    shopper: Shopper, variant: Json
) -> None:
    await shopper.add(variant["sku"])
    quote, shown = await shopper.best_quote(), shopper.cart["version"]
    await shopper.add(variant["sku"])

    with pytest.raises(RefusedError) as refused:
        await shopper.place_order(quote, cart_version=shown)

    assert (refused.value.status, refused.value.code) == (409, "cart-changed")


async def test_a_paid_order_is_cancelled_and_the_money_goes_back(
    shopper: Shopper, variant: Json
) -> None:
    before = (await shopper.stock(variant["sku"]))[variant["sku"]]
    order = await shopper.buy(variant["sku"])
    await shopper.pay(await shopper.start_payment(order["id"]))
    await shopper.order_when(order["id"], "paid")

    await shopper.cancel(order["id"])
    async with asyncio.timeout(20):
        while (refunded := await shopper.order(order["id"]))["refunded_total"] == 0:
            await asyncio.sleep(0.1)

    assert refunded["refunded_total"] == order["total"]
    assert (await shopper.stock(variant["sku"]))[variant["sku"]] == before


async def test_an_unpaid_order_is_cancelled_and_cannot_be_paid_any_more(
    shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    payment = await shopper.start_payment(order["id"])
    await shopper.cancel(order["id"])

    async with asyncio.timeout(20):
        while (await shopper.settle(payment["id"]))["status"] != "closed":
            await asyncio.sleep(0.1)

    assert (await shopper.pay(payment)).status_code == 409
    assert (await shopper.order(order["id"]))["status"] == "cancelled"


@pytest.mark.parametrize("what", ["order", "payment", "cart"])
async def test_what_belongs_to_another_does_not_exist(
    visitors: Visitors, variant: Json, what: str
) -> None:
    owner, stranger = await visitors(), await visitors()
    order = await owner.buy(variant["sku"])
    payment = await owner.start_payment(order["id"])
    await stranger.start_session()
    paths = {
        "order": ("GET", f"/core/v1/orders/{order['id']}"),
        "payment": ("GET", f"/core/v1/payments/{payment['id']}"),
        "cart": ("GET", f"/core/v1/carts/{owner.cart['id']}"),
    }
    method, path = paths[what]

    with pytest.raises(RefusedError) as refused:
        await stranger.call(method, path)

    assert refused.value.status == 404


async def test_a_stranger_cannot_pay_for_cancel_or_settle_anothers_order(
    visitors: Visitors, variant: Json
) -> None:
    owner, stranger = await visitors(), await visitors()
    order = await owner.buy(variant["sku"])
    payment = await owner.start_payment(order["id"])
    await stranger.start_session()

    for attempt in (
        stranger.start_payment(order["id"]),
        stranger.cancel(order["id"]),
        stranger.settle(payment["id"]),
    ):
        with pytest.raises(RefusedError) as refused:
            await attempt
        assert refused.value.status == 404
    assert (await owner.order(order["id"]))["status"] == "pending_payment"


async def test_the_price_is_the_shops_whatever_the_client_says(
    shopper: Shopper, variant: Json
) -> None:
    await shopper.add(variant["sku"])
    quote = await shopper.best_quote()

    forgeries: tuple[Json, ...] = (
        {"total": 1},
        {"lines": []},
        {"status": "paid"},
        {"customer_id": "gst_x"},
    )
    for forged in forgeries:
        with pytest.raises(RefusedError) as refused:
            await shopper.place_order(quote, **forged)
        assert refused.value.status == 422
        assert refused.value.problem["errors"][0]["code"] == "unknown-field"
