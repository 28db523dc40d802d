"""How people came through the shop: visits, steps, carts and searches."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from infra.ops.report.findings.figures import ZERO, Figure, by_week, count, last_two, share, total
from infra.ops.report.reading import Facts, Row, Rows

STEPS: Final = ("visit", "product", "cart", "checkout", "order", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    sessions: Figure
    conversion: Figure


@dataclass(frozen=True, slots=True)
class Step:
    """How many sessions came so far; ``kept`` of those at the step before, ``of_all`` of all."""

    name: str
    sessions: int
    kept: Decimal | None
    of_all: Decimal | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """``name`` is a device class or a source; empty for all visits."""

    name: str
    steps: tuple[Step, ...]

    @property
    def sessions(self) -> int:
        return self.steps[0].sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Carts:
    """``device`` is empty for all of them."""

    device: str
    filled: int
    ordered: int
    abandoned: int
    in_checkout: int
    still_open: int
    rate: Decimal | None
    rate_before: Decimal | None


@dataclass(frozen=True, slots=True)
class LostSearch:
    words: str
    sessions: int
    searches: int
    searches_before: int


def traffic(facts: Facts) -> Traffic:
    weekly = by_week(facts.visits, facts.week, lambda rows: total(rows, "sessions"))
    conversion = by_week(facts.visits, facts.week, _conversion)
    return Traffic(sessions=last_two(weekly), conversion=last_two(conversion))


def _conversion(rows: Rows) -> Decimal:
    sessions = total(rows, "sessions")
    return total(rows, "with_payment") / sessions if sessions else ZERO


def funnel(facts: Facts) -> Funnel:
    """All visits."""
    return _funnels(facts.funnel, lambda row: "")[0] if facts.funnel else _funnel("", {})


def funnels_by(facts: Facts, column: str) -> tuple[Funnel, ...]:
    """One per device class or source, the one with the most visits first."""
    return _funnels(facts.funnel, lambda row: str(row[column]))


def _funnels(rows: Rows, name_of: Callable[[Row], str]) -> tuple[Funnel, ...]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        counts[name_of(row)][row["step_name"]] += row["sessions"]
    found = [_funnel(name, steps) for name, steps in counts.items()]
    return tuple(sorted(found, key=lambda each: (-each.sessions, each.name)))


def _funnel(name: str, counts: Mapping[str, int]) -> Funnel:
    steps, first, previous = [], counts.get("visit", 0), 0
    for step in STEPS:
        sessions = counts.get(step, 0)
        kept = share(sessions, previous) if step != "visit" else None
        steps.append(Step(step, sessions, kept, share(sessions, first)))
        previous = sessions
    return Funnel(name, tuple(steps))


def carts(facts: Facts) -> tuple[Carts, ...]:
    """All carts first, then by device."""
    devices = sorted({row["device_class"] for row in facts.carts})
    every = [_carts("", facts.carts, facts.carts_before)] if facts.carts else []
    return (*every, *(_carts(each, *_of_device(facts, each)) for each in devices))


def _of_device(facts: Facts, device: str) -> tuple[Rows, Rows]:
    now, before = (
        [row for row in rows if row["device_class"] == device]
        for rows in (facts.carts, facts.carts_before)
    )
    return now, before


def _carts(device: str, rows: Rows, before: Rows) -> Carts:
    return Carts(
        device=device,
        filled=count(rows, "carts"),
        ordered=count(rows, "ordered"),
        abandoned=count(rows, "abandoned"),
        in_checkout=count(rows, "abandoned_in_checkout"),
        still_open=count(rows, "still_open"),
        rate=_abandonment(rows),
        rate_before=_abandonment(before),
    )


def _abandonment(rows: Rows) -> Decimal | None:
    abandoned = count(rows, "abandoned")
    return share(abandoned, abandoned + count(rows, "ordered"))


def lost_searches(facts: Facts) -> tuple[LostSearch, ...]:
    """What nobody found, by how many looked for it."""
    before = {row["words"]: row["searches"] for row in facts.lost_searches_before}
    found = [
        LostSearch(row["words"], row["sessions"], row["searches"], before.get(row["words"], 0))
        for row in facts.lost_searches
    ]
    return tuple(sorted(found, key=lambda each: (-each.sessions, -each.searches, each.words)))


def searching(facts: Facts) -> tuple[Figure, Figure, Figure]:
    """Searches, the part of them that found nothing, and of the others the part clicked on."""

    def rate(part: str, whole: Callable[[Rows], Decimal]) -> Callable[[Rows], Decimal]:
        return lambda rows: total(rows, part) / whole(rows) if whole(rows) else ZERO

    def every(rows: Rows) -> Decimal:
        return total(rows, "searches")

    def found(rows: Rows) -> Decimal:
        return every(rows) - total(rows, "without_result")

    series = (every, rate("without_result", every), rate("clicked", found))
    totals, lost, clicked = (last_two(by_week(facts.searches, facts.week, read)) for read in series)
    return totals, lost, clicked
