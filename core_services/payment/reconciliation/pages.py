"""Payment pages in the provider's book against our payments."""

from collections.abc import Sequence

from core_services.payment import domain
from core_services.payment.domain import IntentState, Payment, PaymentStatus, Reading
from core_services.payment.handlers.settlement import settle
from core_services.payment.ports import Difference
from core_services.payment.reconciliation.run import BATCH, Run


async def compare_pages(run: Run, readings: Sequence[Reading]) -> None:
    async with run.deps.store.transaction() as books:
        payments = await books.payments_by_page([reading.page_id for reading in readings])
    run.counts.pages += len(readings)
    for reading in readings:
        payment = payments.get(reading.page_id)
        if payment is None:
            run.check(reading.intent is not IntentState.SUCCEEDED, _unknown_page(reading))
        else:
            payment = await _catch_up(run, payment, reading)
            run.check(True, _unknown_page(reading))
            run.check(_agrees(payment, reading), _disagreeing_page(payment, reading))
            run.check(payment.status is not PaymentStatus.HELD, _held(payment, reading))


async def _catch_up(run: Run, payment: Payment, reading: Reading) -> Payment:
    """Settle what the listing shows to have moved; the listing itself may be old by now."""
    if payment.is_settled or domain.judge(payment, reading) == domain.Stay():
        return payment
    return await _settle(run, payment.id, payment.version)


async def _settle(run: Run, payment_id: str, version: int | None = None) -> Payment:
    payment = await settle(run.deps, payment_id)
    run.counts.repaired += payment.version != version
    return payment


async def settle_older(run: Run) -> None:
    """Open payments whose pages are older than the listing: each is read on its own."""
    async with run.deps.store.transaction() as books:
        payment_ids = await books.open_payments_before(run.since, BATCH)
    for payment_id in payment_ids:
        payment = await settle(run.deps, payment_id)
        run.counts.repaired += not payment.is_open


def _agrees(payment: Payment, reading: Reading) -> bool:
    if payment.status is not PaymentStatus.SUCCEEDED:
        return True
    return (
        reading.intent is IntentState.SUCCEEDED
        and reading.received_amount == payment.captured_amount
        and reading.received_currency == payment.captured_currency
    )


def _unknown_page(reading: Reading) -> Difference:
    return Difference(
        kind="unknown-page",
        reference=reading.page_id,
        detail=f"Money arrived on a page that we do not know, for {reading.reference or '?'}.",
        currency=reading.received_currency,
        expected=0,
        actual=reading.received_amount,
    )


def _disagreeing_page(payment: Payment, reading: Reading) -> Difference:
    return Difference(
        kind="capture-differs",
        reference=payment.id,
        detail=f"We hold it to be captured; the provider says {reading.intent}.",
        currency=payment.captured_currency,
        expected=payment.captured_amount,
        actual=reading.received_amount,
        payment_id=payment.id,
        order_id=payment.order_id,
    )


def _held(payment: Payment, reading: Reading) -> Difference:
    return Difference(
        kind="payment-held",
        reference=payment.id,
        detail=f"Held: {payment.hold_reason}.",
        currency=payment.currency,
        expected=payment.amount,
        actual=reading.received_amount or reading.page_amount,
        payment_id=payment.id,
        order_id=payment.order_id,
    )
