"""The two ways in which an effect happens once: by idempotency key, and by event."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from contracts.events import Event
from core_services.chassis import idempotency
from core_services.chassis.database import retry_serialization
from core_services.chassis.idempotency import Scope
from core_services.chassis.operations import Reply
from core_services.order.domain.order import Order
from core_services.order.ports import Deps, Work

Present = Callable[[Order], msgspec.Struct]
OK = 200


async def by_key(
    deps: Deps,
    scope: Scope,
    effect: Callable[[Work], Awaitable[tuple[msgspec.Struct, str]]],
) -> Reply:
    """Run the effect unless this request was answered before; the answer is kept with it.

    Args:
        effect: gives the answer's body and the id of what it is about.
    """

    async def attempt() -> Reply:
        async with deps.work() as work:
            stored = await work.claim(scope)
            if stored is not None:
                return idempotency.replay(stored)
            answer, resource_id = await effect(work)
            body = msgspec.json.encode(answer)
            await work.record(scope, OK, body, resource_id)
        return Reply(body, OK)

    return await retry_serialization(attempt)


async def by_event(
    deps: Deps, consumer: str, event: Event[Any], effect: Callable[[Work], Awaitable[None]]
) -> None:
    """Run the effect unless this event was handled before."""

    async def attempt() -> None:
        async with deps.work() as work:
            if await work.first_time(consumer, event.id):
                await effect(work)

    await retry_serialization(attempt)
