"""What the transforms write is what the raw tables hold: through JSON into Parquet and back."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from pyarrow import parquet

from contracts.events import EVENT_TYPES
from contracts.lake import FIELDS_KEPT_OUT, payload_column
from contracts.lake_schema import CLICKSTREAM, DOMAIN_EVENTS, HISTORY_ORDER_LINES, RAW_TABLES
from infra.local.firehose.conversion import arrow_schema, convert, read_lines, to_parquet
from infra.local.firehose.records import Record
from infra.local.firehose.transformation import Transformed
from pipelines.ingestion.chalicelib import clickstream, domain_events
from tests.unit.pipelines.ingestion.batches import (
    ARRIVED_AT,
    ARRIVED_AT_MS,
    collected,
    envelope,
    example_of,
    order_placed,
)

CLICK = clickstream.to_row(msgspec.json.encode(collected({"quantity": 2})), ARRIVED_AT_MS).line


def read_back(table: "pa.Table") -> "pa.Table":
    return parquet.read_table(io.BytesIO(to_parquet(table)), coerce_int96_timestamp_unit="us")


def rows_of(content: "pa.Table") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = content.to_pylist()
    return rows


def test_a_click_has_every_column_in_its_type() -> None:
    table = read_back(read_lines(CLICKSTREAM, [CLICK]))

    assert table.schema.equals(arrow_schema(CLICKSTREAM))
    [row] = rows_of(table)
    assert row["occurred_at"].replace(tzinfo=UTC) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert row["received_at"].replace(tzinfo=UTC) == ARRIVED_AT
    assert (row["clock_skew_ms"], row["quantity"], row["query"]) == (0, 2, None)
    assert row["path"] == "/product/blue-shirt"


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_event_types_payload_fits_its_column(event_type: str) -> None:
    """Nothing that a payload may hold is lost or bent on its way into the column."""
    data = example_of(EVENT_TYPES[event_type].data)
    row = domain_events.to_row(msgspec.json.encode(envelope(data, event_type)), ARRIVED_AT_MS)

    table = read_back(read_lines(DOMAIN_EVENTS, [row.line]))

    assert table.schema.equals(arrow_schema(DOMAIN_EVENTS))
    [columns] = rows_of(table)
    sent = json.loads(msgspec.json.encode(data))
    kept = {
        name: value
        for name, value in sent.items()
        if name not in FIELDS_KEPT_OUT.get(event_type, ())
    }
    assert columns[payload_column(event_type)] == kept
    assert json.loads(columns["data"]) == kept
    others = {payload_column(name) for name in EVENT_TYPES} - {payload_column(event_type)}
    assert all(columns[name] is None for name in others)


def test_every_raw_table_has_a_schema() -> None:
    for table in RAW_TABLES.values():
        assert arrow_schema(table).names == [column.name for column in table.columns]
    assert arrow_schema(HISTORY_ORDER_LINES).field("total").type == pa.decimal128(19, 4)


def test_a_line_that_does_not_fit_fails_alone() -> None:
    good = Transformed(Record("a", b"", 0), CLICK, ())
    document = json.loads(CLICK) | {"quantity": "two"}
    bad = Transformed(Record("b", b"", 0), json.dumps(document).encode() + b"\n", ())

    table, failures = convert(CLICKSTREAM, [good, bad, good])

    assert table is not None
    assert table.num_rows == 2
    assert [(each.record, each.type) for each in failures] == [
        (bad.record, "format-conversion-failed")
    ]


def test_a_batch_of_nothing_but_misfits_has_no_rows() -> None:
    bad = Transformed(Record("b", b"", 0), b"nonsense\n", ())
    table, failures = convert(CLICKSTREAM, [bad])
    assert table is None
    assert len(failures) == 1


def test_rows_of_one_file_may_be_of_any_mixture_of_columns() -> None:
    placed = domain_events.to_row(msgspec.json.encode(envelope(order_placed())), ARRIVED_AT_MS)
    closed = domain_events.to_row(
        msgspec.json.encode(
            envelope({"payment_id": "pay_1", "order_id": "ord_1"}, "payment.closed.v1")
        ),
        ARRIVED_AT_MS,
    )
    first, second = rows_of(read_lines(DOMAIN_EVENTS, [placed.line, closed.line]))
    assert first["order_placed_v1"]["lines"][0]["unit_price"] == 500
    assert second["payment_closed_v1"] == {"payment_id": "pay_1", "order_id": "ord_1"}
