"""Giving money back: asked for by the order service, made at the provider, settled by its book."""

import logging
from dataclasses import replace
from datetime import timedelta

from contracts.errors import ConflictError, NotFoundError
from contracts.events import payment as events
from contracts.events.order import RefundRequested
from contracts.ids import new_id
from core_services.payment import domain, ledger
from core_services.payment.deps import Deps
from core_services.payment.domain import Payment, PaymentStatus, Refund, RefundStatus
from core_services.payment.ports import Books, ProviderRefund, RefundOrder, Refused, Unknown

log = logging.getLogger(__name__)

HELD_FUNDS_RETURNED = "held-funds-returned"
MADE_ELSEWHERE = "made-at-the-provider"
# The order hears of these when money went back, and not when it did not: it was waiting for none.
_NOT_ASKED_FOR = frozenset({HELD_FUNDS_RETURNED, MADE_ELSEWHERE})


class NothingHeldError(ConflictError):
    code = "nothing-held"
    title = "This payment holds no money to give back"


async def request_refund(deps: Deps, consumer: str, event_id: str, asked: RefundRequested) -> None:
    """Promise a refund within what was captured, then have it made.

    One that cannot be is answered with ``payment.refund_failed.v1``. One whose outcome is unknown
    stays promised: `push_refund` is called again until the provider's book has told.
    """
    async with deps.store.transaction() as books:
        await books.lock_order(asked.order_id)
        if await books.first_time(consumer, event_id) and not await books.refund(asked.refund_id):
            await _promise(deps, books, asked)
    await push_refund(deps, asked.refund_id)


async def _promise(deps: Deps, books: Books, asked: RefundRequested) -> None:
    payment = await books.payment(asked.payment_id, lock=True)
    refusal = domain.refund_refusal(payment, asked.currency, asked.amount)
    refund = _new_refund(deps, asked, refusal)
    await books.add_refund(refund)
    if refusal or payment is None:
        await _tell_failed(books, payment or _unknown_payment(deps, asked), refund)
        return
    await _reserve(deps, books, payment, refund.amount)


async def _reserve(deps: Deps, books: Books, payment: Payment, amount: int) -> None:
    reserved = replace(
        payment,
        refund_reserved=payment.refund_reserved + amount,
        version=payment.version + 1,
        updated_at=deps.clock.now(),
    )
    await books.save_payment(reserved)


async def return_held_funds(deps: Deps, payment_id: str) -> None:
    """Give back whatever arrived on a held payment; once, however often it is asked for.

    Raises:
        NotFoundError: when there is no such payment.
        NothingHeldError: when it is not held, or nothing of it is left.
    """
    refund_id = f"ref_{payment_id.partition('_')[2]}"
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id, lock=True)
        if payment is None:
            raise NotFoundError(f"There is no payment {payment_id}.")
        if await books.refund(refund_id) is None:
            await _promise_held_funds(deps, books, payment, refund_id)
    await push_refund(deps, refund_id)


async def _promise_held_funds(deps: Deps, books: Books, payment: Payment, refund_id: str) -> None:
    left = payment.captured_amount - payment.refund_reserved
    if payment.status is not PaymentStatus.HELD or left <= 0:
        raise NothingHeldError("There is nothing to give back here.")
    now = deps.clock.now()
    refund = Refund(
        id=refund_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        currency=payment.captured_currency,
        amount=left,
        reason=HELD_FUNDS_RETURNED,
        status=RefundStatus.REQUESTED,
        created_at=now,
        updated_at=now,
    )
    await books.add_refund(refund)
    await _reserve(deps, books, payment, left)


def _new_refund(deps: Deps, asked: RefundRequested, refusal: str) -> Refund:
    now = deps.clock.now()
    return Refund(
        id=asked.refund_id,
        payment_id=asked.payment_id,
        order_id=asked.order_id,
        currency=asked.currency,
        amount=asked.amount,
        reason=asked.reason,
        status=RefundStatus.FAILED if refusal else RefundStatus.REQUESTED,
        failure_reason=refusal,
        created_at=now,
        updated_at=now,
    )


async def adopt_refund(deps: Deps, payment_id: str, theirs: ProviderRefund) -> Refund | None:
    """Take a refund that somebody made at the provider's own desk into our books.

    None when it does not fit beside the refunds that we have promised: a person must look.
    """
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id, lock=True)
        known = await books.refund_by_provider(theirs.id)
        if known is not None or payment is None:
            return known
        if domain.refund_refusal(payment, theirs.currency, theirs.amount):
            return None
        now = deps.clock.now()
        refund = Refund(
            id=new_id("ref"),
            payment_id=payment.id,
            order_id=payment.order_id,
            currency=theirs.currency,
            amount=theirs.amount,
            reason=MADE_ELSEWHERE,
            status=RefundStatus.REQUESTED,
            provider_refund_id=theirs.id,
            created_at=now,
            updated_at=now + timedelta(microseconds=1),
        )
        await books.add_refund(refund)
        await _reserve(deps, books, payment, theirs.amount)
    await _take_in(deps, refund.id, theirs)
    return (await _find(deps, refund.id))[0]


