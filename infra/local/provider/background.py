"""The loop beside the requests: runs what falls due, and starts deliveries."""

import asyncio
import contextlib

from infra.local.provider.jobs import next_job_due
from infra.local.provider.simulator import Simulator
from infra.local.provider.webhooks import Courier
from infra.local.provider.work import Work

_LONGEST_SLEEP = 5.0
"""The machine may have slept or its clock jumped: look again even if nothing is expected."""


class Background:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._courier = Courier(simulator)
        self._changed = asyncio.Event()
        simulator.on_change = self._changed.set

    async def run(self) -> None:
        try:
            while True:
                self._run_due_jobs()
                self._courier.start_due()
                self._changed.clear()
                await self._sleep()
        finally:
            await self._courier.close()

    def _run_due_jobs(self) -> None:
        due = self._next_job()
        if due is not None and due <= self._simulator.clock.now():
            with self._simulator.work():
                pass  # a unit of work begins with whatever is due

    async def _sleep(self) -> None:
        moments = [m for m in (self._next_job(), self._courier.next_due()) if m is not None]
        wait = min((m - self._simulator.clock.now() for m in moments), default=_LONGEST_SLEEP)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), min(max(wait, 0.01), _LONGEST_SLEEP))

    def _next_job(self) -> float | None:
        simulator = self._simulator
        return next_job_due(Work(simulator.book, simulator.settings, simulator.clock.now()))
