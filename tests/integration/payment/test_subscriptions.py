"""What the order service tells is heard as it is encoded, and counts once."""

from typing import Any

from contracts.events import EVENT_TYPES, Event, EventType, decode, encode
from contracts.events.order import (
    ORDER_CANCELLED,
    REFUND_REQUESTED,
    OrderCancelled,
    RefundRequested,
)
from contracts.ids import new_event_id, new_id
from core_services.payment.subscriptions import subscriptions
from infra.local.topology import load_topology
from tests.integration.payment.conftest import Till


async def hear(till: Till, event_type: EventType[Any], data: Any, *, times: int) -> None:
    """Deliver one event, several times, over the wire format."""
    event = Event(
        id=new_event_id(),
        type=event_type.name,
        source="order",
        subject=data.order_id,
        version=3,
        time=till.deps.clock.now(),
        data=data,
    )
    for _ in range(times):
        received = decode(encode(event), EVENT_TYPES)
        await subscriptions(till.deps)[received.type](received)


async def test_a_refund_that_is_requested_is_made_once(till: Till) -> None:
    payment = await till.paid()
    asked = RefundRequested(
        order_id=payment.order_id,
        refund_id=new_id("ref"),
        payment_id=payment.id,
        currency="EUR",
        amount=700,
        reason="customer",
    )
    await hear(till, REFUND_REQUESTED, asked, times=3)
    assert (await till.payment(payment.id)).refunded_amount == 700
    assert (await till.told_types(payment.id)).count("payment.refunded.v1") == 1


async def test_a_cancelled_order_closes_its_payment_once(till: Till) -> None:
    payment = await till.open()
    cancelled = OrderCancelled(
        order_id=payment.order_id,
        number="M-1001",
        customer_id=payment.customer_id,
        reason="customer",
        was_paid=False,
    )
    await hear(till, ORDER_CANCELLED, cancelled, times=3)
    assert (await till.payment(payment.id)).status == "closed"
    assert await till.told_types(payment.id) == ["payment.closed.v1"]
    assert till.pay(payment).status_code == 409


async def test_the_queue_brings_only_what_is_heard(till: Till) -> None:
    queue = load_topology().queues["payment-order-events"]
    assert set(queue.events) == set(subscriptions(till.deps))
