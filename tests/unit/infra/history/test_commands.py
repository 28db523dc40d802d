"""`mercato lake load-history` and `imports`, as a person types them."""

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from infra.ops.lake.commands import app

GOOD = "order_id,placed_at,currency,sku,quantity,total\n1001,2024-03-31T10:00Z,EUR,CUP,1,10.50\n"
BAD = "1002,2024-03-31T10:00Z,EUR,CUP,x,10.50\n"


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "Orders 2024.csv"
    path.write_text(GOOD)
    return path


def mercato(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def load(path: Path, *options: object) -> Result:
    return mercato("load-history", path, "--directory", path.parent / "lake", *options)


def imports(path: Path, *options: object) -> Result:
    return mercato("imports", "--directory", path.parent / "lake", *options)


def test_a_file_is_loaded_listed_and_removed(orders: Path) -> None:
    assert "No history was loaded" in imports(orders).output

    loaded = load(orders)

    assert loaded.exit_code == 0
    assert "1 lines of 1 orders are loaded as orders-2024." in loaded.output
    assert "sold: 10.5000 EUR" in loaded.output
    assert "`mercato lake build`" in loaded.output
    listed = imports(orders).output
    assert "orders-2024" in listed
    assert "2024-03-31" in listed
    assert "is removed" in imports(orders, "--remove", "orders-2024").output
    assert "No history was loaded" in imports(orders).output
    again = imports(orders, "--remove", "orders-2024")
    assert again.exit_code == 2


def test_a_bad_line_is_shown_with_what_to_do_and_told_to_scripts(orders: Path) -> None:
    orders.write_text(GOOD + BAD)
    report = orders.parent / "report.csv"

    loaded = load(orders, "--report", report)

    assert loaded.exit_code == 1
    assert "Orders 2024.csv:3 [quantity] 'x' is no whole number of units." in loaded.output
    assert "1 lines are left out" in loaded.output
    (row,) = csv.DictReader(report.read_text().splitlines())
    assert (row["line"], row["column"], row["code"], row["order_id"]) == (
        "3",
        "quantity",
        "quantity-invalid",
        "1002",
    )
    assert row["advice"] == "Write it like 2."


def test_many_complaints_of_a_kind_are_cut_short_and_all_are_in_the_report(orders: Path) -> None:
    orders.write_text(GOOD + "".join(BAD.replace("1002", f"2{n}") for n in range(30)))
    report = orders.parent / "report.jsonl"

    loaded = load(orders, "--report", report)

    assert loaded.output.count("is no whole number") == 5
    assert "and more of quantity-invalid" in loaded.output
    assert [json.loads(line)["line"] for line in report.read_text().splitlines()] == list(
        range(3, 33)
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--time-zone", "Berlin"), "'Berlin' is no time zone"),
        (("--import-name", "Old Shop"), "is no name for an import"),
        (("--currency", "Euro"), "'Euro' is no currency"),
        (("--preset", "shopify"), "has no column 'Name', 'Created at'"),
    ],
)
def test_an_option_that_makes_no_sense_loads_nothing(
    orders: Path, options: tuple[str, ...], reason: str
) -> None:
    loaded = load(orders, *options)
    assert loaded.exit_code == 2
    assert reason in " ".join(loaded.output.split())
    assert "hint:" in loaded.output
    assert "No history was loaded" in imports(orders).output


def test_a_mapping_and_options_say_what_a_file_does_not(orders: Path) -> None:
    orders.write_text("Nr;Wann;Was;Anzahl;Summe;Wer\n1;2024-03-31 10:00;CUP;1;10,50;ada@x.org\n")
    mapping = orders.parent / "mine.yaml"
    mapping.write_text(
        "columns: {order_id: Nr, placed_at: Wann, sku: Was, quantity: Anzahl, total: Summe,"
        " customer_id: Wer}\ncustomer_is_personal: true\n"
    )
    key = orders.parent / "key"
    options = (
        *("--mapping", mapping, "--decimal", "comma", "--currency", "EUR"),
        *("--channel", "store", "--time-zone", "Europe/Berlin", "--customer-key", key),
    )
    key.write_text("short")
    assert load(orders, *options).exit_code == 2
    key.write_text("0123456789abcdef")

    assert load(orders, *options).exit_code == 0
    assert load(orders, *options, "--preset", "shopify").exit_code == 2


def test_an_older_file_that_says_nothing_of_itself_is_listed_all_the_same(orders: Path) -> None:
    load(orders)
    kept = orders.parent / "lake/raw/history_order_lines/import_name=orders-2024/lines.parquet"
    pq.write_table(pa.table({"order_id": ["1"]}), kept)

    assert "unknown" in imports(orders).output
