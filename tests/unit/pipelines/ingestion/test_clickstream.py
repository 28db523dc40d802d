"""A page's event as a row: reckoned times, device, and everything else as it was told."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from contracts.lake import ClickstreamRow
from pipelines.ingestion.chalicelib.clickstream import to_row
from pipelines.ingestion.chalicelib.firehose import RejectedError
from tests.unit.pipelines.ingestion.batches import ARRIVED_AT, ARRIVED_AT_MS, EVENT_ID, collected


def row_of(event: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    row = to_row(msgspec.json.encode(collected(event, **changes)), ARRIVED_AT_MS)
    decoded: dict[str, Any] = msgspec.json.decode(row.line)
    return decoded


def test_a_row_has_what_the_page_and_the_server_know() -> None:
    row = to_row(msgspec.json.encode(collected()), ARRIVED_AT_MS)

    assert (row.event_type, row.day) == ("product_viewed", "2026-03-02")
    assert msgspec.json.decode(row.line) == {
        "event_id": EVENT_ID,
        "occurred_at": "2026-03-02 12:00:00",
        "received_at": "2026-03-02 12:00:01.500000",
        "clock_skew_ms": 0,
        "origin": "live",
        "visitor_id": "visitor-1",
        "session_id": "session-1",
        "device_class": "desktop",
        "locale": "en",
        "referrer_host": "www.google.com",
        "campaign_source": "google",
        "campaign_medium": "cpc",
        "campaign_name": "spring",
        "path": "/product/blue-shirt",
        "product_id": "prd_1",
    }


def test_every_column_can_be_filled() -> None:
    everything = {
        "product_id": "prd_1",
        "sku": "BLUE-M",
        "category": "shirts",
        "quantity": 2,
        "query": "blue shirt",
        "result_count": 7,
        "position": 1,
        "cart_id": "crt_1",
        "order_id": "ord_1",
        "currency": "EUR",
        "value": 1999,
    }

    row = row_of(everything)

    assert list(row) == list(ClickstreamRow.__struct_fields__)
    assert {name: row[name] for name in everything} == everything


@pytest.mark.parametrize("wrong_by", [timedelta(hours=-7), timedelta(days=400), timedelta(0)])
def test_a_wrong_clock_is_corrected(wrong_by: timedelta) -> None:
    happened = ARRIVED_AT - timedelta(seconds=10)
    row = row_of({"occurred_at": happened + wrong_by}, sent_at=ARRIVED_AT + wrong_by)

    assert row["occurred_at"] == "2026-03-02 11:59:51.500000"
    assert row["clock_skew_ms"] == wrong_by // timedelta(milliseconds=1)


def test_an_event_is_never_younger_than_its_reception() -> None:
    row = row_of({"occurred_at": ARRIVED_AT + timedelta(hours=1)})
    assert row["occurred_at"] == row["received_at"]


def test_an_event_is_never_more_than_a_day_older_than_its_reception() -> None:
    row = row_of({"occurred_at": ARRIVED_AT - timedelta(days=90)})
    assert row["occurred_at"] == "2026-03-01 12:00:01.500000"


def test_clocks_at_the_ends_of_time_are_borne() -> None:
    first, last = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)

    assert row_of({"occurred_at": first}, sent_at=last)["occurred_at"].startswith("2026-03-01")
    assert row_of({"occurred_at": last}, sent_at=first)["occurred_at"].startswith("2026-03-02")


def test_times_are_told_in_utc() -> None:
    received_at = datetime(2026, 3, 3, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    row = to_row(msgspec.json.encode(collected(received_at=received_at)), ARRIVED_AT_MS)

    assert row.day == "2026-03-02"
    assert msgspec.json.decode(row.line)["received_at"] == "2026-03-02 23:30:00"


def test_simulated_traffic_says_so() -> None:
    assert row_of(origin="simulated")["origin"] == "simulated"


@pytest.mark.parametrize(
    "change",
    [
        {"type": "looked"},
        {"id": "1"},
        {"path": "no slash"},
        {"quantity": -1},
        {"occurred_at": "2026-03-02T12:00:00"},
        {"email": "ada@example.com"},
    ],
)
def test_what_the_contract_refuses_is_rejected(change: dict[str, Any]) -> None:
    document = msgspec.to_builtins(collected())
    document["event"] |= change

    with pytest.raises(RejectedError) as rejected:
        to_row(msgspec.json.encode(document), ARRIVED_AT_MS)

    assert rejected.value.reason == "invalid"
