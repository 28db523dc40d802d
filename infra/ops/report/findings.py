"""From the lake's answers to what the page shows: sums, shares and comparisons."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from infra.ops.report.reading import TREND_WEEKS, Facts, Row, Rows
from infra.ops.report.week import Week

STEPS: Final = ("visit", "product", "cart", "checkout", "order", "paid")
_ZERO: Final = Decimal(0)
_MOVERS: Final = 6
_BEST: Final = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of this week and of the week before; ``trend`` are the weeks up to this one."""

    now: Decimal | None
    before: Decimal | None
    trend: tuple[Decimal, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """By which part it rose or fell; unknown where there was nothing before."""
        if self.now is None or not self.before:
            return None
        return self.now / self.before - 1


@dataclass(frozen=True, slots=True)
class Day:
    """A day beside the same day of the week before."""

    day: date
    now: Decimal
    before: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """What was sold in one currency."""

    currency: str
    revenue: Figure
    orders: Figure
    order_value: Figure
    refunds: Figure
    revenue_by_day: tuple[Day, ...]
    orders_by_day: tuple[Day, ...]


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
class Moved:
    """A product or category: what it brought, and what it had brought the week before."""

    name: str
    currency: str
    units: int
    units_before: int
    revenue: Decimal
    revenue_before: Decimal

    @property
    def by(self) -> Decimal:
        return self.revenue - self.revenue_before


@dataclass(frozen=True, slots=True)
class LostSearch:
    words: str
    sessions: int
    searches: int
    searches_before: int


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
    """``retention`` by months since the first order; None where that month is not over."""

    month: date
    size: int
    retention: tuple[Decimal | None, ...]


# Sales and visits -------------------------------------------------------------------------------


def sales(facts: Facts) -> tuple[Sales, ...]:
    """One per currency that something was sold in lately, the one with the most orders first."""
    currencies = {row["currency"] for rows in (facts.sales, facts.totals) for row in rows}
    found = [_sales(facts, currency) for currency in currencies]
    return tuple(sorted(found, key=lambda each: (-sum(each.orders.trend), each.currency)))


def _sales(facts: Facts, currency: str) -> Sales:
    rows = [row for row in facts.sales if row["currency"] == currency]
    now, before = (_only(rows, currency) for rows in (facts.totals, facts.totals_before))

    def figure(column: str, read: Callable[[Rows], Decimal] | None = None) -> Figure:
        read = read or (lambda weekly: _sum(weekly, column))
        trend = _by_week(rows, facts.week, read)
        return Figure(_number(now.get(column)), _number(before.get(column)), trend)

    return Sales(
        currency=currency,
        revenue=figure("net_revenue"),
        orders=figure("orders"),
        order_value=figure("average_order_value", _order_value),
        refunds=figure("refunds"),
        revenue_by_day=_by_day(rows, facts.week, "net_revenue"),
        orders_by_day=_by_day(rows, facts.week, "orders"),
    )


def traffic(facts: Facts) -> Traffic:
    weekly = _by_week(facts.visits, facts.week, lambda rows: _sum(rows, "sessions"))
    conversion = _by_week(facts.visits, facts.week, _conversion)
    return Traffic(sessions=_last_two(weekly), conversion=_last_two(conversion))


def _last_two(trend: tuple[Decimal, ...]) -> Figure:
    now = trend[-1] if trend else _ZERO
    return Figure(now, trend[-2] if len(trend) > 1 else None, trend)


def _order_value(rows: Rows) -> Decimal:
    """The mean of all the orders of these days, each day by its own mean and number."""
    orders = _sum(rows, "orders")
    paid = sum((_decimal(row["average_order_value"]) * row["orders"] for row in rows), _ZERO)
    return paid / orders if orders else _ZERO


def _conversion(rows: Rows) -> Decimal:
    sessions = _sum(rows, "sessions")
    return _sum(rows, "with_payment") / sessions if sessions else _ZERO


def _by_week(rows: Rows, week: Week, read: Callable[[Rows], Decimal]) -> tuple[Decimal, ...]:
    """A value for each week since the first with data, up to this one."""
    weekly: dict[Week, list[Row]] = defaultdict(list)
    for row in rows:
        weekly[Week.of(row["day"])].append(row)
    begun = [each for each in week.last(TREND_WEEKS) if weekly and each >= min(weekly)]
    return tuple(read(weekly.get(each, [])) for each in begun)


def _by_day(rows: Rows, week: Week, column: str) -> tuple[Day, ...]:
    values: dict[date, Decimal] = defaultdict(lambda: _ZERO)
    for row in rows:
        values[row["day"]] += _decimal(row[column])
    pairs = zip(week.days, week.back().days, strict=True)
    return tuple(Day(day, values[day], values[earlier]) for day, earlier in pairs)


# The way to an order ----------------------------------------------------------------------------


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
        kept = _share(sessions, previous) if step != "visit" else None
        steps.append(Step(step, sessions, kept, _share(sessions, first)))
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
        filled=_count(rows, "carts"),
        ordered=_count(rows, "ordered"),
        abandoned=_count(rows, "abandoned"),
        in_checkout=_count(rows, "abandoned_in_checkout"),
        still_open=_count(rows, "still_open"),
        rate=_abandonment(rows),
        rate_before=_abandonment(before),
    )


