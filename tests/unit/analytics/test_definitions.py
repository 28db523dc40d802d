"""Each definition changes what it says, by exactly as much as it says."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics import catalog, definitions
from analytics.definitions import Value
from analytics.engine import Lake, open_lake
from analytics.errors import QueryError
from tests.unit.analytics.conftest import Ask
from tests.unit.analytics.shop import Line, Shop, at

D = Decimal
DDL = next(view.ddl for view in catalog.views() if view.name == "definitions")
IN_FORCE = definitions.in_force(DDL)


@dataclass(frozen=True)
class Flip:
    """A question and its answers under a definition as it is, and under another value."""

    definition: str
    other: Value
    question: str
    usual_answer: list[tuple[Any, ...]]
    other_answer: list[tuple[Any, ...]]
    parameters: dict[str, str] = field(default_factory=dict)


def orders(columns: str, where: str) -> str:
    return f"SELECT {columns} FROM analytics.orders_counted WHERE {where}"


def totals(*columns: str) -> str:
    """Of the euros of all time."""
    sums = ", ".join(f"SUM({column}) AS {column}" for column in columns)
    return f"SELECT {sums} FROM analytics.revenue_events WHERE currency = 'EUR'"


NET = totals("net_revenue")
STATUS = "SELECT customer_id, status FROM analytics.customers ORDER BY customer_id"
FLIPS = [
    Flip("time_zone", "Europe/Berlin", orders("order_day", "order_id = 'a'"),
         [(date(2025, 12, 31),)], [(date(2026, 1, 1),)]),
    Flip("orders_dated_by", "paid", orders("order_day", "order_id = 'b'"),
         [(date(2026, 1, 10),)], [(date(2026, 2, 1),)]),
    Flip("count_unpaid", True, totals("orders", "gmv"), [(3, D("434.35"))], [(4, D("444.35"))]),
    Flip("count_cancelled", True, totals("orders", "gmv", "refunds", "net_revenue"),
         [(3, D("434.35"), D("145.20"), D("237.9832"))],
         [(4, D("493.85"), D("204.70"), D("237.9832"))]),
    Flip("revenue_tax", "gross", NET, [(D("237.9832"),)], [(D("283.2000"),)]),
    Flip("include_shipping", True, NET, [(D("237.9832"),)], [(D("242.9832"),)]),
    Flip("subtract_refunds", False, NET, [(D("237.9832"),)], [(D("360.0000"),)]),
    Flip("refunds_dated_by", "order",
         "SELECT day, net_revenue FROM analytics.revenue_by_day"
         " WHERE currency = 'EUR' AND day BETWEEN date '2026-01-01' AND date '2026-02-05'"
         " ORDER BY day",
         [(date(2026, 1, 10), D(180)), (date(2026, 2, 3), D("-42.0168")),
          (date(2026, 2, 5), D(80))],
         [(date(2026, 1, 10), D("137.9832")), (date(2026, 2, 5), D(0))]),
    Flip("order_value_of", "revenue",
         "SELECT SUM(order_value) AS value FROM analytics.orders_counted WHERE currency = 'EUR'",
         [(D("434.35"),)], [(D(360),)]),
    Flip("days_between", "elapsed",
         "SELECT days_since_previous FROM analytics.customer_orders WHERE order_id = 'b'",
         [(10,)], [(9,)]),
    Flip("guests_are_customers", True, "SELECT COUNT(*) AS n FROM analytics.customers",
         [(3,)], [(4,)]),
    Flip("as_of", "2026-06-01 00:00:00", STATUS,
         [("ada", "active"), ("dan", "active"), ("eve", "lapsed")],
         [("ada", "lapsing"), ("dan", "lapsing"), ("eve", "lapsed")]),
    Flip("active_days", 30, STATUS,
         [("ada", "active"), ("dan", "active"), ("eve", "lapsed")],
         [("ada", "lapsing"), ("dan", "active"), ("eve", "lapsed")]),
    Flip("lapsed_days", 665, STATUS,
         [("ada", "active"), ("dan", "active"), ("eve", "lapsed")],
         [("ada", "active"), ("dan", "active"), ("eve", "lapsing")]),
    Flip("rfm_days", 30, "rfm_segments",
         [("EUR", "at risk", 1, 2, D(280), D(280), D(50), D("0.7778")),
          ("EUR", "new or one-time", 1, 1, D(80), D(80), D(24), D("0.2222"))],
         [("EUR", "hibernating", 1, 1, D(80), D(80), D(24), D(1))]),
    Flip("rfm_bands", 2, "rfm_customers",
         [("EUR", "ada", "at risk", 50, 2, D(280), 1, 3, 3),
          ("EUR", "dan", "new or one-time", 24, 1, D(80), 3, 1, 1)],
         [("EUR", "ada", "at risk", 50, 2, D(280), 1, 2, 2),
          ("EUR", "dan", "new or one-time", 24, 1, D(80), 2, 1, 1)]),
    Flip("abandonment_hours", 25, "cart_abandonment",
         [(date(2026, 2, 28), "phone", 1, 0, 1, 0, 1, D(1)),
          (date(2026, 3, 1), "phone", 1, 0, 0, 1, 0, None)],
         [(date(2026, 2, 28), "phone", 1, 0, 0, 1, 0, None),
          (date(2026, 3, 1), "phone", 1, 0, 0, 1, 0, None)],
         {"from_day": "2026-02-01"}),
    Flip("search_click_minutes", 45, "search_by_day",
         [(date(2026, 1, 10), 4, 2, D("0.5"), 1, D("0.5"))],
         [(date(2026, 1, 10), 4, 2, D("0.5"), 2, D(1))]),
    Flip("count_bots", True, "conversion_by_day",
         [(date(2026, 1, 10), 3, 2, 2, 1, 1, 1, D("0.3333"))],
         [(date(2026, 1, 10), 4, 2, 2, 1, 1, 1, D("0.2500"))],
         {"to_day": "2026-01-10"}),
    Flip("stock_sales_days", 2,
         "SELECT units_sold, days_of_cover FROM analytics.stock_cover WHERE sku = 'teapot-1'",
         [(6, D("2.0"))], [(5, D("1.6"))]),
    Flip("low_cover_days", 2,
         "SELECT status FROM analytics.stock_cover WHERE sku = 'teapot-1'",
         [("low",)], [("enough",)]),
    Flip("delivery_promise_days", 7,
         "SELECT fulfilment_id FROM analytics.deliveries WHERE is_late", [("f1",)], []),
]  # fmt: skip


def test_every_definition_is_flipped() -> None:
    assert sorted(flip.definition for flip in FLIPS) == sorted(IN_FORCE)


@pytest.mark.parametrize("flip", FLIPS, ids=lambda flip: flip.definition)
def test_a_definition_changes_exactly_what_it_says(lake: Lake, ask: Ask, flip: Flip) -> None:
    assert flip.other != IN_FORCE[flip.definition]

    assert lake.run(flip.question, flip.parameters).rows == flip.usual_answer
    assert ask(flip.question, flip.parameters, **{flip.definition: flip.other}) == flip.other_answer


def test_what_a_definition_may_be_includes_what_it_is() -> None:
    assert [
        name for name, choices in definitions.CHOICES.items() if IN_FORCE[name] not in choices
    ] == []


@pytest.mark.parametrize(
    ("placed", "day"),
    [
        ("2026-03-28 22:59", date(2026, 3, 28)),  # winter time: one hour ahead of UTC
        ("2026-03-28 23:00", date(2026, 3, 29)),
        ("2026-03-29 21:59", date(2026, 3, 29)),  # clocks went forward that night: two hours
        ("2026-03-29 22:00", date(2026, 3, 30)),
        ("2026-10-24 22:00", date(2026, 10, 25)),
        ("2026-10-25 22:59", date(2026, 10, 25)),  # and back: a day of 25 hours
        ("2026-10-25 23:00", date(2026, 10, 26)),
    ],
)
def test_days_begin_at_midnight_in_berlin_whatever_the_season(
    tmp_path: Path, placed: str, day: date
) -> None:
    shop = Shop()
    shop.order("x", placed, Line("teapot", 1, D(10)))
    with open_lake(shop.write(tmp_path), redefine={"time_zone": "Europe/Berlin"}) as lake:
        assert lake.ask("SELECT order_day FROM analytics.orders_counted").rows == [(day,)]


def test_a_day_of_23_hours_is_one_midnight_and_no_full_day(tmp_path: Path) -> None:
    shop = Shop()
    shop.order("x", "2026-03-28 11:30", Line("teapot", 1, D(10)))
    shop.order("y", "2026-03-29 10:45", Line("teapot", 1, D(10)))
    directory = shop.write(tmp_path)
    question = "SELECT days_since_previous FROM analytics.customer_orders WHERE order_id = 'y'"

    for rule, days in (("calendar", 1), ("elapsed", 0)):
        redefined: dict[str, Value] = {"time_zone": "Europe/Berlin", "days_between": rule}
        with open_lake(directory, redefine=redefined) as lake:
            assert lake.ask(question).rows == [(days,)]


def test_ages_are_told_from_the_last_moment_in_the_lake(ask: Ask) -> None:
    moment = at("2026-03-01 12:00").replace(tzinfo=None)

    assert ask("SELECT moment, day FROM analytics.as_of") == [(moment, date(2026, 3, 1))]


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("time_zon", "UTC", "did you mean time_zone?"),
        ("revenue_tax", "netto", "one of: net, gross"),
        ("count_bots", "maybe", "true or false"),
        ("rfm_bands", "five", "a whole number"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(
    tmp_path: Path, name: str, value: str, hint: str
) -> None:
    with pytest.raises(QueryError) as raised, open_lake(tmp_path, redefine={name: value}):
        pass

    assert raised.value.hint == hint


def test_definitions_may_come_as_text_from_a_command_line(ask: Ask) -> None:
    assert ask(totals("orders"), count_unpaid="true") == [(4,)]
    assert ask("rfm_customers", rfm_bands="2")[0][-1] == 2
