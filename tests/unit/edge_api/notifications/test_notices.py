"""What is no longer so is not told."""

from datetime import UTC, datetime

import pytest

from contracts.events import Event
from contracts.events.payment import PAYMENT_FAILED, PaymentFailed
from contracts.ids import new_event_id
from edge_api.notifications.chalicelib.notices import notice_of
from tests.unit.edge_api.notifications.samples import order_with


@pytest.mark.parametrize(
    ("status", "superseded", "message"),
    [
        ("pending_payment", False, "payment_failed"),
        ("pending_payment", True, None),
        ("paid", False, None),
    ],
)
def test_a_decline_is_told_while_the_customer_can_do_something_about_it(
    status: str, superseded: bool, message: str | None
) -> None:
    order = order_with(status=status)
    data = PaymentFailed(
        payment_id="pay_1",
        order_id=order.id,
        currency=order.currency,
        amount=order.total,
        reason="insufficient_funds",
        superseded=superseded,
    )
    event = Event(
        id=new_event_id(),
        type=PAYMENT_FAILED.name,
        source=PAYMENT_FAILED.source,
        subject="pay_1",
        version=2,
        time=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        data=data,
    )

    notice = notice_of(event, order)

    assert (notice and notice.message) == message
