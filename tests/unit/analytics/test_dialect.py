"""Athena's SQL means the same on DuckDB, also where both have a function of that name."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.engine import Lake, open_lake

D = Decimal
BEFORE_MIDNIGHT = "with_timezone(timestamp '2025-12-31 23:30', 'UTC')"
AFTER_MIDNIGHT = "with_timezone(timestamp '2026-07-01 00:30', 'Europe/Berlin')"


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A lake without a file, to compute with."""
    with open_lake(tmp_path_factory.mktemp("nothing")) as opened:
        yield opened


# What Trino's documentation and source say of each expression.
TRAPS: list[tuple[str, Any]] = [
    ("7 / 2", 3),
    ("-7 / 2", -3),  # towards zero, not down
    ("CAST(1 AS bigint) / 3 * 3", 0),
    ("CAST('10' AS decimal(10, 2)) / 4", D("2.50")),
    ("CAST('10' AS decimal(10, 2)) / 3", D("3.33")),
    ("CAST('1' AS decimal(10, 1)) / 8", D("0.1")),
    ("CAST('0.25' AS decimal(10, 2)) / CAST('0.5' AS decimal(10, 1))", D("0.50")),
    ("CAST('1' AS decimal(38, 4)) / 16", D("0.0625")),
    ("CAST('5' AS decimal(38, 0)) / 2", D(3)),  # half away from zero
    ("CAST('-5' AS decimal(38, 0)) / 2", D(-3)),
    ("CAST('0.00005' AS decimal(38, 5)) / 10", D("0.00001")),
    ("CAST('1' AS decimal(38, 4)) / NULLIF(CAST(0 AS decimal(38, 0)), 0)", None),
    ("CAST('2' AS decimal(9, 4)) / 3 / 2", D("0.3334")),  # each division rounds
    ("(SELECT AVG(CAST(x AS decimal(10, 2))) FROM UNNEST(ARRAY[1, 1, 2]) AS t (x))", D("1.33")),
    ("(SELECT SUM(CAST(x AS decimal(19, 4))) / COUNT(*) FROM UNNEST(ARRAY[1, 1, 2]) AS t (x))",
     D("1.3333")),
    ("DECIMAL '0.0125' * 4", D("0.0500")),
    ("date_diff('day', timestamp '2026-01-01 23:00', timestamp '2026-01-02 22:00')", 0),
    ("date_diff('day', date '2026-01-01', date '2026-01-02')", 1),
    ("date_diff('hour', timestamp '2026-01-01 23:59', timestamp '2026-01-02 00:01')", 0),
    ("date_diff('month', date '2026-01-15', date '2026-02-14')", 0),
    ("date_diff('month', date '2026-01-31', date '2026-02-28')", 1),
    ("date_diff('day', timestamp '2026-01-02 22:00', timestamp '2026-01-01 23:00')", 0),
    (f"CAST(at_timezone({BEFORE_MIDNIGHT}, 'Europe/Berlin') AS date)", date(2026, 1, 1)),
    ("CAST(timestamp '2025-12-31 23:30' AT TIME ZONE 'Europe/Berlin' AS date)", date(2026, 1, 1)),
    (f"CAST({AFTER_MIDNIGHT} AT TIME ZONE 'UTC' AS date)", date(2026, 6, 30)),
    (f"hour({AFTER_MIDNIGHT} AT TIME ZONE 'America/New_York')", 18),
    ("CAST(date_trunc('week', timestamp '2026-01-01 12:00') AS date)", date(2025, 12, 29)),
    ("CAST(date_trunc('month', date '2026-02-28') AS date)", date(2026, 2, 1)),
    ("day_of_week(date '2026-03-01')", 7),
    ("year(date '2026-03-01') * 12 + month(date '2026-03-01')", 24315),
    ("date_add('day', -1, date '2026-03-01')", date(2026, 2, 28)),
    ("date_format(timestamp '2026-03-01 08:05:00', '%Y-%m')", "2026-03"),
    ("GREATEST(1, NULL)", None),
    ("'a' || NULL", None),
    ("CONCAT('a', 'b')", "ab"),
    ("element_at(ARRAY['a', 'b'], 1)", "a"),
    ("cardinality(ARRAY['a', 'b'])", 2),
    ("split('a/b', '/')[2]", "b"),
    ("contains(ARRAY['a'], 'a')", True),
    ("COUNT_IF(TRUE)", 1),
    ("json_extract_scalar('{\"a\": \"b\"}', '$.a')", "b"),
    ("TRY_CAST('x' AS bigint)", None),
    ("substr('abc', 2)", "bc"),
    ("strpos('abc', 'c')", 3),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "value"), TRAPS, ids=lambda each: str(each)[:60])
def test_an_expression_gives_what_trino_gives(nothing: Lake, expression: str, value: Any) -> None:
    ((got,),) = nothing.ask(f"SELECT {expression} AS x").rows

    assert got == value
    assert type(got) is type(value)


def test_nulls_come_last_in_either_direction(nothing: Lake) -> None:
    question = "SELECT x FROM UNNEST(ARRAY[1, NULL, 2]) AS t (x) ORDER BY x"

    assert nothing.ask(question).rows == [(1,), (2,), (None,)]
    assert nothing.ask(f"{question} DESC").rows == [(2,), (1,), (None,)]


def test_rows_in_an_array_become_columns(nothing: Lake) -> None:
    rows = "CAST(ARRAY[ROW('a', 1), ROW('b', 2)] AS array(row(x varchar, y bigint)))"
    question = f"SELECT t.y, t.x FROM UNNEST({rows}) AS t (x, y) ORDER BY t.y DESC"

    assert nothing.ask(question).rows == [(2, "b"), (1, "a")]


def test_a_decimal_keeps_its_type_through_a_division(nothing: Lake) -> None:
    (column,) = nothing.ask("SELECT CAST(1 AS decimal(38, 4)) / 3 AS x").columns

    assert column.type == "decimal(38,4)"


@given(
    dividend=st.decimals(min_value=-(10**15), max_value=10**15, places=4),
    divisor=st.decimals(min_value=-(10**9), max_value=10**9, places=2).filter(bool),
)
def test_a_division_rounds_once_and_half_away_from_zero(
    nothing: Lake, dividend: Decimal, divisor: Decimal
) -> None:
    ((got,),) = nothing.ask(
        "SELECT CAST(? AS decimal(38, 4)) / CAST(? AS decimal(38, 2)) AS x",
        [str(dividend), str(divisor)],
    ).rows

    whole, rest = divmod(abs(int(dividend.scaleb(4))) * 100, abs(int(divisor.scaleb(2))))
    rounded = whole + (2 * rest >= abs(int(divisor.scaleb(2))))
    assert abs(got) == D(rounded).scaleb(-4)
    assert got * dividend * divisor >= 0
