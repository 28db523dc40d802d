"""The payment API over HTTP: who may do what, and what is answered."""

import json
from typing import Any

import httpx
import pytest

from contracts.ids import new_event_id, new_id
from core_services.payment.schemas import PaymentQuery
from tests.integration.payment.conftest import SHOP_URL, WEBHOOK_SECRET, Till

_WEBHOOK = "/core/v1/payments/webhooks/stripe"


async def placed(till: Till, **changes: Any) -> tuple[str, dict[str, str]]:
    """A guest's order, and the guest's headers."""
    guest_id, headers = till.as_guest()
    return till.orders.add(customer_id=guest_id, **changes).id, headers


async def test_a_customer_opens_pays_and_settles(till: Till) -> None:
    order_id, headers = await placed(till)
    created = await till.create(order_id, headers)
    payment = created.json()
    assert created.status_code == 201
    assert (payment["status"], payment["amount"], payment["currency"]) == (
        "requires_payment",
        1999,
        "EUR",
    )
    assert payment["redirect_url"].startswith(f"{till.simulator.url}/c/pay/")
    till.pay(await till.payment(payment["id"]))
    settled = await till.http.post(f"/core/v1/payments/{payment['id']}/settle", headers=headers)
    assert (settled.status_code, settled.json()["status"]) == (200, "succeeded")
    assert settled.json()["redirect_url"] is None
    read = await till.http.get(f"/core/v1/payments/{payment['id']}", headers=headers)
    assert read.json() == settled.json()


async def test_the_page_sends_the_customer_back_to_the_shop(till: Till) -> None:
    order_id, headers = await placed(till)
    payment = (await till.create(order_id, headers)).json()
    (page,) = till.simulator.pages(order_id)
    assert page["success_url"] == f"{SHOP_URL}/checkout/return?payment={payment['id']}"
    assert page["cancel_url"] == f"{page['success_url']}&cancelled=1"


async def test_a_return_address_of_the_shop_is_taken_and_keeps_its_query(till: Till) -> None:
    order_id, headers = await placed(till)
    wanted = f"{SHOP_URL}/de/danke?a=1&a=2&b=&payment=pay_1#top"
    payment = (await till.create(order_id, headers, return_url=wanted)).json()
    (page,) = till.simulator.pages(order_id)
    assert page["success_url"] == f"{SHOP_URL}/de/danke?a=1&a=2&b=&payment={payment['id']}"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://[shop.example/",
        f"{SHOP_URL}:99999/",
        f"{SHOP_URL}.evil.example/",
        f"{SHOP_URL}@evil.example/",
        "http://shop.example/",
    ],
)
async def test_a_foreign_return_address_is_refused(till: Till, url: str) -> None:
    order_id, headers = await placed(till)
    answer = await till.create(order_id, headers, return_url=url)
    assert (answer.status_code, answer.json()["code"]) == (422, "return-url-foreign")
    assert till.simulator.pages(order_id) == []


@pytest.mark.parametrize(
    "url",
    [
        "//shop.example",
        "javascript:alert(1)",
        "/x",
        f"{SHOP_URL}/ö",
        f"{SHOP_URL}/ x",
        SHOP_URL * 200,
    ],
    ids=["no scheme", "script", "relative", "not encoded", "blank", "long"],
)
async def test_a_return_address_that_is_none_is_refused(till: Till, url: str) -> None:
    order_id, headers = await placed(till)
    answer = await till.create(order_id, headers, return_url=url)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/return_url")


