"""Comparing three books every minute: the provider's, our ledger, and the orders.

What a lost webhook would have told is settled on the way, by the same path as ever. What cannot be
explained is kept as a difference with its order, until a later run finds it gone or a person closes
it. Pages and refunds are read for as far back as they may still move; the balance likewise.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from contracts.errors import DomainError
from core_services.chassis import metrics
from core_services.payment import domain, ledger
from core_services.payment.deps import Deps
from core_services.payment.domain import (
    IntentState,
    Payment,
    PaymentStatus,
    Reading,
    Refund,
    RefundStatus,
)
from core_services.payment.ledger import Kind, Posting
from core_services.payment.ports import (
    Difference,
    Movement,
    PostedTransaction,
    ProviderRefund,
    RunCounts,
)
from core_services.payment.refunds import adopt_refund, refresh_refund
from core_services.payment.settlement import settle

log = logging.getLogger(__name__)

OVERLAP = timedelta(hours=2)
LONGEST_LOOK_BACK = timedelta(hours=48)
GRACE = timedelta(seconds=45)
_OVERDUE = timedelta(minutes=10)
_BATCH = 100
_CHARGES = frozenset({"charge", "payment"})
_REFUNDS = frozenset({"refund", "payment_refund"})
_REFUND_FAILURES = frozenset({"refund_failure", "payment_failure_refund"})
_PAYOUTS = frozenset({"payout", "payout_failure", "payout_cancel"})
_PAID_ORDERS = frozenset({"paid", "partly_fulfilled", "fulfilled", "delivered", "refunded", "held"})

T = TypeVar("T")


@dataclass(slots=True)
class Run:
    """One reconciliation in progress: what it found, and which earlier findings it saw gone."""

    deps: Deps
    since: datetime
    known: set[tuple[str, str]]
    explained: set[Difference]
    counts: RunCounts = field(default_factory=RunCounts)
    found: dict[tuple[str, str], Difference] = field(default_factory=dict)
    gone: set[tuple[str, str]] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)

    def check(self, agrees: bool, difference: Difference) -> None:
        """Note a comparison: a difference where it does not agree, the end of one where it does."""
        key = (difference.kind, difference.reference)
        if not agrees and difference not in self.explained:
            self.found[key] = difference
        elif key in self.known:
            self.gone.add(key)


async def reconcile(deps: Deps) -> RunCounts | None:
    """One reconciliation; None when another process is at it.

    Raises:
        ProviderUnavailableError: when the provider's book cannot be read to its end. What was
            settled until then stays settled.
    """
    begun = await _begin(deps)
    if begun is None:
        return None
    run_id, run = begun
    outcome = "broken"
    try:
        await _compare(run)
        outcome = "complete"
    finally:
        await _conclude(deps, run_id, run, outcome)
    return run.counts


async def _begin(deps: Deps) -> tuple[str, Run] | None:
    now = deps.clock.now()
    async with deps.store.transaction() as books:
        last = await books.last_complete_run()
        earliest = now - LONGEST_LOOK_BACK
        since = max(earliest, last - OVERLAP) if last else earliest
        run_id = await books.start_run(since, now - _OVERDUE)
        known, explained = await books.open_differences(), await books.explained_differences()
    return (run_id, Run(deps, since, known, explained)) if run_id else None


async def _compare(run: Run) -> None:
    async for readings in _batches(run.deps.provider.pages(run.since)):
        await _compare_pages(run, readings)
    await _settle_older(run)
    async for refunds in _batches(run.deps.provider.refunds(run.since)):
        await _compare_refunds(run, refunds)
    async for movements in _batches(run.deps.provider.movements(run.since)):
        await _compare_movements(run, movements)
    await _compare_ledger(run)
    await _compare_orders(run)


async def _conclude(deps: Deps, run_id: str, run: Run, outcome: str) -> None:
    run.counts.differences = len(run.found)
    async with deps.store.transaction() as books:
        for difference in run.found.values():
            await books.report(difference)
        for kind, reference in run.gone - run.found.keys():
            await books.resolve(kind, reference)
        await books.finish_run(run_id, outcome, run.counts)
        still_open = len(await books.open_differences())
    _log(run, outcome, still_open)


def _log(run: Run, outcome: str, still_open: int) -> None:
    for key, difference in run.found.items():
        if key not in run.known:
            fields = {"kind": key[0], "reference": key[1], "order_id": difference.order_id}
            log.error("books differ: %s", difference.detail, extra={"fields": fields})
    line = metrics.embed(
        {"outcome": outcome},
        service="payment",
        metrics={
            "ReconciliationDifferences": (still_open, "Count"),
            "ReconciliationRepairs": (run.counts.repaired, "Count"),
            "ReconciliationComplete": (int(outcome == "complete"), "Count"),
        },
    )
    log.info("reconciled", extra={"fields": line})


async def _batches(items: AsyncIterator[T]) -> AsyncIterator[list[T]]:
    batch: list[T] = []
    async for item in items:
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


# -- payment pages against payments


async def _compare_pages(run: Run, readings: Sequence[Reading]) -> None:
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


async def _settle_older(run: Run) -> None:
    """Open payments whose pages are older than the listing: each is read on its own."""
    async with run.deps.store.transaction() as books:
        payment_ids = await books.open_payments_before(run.since, _BATCH)
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


# -- refunds against refunds


async def _compare_refunds(run: Run, found: Sequence[ProviderRefund]) -> None:
    async with run.deps.store.transaction() as books:
        asked = await books.refunds_by_id([refund.refund_id for refund in found])
        made = await books.refunds_by_provider_id([refund.id for refund in found])
        payments = await books.payments_by_provider_id([r.provider_payment_id for r in found])
    run.counts.refunds += len(found)
    for theirs in found:
        refund = asked.get(theirs.refund_id) or made.get(theirs.id)
        payment = payments.get(theirs.provider_payment_id)
        if refund is None and payment is not None and not theirs.refund_id:
            refund = await _adopt(run, payment, theirs)
        if refund is not None and theirs.status not in (None, refund.status):
            refund = await _refresh(run, refund)
        run.check(_same_refund(refund, theirs), _differing_refund(refund, theirs, payment))
        run.check(bool(theirs.refund_id), _unasked_refund(theirs, payment))


async def _adopt(run: Run, payment: Payment, theirs: ProviderRefund) -> Refund | None:
    """Book a refund made at the provider's desk; somebody is still to say why it was made."""
    if theirs.status is None or theirs.status is RefundStatus.FAILED:
        return None
    refund = await adopt_refund(run.deps, payment.id, theirs)
    run.counts.repaired += refund is not None
    return refund


