"""What is asked can only be answered: nothing changed, nothing else read, and in bounded time."""

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics import catalog
from analytics.engine import Lake, Limits, open_lake
from analytics.errors import QueryError
from tests.unit.analytics.expected import EXPECTED


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file beside the lake that no question may reach."""
    path = tmp_path_factory.mktemp("beside") / "secret.csv"
    path.write_text("a\n1\n")
    return path


REFUSED = [
    "COPY (SELECT 1 AS a) TO '{secret}'",
    "ATTACH '{secret}' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "PRAGMA database_list",
    "CREATE TABLE analytics.mine AS SELECT 1 AS a",
    "DROP VIEW analytics.definitions",
    "INSERT INTO curated.orders SELECT 1",
    "DELETE FROM curated.orders",
    "CALL pragma_version()",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM read_parquet('{secret}')",
    "SELECT read_text('{secret}')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '{secret}'",
    'SELECT * FROM "{secret}"',
    "SELECT * FROM duckdb_settings()",
    "SELECT getenv('HOME')",
    "SELECT * FROM system.main.duckdb_tables",
    "SELECT * FROM information_schema.tables",
    "WITH x AS (SELECT * FROM read_csv('{secret}')) SELECT * FROM x",
    "SELECT 1 AS a; DROP VIEW analytics.definitions",
    "SELECT (SELECT COUNT(*) FROM read_csv_auto('{secret}')) AS a",
]


@pytest.mark.parametrize("question", REFUSED)
def test_only_questions_about_the_lake_are_answered(
    lake: Lake, secret: Path, question: str
) -> None:
    with pytest.raises(QueryError):
        lake.ask(question.format(secret=secret))

    assert secret.read_text() == "a\n1\n"
    assert lake.run("revenue_total").rows == EXPECTED["revenue_total"]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{secret}')",
        "COPY (SELECT 1) TO '{secret}'",
        "ATTACH '{secret}.db' AS other",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "INSTALL httpfs",
    ],
)
def test_the_engine_itself_is_locked_to_the_lake(lake: Lake, secret: Path, statement: str) -> None:
    """Should a question ever pass the first gate."""
    with pytest.raises(duckdb.Error):
        lake._connection.execute(statement.format(secret=secret))


@pytest.mark.parametrize(
    ("question", "line", "column", "message", "hint"),
    [
        ("SELECT totl FROM curated.orders", 1, 8, "there is no column totl", "total"),
        ("SELECT o.order_id,\n  o.placd_at FROM curated.orders AS o", 2, 5,
         "there is no column placd_at", "placed_at"),
        ("SELECT 1 AS a FROM curated.order", 1, 28, "there is no table curated.order",
         "curated.orders"),
        ("SELECT 1 AS a FROM orders", 1, 20, "there is no table orders", "curated.orders"),
        ("SELECT strftime(placed_at, '%Y') AS a FROM curated.orders", 1, 8,
         "Athena has no function strftime", ""),
        ("SELECT date_dif('day', 1, 2) AS a", 1, 8, "Athena has no function date_dif",
         "date_diff"),
        ("SELECT 1 AS a FROM curated.orders WHERE", 1, 39, "something is missing", ""),
        ("SELECT 1 AS a FROM (SELECT 1 AS b", 1, 33, "Expecting )", ""),
        ("", 0, 0, "there is no question", ""),
        ("SELECT CAST(1 AS decimal(38, x)) / 2 AS a", 0, 0, "", ""),
        ("SELECT CAST(number AS bigint) AS a FROM curated.orders", 0, 0,
         "Could not convert string", ""),
        ("SELECT SUM(total) / (COUNT(*) - COUNT(*)) AS a FROM curated.orders", 0, 0,
         "Division by zero", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_was_meant(
    lake: Lake, question: str, line: int, column: int, message: str, hint: str
) -> None:
    with pytest.raises(QueryError) as raised:
        lake.ask(question)

    error = raised.value
    assert error.message.startswith(message)
    assert (error.line, error.column) == (line, column)
    assert hint in error.hint


def test_a_question_that_takes_too_long_is_given_up(lake_directory: Path) -> None:
    numbers = "UNNEST(sequence(1, 100000))"
    question = (
        f"SELECT COUNT(*) AS n FROM {numbers} AS a (x) CROSS JOIN {numbers} AS b (y)"
        f" CROSS JOIN {numbers} AS c (z) WHERE x * y > z"
    )
    # Hours for this question, and more than enough for the next, which opens files too.
    with open_lake(lake_directory, limits=Limits(seconds=2)) as lake:
        with pytest.raises(QueryError, match="no answer within 2 seconds"):
            lake.ask(question)

        assert lake.ask("SELECT 1 AS a").rows == [(1,)]


@pytest.mark.parametrize("in_memory", [False, True], ids=["by the file", "in memory"])
def test_a_table_that_could_not_be_opened_is_there_when_it_can(
    lake_directory: Path, tmp_path: Path, in_memory: bool
) -> None:
    mended = shutil.copytree(lake_directory, tmp_path / "lake")
    (file, *_) = sorted((mended / "curated" / "orders").rglob("*.parquet"))
    content = file.read_bytes()
    file.write_bytes(b"no Parquet at all")
    with open_lake(mended, in_memory=in_memory) as lake:
        with pytest.raises(QueryError):
            lake.ask("SELECT COUNT(*) AS n FROM curated.orders")
        file.write_bytes(content)

        assert lake.ask("SELECT COUNT(*) > 0 AS some FROM curated.orders").rows == [(True,)]


def test_a_question_that_needs_too_much_memory_is_given_up(lake_directory: Path) -> None:
    question = "SELECT array_agg(x) AS a FROM UNNEST(sequence(1, 3000000)) AS t (x)"
    limits = Limits(memory="20MB")
    with open_lake(lake_directory, limits=limits) as lake, pytest.raises(QueryError, match="emory"):
        lake.ask(question)


def test_a_long_answer_is_cut_and_says_so(lake_directory: Path) -> None:
    with open_lake(lake_directory, limits=Limits(rows=2)) as lake:
        cut = lake.run("revenue_by_day")
        whole = lake.run("customer_status")

    assert (cut.rows, cut.is_cut) == (EXPECTED["revenue_by_day"][:2], True)
    assert (whole.rows, whole.is_cut) == (EXPECTED["customer_status"], False)


def test_files_answer_the_same_as_tables_read_into_memory(lake_directory: Path) -> None:
    with open_lake(lake_directory) as lake:
        answers = {name: lake.run(name).rows for name in catalog.queries()}

    assert answers == EXPECTED


def test_every_table_has_its_columns_before_it_has_a_file(tmp_path: Path) -> None:
    with open_lake(tmp_path) as lake:
        for table in catalog.tables():
            assert list(lake.columns_of(table.full_name)) == list(table.columns)
        assert lake.columns_of("curated.orders")["total"] == "decimal(19,4)"
        assert lake.columns_of("curated.orders")["coupon_codes"] == "array(varchar)"


def test_a_column_that_the_files_do_not_have_is_null(tmp_path: Path) -> None:
    """Days that were written before a column came into being, and days after."""
    for day, columns in (("2026-01-01", {}), ("2026-01-02", {"number": ["B"], "newer": [1]})):
        folder = tmp_path / f"curated/orders/dt={day}"
        folder.mkdir(parents=True)
        table = pa.table(
            {"order_id": [day], "total": pa.array([1], pa.decimal128(19, 4))} | columns
        )
        pq.write_table(table, folder / "a.parquet")

    with open_lake(tmp_path) as lake:
        rows = lake.ask(
            "SELECT order_id, number, dt, paid_at, total FROM curated.orders ORDER BY dt"
        ).rows

    one = Decimal("1.0000")
    assert rows == [
        ("2026-01-01", None, "2026-01-01", None, one),
        ("2026-01-02", "B", "2026-01-02", None, one),
    ]


def test_a_directory_with_a_quote_in_its_name_is_a_lake_too(tmp_path: Path) -> None:
    from tests.unit.analytics.conftest import shop_of_all_rules

    directory = shop_of_all_rules().write(tmp_path / "ada's lake")
    with open_lake(directory) as lake:
        assert lake.run("revenue_total").rows == EXPECTED["revenue_total"]


def test_values_are_never_read_as_sql(lake: Lake) -> None:
    parameters = {"currency": "EUR' OR '1' = '1"}

    assert lake.run("revenue_total", parameters).rows == []


def test_an_unknown_table_is_told_by_name(lake: Lake) -> None:
    with pytest.raises(QueryError, match=r"there is no table curated\.ordrs") as raised:
        lake.columns_of("curated.ordrs")

    assert "curated.orders" in raised.value.hint
