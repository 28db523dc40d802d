"""What becomes of a file of past orders, and what is said about its bad lines."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from infra.ops.history import reading
from infra.ops.history.findings import UnreadableError
from infra.ops.history.load import import_name
from tests.unit.infra.history.conftest import Desk

HEADER = "order_id,placed_at,currency,sku,quantity,total"


def a_file(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines]) + "\n"


def test_what_is_left_out_of_a_file_has_a_plain_meaning(desk: Desk) -> None:
    summary = desk.load(a_file("1001,2024-03-31T10:00:00+02:00,EUR,CUP,3,10.00"))

    assert desk.rows() == [
        {
            "order_id": "old:1001",
            "line_id": "2",
            "placed_at": datetime(2024, 3, 31, 8, 0, tzinfo=UTC),
            "customer_id": "old:1001",
            "channel": "unknown",
            "country": "",
            "currency": "EUR",
            "sku": "CUP",
            "product_id": "CUP",
            "title": "CUP",
            "category": "",
            "quantity": 3,
            "unit_price": Decimal("3.3333"),
            "discount": Decimal("0.0000"),
            "tax": Decimal("0.0000"),
            "total": Decimal("10.0000"),
            "coupon_code": "",
            "coupon_discount": Decimal("0.0000"),
            "shipping": Decimal("0.0000"),
            "refunded": Decimal("0.0000"),
            "status": "paid",
        }
    ]
    assert desk.said == []
    assert (summary.orders, summary.lines, summary.lines_read) == (1, 1, 1)
    assert [(each.currency, each.total) for each in summary.totals] == [("EUR", Decimal("10.0000"))]


def test_every_column_is_kept_as_it_is_written(desk: Desk) -> None:
    values = {
        "order_id": "1001", "line_id": "a", "placed_at": "2024-01-02 03:04:05", "customer_id": "7",
        "channel": "store", "country": "DE", "currency": "EUR", "sku": "CUP", "product_id": "P1",
        "title": "A cup, \"blue\"", "category": "cups", "quantity": "2", "unit_price": "10.0001",
        "discount": "1.5", "tax": "3", "total": "18.5002", "coupon_code": "TEN",
        "coupon_discount": "1", "shipping": "4.9", "refunded": "0.5", "status": "cancelled",
    }  # fmt: skip
    quoted = ",".join('"' + value.replace('"', '""') + '"' for value in values.values())

    desk.load(a_file(quoted, header=",".join(values)), shop="s")

    (row,) = desk.rows()
    assert row == values | {
        "order_id": "old:1001",
        "customer_id": "s:7",
        "placed_at": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
        "quantity": 2,
        **{
            name: Decimal(values[name]).quantize(Decimal("0.0001"))
            for name in (
                "unit_price", "discount", "tax", "total", "coupon_discount", "shipping", "refunded"
            )
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("order_id", "", "value-missing"),
        ("placed_at", "31.03.2024", "time-invalid"),
        ("placed_at", "03/31/2024 10:00", "time-invalid"),
        ("placed_at", "1970-01-01", "time-range"),
        ("placed_at", "2027-01-01", "time-range"),
        ("currency", "Euro", "currency-unknown"),
        ("currency", "", "currency-unknown"),
        ("sku", "", "product-missing"),
        ("quantity", "1.5", "quantity-invalid"),
        ("quantity", "-1", "quantity-invalid"),
        ("quantity", "3000000000", "quantity-range"),
        ("total", "", "amount-invalid"),
        ("total", "10,00", "amount-invalid"),
        ("total", "1,000.00", "amount-invalid"),
        ("total", "1e3", "amount-invalid"),
        ("total", "€ 10", "amount-invalid"),
        ("total", "NaN", "amount-invalid"),
        ("total", "-10", "amount-negative"),
        ("total", "0.12345", "amount-precision"),
        ("total", "1234567890123456", "amount-range"),
        ("customer_id", "ada@example.com", "personal-data"),
        ("country", "Germany", "country-unknown"),
        ("status", "Lieferung", "status-unknown"),
        ("title", "x" * 501, "text-too-long"),
    ],
)
def test_a_bad_cell_is_named_with_what_to_do_and_the_other_orders_load(
    desk: Desk, column: str, cell: str, code: str
) -> None:
    good = {
        "order_id": "1001", "placed_at": "2024-03-31", "currency": "EUR", "sku": "CUP",
        "quantity": "1", "total": "10", "customer_id": "7", "country": "DE", "status": "paid",
        "title": "Cup",
    }  # fmt: skip
    bad = good | {"order_id": "1002", column: cell}
    other = good | {"order_id": "1003"}
    lines = [",".join(f'"{value}"' for value in row.values()) for row in (good, bad, other)]

    summary = desk.load(a_file(*lines, header=",".join(good)))

    (finding,) = desk.ear.findings
    assert (finding.file, finding.line, finding.column, finding.code) == ("0.csv", 3, column, code)
    assert finding.severity == "error"
    assert finding.reason.endswith(".")
    assert finding.advice.endswith(".")
    assert [row["order_id"] for row in desk.rows()] == ["old:1001", "old:1003"]
    assert (summary.lines, summary.lines_read) == (2, 3)


def test_a_bad_line_refuses_its_whole_order(desk: Desk) -> None:
    desk.load(
        a_file(
            "1001,2024-03-31,EUR,CUP,1,10",
            "1001,2024-03-31,EUR,MUG,x,12",
            "1002,2024-03-31,EUR,CUP,1,10",
        )
    )

    assert desk.said == [(3, "quantity", "quantity-invalid")]
    assert [row["order_id"] for row in desk.rows()] == ["old:1002"]


def test_two_bad_cells_of_a_line_are_two_complaints(desk: Desk) -> None:
    desk.load(a_file("1001,yesterday,EUR,CUP,x,10", "1002,2024-03-31,EUR,CUP,1,10"))
    assert desk.said == [(2, "placed_at", "time-invalid"), (2, "quantity", "quantity-invalid")]


def test_what_is_no_row_is_named_by_its_line(desk: Desk) -> None:
    content = a_file(
        "1001,2024-03-31,EUR,CUP,1,10",
        "1002,2024-03-31,EUR,CUP,1,10,11",
        "1003,2024-03-31,EUR",
        '1004,2024-03-31,EUR,"CUP,1,10',
        "1005,2024-03-31,EUR,CUP,1,10",
    ).encode()

    desk.load(content + b"1006,2024-03-31,EUR,C\xffP,1,10\n")

    assert sorted(desk.said) == [
        (3, "", "cells-differ"),
        (4, "", "cells-differ"),
        (5, "", "quote-unclosed"),
        (7, "", "encoding"),
    ]
    assert [row["order_id"] for row in desk.rows()] == ["old:1001", "old:1005"]


def test_a_line_that_is_there_twice_is_not_sold_twice(desk: Desk) -> None:
    header = f"{HEADER},line_id"
    desk.load(
        a_file("1001,2024-03-31,EUR,CUP,1,10,1", "1002,2024-03-31,EUR,CUP,1,10,1", header=header),
        a_file("1001,2024-03-31,EUR,CUP,1,10,1", header=header),
    )

    (finding,) = desk.ear.findings
    assert (finding.file, finding.line, finding.code) == ("1.csv", 2, "line-repeated")
    assert "line 2 of 0.csv" in finding.reason
    assert [row["order_id"] for row in desk.rows()] == ["old:1002"]


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("currency", "USD"),
        ("placed_at", "2024-04-01"),
        ("customer_id", "8"),
        ("channel", "store"),
        ("country", "FR"),
        ("status", "cancelled"),
    ],
)
def test_lines_of_an_order_agree_about_the_order(desk: Desk, column: str, other: str) -> None:
    line = {
        "order_id": "1001", "placed_at": "2024-03-31", "currency": "EUR", "sku": "CUP",
        "quantity": "1", "total": "10", "customer_id": "7", "channel": "web", "country": "DE",
        "status": "paid",
    }  # fmt: skip
    rows = [line, line | {"sku": "MUG", column: other}, line | {"order_id": "1002"}]

    desk.load(a_file(*(",".join(row.values()) for row in rows), header=",".join(line)))

    assert desk.said == [(3, column, "order-differs")]
    assert "8" not in desk.ear.findings[0].reason or column != "customer_id"
    assert [row["order_id"] for row in desk.rows()] == ["old:1002"]


def test_what_is_empty_on_later_lines_of_an_order_is_as_on_its_first(desk: Desk) -> None:
    header = f"{HEADER},customer_id,country,status"
    desk.load(
        a_file(
            "1001,2024-03-31,EUR,CUP,1,10,7,DE,cancelled",
            "1001,,,MUG,1,12,,,",
            "1002,2024-04-01,USD,CUP,1,10,,FR,paid",
            header=header,
        )
    )

    same = ("order_id", "currency", "customer_id", "country", "status")
    assert [tuple(row[name] for name in same) for row in desk.rows()] == [
        ("old:1001", "EUR", "shop:7", "DE", "cancelled"),
        ("old:1001", "EUR", "shop:7", "DE", "cancelled"),
        ("old:1002", "USD", "old:1002", "FR", "paid"),
    ]


def test_a_wrong_word_about_an_order_is_told_once(desk: Desk) -> None:
    desk.load(
        a_file(
            "1001,2024-03-31,Taler,CUP,1,10",
            "1001,,,MUG,1,12",
            "1001,,,JUG,1,12",
            "1002,2024-03-31,EUR,CUP,1,1",
        )
    )
    assert desk.said == [(2, "currency", "currency-unknown")]


# Time zones ------------------------------------------------------------------------------------


def placed_at(desk: Desk, text: str, zone: str | None = None) -> datetime:
    desk.load(
        a_file(f"1001,{text},EUR,CUP,1,10", "1002,2024-06-01T00:00Z,EUR,CUP,1,10"),
        zone=ZoneInfo(zone) if zone else None,
    )
    found: datetime = {row["order_id"]: row["placed_at"] for row in desk.rows()}["old:1001"]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-30 23:30:00",
        "2024-03-30T23:30",
        "2024-03-30 23:30:00.000",
        "2024-03-30 23:30:00 +0100",
        "2024-03-30T23:30:00+01:00",
        "2024-03-30T22:30:00Z",
    ],
)
def test_a_time_is_read_in_its_zone(desk: Desk, text: str) -> None:
    assert placed_at(desk, text, "Europe/Berlin") == datetime(2024, 3, 30, 22, 30, tzinfo=UTC)


def test_a_day_begins_at_midnight_of_its_zone(desk: Desk) -> None:
    assert placed_at(desk, "2024-07-01", "America/New_York") == datetime(2024, 7, 1, 4, tzinfo=UTC)


def test_a_time_without_a_zone_is_not_guessed(desk: Desk) -> None:
    with pytest.raises(KeyError):
        placed_at(desk, "2024-03-30 23:30:00")
    assert desk.said == [(2, "placed_at", "time-zone-missing")]


def test_an_hour_that_was_skipped_is_refused_and_one_that_came_twice_is_warned_of(
    desk: Desk,
) -> None:
    with pytest.raises(KeyError):
        placed_at(desk, "2024-03-31 02:30:00", "Europe/Berlin")
    assert desk.said == [(2, "placed_at", "time-skipped")]
    assert placed_at(desk, "2024-10-27 02:30:00", "Europe/Berlin") == datetime(
        2024, 10, 27, 0, 30, tzinfo=UTC
    )
    assert desk.said == [(2, "placed_at", "time-ambiguous")]
    assert desk.ear.findings[0].severity == "warning"


# Whole imports ---------------------------------------------------------------------------------


def test_an_import_takes_the_place_of_the_one_with_its_name_and_of_no_other(desk: Desk) -> None:
    desk.load(a_file("1,2024-03-31,EUR,CUP,1,10"), name="a")
    desk.load(a_file("2,2024-03-31,EUR,CUP,1,20"), name="b")
    desk.load(a_file("3,2024-03-31,EUR,CUP,1,30"), name="a")

    assert [row["order_id"] for row in desk.rows("a")] == ["a:3"]
    assert [row["order_id"] for row in desk.rows("b")] == ["b:2"]
    assert [name for name, _ in desk.place.imports()] == ["a", "b"]


def test_an_import_without_a_sound_line_leaves_the_one_before_it(desk: Desk) -> None:
    desk.load(a_file("1,2024-03-31,EUR,CUP,1,10"))

    summary = desk.load(a_file("2,2024-03-31,EUR,CUP,x,20"))

    assert summary.lines == 0
    assert [row["order_id"] for row in desk.rows()] == ["old:1"]


def test_a_dry_run_says_everything_and_changes_nothing(desk: Desk) -> None:
    content = a_file("1,2024-03-31,EUR,CUP,1,10", "2,2024-03-31,EUR,CUP,x,10")

    summary = desk.load(content, dry_run=True)

    assert (summary.lines, desk.said) == (1, [(3, "quantity", "quantity-invalid")])
    assert list(desk.place.imports()) == []


def test_an_import_says_of_itself_what_it_holds(desk: Desk) -> None:
    loaded = desk.load(
        a_file("1,2024-03-31,EUR,CUP,1,10", "2,2024-05-01,USD,CUP,1,0.0001"), a_file()
    )

    ((name, summary),) = desk.place.imports()
    assert (name, summary) == ("old", loaded)
    assert summary is not None
    assert summary.files == ("0.csv", "1.csv")
    assert (summary.first, summary.last) == (
        datetime(2024, 3, 31, tzinfo=UTC),
        datetime(2024, 5, 1, tzinfo=UTC),
    )


def test_a_removed_import_is_gone_and_the_others_stay(desk: Desk) -> None:
    for name in ("a", "b"):
        desk.load(a_file("1,2024-03-31,EUR,CUP,1,10"), name=name)

    assert desk.place.remove("a")
    assert not desk.place.remove("a")
    assert [name for name, _ in desk.place.imports()] == ["b"]


def test_packed_files_and_those_of_other_countries_are_read(desk: Desk) -> None:
    content = "\ufeff" + a_file("1;2024-03-31;EUR;CUP;1;10", header=HEADER.replace(",", ";"))

    desk.load(gzip.compress(content.encode()))

    assert [row["total"] for row in desk.rows()] == [Decimal("10.0000")]


def test_orders_longer_than_a_block_stay_whole_and_all_lines_are_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_ROWS_PER_BLOCK", 10)
    lines = [f"{number // 25},2024-03-31,EUR,S{number},1,1.01" for number in range(260)]

    summary = desk.load(a_file(*lines))

    assert (summary.orders, summary.lines) == (11, 260)
    assert summary.totals[0].total == Decimal("262.6000")
    assert len(desk.ear.positions) > 5
    assert [lines for *_, lines in desk.ear.positions] == sorted(
        lines for *_, lines in desk.ear.positions
    )


def test_an_order_without_end_is_a_wrong_column(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LINES_PER_ORDER", 50)
    with pytest.raises(UnreadableError, match="over 50 lines"):
        desk.load(a_file(*("1,2024-03-31,EUR,CUP,1,1" for _ in range(60))))


def _a_damaged_archive() -> bytes:
    whole = gzip.compress(a_file("1,2024-03-31,EUR,CUP,1,1").encode(), mtime=0)
    return whole[:-12]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        (a_file(header="order_id,placed_at,currency,sku,total"), "no column 'quantity'"),
        (a_file(header="order_id,placed_at,currency,sku,quantity"), "no column 'total'"),
        (a_file(header="order_id,placed_at,currency,quantity,total"), "no column 'sku'"),
        (a_file(header="order_id,placed_at,sku,quantity,total"), "in which currency"),
        (a_file(header=f"{HEADER},Total"), "'total' is there twice"),
        ("a,b\n".encode("utf-16"), "UTF-16"),
        (_a_damaged_archive(), "damaged archive"),
    ],
)
def test_a_file_that_cannot_be_used_loads_nothing(desk: Desk, content: Any, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        desk.load(content)
    assert list(desk.place.imports()) == []


def test_a_column_that_is_none_of_ours_is_told_of(desk: Desk) -> None:
    desk.load(a_file("1,2024-03-31,EUR,CUP,1,10,x", header=f"{HEADER},Colour"))
    (finding,) = desk.ear.findings
    assert (finding.severity, finding.code, finding.line) == ("warning", "column-unknown", 1)


def test_names_of_imports_are_names_of_directories() -> None:
    assert import_name("old-shop_2023") == "old-shop_2023"
    for bad in ("", "../x", "a/b", "Old", "a=b", "-a", "x" * 64):
        with pytest.raises(UnreadableError):
            import_name(bad)
