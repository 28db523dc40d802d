"""Whatever comes in, each record is answered once; what cannot be a row is kept with its reason."""

import base64
import gzip
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.clickstream import CollectedEvent
from pipelines.ingestion.chalicelib import clickstream, domain_events, firehose
from pipelines.ingestion.chalicelib.firehose import Convert
from pipelines.ingestion.chalicelib.handlers import handle
from tests.unit.pipelines.ingestion.batches import batch, collected, envelope, order_placed, rows

GOOD = msgspec.json.encode(collected())
CONVERTERS = pytest.mark.parametrize("convert", [clickstream.to_row, domain_events.to_row])


class Shelf:
    """A storage in memory, which may be out of order."""

    def __init__(self, *, works: bool = True) -> None:
        self.objects: dict[str, bytes] = {}
        self._works = works

    def put(self, key: str, content: bytes) -> None:
        if not self._works:
            raise OSError("no route to the bucket")
        self.objects[key] = content

    def lines(self) -> list[dict[str, Any]]:
        [content] = self.objects.values()
        return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def answered(event: Any, shelf: Shelf, convert: Convert = clickstream.to_row) -> Any:
    return handle(event, "clickstream", convert, lambda: shelf)["records"]


def test_a_bad_record_does_not_hold_up_the_good_ones() -> None:
    shelf = Shelf()

    answers = answered(batch(GOOD, b"{nonsense", GOOD), shelf)

    assert {each["recordId"]: each["result"] for each in answers} == {
        "r0": "Ok",
        "r1": "Dropped",
        "r2": "Ok",
    }
    assert len(rows(answers)) == 2
    keys = {"event_type": "product_viewed", "dt": "2026-03-02"}
    assert answers[0]["metadata"] == {"partitionKeys": keys}


def test_a_rejected_record_is_kept_as_it_came_with_its_reason() -> None:
    shelf = Shelf()

    answered(batch(b"\xff\xfe", b'{"event":1}'), shelf)

    assert list(shelf.objects) == ["errors/clickstream/dt=2026-03-02/inv-1.jsonl.gz"]
    first, second = shelf.lines()
    assert first == {
        "reason": "malformed",
        "detail": first["detail"],
        "record_id": "r0",
        "arrived_at": "2026-03-02 12:00:01.500000",
        "data": base64.b64encode(b"\xff\xfe").decode(),
    }
    assert (second["reason"], second["record_id"]) == ("invalid", "r1")


def test_an_invocation_that_is_repeated_writes_the_same_file() -> None:
    once, again = Shelf(), Shelf()
    answered(batch(b"bad"), once)
    answered(batch(b"bad"), again)
    answered(batch(b"bad"), again)
    assert once.objects == again.objects


def test_firehose_keeps_what_we_cannot() -> None:
    answers = answered(batch(GOOD, b"bad"), Shelf(works=False))
    assert [each["result"] for each in answers] == ["Ok", "ProcessingFailed"]


def test_nothing_is_written_when_nothing_was_rejected() -> None:
    shelf = Shelf()
    answered(batch(GOOD), shelf)
    assert shelf.objects == {}


def test_an_answer_stays_below_what_lambda_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firehose, "ANSWER_BYTES", 2_500)

    answers = answered(batch(*[GOOD] * 5), Shelf())

    assert [each["result"] for each in answers] == ["Ok"] * 2 + ["ProcessingFailed"] * 3
    assert len(json.dumps(answers[:2])) <= 2_500


def test_the_largest_batch_that_fits_a_request_is_answered_within_the_limit() -> None:
    large = msgspec.json.encode(envelope(order_placed(number="M" * 100_000)))
    answers = handle(batch(*[large] * 40), "domain-events", domain_events.to_row, Shelf)["records"]

    assert len(json.dumps({"records": answers})) < 6_291_556
    assert {each["result"] for each in answers} == {"Ok", "ProcessingFailed"}


@CONVERTERS
@given(contents=st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_are_answered_once_each(convert: Convert, contents: list[bytes]) -> None:
    answers = answered(batch(*contents), Shelf(), convert)
    assert sorted(each["recordId"] for each in answers) == sorted(
        f"r{number}" for number in range(len(contents))
    )


@CONVERTERS
@given(document=st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_any_json_is_answered(convert: Convert, document: Any) -> None:
    content = json.dumps(document).encode()
    nested = json.dumps({"event": document, "data": document, "type": "order.placed.v1"}).encode()
    assert len(answered(batch(content, nested), Shelf(), convert)) == 2


@CONVERTERS
def test_a_bottomless_record_is_rejected(convert: Convert) -> None:
    shelf = Shelf()
    deep = b'{"unheard-of":' + b"[" * 100_000
    assert [each["result"] for each in answered(batch(deep), shelf, convert)] == ["Dropped"]
    assert shelf.lines()[0]["reason"] == "malformed"


@given(
    occurred_at=st.datetimes(timezones=st.timezones()),
    sent_at=st.datetimes(timezones=st.timezones()),
)
def test_no_clock_of_a_page_makes_a_row_fail(occurred_at: Any, sent_at: Any) -> None:
    document = msgspec.to_builtins(collected())
    document["event"]["occurred_at"] = occurred_at.isoformat()
    document["sent_at"] = sent_at.isoformat()
    try:
        msgspec.convert(document, CollectedEvent)
    except msgspec.ValidationError:  # offsets of seconds, as long ago, are no JSON times
        return
    answers = answered(batch(msgspec.json.encode(document)), Shelf())
    assert [each["result"] for each in answers] == ["Ok"]


@pytest.mark.parametrize("data", [None, 7, "not base64!"])
def test_data_that_is_no_base64_is_rejected(data: Any) -> None:
    event = batch(b"")
    event["records"][0]["data"] = data
    assert [each["result"] for each in answered(event, Shelf())] == ["Dropped"]
