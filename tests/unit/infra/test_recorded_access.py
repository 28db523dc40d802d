"""What a run called is compared with the list: nothing missing, nothing unused."""

from pathlib import Path

import msgspec
import pytest

from infra.access import Access, Statement, load_access
from infra.local.recorded_calls import Call
from tests.recorded_access import missing, needs_of, recorded_needs, unused

RECEIVE = Call("catalog", "sqs", "ReceiveMessage", "catalog-order-events")


def listed(*statements: Statement) -> Access:
    return Access(version=1, services={"catalog": statements}, functions={})


@pytest.mark.parametrize(
    ("call", "actions", "kind", "name"),
    [
        (RECEIVE, {"sqs:ReceiveMessage"}, "queues", "catalog-order-events"),
        (
            Call("catalog", "sqs", "SendMessageBatch", "cart-order-events-dlq"),
            {"sqs:SendMessage"},
            "dead_letter_queues",
            "cart-order-events",
        ),
        (Call("catalog", "sns", "PublishBatch", "a"), {"sns:Publish"}, "topics", "a"),
        (Call("catalog", "sns", "Publish", "phone-number"), {"sns:Publish"}, "phone_numbers", ""),
        (Call("catalog", "sns", "Publish", "endpoint/1"), {"sns:Publish"}, "push_endpoints", ""),
        (
            Call("catalog", "ses", "SendEmail", ""),
            {"ses:SendEmail", "ses:SendRawEmail"},
            "email",
            "",
        ),
        (
            Call("catalog", "monitoring", "GetMetricData", ""),
            {"cloudwatch:GetMetricData"},
            "any",
            "",
        ),
        (
            Call("catalog", "s3", "PutObject", "mercato-media/products/"),
            {"s3:PutObject"},
            "objects",
            "media/products/",
        ),
    ],
)
def test_a_call_needs_what_iam_asks_for(
    call: Call, actions: set[str], kind: str, name: str
) -> None:
    needs = list(needs_of(call))

    assert {need.action for need in needs} == actions
    assert {(need.kind, need.name) for need in needs} == {(kind, name)}


def test_a_call_that_is_not_allowed_is_missing() -> None:
    access = listed(Statement(actions=("sqs:ReceiveMessage",), queues=("catalog-catalog-events",)))

    (need,) = missing(access, needs_of(RECEIVE))

    assert str(need) == "catalog called sqs:ReceiveMessage on catalog-order-events (queues)"


@pytest.mark.parametrize("names", [("catalog-order-events",), ("all",)])
def test_a_call_that_is_allowed_is_not(names: tuple[str, ...]) -> None:
    access = listed(Statement(actions=("sqs:ReceiveMessage",), queues=names))

    assert missing(access, needs_of(RECEIVE)) == []
    assert unused(access, needs_of(RECEIVE)) == []


def test_a_queue_is_not_its_dead_letter_queue() -> None:
    access = listed(
        Statement(actions=("sqs:ReceiveMessage",), dead_letter_queues=("catalog-order-events",))
    )

    assert missing(access, needs_of(RECEIVE))
    assert unused(access, needs_of(RECEIVE)) == [
        "catalog may sqs:ReceiveMessage on catalog-order-events"
    ]


def test_every_thing_that_is_named_must_be_used() -> None:
    access = listed(
        Statement(
            actions=("sqs:ReceiveMessage",),
            queues=("catalog-catalog-events", "catalog-order-events"),
        )
    )

    assert unused(access, needs_of(RECEIVE)) == [
        "catalog may sqs:ReceiveMessage on catalog-catalog-events"
    ]


def test_what_no_test_can_make_happen_is_not_unused() -> None:
    access = listed(
        Statement(actions=("sns:Publish",), topics=("a",), unexercised="needs a telephone")
    )

    assert unused(access, []) == []


def test_only_what_processes_called_counts(tmp_path: Path) -> None:
    calls = [RECEIVE, Call("local", "sqs", "CreateQueue", "cart-order-events")]
    lines = b"".join(msgspec.json.encode(call) + b"\n" for call in calls)
    (tmp_path / "8113.jsonl").write_bytes(lines)

    assert recorded_needs(tmp_path, load_access()) == frozenset(needs_of(RECEIVE))