async def push_refund(deps: Deps, refund_id: str) -> None:
    """Take a refund one step further: make it at the provider, or read what became of it.

    Only the first call under a key goes out unseen. Before any repetition the provider's book is
    searched, because keys are forgotten there after a day.
    """
    refund, payment = await _find(deps, refund_id)
    if refund is None or payment is None or payment.provider_payment_id is None:
        return
    if refund.status is not RefundStatus.REQUESTED:
        await refresh_refund(deps, refund_id)
        return
    if refund.updated_at > refund.created_at and await refresh_refund(deps, refund_id):
        return
    await _touch(deps, refund)
    match await deps.provider.refund(_refund_order(refund, payment.provider_payment_id)):
        case ProviderRefund() as found:
            await _take_in(deps, refund_id, found)
        case Refused(code, detail):
            log.warning("refund refused", extra={"fields": {"refund_id": refund_id, "code": code}})
            await _fail(deps, refund_id, code, detail)
        case Unknown() as unknown:
            if unknown.recorded:
                await _use_new_key(deps, refund)


async def refresh_refund(deps: Deps, refund_id: str) -> bool:
    """Bring a refund up to the provider's book; False when the book has no such refund.

    Raises:
        ProviderUnavailableError: when the book cannot be read.
    """
    refund, payment = await _find(deps, refund_id)
    if refund is None or payment is None or payment.provider_payment_id is None:
        return False
    found = await deps.provider.find_refund(payment.provider_payment_id, refund)
    if found is None:
        return False
    await _take_in(deps, refund_id, found)
    return True


async def _find(deps: Deps, refund_id: str) -> tuple[Refund | None, Payment | None]:
    async with deps.store.transaction() as books:
        refund = await books.refund(refund_id)
        payment = await books.payment(refund.payment_id) if refund else None
    return refund, payment


def _refund_order(refund: Refund, provider_payment_id: str) -> RefundOrder:
    return RefundOrder(
        idempotency_key=domain.refund_key(refund),
        refund_id=refund.id,
        order_id=refund.order_id,
        provider_payment_id=provider_payment_id,
        currency=refund.currency,
        amount=refund.amount,
    )


async def _touch(deps: Deps, refund: Refund) -> None:
    """Mark the refund as called for, before the call leaves."""
    moment = max(deps.clock.now(), refund.created_at + timedelta(microseconds=1))
    async with deps.store.transaction() as books:
        current = await books.refund(refund.id, lock=True)
        if current is not None:
            await books.save_refund(replace(current, updated_at=moment))


async def _use_new_key(deps: Deps, refund: Refund) -> None:
    """The provider would replay its own error under this key; the book is searched first."""
    async with deps.store.transaction() as books:
        current = await books.refund(refund.id, lock=True)
        if current is not None and current.attempt == refund.attempt:
            await books.save_refund(replace(current, attempt=current.attempt + 1))


async def _take_in(deps: Deps, refund_id: str, found: ProviderRefund) -> None:
    """Move a refund and its payment on, with ledger entries and event, in one transaction."""
    if found.status is None:
        return
    await _move(
        deps,
        refund_id,
        found.status,
        provider_refund_id=found.id,
        failure_reason=found.failure_reason,
    )


async def _fail(deps: Deps, refund_id: str, code: str, detail: str) -> None:
    await _move(deps, refund_id, RefundStatus.FAILED, failure_reason=code or detail)


async def _move(deps: Deps, refund_id: str, status: RefundStatus, **known: str) -> None:
    now = deps.clock.now()
    async with deps.store.transaction() as books:
        before = await books.refund(refund_id)
        payment = await books.payment(before.payment_id, lock=True) if before else None
        before = await books.refund(refund_id, lock=True)
        if before is None or payment is None:
            return
        after = domain.move_refund(before, status, now, **known)
        if after is before:
            return
        moved = domain.after_refund(payment, before, after, now)
        await books.save_refund(after)
        await books.save_payment(moved)
        await _post(books, moved, before, after)
        await _tell(books, moved, before, after)


async def _post(books: Books, payment: Payment, before: Refund, after: Refund) -> None:
    held = payment.status is PaymentStatus.HELD
    if after.status is RefundStatus.SUCCEEDED:
        make = ledger.held_refund if held else ledger.refund
        await books.post(make(after.id, after.currency, after.amount), payment)
    elif before.status is RefundStatus.SUCCEEDED:
        account = ledger.Account.SUSPENSE if held else ledger.Account.REFUNDS
        posting = ledger.refund_reversal(after.id, after.currency, after.amount, account)
        await books.post(posting, payment)


async def _tell(books: Books, payment: Payment, before: Refund, refund: Refund) -> None:
    is_news = before.status is RefundStatus.SUCCEEDED or refund.reason not in _NOT_ASKED_FOR
    if refund.status is RefundStatus.FAILED and is_news:
        await _tell_failed(books, payment, refund)
    if refund.status is RefundStatus.SUCCEEDED:
        data = events.PaymentRefunded(
            payment_id=payment.id,
            order_id=payment.order_id,
            refund_id=refund.id,
            currency=refund.currency,
            amount=refund.amount,
            refunded_total=payment.refunded_amount,
        )
        await books.tell(events.PAYMENT_REFUNDED, payment, data)


async def _tell_failed(books: Books, payment: Payment, refund: Refund) -> None:
    data = events.RefundFailed(
        payment_id=refund.payment_id,
        order_id=refund.order_id,
        refund_id=refund.id,
        currency=refund.currency,
        amount=refund.amount,
        reason=refund.failure_reason,
    )
    await books.tell(events.REFUND_FAILED, payment, data)


def _unknown_payment(deps: Deps, asked: RefundRequested) -> Payment:
    """A stand-in for a payment that we never made, to say so about."""
    now = deps.clock.now()
    return Payment(
        id=asked.payment_id,
        order_id=asked.order_id,
        customer_id="",
        currency=asked.currency,
        amount=asked.amount,
        status=PaymentStatus.CLOSED,
        version=0,
        created_at=now,
        updated_at=now,
    )
