"""What the report asks the lake: named queries, for the week, the one before, and longer spans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Protocol

from infra.ops.report.week import Week

Row = Mapping[str, Any]
Rows = Sequence[Row]

TREND_WEEKS: Final = 13
_MONTH: Final = timedelta(days=27)
_YEAR: Final = timedelta(days=364)


class Lake(Protocol):
    """Answers the questions of ``analytics/queries`` by name, and reads views."""

    def rows(self, name: str, **parameters: Any) -> Rows: ...

    def view(self, name: str) -> Rows: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The answers. What is compared has a twin of the week ``before``."""

    week: Week
    origin: str
    origins: Rows
    definitions: Row
    data_until: date
    totals: Rows
    totals_before: Rows
    sales: Rows
    visits: Rows
    funnel: Rows
    sources: Rows
    products: Rows
    products_before: Rows
    categories: Rows
    categories_before: Rows
    searches: Rows
    lost_searches: Rows
    lost_searches_before: Rows
    carts: Rows
    carts_before: Rows
    promotions: Rows
    buyers: Rows
    buyers_before: Rows
    cohorts: Rows
    segments: Rows
    return_reasons: Rows
    stock: Rows
    stock_outs: Rows
    deliveries: Rows
    payments: Rows
    payments_before: Rows
    failures: Rows


def is_empty(lake: Lake) -> bool:
    """Whether nothing ever happened."""
    return not lake.rows("data_origins")


def data_until(lake: Lake) -> date:
    """The day of the last thing that happened, in the reporting time zone."""
    day: date = lake.view("as_of")[0]["day"]
    return day


def read(lake: Lake, week: Week, *, origin: str = "") -> Facts:
    """Everything that the page of this week shows; of one ``origin`` only, if it is given."""
    weeks = week.last(TREND_WEEKS)

    def ask(name: str, first: date, last: date = week.sunday) -> Rows:
        return lake.rows(name, from_day=first, to_day=last, origin=origin)

    def now(name: str) -> Rows:
        return ask(name, week.monday)

    def before(name: str) -> Rows:
        return ask(name, week.back().monday, week.back().sunday)

    def lately(name: str) -> Rows:
        return ask(name, week.sunday - _MONTH)

    return Facts(
        week=week,
        origin=origin,
        origins=lake.rows("data_origins"),
        definitions=lake.view("definitions")[0],
        data_until=data_until(lake),
        totals=now("revenue_total"),
        totals_before=before("revenue_total"),
        sales=ask("revenue_by_day", weeks[0].monday),
        visits=ask("conversion_by_day", weeks[0].monday),
        funnel=now("conversion_funnel"),
        sources=now("revenue_by_source"),
        products=now("product_performance"),
        products_before=before("product_performance"),
        categories=now("category_performance"),
        categories_before=before("category_performance"),
        searches=ask("search_by_day", weeks[0].monday),
        lost_searches=now("searches_without_result"),
        lost_searches_before=before("searches_without_result"),
        carts=now("cart_abandonment"),
        carts_before=before("cart_abandonment"),
        promotions=now("promotion_effect"),
        buyers=now("new_and_returning"),
        buyers_before=before("new_and_returning"),
        cohorts=ask("cohort_retention", week.sunday - _YEAR),
        segments=ask("rfm_segments", week.sunday - _YEAR),
        return_reasons=lately("return_reasons"),
        stock=[row for row in lake.rows("stock_cover") if origin in ("", row["origin"])],
        stock_outs=lately("stock_outs"),
        deliveries=lately("delivery_times"),
        payments=now("payment_success"),
        payments_before=before("payment_success"),
        failures=now("payment_failures"),
    )
