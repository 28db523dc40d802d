"""Taking up what was left lying: by a crash, a lost answer, or a provider that was away.

Each chore finds rows that should have moved by now and calls the handler that moves them. They may
run in several processes at once; every handler is safe to repeat.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from contracts.errors import DomainError
from core_services.payment.deps import Deps
from core_services.payment.handlers import closing, messages, opening, refunds

log = logging.getLogger(__name__)

_BATCH = 20
_PATIENCE = timedelta(seconds=10)


async def handle_due_events(deps: Deps) -> int:
    """Act on the provider's messages that could not be acted on when they came."""
    handled = 0
    for _ in range(_BATCH):
        try:
            if not await messages.handle_due_event(deps):
                break
        except DomainError as error:
            log.warning("event postponed", exc_info=error)
        handled += 1
    return handled


async def push_refunds(deps: Deps) -> int:
    """Make refunds whose making was not answered, and read those on their way."""
    async with deps.store.transaction() as books:
        refund_ids = await books.moving_refunds(deps.clock.now() - _PATIENCE, _BATCH)
    return await _each(refund_ids, lambda refund_id: refunds.push_refund(deps, refund_id))


async def retry_closings(deps: Deps) -> int:
    """Close pages whose closing was not answered."""
    async with deps.store.transaction() as books:
        payments = await books.closing_payments(deps.clock.now() - _PATIENCE, _BATCH)
    payment_ids = [payment.id for payment in payments]
    return await _each(payment_ids, lambda payment_id: closing.retry_close(deps, payment_id))


async def resume_openings(deps: Deps) -> int:
    """Finish payments whose page was asked for and never noted."""
    async with deps.store.transaction() as books:
        payment_ids = await books.stalled_payments(deps.clock.now() - _PATIENCE, _BATCH)
    return await _each(payment_ids, lambda payment_id: opening.resume_payment(deps, payment_id))


async def _each(ids: Iterable[str], act: Callable[[str], Awaitable[object]]) -> int:
    """Act on each; one that fails holds back no other and is found again next time."""
    done = 0
    for identifier in ids:
        try:
            await act(identifier)
            done += 1
        except DomainError as error:
            log.warning("left for later", exc_info=error, extra={"fields": {"id": identifier}})
    return done
