"""A dead letter shows why it was given up, and nothing that names a person."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.dead_letters import Failure, explain, from_attributes, to_attributes, without_failure
from contracts.errors import NotFoundError
from edge_api.backoffice.chalicelib.letters import as_dead_letter, visible

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FAILURE = Failure(
    code="not-found",
    detail="There is no such order.",
    consumer="order",
    failed_at=NOW,
    first_sent_at=NOW,
    received=5,
    trace_id="0af7651916cd43dd8448eb211c80319c",
)
EVENT = {
    "id": "evt_1",
    "type": "order.paid.v1",
    "source": "order",
    "subject": "ord_1",
    "version": 3,
    "time": "2026-03-02T11:00:00Z",
    "data": {
        "order_id": "ord_1",
        "customer_id": "sub-of-ada",
        "total": 4200,
        "lines": [{"sku": "LAMP-1", "title": "For Ada", "quantity": 1}],
        "note": {"email": "ada@example.test"},
    },
}


def message(body: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "MessageId": "m-1",
        "Body": body,
        "Attributes": {"SentTimestamp": "1772451000000", "ApproximateReceiveCount": "2"},
        "MessageAttributes": attributes or {},
    }


def test_an_event_is_shown_with_its_reason_and_without_what_names_somebody() -> None:
    shown = as_dead_letter(message(json.dumps(EVENT), to_attributes(FAILURE)))

    assert (shown.event_type, shown.event_id, shown.subject) == ("order.paid.v1", "evt_1", "ord_1")
    assert shown.data == {
        "order_id": "ord_1",
        "total": 4200,
        "lines": [{"sku": "LAMP-1", "quantity": 1}],
    }
    assert shown.hidden == ("customer_id", "lines.title", "note")
    assert shown.receive_count == 5
    assert shown.first_sent_at == NOW
    assert shown.reason is not None
    assert (shown.reason.code, shown.reason.trace_id) == ("not-found", FAILURE.trace_id)


def test_a_message_that_ended_without_saying_why_has_no_reason() -> None:
    shown = as_dead_letter(message(json.dumps(EVENT)))
    assert shown.reason is None
    assert shown.receive_count == 2
    assert shown.first_sent_at == datetime(2026, 3, 2, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize("body", ["", "ada@example.test", "[]", '{"email": "ada@example.test"}'])
def test_of_what_is_no_event_nothing_is_shown(body: str) -> None:
    shown = as_dead_letter(message(body))
    assert (shown.event_type, shown.event_id, shown.subject, shown.data) == (None, None, None, {})


def test_a_field_that_nobody_thought_about_is_hidden_however_deep() -> None:
    assert visible({"levels": [[{"sku": "A", "colour": "red"}]], "new": 1}) == (
        {"levels": [[{"sku": "A"}]]},
        ("levels.colour", "new"),
    )


def test_a_failure_travels_beside_the_original_attributes_and_leaves_them_as_they_were() -> None:
    original = {"event_type": {"DataType": "String", "StringValue": "order.paid.v1"}}
    sent = {**original, **to_attributes(FAILURE)}
    assert len(sent) <= 10  # SQS takes no more
    assert from_attributes(sent) == FAILURE
    assert without_failure(sent) == original


def test_attributes_that_somebody_else_wrote_are_no_failure() -> None:
    odd = {"failure.code": {"DataType": "String", "StringValue": "x"}}
    assert from_attributes(odd) is None
    assert from_attributes({}) is None


def test_a_reason_names_no_person_and_quotes_nothing_unforeseen() -> None:
    asked = NotFoundError("ada@example.test, +49 170 1234567, is not known to ord_1.")
    assert explain(asked) == ("not-found", "***, ***, is not known to ord_1.")
    with pytest.raises(RuntimeError) as raised:
        raise RuntimeError("INSERT INTO customers VALUES ('ada@example.test')")
    code, detail = explain(raised.value)
    assert code == "RuntimeError"
    assert detail.partition(":")[0] == "edge_api/backoffice/test_letters.py"
    assert "ada" not in detail
