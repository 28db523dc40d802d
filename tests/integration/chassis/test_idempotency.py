"""A repeated request gets the first answer: at once, later, and while the first is under way."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.errors import IdempotencyMismatchError, RequestInFlightError
from core_services.chassis import idempotency, inbox
from core_services.chassis.database import transaction
from core_services.chassis.idempotency import Scope, Stored, fingerprint

SCOPE = Scope("gst_1", "place_order", "key-1", fingerprint("place_order", b"{}"))


async def effect(database: AsyncEngine, clock: FrozenClock, scope: Scope = SCOPE) -> Stored:
    """What a handler does: claim the key, have the effect, keep the answer."""
    async with transaction(database) as conn:
        stored = await idempotency.claim(conn, scope, clock)
        if stored is not None:
            return stored
        await conn.execute(sa.text("INSERT INTO effects DEFAULT VALUES"))
        await asyncio.sleep(0.01)
        await idempotency.record(conn, scope, status=201, body=b'{"id":1}', resource_id="ord_1")
    return Stored(201, b'{"id":1}', "ord_1")


@pytest.fixture
async def effects(database: AsyncEngine) -> AsyncEngine:
    async with transaction(database) as conn:
        await conn.execute(sa.text("CREATE TABLE effects (id bigserial)"))
    return database


async def count(database: AsyncEngine) -> int:
    async with transaction(database) as conn:
        return int((await conn.execute(sa.text("SELECT count(*) FROM effects"))).scalar_one())


async def test_fifty_twins_have_one_effect_and_one_answer(
    effects: AsyncEngine, clock: FrozenClock
) -> None:
    answers = await asyncio.gather(*(effect(effects, clock) for _ in range(50)))

    assert set(answers) == {Stored(201, b'{"id":1}', "ord_1")}
    assert await count(effects) == 1


async def test_a_failed_first_attempt_leaves_the_key_free(
    effects: AsyncEngine, clock: FrozenClock
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction(effects) as conn:
            await idempotency.claim(conn, SCOPE, clock)
            raise ZeroDivisionError

    assert (await effect(effects, clock)).status == 201
    assert await count(effects) == 1


async def test_another_request_under_the_same_key_is_refused(
    effects: AsyncEngine, clock: FrozenClock
) -> None:
    await effect(effects, clock)
    other = Scope("gst_1", "place_order", "key-1", fingerprint("place_order", b'{"a":1}'))

    with pytest.raises(IdempotencyMismatchError):
        await effect(effects, clock, other)


async def test_another_callers_same_key_is_independent(
    effects: AsyncEngine, clock: FrozenClock
) -> None:
    await effect(effects, clock)
    other = Scope("gst_2", "place_order", "key-1", fingerprint("place_order", b'{"a":1}'))
    await effect(effects, clock, other)

    assert await count(effects) == 2


async def test_an_answer_is_replayed_byte_for_byte() -> None:
    reply = idempotency.replay(Stored(201, b'{"id": 1}', "ord_1"))

    assert (reply.body, reply.status) == (b'{"id": 1}', 201)
    assert reply.headers == {"Idempotent-Replayed": "true"}


async def test_a_request_without_an_answer_yet_is_in_flight() -> None:
    with pytest.raises(RequestInFlightError):
        idempotency.replay(Stored(None, b"", None))


async def test_an_event_counts_once_per_consumer(database: AsyncEngine, clock: FrozenClock) -> None:
    async def consume(consumer: str) -> bool:
        async with transaction(database) as conn:
            return await inbox.first_time(conn, consumer, "evt-1", clock)

    seen = await asyncio.gather(*(consumer for _ in range(20) for consumer in [consume("order")]))

    assert sum(seen) == 1
    assert await consume("payment")
