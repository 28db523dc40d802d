"""Refunds in the provider's book against ours."""

from collections.abc import Sequence

from core_services.payment.domain import Payment, Refund, RefundStatus
from core_services.payment.handlers.refunds import adopt_refund, refresh_refund
from core_services.payment.ports import Difference, ProviderRefund
from core_services.payment.reconciliation.run import Run


async def compare_refunds(run: Run, found: Sequence[ProviderRefund]) -> None:
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