def _abandonment(rows: Rows) -> Decimal | None:
    abandoned = _count(rows, "abandoned")
    return _share(abandoned, abandoned + _count(rows, "ordered"))


# Goods ------------------------------------------------------------------------------------------


def products(facts: Facts, currency: str) -> tuple[Moved, ...]:
    """Every product that sold in one of the two weeks, the best first."""
    return _moved(facts.products, facts.products_before, currency, "product_id", "title")


def categories(facts: Facts, currency: str) -> tuple[Moved, ...]:
    both = facts.categories, facts.categories_before
    return _moved(*both, currency, "category_path", "category")


def movers(moved: Sequence[Moved]) -> tuple[tuple[Moved, ...], tuple[Moved, ...]]:
    """What rose the most, and what fell the most."""
    ranked = sorted(moved, key=lambda each: (-each.by, each.name))
    up = tuple(each for each in ranked[:_MOVERS] if each.by > 0)
    down = tuple(each for each in reversed(ranked[-_MOVERS:]) if each.by < 0)
    return up, down


def best(moved: Sequence[Moved]) -> tuple[Moved, ...]:
    return tuple(each for each in moved[:_BEST] if each.revenue > 0)


def _moved(rows: Rows, before: Rows, currency: str, key: str, name: str) -> tuple[Moved, ...]:
    now, then = (
        {row[key]: row for row in each if row["currency"] == currency} for each in (rows, before)
    )
    found = [
        Moved(
            name=str((now.get(each) or then[each])[name] or each or ""),
            currency=currency,
            units=_count([now[each]] if each in now else [], "units"),
            units_before=_count([then[each]] if each in then else [], "units"),
            revenue=_decimal(now.get(each, {}).get("revenue")),
            revenue_before=_decimal(then.get(each, {}).get("revenue")),
        )
        for each in {**then, **now}
    ]
    return tuple(sorted(found, key=lambda each: (-each.revenue, each.name)))


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
        return lambda rows: _sum(rows, part) / whole(rows) if whole(rows) else _ZERO

    def every(rows: Rows) -> Decimal:
        return _sum(rows, "searches")

    def found(rows: Rows) -> Decimal:
        return every(rows) - _sum(rows, "without_result")

    series = (every, rate("without_result", every), rate("clicked", found))
    totals, lost, clicked = (
        _last_two(_by_week(facts.searches, facts.week, read)) for read in series
    )
    return totals, lost, clicked


# Customers, money and parcels -------------------------------------------------------------------


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
        _sum([r for r in each if r["currency"] == currency and r["buyer"] == buyer], column)
        for each in (rows, before)
    )
    return Figure(now, then)


def cohorts(facts: Facts) -> tuple[Cohort, ...]:
    """The months' new customers, and which part of them came back when."""
    sizes: dict[date, int] = {}
    active: dict[tuple[date, int], Decimal] = {}
    for row in facts.cohorts:
        sizes[row["cohort_month"]] = row["cohort_size"]
        active[row["cohort_month"], row["months_since"]] = _decimal(row["retention"])
    return tuple(
        Cohort(
            month,
            sizes[month],
            tuple(
                active.get((month, since), _ZERO)
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
            success=_share(worked, tried),
            success_before=_share(*reversed(before[name])) if name in before else None,
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


# Arithmetic -------------------------------------------------------------------------------------


def _only(rows: Rows, currency: str) -> Row:
    """The currency's row; without one, nothing was sold: zeros, and no mean."""
    nothing = {"net_revenue": _ZERO, "orders": _ZERO, "refunds": _ZERO}
    return next((row for row in rows if row["currency"] == currency), nothing)


def _number(value: Any) -> Decimal | None:
    return None if value is None else _decimal(value)


def _decimal(value: Any) -> Decimal:
    return _ZERO if value is None else Decimal(value)


def _sum(rows: Iterable[Row], column: str) -> Decimal:
    return sum((_decimal(row[column]) for row in rows), _ZERO)


def _count(rows: Iterable[Row], column: str) -> int:
    return int(_sum(rows, column))


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
