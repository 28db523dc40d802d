"""Whatever happens in a shop, and whatever the definitions say: SQL and plain Python agree."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.engine import open_lake
from tests.unit.analytics.shop import Line, Shop

D = Decimal
BEGIN = datetime(2025, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Order:
    """An order and what became of it; ``refunds`` are parts of its total, with their times."""

    order_id: str
    customer: str
    kind: str
    placed: datetime
    paid: datetime | None
    is_cancelled: bool
    currency: str
    channel: str
    lines: tuple[Line, ...]
    shipping: Decimal
    shipping_tax: Decimal
    refunds: tuple[tuple[Decimal, datetime], ...]

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), self.shipping)


@dataclass(frozen=True)
class Rules:
    """The definitions that revenue depends on."""

    time_zone: str
    orders_dated_by: str
    count_unpaid: bool
    count_cancelled: bool
    revenue_tax: str
    include_shipping: bool
    subtract_refunds: bool
    refunds_dated_by: str
    guests_are_customers: bool


def amounts(up_to: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=0, max_value=up_to, places=4)


def moments() -> st.SearchStrategy[datetime]:
    """In half-hours, so that midnights are hit, over a change of the year and of the clocks."""
    return st.integers(0, 48 * 95).map(lambda half: BEGIN + timedelta(minutes=30 * half))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    total = draw(amounts(500))
    tax = (total * draw(st.integers(0, 100)) / 100).quantize(D("0.0001"))
    product = draw(st.sampled_from(["teapot", "chair", "lamp"]))
    return Line(product, draw(st.integers(1, 5)), total, tax, draw(amounts(50)))


@st.composite
def orders(draw: st.DrawFn) -> Order:
    placed = draw(moments())
    bought = tuple(draw(st.lists(lines(), min_size=1, max_size=3)))
    shipping = draw(st.sampled_from([D(0), D("4.99"), D("12.3456")]))
    total = sum((line.total for line in bought), shipping)
    parts = draw(st.lists(st.integers(1, 50), max_size=2))  # per cent: never more than the whole
    refunds = tuple(
        ((total * part / 100).quantize(D("0.0001")), placed + timedelta(hours=7 * (number + 1)))
        for number, part in enumerate(parts)
    )
    is_paid = draw(st.booleans())
    return Order(
        order_id="",
        customer=draw(st.sampled_from(["ada", "bob", "cyd"])),
        kind=draw(st.sampled_from(["customer", "customer", "guest"])),
        placed=placed,
        paid=placed + timedelta(hours=draw(st.integers(0, 100))) if is_paid else None,
        is_cancelled=draw(st.integers(0, 3)) == 0,
        currency=draw(st.sampled_from(["EUR", "JPY"])),
        channel=draw(st.sampled_from(["web", "pos"])),
        lines=bought,
        shipping=shipping,
        shipping_tax=(shipping / 10).quantize(D("0.0001")),
        refunds=refunds if is_paid else (),
    )


RULES = st.builds(
    Rules,
    time_zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
    orders_dated_by=st.sampled_from(["placed", "paid"]),
    count_unpaid=st.booleans(),
    count_cancelled=st.booleans(),
    revenue_tax=st.sampled_from(["net", "gross"]),
    include_shipping=st.booleans(),
    subtract_refunds=st.booleans(),
    refunds_dated_by=st.sampled_from(["refund", "order"]),
    guests_are_customers=st.booleans(),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(generated=st.lists(orders(), max_size=15), rules=RULES)
def test_revenue_and_retention_are_what_plain_python_counts(
    generated: list[Order], rules: Rules
) -> None:
    named = [replaced(order, f"o{number:02}") for number, order in enumerate(generated)]
    with tempfile.TemporaryDirectory() as directory:
        lake_of(named).write(Path(directory))
        with open_lake(Path(directory), redefine=vars(rules), in_memory=True) as lake:
            revenue = lake.run("revenue_by_day").as_dicts()
            retention = lake.run("cohort_retention").as_dicts()

    assert {
        (row["day"], row["currency"], row["channel"]): (
            row["orders"], row["units"], row["gmv"], row["refunds"], row["net_revenue"],
        )
        for row in revenue
    } == revenue_in_python(named, rules)  # fmt: skip
    assert {
        (row["cohort_month"], row["months_since"]): (row["cohort_size"], row["active_customers"])
        for row in retention
    } == retention_in_python(named, rules)


def replaced(order: Order, order_id: str) -> Order:
    return Order(**(vars(order) | {"order_id": order_id}))


def lake_of(named: Sequence[Order]) -> Shop:
    shop = Shop()
    for order in named:
        shop.order(
            order.order_id,
            f"{order.placed:%Y-%m-%d %H:%M}",
            *order.lines,
            customer=order.customer if order.kind == "customer" else f"guest-{order.order_id}",
            kind=order.kind,
            currency=order.currency,
            channel=order.channel,
            shipping=str(order.shipping),
            shipping_tax=str(order.shipping_tax),
            paid=f"{order.paid:%Y-%m-%d %H:%M}" if order.paid else None,
            cancelled="2026-12-31 12:00" if order.is_cancelled else None,
        )
        for amount, moment in order.refunds:
            shop.refund(order.order_id, str(amount), f"{moment:%Y-%m-%d %H:%M}")
    return shop


def counted(named: Sequence[Order], rules: Rules) -> Iterator[Order]:
    for order in named:
        if order.paid is None and not rules.count_unpaid:
            continue
        if order.is_cancelled and not rules.count_cancelled:
            continue
        yield order


def moment_of(order: Order, rules: Rules) -> datetime:
    return (order.paid or order.placed) if rules.orders_dated_by == "paid" else order.placed


def day_of(moment: datetime, rules: Rules) -> date:
    return moment.astimezone(ZoneInfo(rules.time_zone)).date()


def revenue_of(order: Order, rules: Rules) -> Decimal:
    revenue: Decimal = sum((line.total for line in order.lines), D(0))
    if rules.revenue_tax == "net":
        revenue -= sum((line.tax for line in order.lines), D(0))
    if rules.include_shipping:
        revenue += order.shipping
        revenue -= order.shipping_tax if rules.revenue_tax == "net" else 0
    return revenue


def rounded(value: Fraction, places: int) -> Decimal:
    """Exactly half away from zero; amounts here are not negative, but revenue may be."""
    scaled = abs(value) * 10**places
    whole = Decimal(scaled.numerator // scaled.denominator)
    up = 2 * (scaled - int(whole)) >= 1
    return Decimal(whole + up).scaleb(-places).copy_sign(D(1) if value >= 0 else D(-1))


def part_of(revenue: Decimal, refunded: Decimal, total: Decimal) -> Decimal:
    if not total:
        return D(0)
    share = rounded(Fraction(revenue) * Fraction(refunded) / Fraction(total), 8)
    return share.quantize(D("0.0001"), ROUND_HALF_UP)


def revenue_in_python(named: Sequence[Order], rules: Rules) -> dict[Any, Any]:
    sums: Mapping[Any, list[Any]] = defaultdict(lambda: [0, 0, D(0), D(0), D(0)])
    for order in counted(named, rules):
        key = (order.currency, order.channel)
        day, revenue = day_of(moment_of(order, rules), rules), revenue_of(order, rules)
        units = sum(line.quantity for line in order.lines)
        add(sums[(day, *key)], 1, units, order.total, D(0), revenue)
        so_far = D(0)
        for amount, moment in order.refunds:
            told = moment + timedelta(minutes=1)
            of_day = day if rules.refunds_dated_by == "order" else day_of(told, rules)
            after = part_of(revenue, so_far + amount, order.total)
            taken = after - part_of(revenue, so_far, order.total)
            add(sums[(of_day, *key)], 0, 0, D(0), amount, -taken * rules.subtract_refunds)
            so_far += amount
    return {key: tuple(values) for key, values in sums.items()}


def add(sums: list[Any], *values: Any) -> None:
    for index, value in enumerate(values):
        sums[index] += value


def retention_in_python(named: Sequence[Order], rules: Rules) -> dict[Any, Any]:
    days: dict[str, list[date]] = defaultdict(list)
    for order in counted(named, rules):
        if order.kind == "customer":
            days[order.customer].append(day_of(moment_of(order, rules), rules))
        elif rules.guests_are_customers:
            days[f"guest-{order.order_id}"].append(day_of(moment_of(order, rules), rules))
    cohorts: dict[date, set[str]] = defaultdict(set)
    active: dict[tuple[date, int], set[str]] = defaultdict(set)
    for customer, ordered in days.items():
        month = min(ordered).replace(day=1)
        cohorts[month].add(customer)
        for day in ordered:
            since = (day.year - month.year) * 12 + day.month - month.month
            active[month, since].add(customer)
    return {key: (len(cohorts[key[0]]), len(who)) for key, who in active.items()}
