"""What AWS documents about ReportBatchItemFailures, case by case."""

from typing import Any

import pytest

from infra.local.event_sources.queues import done_of, event_of

SENT = ("a", "b", "c")


@pytest.mark.parametrize(
    "answer", [None, {}, {"batchItemFailures": None}, {"batchItemFailures": []}]
)
def test_no_named_failure_is_success(answer: Any) -> None:
    assert done_of(answer, SENT) == SENT


def test_a_named_failure_is_left() -> None:
    answer = {"batchItemFailures": [{"itemIdentifier": "b"}]}
    assert done_of(answer, SENT) == ("a", "c")


@pytest.mark.parametrize(
    "failures",
    [
        [{"itemIdentifier": ""}],
        [{"itemIdentifier": None}],
        [{"messageId": "a"}],
        [{"itemIdentifier": "unheard of"}],
        [{"itemIdentifier": "a"}, {"itemIdentifier": "unheard of"}],
        ["a"],
        "a",
    ],
)
def test_an_answer_that_cannot_be_understood_fails_the_batch(failures: Any) -> None:
    assert done_of({"batchItemFailures": failures}, SENT) == ()


def test_an_answer_that_is_no_object_fails_the_batch() -> None:
    assert done_of("done", SENT) == ()


def test_an_event_holds_what_lambda_sends() -> None:
    message = {
        "MessageId": "m-1",
        "ReceiptHandle": "r-1",
        "Body": "{}",
        "Attributes": {"ApproximateReceiveCount": "2"},
        "MessageAttributes": {
            "event_type": {"DataType": "String", "StringValue": "order.paid.v1"},
            "raw": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        },
    }

    assert event_of([message], "arn:aws:sqs:eu-west-1:123456789012:q") == {
        "Records": [
            {
                "messageId": "m-1",
                "receiptHandle": "r-1",
                "body": "{}",
                "attributes": {"ApproximateReceiveCount": "2"},
                "messageAttributes": {
                    "event_type": {
                        "stringValue": "order.paid.v1",
                        "stringListValues": [],
                        "binaryListValues": [],
                        "dataType": "String",
                    },
                    "raw": {
                        "binaryValue": "AP8=",
                        "stringListValues": [],
                        "binaryListValues": [],
                        "dataType": "Binary",
                    },
                },
                "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q",
                "awsRegion": "eu-west-1",
            }
        ]
    }
