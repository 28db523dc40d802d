"""The one path by which money is acknowledged, whoever noticed it first.

Webhook, browser return, reconciler and closing all call `settle`: read the provider's book, judge,
and write the payment, its ledger entries and its event in one transaction, or change nothing.
"""

import logging
from dataclasses import replace

from contracts.errors import NotFoundError, RequestInFlightError
from contracts.events import payment as events
from core_services.chassis import metrics
from core_services.payment import domain, ledger
from core_services.payment.deps import Deps
from core_services.payment.domain import Payment, PaymentStatus, Reading, Verdict
from core_services.payment.ports import Books, ProviderUnavailableError

log = logging.getLogger(__name__)

_ROUNDS = 5
_DECLINES = "declined-charges"


async def settle(deps: Deps, payment_id: str) -> Payment:
    """Bring a payment up to the provider's book; safe to call at any time, any number of times.

    A reading counts only for the version of the payment that was read before it: when somebody else
    moved the payment meanwhile, the book is read again, so that old news never undo newer ones.

    Raises:
        NotFoundError: when there is no such payment.
        ProviderUnavailableError: when the book cannot be read; nothing has changed then.
    """
    for _ in range(_ROUNDS):
        payment = await _read_payment(deps, payment_id)
        if payment.is_settled or payment.page_id is None:
            return payment
        reading = await deps.provider.read_page(payment.page_id)
        reading = await _with_declines(deps, payment, reading)
        settled = await _settle_with(deps, payment, reading)
        if settled is not None:
            return settled
    raise RequestInFlightError("This payment is being settled right now.", retry_after=1)


async def _with_declines(deps: Deps, payment: Payment, reading: Reading) -> Reading:
    """The reading, with the declines before its news: an attempt that was followed at once by
    another is no longer to be seen in the page. Money does not wait for them.
    """
    news = domain.judge(payment, reading)
    if reading.intent_id is None or not isinstance(news, domain.Succeed | domain.Decline):
        return reading
    try:
        return replace(reading, declines=await deps.provider.declines(reading.intent_id))
    except ProviderUnavailableError as error:
        log.warning("declines could not be read", exc_info=error)
        return reading


async def _read_payment(deps: Deps, payment_id: str) -> Payment:
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id)
    if payment is None:
        raise NotFoundError(f"There is no payment {payment_id}.")
    return payment


async def _settle_with(deps: Deps, seen: Payment, reading: Reading) -> Payment | None:
    async with deps.store.transaction() as books:
        current = await books.payment(seen.id, lock=True)
        if current is None or current.version != seen.version:
            return None
        return await take_in(deps, books, current, reading)


async def take_in(deps: Deps, books: Books, payment: Payment, reading: Reading) -> Payment:
    """Judge a reading of a locked payment and write down whatever follows from it."""
    verdict = domain.judge(payment, reading)
    after = domain.apply(payment, verdict, reading, deps.clock.now())
    if after is payment:
        return payment
    if payment.status is PaymentStatus.CLOSED and after.status is not PaymentStatus.CLOSED:
        after = replace(after, surplus=await books.live_payment(payment.order_id) is not None)
    await books.save_payment(after)
    await _post_capture(books, payment, after)
    await _tell_earlier_declines(books, payment, after, reading)
    await _tell(books, after, verdict)
    if isinstance(verdict, domain.Hold):
        _alarm(after)
    return after


async def _post_capture(books: Books, before: Payment, after: Payment) -> None:
    if before.captured_amount or not after.captured_amount:
        return
    make = ledger.capture if after.status is PaymentStatus.SUCCEEDED else ledger.held_capture
    await books.post(make(after.id, after.captured_currency, after.captured_amount), after)


async def _tell_earlier_declines(
    books: Books, before: Payment, after: Payment, reading: Reading
) -> None:
    """Each declined attempt is told once; the last one by the verdict, if it is the news."""
    for decline in reading.declines:
        is_known = decline.charge in (before.failed_charge, after.failed_charge)
        if not is_known and await books.first_time(_DECLINES, decline.charge):
            data = _failed(after, decline, superseded=True)
            await books.tell(events.PAYMENT_FAILED, after, data)


async def _tell(books: Books, payment: Payment, verdict: Verdict) -> None:
    match verdict:
        case domain.Succeed():
            await books.tell(events.PAYMENT_SUCCEEDED, payment, succeeded(payment))
        case domain.Decline(charge=charge):
            await books.first_time(_DECLINES, charge)
            await books.tell(events.PAYMENT_FAILED, payment, _failed(payment, verdict))
        case domain.Close():
            await books.tell(events.PAYMENT_CLOSED, payment, closed(payment))
        case domain.Hold(reason):
            data = events.PaymentHeld(
                payment_id=payment.id, order_id=payment.order_id, reason=reason
            )
            await books.tell(events.PAYMENT_HELD, payment, data)
        case domain.Process() | domain.Stay():
            return


def succeeded(payment: Payment) -> events.PaymentSucceeded:
    return events.PaymentSucceeded(
        payment_id=payment.id,
        order_id=payment.order_id,
        currency=payment.currency,
        amount=payment.amount,
        method=payment.method,
    )


def closed(payment: Payment) -> events.PaymentClosed:
    return events.PaymentClosed(payment_id=payment.id, order_id=payment.order_id)


def _failed(
    payment: Payment, decline: domain.Decline, *, superseded: bool = False
) -> events.PaymentFailed:
    return events.PaymentFailed(
        payment_id=payment.id,
        order_id=payment.order_id,
        currency=payment.currency,
        amount=payment.amount,
        reason=decline.reason,
        method=decline.method,
        superseded=superseded,
    )


def _alarm(payment: Payment) -> None:
    fields = {
        "payment_id": payment.id,
        "order_id": payment.order_id,
        "hold_reason": payment.hold_reason,
    }
    line = metrics.embed(fields, service="payment", metrics={"PaymentsHeld": (1, "Count")})
    log.error("payment held: the provider's book contradicts ours", extra={"fields": line})
