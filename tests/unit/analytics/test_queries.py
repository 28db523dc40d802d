"""Every named query gives the numbers that were worked out by hand, and nothing from nothing."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import catalog
from analytics.engine import Lake, open_lake
from analytics.errors import QueryError
from tests.unit.analytics.conftest import Ask
from tests.unit.analytics.expected import EXPECTED
from tests.unit.analytics.shop import Shop

NAMES = sorted(catalog.queries())
_AMOUNT = re.compile(
    r"gmv|revenue|amount(_paid)?|discounts?|refunds|tax|shipping|monetary|average_order_value.*"
    r"|(value|revenue)_per_customer|net_revenue|revenue_lost"
)


@pytest.fixture(scope="module")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with open_lake(tmp_path_factory.mktemp("empty")) as opened:
        yield opened


def test_every_query_has_an_expected_answer() -> None:
    assert sorted(EXPECTED) == NAMES
    assert [name for name, rows in EXPECTED.items() if not rows] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_query_answers_what_was_worked_out_by_hand(lake: Lake, name: str) -> None:
    assert lake.run(name).rows == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_query_answers_with_the_columns_that_its_head_names(empty_lake: Lake, name: str) -> None:
    result = empty_lake.run(name)

    assert [column.name for column in result.columns] == list(catalog.queries()[name].columns)
    assert result.rows == []
    assert {column.type for column in result.columns} & {"double", "real"} == set()


def test_amounts_stand_beside_their_currency() -> None:
    for query in catalog.queries().values():
        amounts = [name for name in query.columns if _AMOUNT.fullmatch(name)]
        assert not amounts or "currency" in query.columns, query.name


@pytest.mark.parametrize("name", [name for name in NAMES if catalog.queries()[name].parameters])
def test_a_period_before_everything_has_nothing(lake: Lake, name: str) -> None:
    assert lake.run(name, {"to_day": "2000-01-01"}).rows == []


def test_a_period_holds_its_first_and_its_last_day(ask: Ask) -> None:
    days = {"from_day": "2026-01-10", "to_day": "2026-01-20"}

    assert [row[0].isoformat() for row in ask("revenue_by_day", days)] == [
        "2026-01-10",
        "2026-01-20",
    ]


def test_a_currency_and_an_origin_can_be_asked_for(ask: Ask) -> None:
    of_currency = ask("revenue_total", {"currency": "JPY"})
    of_origin = ask("revenue_total", {"origin": "history:old"})

    assert [(row[0], row[4]) for row in of_currency] == [("JPY", Decimal("11000.0000"))]
    assert [(row[0], row[4]) for row in of_origin] == [("USD", Decimal("10.1234"))]


def test_parts_add_up_to_the_total(lake: Lake) -> None:
    (total,) = (row for row in lake.run("revenue_total").as_dicts() if row["currency"] == "EUR")

    for name in ("revenue_by_day", "revenue_by_month", "revenue_by_country", "revenue_by_source"):
        rows = [row for row in lake.run(name).as_dicts() if row["currency"] == "EUR"]
        for column in ("orders", "units", "gmv", "tax", "refunds", "net_revenue"):
            assert sum(row[column] for row in rows) == total[column], (name, column)


def test_an_answer_tells_what_its_lake_is_made_of(lake: Lake, tmp_path: Path) -> None:
    shop = Shop()
    shop.session("s1", "2026-01-10 08:50", 1, origin="simulated")
    with open_lake(shop.write(tmp_path)) as simulated:
        answer = simulated.run("revenue_total")

    assert (answer.origins, answer.has_simulated_data) == (("simulated",), True)
    assert lake.run("stock_cover").origins == ("history:old", "live")
    assert not lake.run("stock_cover").has_simulated_data


def test_made_up_sales_do_not_empty_real_shelves(tmp_path: Path) -> None:
    shop = Shop()
    for origin, closing, seconds_out in (("live", 7, 0), ("simulated", 0, 3600)):
        shop.stock("lamp-1", "2026-02-01", closing, 1, seconds_out, origin=origin)
    with open_lake(shop.write(tmp_path)) as both:
        cover = both.run("stock_cover").as_dicts()
        outs = both.run("stock_outs").as_dicts()

    assert [(row["origin"], row["on_hand"], row["status"]) for row in cover] == [
        ("simulated", 0, "out of stock"),
        ("live", 7, "low"),
    ]
    assert [(row["origin"], row["hours_out_of_stock"]) for row in outs] == [
        ("simulated", Decimal("1.0"))
    ]


def test_an_answer_tells_what_it_read(lake_directory: Path) -> None:
    with open_lake(lake_directory) as lake:
        result = lake.ask("SELECT COUNT(*) AS orders FROM curated.orders WHERE dt = '2026-01-10'")

    assert result.rows == [(1,)]
    assert result.rows_scanned == 1
    assert result.bytes_scanned > 0


@pytest.mark.parametrize(
    ("name", "parameters", "message", "hint"),
    [
        ("revenue_by_dya", {}, "there is no query 'revenue_by_dya'", "did you mean revenue_by_day"),
        (
            "revenue_total",
            {"from": "2026-01-01"},
            "revenue_total has no parameter from",
            "from_day",
        ),
        ("revenue_total", {"from_day": "1.2.26"}, "from_day is no day: '1.2.26'", "2026-03-31"),
        ("stock_cover", {"origin": "live"}, "stock_cover has no parameter origin", "it has none"),
        ("SELECT 1 AS a", {"origin": ""}, "only named queries have parameters", ""),
    ],
)
def test_a_mistake_in_a_named_question_is_explained(
    lake: Lake, name: str, parameters: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(QueryError) as raised:
        lake.run(name, parameters)

    assert raised.value.message == message
    assert hint in raised.value.hint
