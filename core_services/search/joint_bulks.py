"""Bulk writes that travel together: what is asked for while one is under way shares the next.

Most of what a bulk costs an engine it costs once, whatever it holds. A worker handles messages side
by side, each with its hundred products; joined, an import of thousands is indexed in a fraction of
the time, and a single change still goes out at once.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Final, Generic, NamedTuple, TypeVar

MAX_BYTES: Final = 8_000_000

Outcome = TypeVar("Outcome")


class _Asked(NamedTuple, Generic[Outcome]):
    body: bytes
    actions: int
    answer: "asyncio.Future[Sequence[Outcome]]"


class JointBulks(Generic[Outcome]):
    """Sends the bodies of bulks. ``send`` answers with one outcome for each action, in order."""

    def __init__(self, send: Callable[[bytes], Awaitable[Sequence[Outcome]]]) -> None:
        self._send = send
        self._waiting: deque[_Asked[Outcome]] = deque()
        self._sender: asyncio.Task[None] | None = None

    async def write(self, body: bytes, actions: int) -> Sequence[Outcome]:
        """The outcomes of this body's own actions; an error is the error of the whole bulk."""
        asked = _Asked(body, actions, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if self._sender is None:
            # Without the first asker's deadline and trace: the task works for all of them.
            self._sender = asyncio.create_task(self._send_waiting(), context=Context())
        return await asked.answer

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                await self._send_together(self._take())
        finally:
            self._sender = None

    def _take(self) -> list[_Asked[Outcome]]:
        taken = [self._waiting.popleft()]
        size = len(taken[0].body)
        while self._waiting and size + len(self._waiting[0].body) <= MAX_BYTES:
            size += len(self._waiting[0].body)
            taken.append(self._waiting.popleft())
        return taken

    async def _send_together(self, taken: list[_Asked[Outcome]]) -> None:
        try:
            outcomes = await self._send(b"".join(asked.body for asked in taken))
        except Exception as error:  # whatever it was, those who asked have to know
            for asked in taken:
                if not asked.answer.done():
                    asked.answer.set_exception(error)
            return
        start = 0
        for asked in taken:
            if not asked.answer.done():
                asked.answer.set_result(outcomes[start : start + asked.actions])
            start += asked.actions
