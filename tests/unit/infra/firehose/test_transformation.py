"""Firehose's dealings with a transform function, by AWS's documentation."""

import base64
from typing import Any

import pytest

from infra.local.firehose.records import Record
from infra.local.firehose.transformation import (
    ATTEMPTS,
    BATCH_BYTES,
    BATCH_RECORDS,
    InvocationError,
    batches,
    event_of,
    transform,
)

A, B = Record("a", b"1", 1_000), Record("b", b"2", 2_000)
KEYS = {"event_type": "page_viewed", "dt": "2026-03-02"}


def ok(record: Record, line: bytes = b"{}\n", keys: Any = KEYS) -> dict[str, Any]:
    return {
        "recordId": record.id,
        "result": "Ok",
        "data": base64.b64encode(line).decode(),
        "metadata": {"partitionKeys": keys},
    }


def outcome_of(*answers: dict[str, Any]) -> Any:
    return transform((A, B), lambda _: {"records": list(answers)}, "clickstream")


def test_an_event_has_what_firehose_sends() -> None:
    metadata = {"shardId": "shardId-000000000000", "sequenceNumber": "7"}
    record = Record("a", b"\x00\xff", 1_000, metadata)

    event = event_of([record, B], "clickstream", "arn:aws:kinesis:eu-west-1:1:stream/clickstream")

    assert len(event.pop("invocationId")) == 36
    assert event == {
        "deliveryStreamArn": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/clickstream",
        "sourceKinesisStreamArn": "arn:aws:kinesis:eu-west-1:1:stream/clickstream",
        "region": "eu-west-1",
        "records": [
            {
                "recordId": "a",
                "approximateArrivalTimestamp": 1_000,
                "data": "AP8=",
                "kinesisRecordMetadata": metadata,
            },
            {"recordId": "b", "approximateArrivalTimestamp": 2_000, "data": "Mg=="},
        ],
    }


def test_ok_goes_on_dropped_is_forgotten_and_failed_is_kept() -> None:
    outcome = outcome_of(ok(A, b"row"), {"recordId": "b", "result": "Dropped"})
    assert [(each.record, each.line, each.partition) for each in outcome.transformed] == [
        (A, b"row", (("event_type", "page_viewed"), ("dt", "2026-03-02")))
    ]
    assert outcome.failures == []

    outcome = outcome_of(ok(A), {"recordId": "b", "result": "ProcessingFailed"})
    [failure] = outcome.failures
    assert (failure.record, failure.type) == (B, "processing-failed")
    assert failure.code == "Lambda.ProcessingFailedStatus"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([ok(A)], "Lambda.MissingRecordId"),
        ([ok(A), ok(B), ok(B)], "Lambda.DuplicatedRecordId"),
        ([ok(A), {"recordId": "b", "result": "Ok"}], "Lambda.InvalidReturnFormat"),
        ([ok(A), ok(B) | {"data": "?"}], "Lambda.InvalidReturnFormat"),
        ([ok(A), ok(B) | {"metadata": {}}], "Lambda.InvalidReturnFormat"),
    ],
)
def test_a_record_that_is_not_answered_well_fails_alone(
    answers: list[dict[str, Any]], code: str
) -> None:
    outcome = outcome_of(*answers)
    assert [each.record for each in outcome.transformed] == [A]
    assert [(each.record, each.code) for each in outcome.failures] == [(B, code)]


@pytest.mark.parametrize("answer", [None, {}, [], {"records": None}])
def test_an_answer_without_records_fails_the_batch(answer: Any) -> None:
    outcome = transform((A, B), lambda _: answer, "clickstream")
    assert [each.code for each in outcome.failures] == ["Lambda.InvalidReturnFormat"] * 2


def test_a_failing_function_is_asked_again_with_the_same_invocation() -> None:
    asked: list[str] = []

    def invoke(event: dict[str, Any]) -> Any:
        asked.append(event["invocationId"])
        raise InvocationError("no")

    outcome = transform((A, B), invoke, "clickstream")

    assert len(asked) == ATTEMPTS
    assert len(set(asked)) == 1
    assert [(each.code, each.attempts) for each in outcome.failures] == [
        ("Lambda.FunctionError", ATTEMPTS)
    ] * 2


def test_a_host_that_is_away_is_nobodys_failure() -> None:
    def invoke(_: dict[str, Any]) -> Any:
        raise OSError("connection refused")

    with pytest.raises(OSError, match="refused"):
        transform((A,), invoke, "clickstream")


def test_batches_are_what_an_invocation_takes() -> None:
    half = Record("h", b"x" * (BATCH_BYTES // 2), 0)
    small = Record("s", b"x", 0)
    giant = Record("g", b"x" * (2 * BATCH_BYTES), 0)

    assert list(batches([half, half, half])) == [[half, half], [half]]
    assert list(batches([small, giant, small])) == [[small], [giant], [small]]
    assert [len(each) for each in batches([small] * (BATCH_RECORDS + 1))] == [BATCH_RECORDS, 1]
    assert list(batches([])) == []


def test_a_failure_is_told_in_firehoses_own_form() -> None:
    [failure] = outcome_of(ok(A), {"recordId": "b", "result": "ProcessingFailed"}).failures

    assert failure.document(3_000, "arn:aws:lambda:eu-west-1:1:function:f") == {
        "rawData": "Mg==",
        "errorCode": "Lambda.ProcessingFailedStatus",
        "errorMessage": "ProcessingFailed status set for record",
        "attemptsMade": 1,
        "arrivalTimestamp": 2_000,
        "attemptEndingTimestamp": 3_000,
        "lambdaARN": "arn:aws:lambda:eu-west-1:1:function:f",
    }
