"""Closing: an order that ends takes no money any more, unless it has."""

from dataclasses import replace
from typing import Literal

from contracts.events import payment as events
from core_services.payment.deps import Deps
from core_services.payment.domain import Payment, PaymentStatus
from core_services.payment.handlers.settlement import closed, settle
from core_services.payment.ports import Books, ProviderUnavailableError

CloseOutcome = Literal["closed", "paid", "unknown"]


async def close_payments(
    deps: Deps, order_id: str, *, event: tuple[str, str] | None = None
) -> CloseOutcome:
    """See to it that an order will not be paid any more, unless it has been.

    Args:
        event: consumer and id of the event that asks for it, which counts once.
    """
    async with deps.store.transaction() as books:
        if event is not None and not await books.first_time(*event):
            return "unknown"
        await books.lock_order(order_id)
        await books.close_order(order_id)
        payment = await books.live_payment(order_id, lock=True)
        if payment is None:
            return "closed"
        if payment.is_open and payment.page_id is None:
            await close_unopened(deps, books, payment)
            return "closed"
        if not payment.is_open:
            return _close_outcome(payment)
        payment = await _count_try(deps, books, payment)
    return await _close_page(deps, payment)


async def retry_close(deps: Deps, payment_id: str) -> CloseOutcome:
    """Close a payment whose closing was not answered."""
    async with deps.store.transaction() as books:
        payment = await books.payment(payment_id, lock=True)
        if payment is None or not payment.is_open:
            return "closed" if payment is None else _close_outcome(payment)
        payment = await _count_try(deps, books, payment)
    return await _close_page(deps, payment)


async def _count_try(deps: Deps, books: Books, payment: Payment) -> Payment:
    """Number the call before it leaves: the number is part of its idempotency key."""
    payment = replace(payment, close_tries=payment.close_tries + 1, updated_at=deps.clock.now())
    await books.save_payment(payment)
    return payment


async def close_unopened(deps: Deps, books: Books, payment: Payment) -> None:
    """Close what has no page: nothing could be paid, and a page that comes late is thrown away."""
    after = replace(
        payment,
        status=PaymentStatus.CLOSED,
        version=payment.version + 1,
        updated_at=deps.clock.now(),
    )
    await books.save_payment(after)
    await books.tell(events.PAYMENT_CLOSED, after, closed(after))


async def _close_page(deps: Deps, payment: Payment) -> CloseOutcome:
    assert payment.page_id is not None, "only payments with a page get here"
    key = f"{payment.id}.expire.{payment.close_tries}"
    # Whatever the answer is, the book tells what is true now: refused may mean paid.
    await deps.provider.expire_page(payment.page_id, idempotency_key=key)
    try:
        return _close_outcome(await settle(deps, payment.id))
    except ProviderUnavailableError:
        return "unknown"


def _close_outcome(payment: Payment) -> CloseOutcome:
    if payment.status is PaymentStatus.CLOSED:
        return "closed"
    return "paid" if payment.status is PaymentStatus.SUCCEEDED else "unknown"