async def test_a_repeated_request_is_replayed_and_says_so(till: Till) -> None:
    order_id, headers = await placed(till)
    key = new_event_id()
    first = await till.create(order_id, headers, key=key)
    again = await till.create(order_id, headers, key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


async def test_a_key_is_for_one_request_of_one_person(till: Till) -> None:
    key = new_event_id()
    order_id, headers = await placed(till)
    other_order_id, other_headers = await placed(till)
    assert (await till.create(order_id, headers, key=key)).status_code == 201
    assert (await till.create(other_order_id, other_headers, key=key)).status_code == 201
    reused = await till.create(new_id("ord"), headers, key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")


async def test_a_missing_key_is_named(till: Till) -> None:
    order_id, headers = await placed(till)
    answer = await till.http.post("/core/v1/payments", json={"order_id": order_id}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_a_refused_request_burns_no_key(till: Till) -> None:
    order_id, headers = await placed(till, status="cancelled")
    key = new_event_id()
    refused = await till.create(order_id, headers, key=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "order-not-payable")
    till.orders.add(id=order_id, customer_id=till.orders.orders[order_id].customer_id)
    assert (await till.create(order_id, headers, key=key)).status_code == 201


@pytest.mark.parametrize("status", ["paid", "fulfilled", "delivered"])
async def test_a_paid_order_is_not_paid_again(till: Till, status: str) -> None:
    order_id, headers = await placed(till, status=status)
    answer = await till.create(order_id, headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "order-already-paid")


@pytest.mark.parametrize("field", ["amount", "currency", "status", "customer_id"])
async def test_nobody_names_their_own_price(till: Till, field: str) -> None:
    order_id, headers = await placed(till)
    body: dict[str, Any] = {field: 1}
    answer = await till.create(order_id, headers, **body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown-field")


async def test_what_belongs_to_another_is_not_there(till: Till) -> None:
    order_id, headers = await placed(till)
    _, stranger = till.as_guest()
    payment = (await till.create(order_id, headers)).json()
    path = f"/core/v1/payments/{payment['id']}"
    for answer in (
        await till.create(order_id, stranger),
        await till.http.get(path, headers=stranger),
        await till.http.post(f"{path}/settle", headers=stranger),
        await till.http.get(path, headers=till.as_service() | stranger),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert (await till.http.get(path)).status_code == 401


async def test_the_pass_of_an_order_pays_that_order_alone(till: Till) -> None:
    order_id, _ = await placed(till)
    other_id, other = await placed(till)
    theirs = (await till.create(other_id, other)).json()
    holder = till.as_holder(order_id)

    payment = (await till.create(order_id, holder)).json()
    till.pay(await till.payment(payment["id"]))
    settled = await till.http.post(f"/core/v1/payments/{payment['id']}/settle", headers=holder)

    assert (settled.status_code, settled.json()["status"]) == (200, "succeeded")
    path = f"/core/v1/payments/{theirs['id']}"
    for answer in (
        await till.create(other_id, holder),
        await till.http.get(path, headers=holder),
        await till.http.post(f"{path}/settle", headers=holder),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_payments_go_with_an_order_that_was_claimed(till: Till) -> None:
    order_id, guest = await placed(till)
    payment = (await till.create(order_id, guest)).json()
    path = f"/core/v1/payments/{payment['id']}"
    owner_id, owner = till.as_guest()
    assert (await till.http.get(path, headers=owner)).status_code == 404

    till.orders.add(id=order_id, customer_id=owner_id, customer_kind="customer")

    assert (await till.http.get(path, headers=till.as_holder(order_id))).status_code == 404
    assert (await till.create(order_id, owner)).json()["id"] == payment["id"]
    assert (await till.http.get(path, headers=owner)).json() == payment
    assert (await till.http.get(path, headers=guest)).status_code == 404


async def test_only_services_close(till: Till) -> None:
    order_id, headers = await placed(till)
    await till.create(order_id, headers)
    path = f"/internal/v1/orders/{order_id}/payments/close"
    assert (await till.http.post(path)).status_code == 404
    assert (await till.http.post(path, headers=headers)).status_code == 404
    closed = await till.http.post(path, headers=till.as_service())
    assert (closed.status_code, closed.json()) == (200, {"outcome": "closed"})


@pytest.mark.parametrize(
    "path",
    [
        "/core/v1/admin/payments",
        "/core/v1/admin/payments/reconciliation",
        "/core/v1/admin/payments/pay_1",
    ],
)
async def test_staff_pages_are_for_staff(till: Till, path: str) -> None:
    _, headers = till.as_guest()
    assert (await till.http.get(path)).status_code == 401
    assert (await till.http.get(path, headers=headers)).status_code == 403
    assert (await till.http.get(path, headers=till.as_service())).status_code == 403


async def test_staff_see_everything_about_a_payment(till: Till) -> None:
    payment = await till.paid()
    await till.ask_refund(payment, 500)
    for event in till.simulator.events_about(payment):
        await till.deliver(event)
    file = await till.deps.views.payment(payment.id)
    assert (file.payment.status, file.payment.refunded_amount) == ("succeeded", 500)
    assert [attempt.outcome for attempt in file.attempts] == ["opened"]
    assert [refund.amount for refund in file.refunds] == [500]
    assert {line.kind for line in file.ledger} == {"capture", "refund"}
    assert file.events


async def test_staff_page_through_payments(till: Till) -> None:
    made = [(await till.open()).id for _ in range(3)]
    first = await till.deps.views.payments(PaymentQuery(limit=2))
    rest = await till.deps.views.payments(PaymentQuery(limit=2, cursor=first.next_cursor))
    shown = [payment.id for payment in (*first.payments, *rest.payments)]
    assert shown[:3] == made[::-1]


async def test_an_unreachable_provider_is_a_clear_503(till: Till) -> None:
    order_id, headers = await placed(till)
    till.simulator.fault(action="reset_before", count=0)
    answer = await till.create(order_id, headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "payment-provider-unavailable")
    assert int(answer.headers["retry-after"]) >= 1


# -- webhooks


def an_event(till: Till) -> str:
    subject = {"object": "checkout.session", "id": "cs_none", "client_reference_id": "pay_none"}
    event = {
        "object": "event",
        "id": f"evt_{new_event_id()}",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": subject},
    }
    return json.dumps(event)


async def send(till: Till, body: bytes | str, signature: str | None) -> httpx.Response:
    headers = {} if signature is None else {"stripe-signature": signature}
    return await till.http.post(_WEBHOOK, content=body, headers=headers)


@pytest.mark.parametrize(
    ("skew", "secret", "status", "code"),
    [
        (0, WEBHOOK_SECRET, 200, None),
        (-299, WEBHOOK_SECRET, 200, None),
        (295, "whsec_next", 200, None),
        (-301, WEBHOOK_SECRET, 400, "signature-expired"),
        (310, WEBHOOK_SECRET, 400, "signature-expired"),
        (0, "whsec_rolled_out", 400, "signature-invalid"),
    ],
)
async def test_webhooks_are_checked_on_both_sides_of_the_clock(
    till: Till, skew: int, secret: str, status: int, code: str | None
) -> None:
    body = an_event(till)
    answer = await send(till, body, till.sign(body, skew=skew, secret=secret))
    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_an_unsigned_webhook_is_401_and_a_changed_one_400(till: Till) -> None:
    body, other = an_event(till), an_event(till)
    assert (await send(till, body, None)).status_code == 401
    assert (await send(till, body + " ", till.sign(body))).status_code == 400
    assert (await send(till, body, till.sign(other))).status_code == 400
    reserialised = json.dumps(json.loads(body), indent=2)
    assert (await send(till, reserialised, till.sign(body))).status_code == 400


async def test_a_huge_webhook_is_413(till: Till) -> None:
    answer = await send(till, b"x" * 5_000_000, "t=1,v1=00")
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_a_replayed_webhook_is_200_and_has_no_effect(till: Till) -> None:
    payment = await till.paid()
    event = till.simulator.events_about(payment)[-1]
    before = (await till.told(payment.id), await till.ledger(payment.id))
    for _ in range(100):
        assert (await till.deliver(event)).status_code == 200
    assert (await till.told(payment.id), await till.ledger(payment.id)) == before


async def test_a_signed_webhook_that_lies_about_the_state_changes_nothing(till: Till) -> None:
    """The signature is good, the page is ours, and it says paid: the provider's book decides."""
    payment = await till.open()
    event = json.loads(an_event(till))
    event["data"]["object"] |= {
        "id": payment.page_id,
        "client_reference_id": payment.id,
        "payment_status": "paid",
        "status": "complete",
    }
    assert (await till.deliver(event)).status_code == 200
    assert (await till.payment(payment.id)).status == "requires_payment"
    assert await till.told(payment.id) == []


async def test_the_openapi_document_names_every_operation(till: Till) -> None:
    document = (await till.http.get("/openapi.json")).json()
    assert "/core/v1/payments/{payment_id}/settle" in document["paths"]
    assert "/core/v1/admin/payments/reconciliation" in document["paths"]