async def _refresh(run: Run, refund: Refund) -> Refund:
    await refresh_refund(run.deps, refund.id)
    async with run.deps.store.transaction() as books:
        fresh = await books.refund(refund.id)
    assert fresh is not None, "refunds are never deleted"
    run.counts.repaired += fresh.status is not refund.status
    return fresh


def _same_refund(refund: Refund | None, theirs: ProviderRefund) -> bool:
    if refund is None:
        return theirs.status is RefundStatus.FAILED
    same_amount = (refund.amount, refund.currency) == (theirs.amount, theirs.currency)
    return same_amount and theirs.status in (None, refund.status)


def _differing_refund(
    refund: Refund | None, theirs: ProviderRefund, payment: Payment | None
) -> Difference:
    detail = (
        f"The provider says {theirs.status}, we say {refund.status}."
        if refund
        else "We asked for no such refund."
    )
    return Difference(
        kind="refund-differs",
        reference=theirs.id,
        detail=detail,
        currency=theirs.currency,
        expected=refund.amount if refund else 0,
        actual=theirs.amount,
        payment_id=payment.id if payment else None,
        order_id=payment.order_id if payment else None,
    )


def _unasked_refund(theirs: ProviderRefund, payment: Payment | None) -> Difference:
    return Difference(
        kind="refund-made-elsewhere",
        reference=theirs.id,
        detail="Somebody made this refund at the provider; it is booked.",
        currency=theirs.currency,
        expected=0,
        actual=theirs.amount,
        payment_id=payment.id if payment else None,
        order_id=payment.order_id if payment else None,
    )


# -- the provider's balance against the ledger


