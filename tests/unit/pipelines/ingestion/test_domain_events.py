"""A service's event as a row: the envelope, the payload as text, and the payload's own column."""

import json
from typing import Any

import msgspec
import pytest

from contracts.events import EVENT_TYPES
from contracts.events.order import ORDER_DELIVERED, RETURN_REQUESTED, ReturnRequested, ShippedLine
from contracts.lake import FIELDS_KEPT_OUT, payload_column
from pipelines.ingestion.chalicelib.domain_events import to_row
from pipelines.ingestion.chalicelib.firehose import RejectedError
from tests.unit.pipelines.ingestion.batches import ARRIVED_AT_MS, envelope, order_placed


def row_of(document: dict[str, Any]) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(to_row(msgspec.json.encode(document), ARRIVED_AT_MS).line)
    return decoded


def test_a_row_has_the_envelope_and_the_payload_twice() -> None:
    document = envelope(order_placed())
    row = to_row(msgspec.json.encode(document), ARRIVED_AT_MS)
    columns = json.loads(row.line)

    assert (row.event_type, row.day) == ("order.placed.v1", "2026-03-02")
    assert json.loads(columns.pop("data")) == document["data"]
    assert columns.pop("order_placed_v1") == document["data"]
    assert columns == {
        "event_id": "0197b0c0-0000-7000-8000-00000000000a",
        "source": "order",
        "subject": "ord_1",
        "version": 1,
        "occurred_at": "2026-03-02 12:00:00.250000",
        "received_at": "2026-03-02 12:00:01.500000",
        "origin": "live",
    }


def test_an_old_event_has_todays_defaults_in_its_column_and_its_own_words_in_data() -> None:
    document = envelope(order_placed())
    del document["data"]["channel"]
    row = row_of(document)

    assert row["order_placed_v1"]["channel"] == "web"
    assert "channel" not in json.loads(row["data"])


def test_a_field_of_tomorrow_is_in_data() -> None:
    document = envelope(order_placed())
    document["data"]["gift_note_id"] = "gft_1"
    row = row_of(document)

    assert json.loads(row["data"])["gift_note_id"] == "gft_1"
    assert "gift_note_id" not in row["order_placed_v1"]


def test_a_time_inside_a_payload_stays_text() -> None:
    data = {
        "order_id": "ord_1",
        "number": "M-1",
        "customer_id": "cus_1",
        "fulfilment_id": "ful_1",
        "delivered_at": "2026-03-02T11:00:00Z",
    }
    row = row_of(envelope(data, ORDER_DELIVERED.name))
    assert row["order_delivered_v1"]["delivered_at"] == "2026-03-02T11:00:00Z"


@pytest.mark.parametrize("event_type", FIELDS_KEPT_OUT)
def test_free_text_is_in_neither_place(event_type: str) -> None:
    data = {
        "order_id": "ord_1",
        "number": "M-1",
        "customer_id": "cus_1",
        "return_id": "ret_1",
        "lines": [],
        "payment_id": "pay_1",
        "refund_id": "rfd_1",
        "currency": "EUR",
        "amount": 100,
        "reason": "I, Ada Lovelace, did not like it",
    }
    line = to_row(msgspec.json.encode(envelope(data, event_type)), ARRIVED_AT_MS).line

    assert b"Lovelace" not in line
    row = json.loads(line)
    assert "reason" not in row[payload_column(event_type)]
    assert json.loads(row["data"])["order_id"] == "ord_1"


def test_a_return_keeps_its_reason_code() -> None:
    returned = ReturnRequested(
        order_id="ord_1",
        number="M-1",
        customer_id="cus_1",
        return_id="ret_1",
        lines=(ShippedLine("l1", "BLUE-M", 1),),
        reason="too blue",
        reason_code="not-as-described",
    )
    row = row_of(envelope(returned, RETURN_REQUESTED.name))
    assert row["order_return_requested_v1"]["reason_code"] == "not-as-described"


def test_a_replayed_event_says_so() -> None:
    assert row_of(envelope(order_placed(), origin="replay"))["origin"] == "replay"


def test_a_pretty_printed_event_is_one_line() -> None:
    pretty = json.dumps(envelope(order_placed()), indent=2).encode()
    row = to_row(pretty, ARRIVED_AT_MS)
    assert row.line.count(b"\n") == 1
    assert json.loads(json.loads(row.line)["data"])["order_id"] == "ord_1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "order.dreamt.v1"}, "unknown-type"),
        ({"data": {}}, "invalid"),
        ({"data": None}, "invalid"),
        ({"version": "one"}, "invalid"),
        ({"time": "yesterday"}, "invalid"),
        ({"time": "2026-03-02T12:00:00"}, "invalid"),
        ({"origin": "invented"}, "invalid"),
    ],
)
def test_what_is_no_event_of_ours_is_rejected(change: dict[str, Any], reason: str) -> None:
    document = envelope(order_placed()) | change
    with pytest.raises(RejectedError) as rejected:
        to_row(msgspec.json.encode(document), ARRIVED_AT_MS)
    assert rejected.value.reason == reason


def test_every_event_type_is_known() -> None:
    for name in EVENT_TYPES:
        with pytest.raises(RejectedError) as rejected:
            to_row(msgspec.json.encode(envelope(None, name)), ARRIVED_AT_MS)
        assert rejected.value.reason == "invalid"
