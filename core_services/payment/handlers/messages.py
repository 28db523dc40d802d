"""The provider's messages: kept first, acted on after, once, in whatever order they come."""

import logging
from datetime import timedelta

from core_services.payment.deps import Deps
from core_services.payment.handlers.refunds import refresh_refund
from core_services.payment.handlers.settlement import settle
from core_services.payment.ports import ProviderEvent

log = logging.getLogger(__name__)

_MAX_TRIES = 20
_LEASE = timedelta(seconds=30)
_RETRY_CAP_SECONDS = 300
_RELEVANT = ("checkout.session.", "payment_intent.", "charge.", "refund.")


async def receive_event(deps: Deps, event: ProviderEvent) -> None:
    """Keep a message of the provider, then act on it; whoever sent it need only know it is kept.

    The same message any number of times has one effect. What cannot be acted on yet, such as news
    of a payment whose page we have not noted, is taken up again by the worker.
    """
    relevant = event.type.startswith(_RELEVANT)
    async with deps.store.transaction() as books:
        is_new = await books.add_event(event, waiting=relevant)
    if not (is_new and relevant):
        return
    try:
        await handle_due_event(deps, event.id)
    except Exception as error:  # it is stored: the worker tries again
        log.warning("event postponed", exc_info=error, extra={"fields": {"event_id": event.id}})


async def handle_due_event(deps: Deps, event_id: str | None = None) -> bool:
    """Act on one stored message that is due; False when there is none."""
    async with deps.store.transaction() as books:
        stored = await books.take_due_event(event_id)
        if stored is None:
            return False
        event, tries = stored.event, stored.tries + 1
        pause = timedelta(seconds=min(_RETRY_CAP_SECONDS, 2 ** min(tries, 10)))
        lease = deps.clock.now() + max(pause, _LEASE)
        await books.postpone_event(event.id, tries, lease)
    known = await _act_on(deps, event)
    await _conclude_event(deps, event, tries, known=known, pause=pause)
    return True


async def _conclude_event(
    deps: Deps, event: ProviderEvent, tries: int, *, known: bool, pause: timedelta
) -> None:
    async with deps.store.transaction() as books:
        if known:
            await books.finish_event(event.id, "done")
        elif tries >= _MAX_TRIES:
            log.warning("event given up", extra={"fields": {"event_id": event.id}})
            await books.finish_event(event.id, "given-up")
        else:
            await books.postpone_event(event.id, tries, deps.clock.now() + pause)


async def _act_on(deps: Deps, event: ProviderEvent) -> bool:
    """Read what the message is about; False when we do not know it (yet)."""
    async with deps.store.transaction() as books:
        payment = await books.payment_by_provider(event.page_id, event.provider_payment_id)
        if payment is None and event.payment_id:
            payment = await books.payment(event.payment_id)
        refund = await books.refund(event.refund_id) if event.refund_id else None
    if refund is not None:
        await refresh_refund(deps, refund.id)
        return True
    if payment is None or payment.page_id is None:
        return False
    await settle(deps, payment.id)
    return not event.refund_id
