"""The Monday report says what the queries say, in both languages, and whether it is made up."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from infra.ops.report import page
from infra.ops.report.language import Language, LocaleName
from infra.ops.report.making import AnalyticsLake, Wanted, make, opened
from infra.ops.report.week import Week, WeekError
from tests.unit.analytics.shop import Line
from tests.unit.infra.report.conftest import HOSTILE, MONDAY_MORNING, WEEK, days_of, two_weeks
from tests.unit.infra.report.reading_html import Document


def test_the_numbers_are_those_of_the_queries(report: Document, lake: AnalyticsLake) -> None:
    shown = {name: Decimal(value) for name, value in report.figures.items()}
    totals = {row["currency"]: row for row in lake.rows("revenue_total", **days_of(WEEK))}
    for currency, row in totals.items():
        assert shown[f"net_revenue.{currency}"] == row["net_revenue"]
        assert shown[f"orders.{currency}"] == row["orders"]
    assert shown["average_order_value.EUR"] == totals["EUR"]["average_order_value"]
    assert shown["refunds.EUR"] == totals["EUR"]["refunds"]
    for row in lake.rows("revenue_by_day", currency="EUR", **days_of(WEEK)):
        assert shown[f"net_revenue.EUR.{row['day']}"] == row["net_revenue"]
        assert shown[f"orders.EUR.{row['day']}"] == row["orders"]


def test_the_funnel_carts_searches_and_payments_are_those_of_the_queries(
    report: Document, lake: AnalyticsLake
) -> None:
    shown = report.figures
    steps: dict[str, int] = {}
    for row in lake.rows("conversion_funnel", **days_of(WEEK)):
        steps[row["step_name"]] = steps.get(row["step_name"], 0) + row["sessions"]
    assert {name: int(shown[f"funnel.{name}"]) for name in steps} == steps
    assert int(shown["sessions"]) == steps["visit"] == 56
    carts = lake.rows("cart_abandonment", **days_of(WEEK))
    assert int(shown["carts.all"]) == sum(row["carts"] for row in carts)
    lost = {
        row["words"]: row["sessions"]
        for row in lake.rows("searches_without_result", **days_of(WEEK))
    }
    assert int(shown["lost.samovar"]) == lost["samovar"]
    attempts = sum(row["attempts"] for row in lake.rows("payment_success", **days_of(WEEK)))
    assert int(shown["attempts.card"]) == attempts == 35


def test_the_headline_is_what_was_counted_by_hand(report: Document) -> None:
    shown = report.figures
    # 28 teapots at 100 net and one thing at 10; half a teapot went back
    assert Decimal(shown["net_revenue.EUR"]) == Decimal("2760.0000")
    assert shown["orders.EUR"] == "29"
    assert shown["orders.JPY"] == "1"
    assert Decimal(shown["net_revenue.JPY"]) == Decimal("10000")
    assert Decimal(shown["conversion"]) == Decimal(28) / 56


def test_currencies_stand_side_by_side_and_are_not_added(report: Document) -> None:
    revenues = [
        name for name in report.figures if name.startswith("net_revenue.") and name.count(".") == 1
    ]
    assert revenues == ["net_revenue.EUR", "net_revenue.JPY"]
    assert "Amounts of different currencies are never added up." in report.text


def test_what_needs_attention_comes_first_and_names_what_happened(report: Document) -> None:
    items = [each.text for each in report.root.all("li") if each.has_class("act")]
    assert "Act Lamp is sold out. It sold 9 in the last four weeks. (lamp-1)" in items
    assert any(
        "Payments by card succeeded in 80% of attempts, after 100%" in item for item in items
    )
    assert any("Most were refused with: insufficient funds." in item for item in items)
    text = report.text
    assert "“samovar” was looked for in 21 visits" in text
    assert "Net revenue in EUR rose by 97%" in text
    assert text.index("What needs your attention") < text.index("At a glance")


def test_what_comes_from_data_is_text_and_never_markup(report: Document) -> None:
    assert report.root.all("script") == []
    assert HOSTILE not in report.source
    assert HOSTILE in report.text


def test_the_page_needs_nothing_but_itself(report: Document, simulated: Document) -> None:
    for document in (report, simulated):
        addresses = [
            value
            for element in document.root.all()
            for name, value in element.attributes.items()
            if name in ("src", "href", "action", "data", "xlink:href")
        ]
        assert all(each.startswith(("#", "data:")) for each in addresses)
        assert not any("style" in each.attributes for each in document.root.all())
        assert len(document.root.all("style")) == 1
        assert "url(" not in document.source
        assert "@import" not in document.source


def test_simulated_data_says_so_at_the_top_in_every_section_and_in_print(
    simulated: Document,
) -> None:
    body = simulated.root.all("body")[0]
    banner = next(each for each in body.all("div") if each.has_class("banner"))
    assert banner.text.startswith("The data on this page is simulated.")
    assert "22 orders" not in banner.text
    headings = body.all("h2")
    assert len(headings) > 10
    assert all(heading.text.endswith("simulated") for heading in headings)
    style = simulated.root.all("style")[0].text
    assert '@top-center { content: "The data on this page is simulated."' in style


def test_real_data_says_nothing_of_the_kind(report: Document) -> None:
    assert "simulated" not in report.text
    assert "@top-center" not in report.source


def test_real_and_made_up_data_in_one_lake_are_told_apart(tmp_path: Path) -> None:
    shop = two_weeks("live")
    shop.order("x", "2026-03-17 12:00", Line("lamp", 1, Decimal("11.90")), origin="simulated")
    with opened(shop.write(tmp_path)) as lake:
        mixed = Document.parse(make(lake, Wanted(), MONDAY_MORNING))
        real = Document.parse(make(lake, Wanted(origin="live"), MONDAY_MORNING))
    assert "Simulated and real data are added up on this page." in mixed.text
    assert "1 orders and 0 visits" in mixed.text
    assert mixed.figures["orders.EUR"] == "30"
    assert "made up" not in real.text
    assert real.figures["orders.EUR"] == "29"


def test_both_languages_show_the_same_numbers(report: Document, german: Document) -> None:
    assert german.figures == report.figures
    assert german.root.all("html")[0].attributes["lang"] == "de"
    assert "Ihre Woche" in german.text
    assert "2.760,00 €" in german.text
    assert "€2,760.00" in report.text


def test_both_languages_have_the_same_sentences() -> None:
    def keys(words: object, path: str = "") -> set[str]:
        if not isinstance(words, dict):
            return {path}
        return {key for name, each in words.items() for key in keys(each, f"{path}.{name}")}

    english, german = (keys(Language(name)._words) for name in ("en", "de"))
    assert english == german


@pytest.mark.parametrize(
    ("locale", "title"), [("en", "Nothing to report yet"), ("de", "Noch nichts zu berichten")]
)
def test_an_empty_lake_gets_a_page_that_says_what_to_do(
    tmp_path: Path, locale: LocaleName, title: str
) -> None:
    with opened(tmp_path / "none") as lake:
        document = Document.parse(make(lake, Wanted(locale=locale), MONDAY_MORNING))
    assert document.root.all("h1")[0].text == title
    assert "mercato simulate" in document.text
    assert "mercato lake build" in document.text


def test_a_week_after_the_datas_end_is_a_page_too_and_says_so(lake: AnalyticsLake) -> None:
    document = Document.parse(make(lake, Wanted(week=Week.parse("2026-W13")), MONDAY_MORNING))
    assert Decimal(document.figures["sessions"]) == 0
    assert "Nothing to show here this week." in document.text
    assert "The data ends on 22 March 2026" in document.text


def test_one_origin_alone_can_be_asked_for_and_no_week_is_the_last_one(
    lake: AnalyticsLake,
) -> None:
    document = Document.parse(make(lake, Wanted(origin="simulated"), MONDAY_MORNING))
    assert "Week 12, 2026" in document.text
    assert Decimal(document.figures["sessions"]) == 0


@pytest.mark.parametrize(
    ("data_until", "today", "week"),
    [
        (date(2026, 3, 22), date(2026, 3, 23), "2026-W12"),
        (date(2026, 3, 22), date(2026, 3, 22), "2026-W11"),  # Sunday is not over
        (date(2026, 3, 21), date(2026, 3, 23), "2026-W11"),  # there is nothing of Sunday yet
        (date(2026, 3, 22), date(2026, 9, 1), "2026-W12"),  # the copy is old
        (date(2026, 1, 1), date(2026, 1, 2), "2025-W52"),
    ],
)
def test_the_last_week_is_the_last_one_that_is_over_and_in_the_data(
    data_until: date, today: date, week: str
) -> None:
    assert str(Week.last_complete(data_until, today)) == week


@pytest.mark.parametrize("text", ["2026-W12", "2026W12", " 2026-w12 "])
def test_weeks_are_written_as_in_iso_8601(text: str) -> None:
    assert Week.parse(text) == WEEK
    assert str(WEEK) == "2026-W12"
    assert str(Week.parse("2020-W53").back()) == "2020-W52"


@pytest.mark.parametrize("text", ["12", "2026-W54", "2026-W00", "2026-3", "", "last"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(WeekError, match="write it like 2026-W12"):
        Week.parse(text)


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    from infra.ops.report.attention import Finding, Level

    facts = {
        "until": WEEK.sunday, "method": "card", "now": Decimal("0.5"), "before": Decimal("0.9"),
        "reason": "expired_card", "title": "Lamp", "sku": "L-1", "left": 1, "sold": 9,
        "days": Decimal("3.2"), "change": Decimal("-0.2"), "words": "samovar", "sessions": 9,
        "late": 3, "delivered": 9, "carrier": "DHL", "country": "DE", "units": 3,
        "rate": Decimal("0.3"),
    }  # fmt: skip
    rules = (
        "stale", "payment", "sold-out", "running-out", "conversion-fell", "conversion-rose",
        "lost-search", "abandonment", "late", "returned",
    )  # fmt: skip
    for rule in rules:
        for locale in ("en", "de"):
            said = page.sentence(Finding(Level.ACT, rule, facts), Language(locale))
            assert "{" not in said
            assert len(said) > 20
