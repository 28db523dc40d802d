"""Payments against orders."""

import logging

from contracts.errors import DomainError
from core_services.payment.domain import Payment
from core_services.payment.ports import Difference
from core_services.payment.reconciliation.run import BATCH, GRACE, Run

log = logging.getLogger(__name__)

_PAID_ORDERS = frozenset({"paid", "partly_fulfilled", "fulfilled", "delivered", "refunded", "held"})


async def compare_orders(run: Run) -> None:
    """Does its order know that a payment is paid? Each is asked until it does, in turn."""
    async with run.deps.store.transaction() as books:
        payments = await books.unchecked_payments(run.deps.clock.now() - GRACE, BATCH)
    for payment in payments:
        try:
            order = await run.deps.orders.find(payment.order_id)
        except DomainError as error:
            log.warning("orders cannot be compared now", exc_info=error)
            return
        status = order.status if order else "unknown"
        agrees = status in _PAID_ORDERS or payment.refund_reserved == payment.captured_amount
        run.check(agrees, _unpaid_order(payment, status))
        async with run.deps.store.transaction() as books:
            await books.mark_compared(payment.id, agrees=agrees)


def _unpaid_order(payment: Payment, status: str) -> Difference:
    return Difference(
        kind="order-not-paid",
        reference=payment.id,
        detail=f"The money arrived; the order is {status}.",
        currency=payment.captured_currency,
        expected=payment.captured_amount,
        actual=0,
        payment_id=payment.id,
        order_id=payment.order_id,
    )
