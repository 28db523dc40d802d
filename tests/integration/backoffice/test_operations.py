"""How everything is, and what becomes of messages that were given up."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from contracts.clock import SystemClock
from contracts.dead_letters import Failure, to_attributes
from edge_api.backoffice.chalicelib import ages, queues
from tests.integration.backoffice.conftest import BackOffice, Letterbox, Tell
from tests.integration.edge.conftest import free_port

EVENT_TYPE = {"event_type": {"DataType": "String", "StringValue": "order.paid.v1"}}


def failure() -> dict[str, dict[str, str]]:
    now = SystemClock().now()
    told = Failure(
        code="not-found",
        detail="There is no such order.",
        consumer="order",
        failed_at=now,
        first_sent_at=now - timedelta(minutes=3),
        received=5,
    )
    return {**EVENT_TYPE, **to_attributes(told)}


def listed(office: BackOffice, box: Letterbox, query: str = "") -> dict[str, Any]:
    answer = office.call("GET", f"/operations/dead-letters/{box.name}", query=query)
    assert answer.status == 200, answer.text
    document: dict[str, Any] = answer.json
    return document


def settle(office: BackOffice, box: Letterbox, action: str, **body: Any) -> dict[str, Any]:
    answer = office.call("POST", f"/operations/dead-letters/{box.name}/{action}", body)
    assert answer.status == 200, answer.text
    document: dict[str, Any] = answer.json
    return document


# The overview --------------------------------------------------------------------------------


def test_the_overview_tells_of_each_part_what_it_tells_itself(
    office: BackOffice, tell: Tell
) -> None:
    office.parts = {
        "service/catalog": tell(200, {"status": "ready", "checks": {}, "degraded": ["cache"]}),
        "service/order": tell(503, {"checks": {"database": "failing", "carts": "ok"}}),
        "worker/order-worker": tell(503, {"status": "draining"}),
        "function/bff": tell(200, {"status": "ok"}),
        "function/notifications": f"http://127.0.0.1:{free_port()}/health/live",
    }
    overview = office.call("GET", "/operations").json

    told = {
        each["name"]: (each["kind"], each["status"], each["failing"], each["degraded"])
        for each in overview["parts"]
    }
    assert told == {
        "catalog": ("service", "ready", [], ["cache"]),
        "order": ("service", "not-ready", ["database"], []),
        "order-worker": ("worker", "not-ready", ["draining"], []),
        "bff": ("function", "ready", [], []),
        "notifications": ("function", "unreachable", [], []),
    }
    assert overview["status"] == "failing"
    assert [each["code"] for each in overview["degraded"]] == [
        "away:notifications",
        "away:order",
        "away:order-worker",
        "cache",
    ]


def test_a_shop_in_which_all_is_well_is_healthy(
    office: BackOffice, tell: Tell, letterbox: Letterbox
) -> None:
    office.parts = {"service/catalog": tell(200, {"status": "ready"})}
    overview = office.call("GET", "/operations").json
    assert (overview["status"], overview["degraded"]) == ("healthy", [])


def test_the_overview_counts_what_waits_what_is_worked_on_and_what_was_given_up(
    office: BackOffice, letterbox: Letterbox
) -> None:
    for body in ("a", "b", "c"):
        letterbox.sqs.send_message(QueueUrl=letterbox.url, MessageBody=body)
    letterbox.sqs.receive_message(QueueUrl=letterbox.url, MaxNumberOfMessages=1)
    letterbox.die("d", "e")

    overview = office.call("GET", "/operations").json

    assert overview["queues"] == [
        {
            "name": letterbox.name,
            "consumer": "order",
            "depth": 2,
            "in_flight": 1,
            "oldest_seconds": None,
            "dead_letters": 2,
        }
    ]
    assert overview["status"] == "degraded"


def test_a_queue_that_cannot_be_read_takes_nothing_else_along(
    office: BackOffice, letterbox: Letterbox
) -> None:
    office.queues["order-gone"] = f"{letterbox.url}-gone"
    read, gone = office.call("GET", "/operations").json["queues"]
    assert (read["depth"], read["dead_letters"]) == (0, 0)
    assert (gone["depth"], gone["in_flight"], gone["dead_letters"]) == (None, None, None)


def test_the_age_of_the_oldest_message_is_what_cloudwatch_measured(
    office: BackOffice, letterbox: Letterbox
) -> None:
    now = SystemClock().now()
    cloudwatch = office.client("cloudwatch")
    for minutes, seconds in ((4, 100.0), (2, 220.0)):
        cloudwatch.put_metric_data(
            Namespace="AWS/SQS",
            MetricData=[
                {
                    "MetricName": "ApproximateAgeOfOldestMessage",
                    "Dimensions": [{"Name": "QueueName", "Value": letterbox.name}],
                    "Timestamp": now - timedelta(minutes=minutes),
                    "Value": seconds,
                }
            ],
        )
    found = ages.oldest_seconds([letterbox.name, "order-quiet"], cloudwatch, SystemClock())
    assert found == {letterbox.name: 220}

    office.queues.clear()
    office.queues["order-events"] = letterbox.url  # CloudWatch knows it by its name on AWS
    (shown,) = office.call("GET", "/operations").json["queues"]
    assert (shown["name"], shown["oldest_seconds"]) == ("order-events", 220)


# Dead letters --------------------------------------------------------------------------------


def test_looking_at_dead_letters_leaves_them_where_they_are(
    office: BackOffice, letterbox: Letterbox
) -> None:
    letterbox.die("first", attributes=failure())
    letterbox.die("second")

    once, again = listed(office, letterbox), listed(office, letterbox)

    assert once["depth"] == again["depth"] == 2
    assert {each["message_id"] for each in once["messages"]} == {
        each["message_id"] for each in again["messages"]
    }
    reasons = [each["reason"] and each["reason"]["code"] for each in once["messages"]]
    assert sorted(map(str, reasons)) == ["None", "not-found"]
    assert len(listed(office, letterbox, "limit=1")["messages"]) == 1


def test_redriven_messages_are_in_their_queue_as_they_were_first_sent(
    office: BackOffice, letterbox: Letterbox
) -> None:
    letterbox.die("kept", "wanted", attributes=failure())
    wanted = _id_of(letterbox, office, "wanted")

    settled = settle(office, letterbox, "redrive", message_ids=[wanted, "not-there"])

    assert settled == {"done": 1, "failed": 0, "not_found": ["not-there"], "left": 1}
    (message,) = letterbox.take(letterbox.url)
    assert message["Body"] == "wanted"
    assert message["MessageAttributes"] == EVENT_TYPE
    assert letterbox.bodies(letterbox.dead_url) == ["kept"]


def test_all_are_redriven_a_bounded_number_at_a_time(
    office: BackOffice, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "MOST_AT_ONCE", 12)
    letterbox.die(*(str(number) for number in range(15)))

    first = settle(office, letterbox, "redrive", all=True)
    second = settle(office, letterbox, "redrive", all=True)

    assert (first["done"], first["left"]) == (12, 3)
    assert (second["done"], second["left"]) == (3, 0)
    assert sorted(letterbox.bodies(letterbox.url), key=int) == [str(n) for n in range(15)]


def test_who_ends_between_sending_and_deleting_leaves_both(
    office: BackOffice, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    def die(**_: Any) -> None:
        raise Crash

    letterbox.die("twice")
    sqs = office.client("sqs")
    with monkeypatch.context() as dying:
        dying.setattr(sqs, "delete_message", die)
        with pytest.raises(Crash):
            settle(office, letterbox, "redrive", all=True)
    settled = settle(office, letterbox, "redrive", all=True)

    assert settled["done"] == 1
    assert letterbox.bodies(letterbox.url) == ["twice", "twice"]
    assert letterbox.bodies(letterbox.dead_url) == []


def test_what_cannot_be_sent_again_stays_a_dead_letter(
    office: BackOffice, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "SendMessage")

    letterbox.die("stays")
    with monkeypatch.context() as closed:
        closed.setattr(office.client("sqs"), "send_message", refuse)
        settled = settle(office, letterbox, "redrive", all=True)

    assert settled == {"done": 0, "failed": 1, "not_found": [], "left": 1}
    assert letterbox.bodies(letterbox.dead_url) == ["stays"]


def test_discarding_needs_a_reason_and_is_kept_in_the_audit_log(
    office: BackOffice, letterbox: Letterbox, caplog: pytest.LogCaptureFixture
) -> None:
    letterbox.die("gone")
    path = f"/operations/dead-letters/{letterbox.name}/discard"

    refused = office.call("POST", path, {"all": True})
    settled = settle(office, letterbox, "discard", all=True, reason="for ada@example.test")

    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/reason")
    assert (settled["done"], settled["left"]) == (1, 0)
    assert letterbox.bodies(letterbox.dead_url) == letterbox.bodies(letterbox.url) == []
    (line,) = [vars(each) for each in caplog.records if each.message == "audit"]
    assert (line["action"], line["queue"], line["done"]) == ("discard", letterbox.name, 1)
    assert (line["staff_id"], line["reason"]) == ("sub-of-ada", "for ***")


@pytest.mark.parametrize("body", [{}, {"all": True, "message_ids": ["m"]}, {"message_ids": []}])
def test_it_is_said_which_messages_are_meant(
    office: BackOffice, letterbox: Letterbox, body: dict[str, Any]
) -> None:
    letterbox.die("stays")
    answer = office.call("POST", f"/operations/dead-letters/{letterbox.name}/redrive", body)
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert letterbox.bodies(letterbox.dead_url) == ["stays"]


@pytest.mark.parametrize("name", ["nope", "order-test-dlq"])
def test_a_queue_that_the_topology_does_not_have_is_a_404(
    office: BackOffice, letterbox: Letterbox, name: str
) -> None:
    for method, action, body in (
        ("GET", "", None),
        ("POST", "/redrive", {"all": True}),
        ("POST", "/discard", {"all": True, "reason": "because"}),
    ):
        answer = office.call(method, f"/operations/dead-letters/{name}{action}", body)
        assert (answer.status, answer.json["code"]) == (404, "not-found")


def test_a_queue_that_does_not_answer_is_a_503(office: BackOffice, letterbox: Letterbox) -> None:
    office.queues["order-gone"] = f"{letterbox.url}-gone"
    answer = office.call("GET", "/operations/dead-letters/order-gone")
    assert (answer.status, answer.json["code"]) == (503, "unavailable")


def _id_of(box: Letterbox, office: BackOffice, body: str) -> str:
    _, messages = office.watched_queues().dead_letters(box.name, 10)
    return str(next(each["MessageId"] for each in messages if each["Body"] == body))