async def _compare_movements(run: Run, movements: Sequence[Movement]) -> None:
    async with run.deps.store.transaction() as books:
        payments = await books.payments_by_provider_id([m.provider_payment_id for m in movements])
        refunds = await books.refunds_by_provider_id([m.source_id for m in movements])
    run.counts.movements += len(movements)
    compared = [
        _Compared(movement, payment, _wanted(movement, payment, refunds.get(movement.source_id)))
        for movement in movements
        for payment in [payments.get(movement.provider_payment_id)]
    ]
    posted = await _posted(run, compared)
    for line in compared:
        _compare_posting(run, line, posted)
    await _post_sides(run, compared, posted)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the ledger must hold because of one line of the balance."""

    kinds: frozenset[Kind]
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class _Compared:
    """One line of the balance, and what of ours it belongs to."""

    movement: Movement
    payment: Payment | None
    wanted: _Wanted | None


Posted = dict[tuple[str, str], PostedTransaction]


def _wanted(movement: Movement, payment: Payment | None, refund: Refund | None) -> _Wanted | None:
    amount = abs(movement.source_amount)
    if movement.kind in _CHARGES and payment:
        return _Wanted(frozenset({Kind.CAPTURE, Kind.HELD_CAPTURE}), payment.id, amount)
    if movement.kind in _REFUNDS and refund:
        return _Wanted(frozenset({Kind.REFUND, Kind.HELD_REFUND}), refund.id, -amount)
    if movement.kind in _REFUND_FAILURES and refund:
        return _Wanted(frozenset({Kind.REFUND_REVERSAL}), refund.id, amount)
    return None


async def _posted(run: Run, compared: Sequence[_Compared]) -> Posted:
    """What the ledger holds about these lines, by kind and reference."""
    references = [line.movement.id for line in compared]
    references += [line.wanted.reference for line in compared if line.wanted]
    async with run.deps.store.transaction() as books:
        return {(p.kind, p.reference): p for p in await books.posted(references)}


def _compare_posting(run: Run, line: _Compared, posted: Posted) -> None:
    movement, wanted = line.movement, line.wanted
    is_recent = movement.created_at > run.deps.clock.now() - GRACE
    if wanted is None:
        is_explained = movement.kind in _PAYOUTS or is_recent
        run.check(is_explained, _unexplained(movement, line.payment))
        return
    run.check(True, _unexplained(movement, line.payment))
    run.moved.add(wanted.reference)
    booked = [
        posted[kind, wanted.reference]
        for kind in wanted.kinds
        if (kind, wanted.reference) in posted
    ]
    actual = booked[0].amount if booked else 0
    if booked or not is_recent:
        run.check(actual == wanted.amount, _differing_movement(line, wanted, actual))


def _differing_movement(line: _Compared, wanted: _Wanted, actual: int) -> Difference:
    movement, payment = line.movement, line.payment
    return Difference(
        kind="movement-differs",
        reference=movement.id,
        detail=f"The {movement.kind} {movement.source_id} is not in the ledger like this.",
        currency=movement.source_currency,
        expected=actual,
        actual=wanted.amount,
        payment_id=payment.id if payment else None,
        order_id=payment.order_id if payment else None,
    )


async def _post_sides(run: Run, compared: Sequence[_Compared], posted: Posted) -> None:
    """What only the balance tells: fees, conversions and payouts. Each is posted once."""
    fresh = [
        (posting, line.payment)
        for line in compared
        for posting in _sides(line.movement)
        if (posting.kind, posting.reference) not in posted
    ]
    if not fresh:
        return
    async with run.deps.store.transaction() as books:
        for posting, payment in fresh:
            await books.post(posting, payment)


def _sides(movement: Movement) -> list[Posting]:
    postings = []
    if movement.fee:
        postings.append(ledger.fee(movement.id, movement.currency, movement.fee))
    if movement.kind in _PAYOUTS and movement.gross:
        postings.append(ledger.payout(movement.id, movement.currency, -movement.gross))
    if movement.source_currency != movement.currency and movement.gross:
        sign = 1 if movement.gross > 0 else -1
        amount = sign * abs(movement.source_amount)
        postings.append(
            ledger.conversion(
                movement.id, movement.source_currency, amount, movement.currency, movement.gross
            )
        )
    return postings


def _unexplained(movement: Movement, payment: Payment | None) -> Difference:
    return Difference(
        kind="unexplained-movement",
        reference=movement.id,
        detail=f"A {movement.kind} of {movement.source_id or '?'} that we know nothing of.",
        currency=movement.currency,
        expected=0,
        actual=movement.gross,
        payment_id=payment.id if payment else None,
        order_id=payment.order_id if payment else None,
    )


async def _compare_ledger(run: Run) -> None:
    """The other way round: money that we have booked and the provider's balance does not show.

    A capture may have been booked long after it happened, so before it counts as a difference its
    page is read.
    """
    until = run.deps.clock.now() - GRACE
    async with run.deps.store.transaction() as books:
        captures = await books.captures_between(run.since, until)
    for capture in captures:
        is_there = capture.reference in run.moved or await _is_captured(run, capture.reference)
        run.check(is_there, _missing_at_provider(capture))


async def _is_captured(run: Run, payment_id: str) -> bool:
    async with run.deps.store.transaction() as books:
        payment = await books.payment(payment_id)
    if payment is None or payment.page_id is None:
        return False
    reading = await run.deps.provider.read_page(payment.page_id)
    return reading.intent is IntentState.SUCCEEDED


def _missing_at_provider(transaction: PostedTransaction) -> Difference:
    return Difference(
        kind="missing-at-provider",
        reference=transaction.reference,
        detail="Booked as captured; the provider's balance does not show it.",
        currency=transaction.currency,
        expected=transaction.amount,
        actual=0,
        payment_id=transaction.payment_id,
        order_id=transaction.order_id,
    )


# -- payments against orders


async def _compare_orders(run: Run) -> None:
    """Does its order know that a payment is paid? Each is asked until it does, in turn."""
    async with run.deps.store.transaction() as books:
        payments = await books.unchecked_payments(run.deps.clock.now() - GRACE, _BATCH)
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
