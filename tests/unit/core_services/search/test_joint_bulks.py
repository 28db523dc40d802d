"""Bulks join while one is under way, and everyone gets their own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from core_services.search import joint_bulks
from core_services.search.joint_bulks import JointBulks


class Engine:
    """Answers each action with its letter, when it is let."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.gate = asyncio.Event()
        self.error: Exception | None = None

    async def send(self, body: bytes) -> Sequence[str]:
        self.bodies.append(body)
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return list(body.decode())


async def test_what_comes_while_a_bulk_is_under_way_shares_the_next() -> None:
    engine = Engine()
    bulks = JointBulks(engine.send)
    asked = [asyncio.create_task(bulks.write(b"a", 1))]
    await asyncio.sleep(0.01)
    asked += [asyncio.create_task(bulks.write(body, len(body))) for body in (b"bc", b"d", b"ef")]
    await asyncio.sleep(0.01)
    engine.gate.set()
    answers = await asyncio.gather(*asked)
    assert engine.bodies == [b"a", b"bcdef"]
    assert ["".join(answer) for answer in answers] == ["a", "bc", "d", "ef"]


async def test_a_bulk_is_never_larger_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_bulks, "MAX_BYTES", 3)
    engine = Engine()
    engine.gate.set()
    bulks = JointBulks(engine.send)
    await asyncio.gather(*(bulks.write(body, len(body)) for body in (b"ab", b"c", b"de", b"fghij")))
    assert engine.bodies == [b"abc", b"de", b"fghij"]


async def test_a_failure_reaches_all_who_were_in_it_and_none_who_come_later() -> None:
    engine = Engine()
    engine.gate.set()
    engine.error = OSError("gone")
    bulks = JointBulks(engine.send)
    failed = await asyncio.gather(
        bulks.write(b"a", 1), bulks.write(b"b", 1), return_exceptions=True
    )
    assert [type(answer) for answer in failed] == [OSError, OSError]
    engine.error = None
    assert await bulks.write(b"c", 1) == ["c"]


async def test_one_who_stops_waiting_takes_nobody_along() -> None:
    engine = Engine()
    bulks = JointBulks(engine.send)
    leaving, staying = (asyncio.create_task(bulks.write(body, 1)) for body in (b"a", b"b"))
    await asyncio.sleep(0.01)
    leaving.cancel()
    engine.gate.set()
    assert await staying == ["b"]
