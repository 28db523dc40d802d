"""What was sold, one currency at a time."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from infra.ops.report.findings.figures import ZERO, Figure, by_week, decimal, number, total
from infra.ops.report.reading import Facts, Row, Rows
from infra.ops.report.week import Week


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


def sales(facts: Facts) -> tuple[Sales, ...]:
    """One per currency that something was sold in lately, the one with the most orders first."""
    currencies = {row["currency"] for rows in (facts.sales, facts.totals) for row in rows}
    found = [_sales(facts, currency) for currency in currencies]
    return tuple(sorted(found, key=lambda each: (-sum(each.orders.trend), each.currency)))


def _sales(facts: Facts, currency: str) -> Sales:
    rows = [row for row in facts.sales if row["currency"] == currency]
    now, before = (_only(rows, currency) for rows in (facts.totals, facts.totals_before))

    def figure(column: str, read: Callable[[Rows], Decimal] | None = None) -> Figure:
        read = read or (lambda weekly: total(weekly, column))
        trend = by_week(rows, facts.week, read)
        return Figure(number(now.get(column)), number(before.get(column)), trend)

    return Sales(
        currency=currency,
        revenue=figure("net_revenue"),
        orders=figure("orders"),
        order_value=figure("average_order_value", _order_value),
        refunds=figure("refunds"),
        revenue_by_day=_by_day(rows, facts.week, "net_revenue"),
        orders_by_day=_by_day(rows, facts.week, "orders"),
    )


def _order_value(rows: Rows) -> Decimal:
    """The mean of all the orders of these days, each day by its own mean and number."""
    orders = total(rows, "orders")
    paid = sum((decimal(row["average_order_value"]) * row["orders"] for row in rows), ZERO)
    return paid / orders if orders else ZERO


def _by_day(rows: Rows, week: Week, column: str) -> tuple[Day, ...]:
    values: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        values[row["day"]] += decimal(row[column])
    pairs = zip(week.days, week.back().days, strict=True)
    return tuple(Day(day, values[day], values[earlier]) for day, earlier in pairs)


def _only(rows: Rows, currency: str) -> Row:
    """The currency's row; without one, nothing was sold: zeros, and no mean."""
    nothing = {"net_revenue": ZERO, "orders": ZERO, "refunds": ZERO}
    return next((row for row in rows if row["currency"] == currency), nothing)
