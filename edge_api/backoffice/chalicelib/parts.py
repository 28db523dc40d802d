"""How the other parts are, as each tells of itself: asked side by side, and none for long."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import msgspec
import urllib3

from .schemas import Part, PartKind

_SECONDS = 2.5  # a part gives each of its own checks two
_SIDE_BY_SIDE = 16


class _Health(msgspec.Struct, frozen=True):
    """What a part says; a function's host says less."""

    status: str = ""
    checks: dict[str, str] = {}
    degraded: tuple[str, ...] = ()


class Parts:
    """The parts by ``kind/name``, and where each tells how it is."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses

    def ask(self) -> tuple[Part, ...]:
        """Every part, in the order of the topology."""
        if not self._addresses:
            return ()
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            return tuple(pool.map(self._ask, self._addresses.items()))

    def _ask(self, part: tuple[str, str]) -> Part:
        place, url = part
        kind_name, _, name = place.partition("/")
        kind = msgspec.convert(kind_name, PartKind)
        started = time.perf_counter()
        try:
            response = self._pool.request("GET", url)
        except urllib3.exceptions.HTTPError:
            return Part(name=name, kind=kind, status="unreachable")
        milliseconds = int((time.perf_counter() - started) * 1000)
        told = _told(response)
        return Part(
            name=name,
            kind=kind,
            status="ready" if response.status == 200 else "not-ready",
            failing=_failing(told),
            degraded=told.degraded,
            milliseconds=milliseconds,
        )

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(
            maxsize=1, num_pools=len(self._addresses), retries=False, timeout=_SECONDS
        )


def _told(response: Any) -> _Health:
    try:
        return msgspec.json.decode(response.data, type=_Health)
    except msgspec.MsgspecError:
        return _Health()


def _failing(told: _Health) -> tuple[str, ...]:
    if told.status == "draining":
        return ("draining",)
    return tuple(sorted(name for name, result in told.checks.items() if result != "ok"))
