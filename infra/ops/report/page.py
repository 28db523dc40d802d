"""The page itself: facts, findings, charts and sentences put into the template."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from infra.ops.report import attention, charts
from infra.ops.report.charts import Bar
from infra.ops.report.findings import customers, goods, sales, visits
from infra.ops.report.findings.figures import Figure
from infra.ops.report.findings.sales import Day, Sales
from infra.ops.report.findings.visits import Traffic
from infra.ops.report.language import Language, LocaleName
from infra.ops.report.reading import TREND_WEEKS, Facts, Row

_SHOWN_SEARCHES: Final = 10
_SHOWN_ROUTES: Final = 8
_SHOWN_STOCK: Final = 8
_DEFINED: Final = (
    "orders_dated_by", "count_unpaid", "count_cancelled", "revenue_tax", "include_shipping",
    "subtract_refunds", "refunds_dated_by", "order_value_of", "count_bots",
)  # fmt: skip


def render(facts: Facts, locale: LocaleName, made: datetime) -> str:
    """The report of a week, complete in one document."""
    language = Language(locale)
    sold = sales.sales(facts)
    main = sold[0] if sold else None
    moved = goods.products(facts, main.currency) if main else ()
    return _template("report.html").render(
        **_common(language),
        week=facts.week,
        made=made,
        facts=facts,
        simulated=_simulated(facts),
        attention=[
            (finding, sentence(finding, language)) for finding in attention.findings_of(facts)
        ],
        main=main,
        others=sold[1:],
        traffic=visits.traffic(facts),
        draw=_Charts(facts, language),
        funnel=visits.funnel(facts),
        by_device=visits.funnels_by(facts, "device_class"),
        by_source=visits.funnels_by(facts, "source"),
        best=goods.best(moved),
        movers=goods.movers(moved),
        categories=goods.categories(facts, main.currency)[:_SHOWN_SEARCHES] if main else (),
        searching=visits.searching(facts),
        lost_searches=visits.lost_searches(facts)[:_SHOWN_SEARCHES],
        carts=visits.carts(facts),
        buyers=customers.buyers(facts, main.currency) if main else (),
        cohorts=customers.cohorts(facts),
        segments=[row for row in facts.segments if main and row["currency"] == main.currency],
        running_out=_running_out(facts),
        stock_outs=_missed(facts),
        routes=sorted(facts.deliveries, key=lambda row: -row["parcels"])[:_SHOWN_ROUTES],
        methods=customers.methods(facts),
        defined=[language.say(f"definitions.{n}.{facts.definitions[n]}") for n in _DEFINED],
    )


def render_empty(locale: LocaleName) -> str:
    """What to do when there is nothing to report."""
    return _template("empty.html").render(**_common(Language(locale)))


def sentence(finding: attention.Finding, language: Language) -> str:
    """What a finding says, in words."""
    facts = {name: _worded(name, value, finding, language) for name, value in finding.facts.items()}
    if finding.rule == "payment":
        reason = finding.facts["reason"].replace("_", " ")
        facts["reason"] = language.say("attention.reason", reason=reason) if reason else ""
    return language.say(f"attention.{finding.rule}", **facts).strip()


def _worded(name: str, value: Any, finding: attention.Finding, language: Language) -> str:
    if name in ("now", "before") and "currency" in finding.facts:
        return language.money(value, finding.facts["currency"])
    if name == "change":
        return language.percent(abs(value), 0)
    if name in ("now", "before", "rate") and isinstance(value, Decimal):
        return language.percent(value, 1 if finding.rule.startswith("conversion") else 0)
    if name == "until":
        return language.day(value)
    if name == "country":
        return language.country(value)
    if name == "method":
        return language.term("methods", value)
    return language.count(value) if isinstance(value, int | Decimal) else str(value)


class _Charts:
    """Draws what the page shows, with its numbers in the page's language."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self._facts = facts
        self._language = language

    def trend(self, name: str, figure: Figure, what: str) -> Markup:
        title = self._language.say("headline.trend", what=what, weeks=len(figure.trend))
        return charts.spark(f"spark-{name}", title, figure.trend)

    def revenue_by_day(self, sold: Sales) -> Markup:
        write = partial(self._language.round_money, currency=sold.currency)
        return self._days("revenue", sold.revenue_by_day, write)

    def orders_by_day(self, sold: Sales) -> Markup:
        return self._days("orders", sold.orders_by_day, self._language.count, least=Decimal(4))

    def revenue_by_week(self, sold: Sales) -> Markup:
        write = partial(self._language.round_money, currency=sold.currency)
        return self._weeks("weeks_revenue", sold.revenue.trend, write)

    def conversion_by_week(self, traffic: Traffic) -> Markup:
        return self._weeks("weeks_conversion", traffic.conversion.trend, self._language.percent)

    def _days(
        self,
        key: str,
        days: tuple[Day, ...],
        write: Callable[[Decimal], str],
        least: Decimal = Decimal(0),
    ) -> Markup:
        say, weekday = self._language.say, self._language.weekday
        top = max(days, key=lambda day: day.now)
        about = say("sales.about", day=self._language.day(top.day), value=write(top.now))
        series = [
            Bar(weekday(each.day), each.now, each.before, write(each.now) if each is top else "")
            for each in days
        ]
        return charts.bars(f"chart-{key}", say(f"sales.{key}"), about, series, write, least=least)

    def _weeks(
        self, key: str, values: tuple[Decimal, ...], write: Callable[[Decimal], str]
    ) -> Markup:
        say, weeks = self._language.say, self._facts.week.last(TREND_WEEKS)
        weeks = weeks[
            len(weeks) - len(values) :
        ]  # of a shop without visits, such as a past one: none
        series = [
            Bar(str(week.number) if place % 2 == len(values) % 2 - 1 or len(values) < 8 else "", v)
            for place, (week, v) in enumerate(zip(weeks, values, strict=True))
        ]
        if series:
            series[-1] = Bar(str(weeks[-1].number), values[-1], mark=write(values[-1]))
        latest = write(values[-1]) if values else "–"
        about = say("sales.about_weeks", weeks=len(values), value=latest)
        return charts.bars(
            f"chart-{key}", say(f"sales.{key}"), about, series, write, last_only=True
        )


