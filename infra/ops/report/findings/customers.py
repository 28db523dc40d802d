"""Who bought, who came back, and how well they could pay."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from infra.ops.report.findings.figures import ZERO, Figure, decimal, share, total
from infra.ops.report.reading import Facts, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """Attempts to pay by one method, in all currencies: counts, never amounts."""

    name: str
    attempts: int
    success: Decimal | None
    success_before: Decimal | None
    attempts_before: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """``retention`` by months since the first order; the last of them may not be over yet."""

    month: date
    size: int
    retention: tuple[Decimal, ...]


def buyers(facts: Facts, currency: str) -> tuple[tuple[str, Figure, Figure], ...]:
    """Orders and revenue of new and returning customers, and of guests."""
    names = dict.fromkeys(row["buyer"] for row in (*facts.buyers, *facts.buyers_before))
    return tuple(
        (
            name,
            _pair(facts.buyers, facts.buyers_before, currency, name, "orders"),
            _pair(facts.buyers, facts.buyers_before, currency, name, "revenue"),
        )
        for name in sorted(names)
    )


def _pair(rows: Rows, before: Rows, currency: str, buyer: str, column: str) -> Figure:
    now, then = (
        total([r for r in each if r["currency"] == currency and r["buyer"] == buyer], column)
        for each in (rows, before)
    )
    return Figure(now, then)


def cohorts(facts: Facts) -> tuple[Cohort, ...]:
    """The months' new customers, and which part of them came back when."""
    sizes: dict[date, int] = {}
    active: dict[tuple[date, int], Decimal] = {}
    for row in facts.cohorts:
        sizes[row["cohort_month"]] = row["cohort_size"]
        active[row["cohort_month"], row["months_since"]] = decimal(row["retention"])
    return tuple(
        Cohort(
            month,
            sizes[month],
            tuple(
                active.get((month, since), ZERO)
                for since in range(_months_between(month, facts.week.sunday) + 1)
            ),
        )
        for month in sorted(sizes)
    )


def _months_between(month: date, day: date) -> int:
    return (day.year - month.year) * 12 + day.month - month.month


def methods(facts: Facts) -> tuple[Method, ...]:
    """How well each method of payment works."""
    attempts, before = _attempts(facts.payments), _attempts(facts.payments_before)
    reasons: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in facts.failures:
        reasons[row["method"]].append((row["reason"], row["attempts"]))
    found = [
        Method(
            name=name,
            attempts=tried,
            success=share(worked, tried),
            success_before=share(*reversed(before[name])) if name in before else None,
            attempts_before=before.get(name, (0, 0))[0],
            reasons=tuple(sorted(reasons[name], key=lambda each: (-each[1], each[0]))),
        )
        for name, (tried, worked) in attempts.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.attempts, each.name)))


def _attempts(rows: Rows) -> dict[str, tuple[int, int]]:
    """Attempts, and those that succeeded, by method."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        tried, worked = found.get(row["method"], (0, 0))
        found[row["method"]] = (tried + row["attempts"], worked + row["succeeded"])
    return found
