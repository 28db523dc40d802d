"""`mercato lake query` as a person and as a pipe see it."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from infra.ops.lake.commands import app
from tests.unit.analytics.conftest import shop_of_all_rules
from tests.unit.analytics.shop import Shop

Query = Callable[..., Result]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop_of_all_rules().write(tmp_path_factory.mktemp("lake"))


@pytest.fixture
def query(directory: Path) -> Query:
    def run(*arguments: str, of: Path = directory) -> Result:
        return CliRunner().invoke(app, ["query", *arguments, "--directory", str(of)])

    return run


def test_a_named_question_is_answered_as_csv_into_a_pipe(query: Query) -> None:
    result = query("revenue_by_day", "--from", "2026-01-01", "--to", "2026-01-31")

    assert result.exit_code == 0
    assert result.stdout == (
        "day,currency,channel,orders,units,gmv,discounts,shipping,tax,refunds,net_revenue,"
        "average_order_value\n"
        "2026-01-10,EUR,web,1,2,214.2000,23.8000,0.0000,34.2000,0.0000,180.0000,214.2000\n"
        "2026-01-20,JPY,web,1,1,11000.0000,0.0000,0.0000,1000.0000,0.0000,10000.0000,11000.0000\n"
    )
    assert result.stderr == ""


def test_sql_is_answered_as_json_with_amounts_as_text(query: Query) -> None:
    result = query(
        "SELECT order_id, total, is_paid, paid_at, items, coupon_codes FROM curated.orders"
        " WHERE order_id = 'b'",
        "--json",
    )

    answer = json.loads(result.stdout)
    assert answer["columns"][1] == {"name": "total", "type": "decimal(19,4)"}
    assert answer["rows"] == [["b", "214.2000", True, "2026-02-01 08:00:00", 2, ["TEN"]]]
    assert answer["origins"] == ["history:old", "live"]
    assert answer["has_simulated_data"] is False


def test_a_table_shows_figures_and_what_was_read(query: Query) -> None:
    result = query("revenue_total", "--table", "--limit", "2")

    assert "11,000.0000" in result.stdout
    assert "USD" not in result.stdout
    assert "2 or more rows" in result.stdout
    assert "scanned" in result.stdout


def test_nothing_is_shown_where_there_is_no_value(query: Query) -> None:
    as_csv = query("SELECT paid_at FROM curated.orders WHERE order_id = 'e'")
    as_table = query("SELECT paid_at FROM curated.orders WHERE order_id = 'e'", "--table")

    assert list(csv.reader(StringIO(as_csv.stdout))) == [["paid_at"], [""]]
    assert "–" in as_table.stdout


def test_parameters_and_definitions_are_given_by_name(query: Query) -> None:
    net = query("revenue_total", "--param", "currency=EUR")
    gross = query("revenue_total", "--param", "currency=EUR", "--define", "revenue_tax=gross")

    (net_row,), (gross_row,) = (list(csv.DictReader(StringIO(x.stdout))) for x in (net, gross))
    assert (net_row["net_revenue"], gross_row["net_revenue"]) == ("237.9832", "283.2000")


def test_the_list_shows_every_name_with_its_question(query: Query) -> None:
    result = query("--list")

    assert "revenue_by_day" in result.stdout
    assert "How much did we sell, day by day?" in result.stdout


def test_tables_and_their_columns_are_shown(query: Query) -> None:
    names, columns = query("--tables"), query("curated.orders", "--tables")

    assert "curated.orders\n" in names.stdout
    assert "analytics.revenue_by_day\n" in names.stdout
    assert "decimal(19,4)" in columns.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["revenue_totl"], ["there is no query 'revenue_totl'", "did you mean revenue_total"]),
        (
            ["SELECT order_id,\n  totl\nFROM curated.orders"],
            ["line 2, column 3: there is no column totl", "    totl\n    ^", "did you mean total"],
        ),
        ([""], ["error: nothing is asked", "--list"]),
        (["revenue_total", "--param", "currency"], ["error: 'currency' has no value"]),
        (["revenue_total", "--param", "curency=EUR"], ["no parameter curency", "currency?"]),
        (["revenue_total", "--define", "revenue_tax=none"], ["one of: net, gross"]),
        (["revenue_total", "--csv", "--json"], ["an answer has one form"]),
        (["DROP VIEW analytics.definitions"], ["only questions are answered here"]),
    ],
)
def test_a_mistake_ends_with_1_and_says_what_to_do(
    query: Query, arguments: list[str], told: list[str]
) -> None:
    result = query(*arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    for each in told:
        assert each in result.stderr


def test_simulated_data_is_told_beside_the_answer(query: Query, tmp_path: Path) -> None:
    shop = Shop()
    shop.session("s1", "2026-01-10 08:50", 1, origin="simulated")
    result = query("data_origins", of=shop.write(tmp_path))

    assert result.stdout.splitlines()[1].startswith("simulated,true,0,1,")
    assert "simulated" in result.stderr


def test_a_lake_without_tables_answers_with_nothing_and_says_how_to_get_them(
    query: Query, tmp_path: Path
) -> None:
    result = query("data_origins", of=tmp_path)

    assert result.exit_code == 0
    assert result.stdout == "origin,is_simulated,orders,sessions,first_day,last_day\n"
    assert "`mercato lake build`" in result.stderr
