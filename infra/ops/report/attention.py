"""What an owner should know first: rules over the week's numbers, the gravest findings on top.

A rule speaks only when there is enough to speak of: each has a least number of cases, so that a
quiet shop is not told that one failed payment of two is a crisis.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

from infra.ops.report.findings import customers, sales, visits
from infra.ops.report.findings.figures import Figure
from infra.ops.report.reading import Facts, Row

_MOST: Final = 9
_OF_A_KIND: Final = 2

_BEST_SELLER_UNITS: Final = Decimal("0.1")  # a day: three in four weeks
_ASKERS: Final = 4
_ATTEMPTS: Final = 6
_FAILED: Final = 2
_POINTS: Final = Decimal("0.05")
_SESSIONS: Final = 200
_ORDERS: Final = 10
_BIG_CHANGE: Final = Decimal("0.15")
_PARCELS: Final = 8
_LATE: Final = Decimal("0.25")
_RETURNED_UNITS: Final = 3
_RETURN_RATE: Final = Decimal("0.2")


class Level(IntEnum):
    ACT = 1
    WATCH = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """``rule`` is the key of its sentence; ``facts`` are what the sentence names."""

    level: Level
    rule: str
    facts: dict[str, Any] = field(default_factory=dict)


def findings_of(facts: Facts) -> tuple[Finding, ...]:
    """At most nine, the gravest first."""
    rules = (
        _stale, _payments, _sold_out, _running_out, _conversion, _revenue, _lost_searches,
        _abandonment, _late, _returns,
    )  # fmt: skip
    found = [finding for rule in rules for finding in rule(facts)]
    return tuple(sorted(found, key=lambda finding: finding.level)[:_MOST])


def _stale(facts: Facts) -> Iterator[Finding]:
    if facts.data_until < facts.week.sunday:
        yield Finding(Level.ACT, "stale", {"until": facts.data_until})


def _payments(facts: Facts) -> Iterator[Finding]:
    for method in customers.methods(facts):
        if method.success is None or method.success_before is None:
            continue
        dropped = method.success_before - method.success
        failed = sum(attempts for _, attempts in method.reasons)
        enough = min(method.attempts, method.attempts_before) >= _ATTEMPTS and failed >= _FAILED
        if enough and dropped >= 2 * _POINTS:
            yield Finding(
                Level.ACT,
                "payment",
                {
                    "method": method.name,
                    "now": method.success,
                    "before": method.success_before,
                    "reason": method.reasons[0][0] if method.reasons else "",
                },
            )


def _sold_out(facts: Facts) -> Iterator[Finding]:
    rows = _selling(facts, "out of stock")
    for row in rows[:_OF_A_KIND]:
        yield Finding(Level.ACT, "sold-out", _of_stock(row))


def _running_out(facts: Facts) -> Iterator[Finding]:
    rows = [row for row in _selling(facts, "low") if row["days_of_cover"] is not None]
    for row in rows[:_OF_A_KIND]:
        yield Finding(Level.WATCH, "running-out", _of_stock(row))


def _selling(facts: Facts, status: str) -> list[Row]:
    """What is asked for the most, of those in this state."""
    rows = [
        row
        for row in facts.stock
        if row["status"] == status and (row["units_per_day"] or 0) >= _BEST_SELLER_UNITS
    ]
    return sorted(rows, key=lambda row: (-row["units_sold"], row["sku"]))


def _of_stock(row: Row) -> dict[str, Any]:
    return {
        "title": row["title"] or row["sku"],
        "sku": row["sku"],
        "left": row["on_hand"],
        "sold": row["units_sold"],
        "days": row["days_of_cover"],
    }


def _conversion(facts: Facts) -> Iterator[Finding]:
    traffic = visits.traffic(facts)
    if min(traffic.sessions.now or 0, traffic.sessions.before or 0) < _SESSIONS:
        return
    change = traffic.conversion.change
    if change is not None and change <= -_BIG_CHANGE:
        yield Finding(Level.ACT, "conversion-fell", _pair(traffic.conversion))
    elif change is not None and change >= _BIG_CHANGE:
        yield Finding(Level.GOOD, "conversion-rose", _pair(traffic.conversion))


def _revenue(facts: Facts) -> Iterator[Finding]:
    for sold in sales.sales(facts):
        if min(sold.orders.now or 0, sold.orders.before or 0) < _ORDERS:
            continue
        change = sold.revenue.change
        if change is not None and abs(change) >= _BIG_CHANGE:
            level, rule = (
                (Level.GOOD, "revenue-rose") if change > 0 else (Level.ACT, "revenue-fell")
            )
            yield Finding(level, rule, {**_pair(sold.revenue), "currency": sold.currency})


def _lost_searches(facts: Facts) -> Iterator[Finding]:
    asked = [each for each in visits.lost_searches(facts) if each.sessions >= _ASKERS]
    for search in asked[:_OF_A_KIND]:
        yield Finding(
            Level.WATCH,
            "lost-search",
            {
                "words": search.words,
                "sessions": search.sessions,
                "before": search.searches_before,
            },
        )


def _abandonment(facts: Facts) -> Iterator[Finding]:
    every = next(iter(visits.carts(facts)), None)
    if every is None or every.rate is None or every.rate_before is None:
        return
    if every.filled >= _ORDERS and every.rate - every.rate_before >= _POINTS:
        yield Finding(Level.WATCH, "abandonment", {"now": every.rate, "before": every.rate_before})


def _late(facts: Facts) -> Iterator[Finding]:
    slow = [
        row
        for row in facts.deliveries
        if row["delivered"] >= _PARCELS and (row["late_rate"] or 0) >= _LATE
    ]
    for row in sorted(slow, key=lambda row: -row["late"])[:_OF_A_KIND]:
        yield Finding(
            Level.WATCH,
            "late",
            {
                "carrier": row["carrier"],
                "country": row["country"],
                "late": row["late"],
                "delivered": row["delivered"],
            },
        )


def _returns(facts: Facts) -> Iterator[Finding]:
    coming_back = [
        row
        for row in facts.products
        if row["returned_units"] >= _RETURNED_UNITS and (row["return_rate"] or 0) >= _RETURN_RATE
    ]
    for row in sorted(coming_back, key=lambda row: -row["returned_units"])[:_OF_A_KIND]:
        yield Finding(
            Level.WATCH,
            "returned",
            {"title": row["title"], "units": row["returned_units"], "rate": row["return_rate"]},
        )


def _pair(figure: Figure) -> dict[str, Any]:
    return {"now": figure.now, "before": figure.before, "change": figure.change}