def _simulated(facts: Facts) -> Mapping[str, Any] | None:
    """What of the data is made up; None where nothing is, or where only real data is shown."""
    shown = [row for row in facts.origins if facts.origin in ("", row["origin"])]
    made_up = [row for row in shown if row["is_simulated"]]
    if not made_up:
        return None
    return {
        "orders": sum(row["orders"] for row in made_up),
        "sessions": sum(row["sessions"] for row in made_up),
        "is_mixed": len(made_up) < len(shown),
    }


def _running_out(facts: Facts) -> list[Row]:
    """What will be missed first: gone or nearly gone, and asked for."""
    at_risk = [
        row
        for row in facts.stock
        if row["status"] in ("out of stock", "low") and (row["units_sold"] or 0) > 0
    ]
    return sorted(at_risk, key=lambda row: (-row["units_sold"], row["sku"]))[:_SHOWN_STOCK]


def _missed(facts: Facts) -> list[Row]:
    """What was sold out and would have sold the most."""

    def lost(row: Row) -> tuple[Decimal, Decimal, str]:
        return -(row["units_lost"] or Decimal(0)), -row["hours_out_of_stock"], row["sku"]

    return sorted(facts.stock_outs, key=lost)[:_SHOWN_STOCK]


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("infra.ops.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)


def _common(language: Language) -> dict[str, Any]:
    source = jinja2.PackageLoader("infra.ops.report").get_source(_environment(), "report.css")[0]
    return {
        "t": language.say,
        "lang": language,
        "style": Markup(source),  # noqa: S704 - our own file
        "meter": charts.meter,
        "swing": charts.swing,
        "heat": charts.heat,
        "number": _number,
    }


def _number(value: Any, text: str, name: str = "") -> Markup:
    """A number for people that programs can read too; ``name`` says which of all it is."""
    if value is None:
        return escape(text)
    key = f' data-figure="{escape(name)}"' if name else ""
    return Markup(f'<data value="{escape(value)}"{key}>{escape(text)}</data>')  # noqa: S704 - escaped
