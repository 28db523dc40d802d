"""The provider's balance against the ledger, and the ledger against the provider's balance."""

from collections.abc import Sequence
from dataclasses import dataclass

from core_services.payment import ledger
from core_services.payment.domain import IntentState, Payment, Refund
from core_services.payment.ledger import Kind, Posting
from core_services.payment.ports import Difference, Movement, PostedTransaction
from core_services.payment.reconciliation.run import GRACE, Run

_CHARGES = frozenset({"charge", "payment"})
_REFUNDS = frozenset({"refund", "payment_refund"})
_REFUND_FAILURES = frozenset({"refund_failure", "payment_failure_refund"})
_PAYOUTS = frozenset({"payout", "payout_failure", "payout_cancel"})


async def compare_movements(run: Run, movements: Sequence[Movement]) -> None:
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


async def compare_ledger(run: Run) -> None:
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
