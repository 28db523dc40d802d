"""What is taken from a page, what is forgotten, and what is refused."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.clickstream import Campaign
from edge_api.bff.chalicelib.events import MAX_BODY_BYTES
from tests.unit.edge_api.bff.conftest import NOW, Bff
from tests.unit.edge_api.calling import Answer

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def event(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"0197b0c0-0000-7000-8000-{number:012x}",
        "type": "searched",
        "occurred_at": "2026-03-02T12:00:00Z",
        "path": "/search",
        "query": "blue shirt",
        "result_count": 3,
    } | changes


def batch(*events: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "consent": True,
        "sent_at": "2026-03-02T12:00:00.5Z",
        "visitor_id": "visitor-1",
        "session_id": "session-1",
        "events": list(events) or [event()],
    } | changes


def tell(bff: Bff, body: object, **headers: str) -> Answer:
    return bff.call("POST", "/api/events", body, headers={"user-agent": FIREFOX, **headers})


def test_a_batch_goes_to_the_stream_with_what_the_server_knows(bff: Bff) -> None:
    answer = tell(bff, batch(event(1), event(2), campaign={"source": "news"}, locale="de-DE"))

    assert (answer.status, answer.json) == (202, {"accepted": 2})
    assert bff.stream.partition_keys == ["session-1"]
    first, second = bff.stream.taken
    assert (first.event.id[-1], second.event.id[-1]) == ("1", "2")
    assert first.event.query == "blue shirt"
    assert first.received_at == NOW
    assert first.sent_at == datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)
    assert (first.visitor_id, first.session_id, first.locale) == ("visitor-1", "session-1", "de-DE")
    assert (first.campaign, first.user_agent, first.origin) == (
        Campaign(source="news"),
        FIREFOX,
        "live",
    )


def test_a_beacon_that_calls_its_json_text_is_taken(bff: Bff) -> None:
    answer = tell(bff, batch(), **{"content-type": "text/plain;charset=UTF-8"})
    assert (answer.status, len(bff.stream.taken)) == (202, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null", "content-type": "text/plain"},
    ],
)
def test_another_sites_page_tells_us_nothing(bff: Bff, headers: dict[str, str]) -> None:
    answer = tell(bff, batch(), **headers)
    assert (answer.status, answer.json["code"]) == (403, "foreign-origin")
    assert bff.stream.taken == []


@pytest.mark.parametrize("media_type", ["", "application/x-www-form-urlencoded", "text/html"])
def test_a_form_is_refused(bff: Bff, media_type: str) -> None:
    assert tell(bff, batch(), **{"content-type": media_type}).status == 415


@pytest.mark.parametrize("headers", [{"sec-gpc": "1"}, {"dnt": "1"}])
def test_a_browser_that_objects_is_heard(bff: Bff, headers: dict[str, str]) -> None:
    answer = tell(bff, batch(), **headers)
    assert (answer.status, answer.json) == (202, {"accepted": 0})
    assert bff.stream.taken == []


def test_without_consent_nothing_is_kept_but_a_count(
    bff: Bff, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = tell(bff, batch(event(1), event(2), consent=False))

    assert (answer.status, answer.json) == (202, {"accepted": 0})
    assert bff.stream.taken == []
    printed = capsys.readouterr().out
    assert '"EventsDeclined":[2.0]' in printed
    assert "visitor-1" not in printed


def test_what_names_a_person_is_masked_and_the_address_not_even_read(bff: Bff) -> None:
    asked = event(query="is ada@example.com +49 170 1234567 known", path="/u/ada@example.com")
    campaign = {"name": "ada@example.com"}

    tell(bff, batch(asked, campaign=campaign), **{"x-forwarded-for": "203.0.113.9"})

    [taken] = bff.stream.taken
    assert taken.event.query == "is *** *** known"
    assert taken.event.path == "/u/***"
    assert taken.campaign.name == "***"
    assert "203.0.113.9" not in repr(taken)


def test_a_long_user_agent_is_cut(bff: Bff) -> None:
    tell(bff, batch(), **{"user-agent": "x" * 5_000})
    assert len(bff.stream.taken[0].user_agent) == 400


def test_a_batch_that_was_not_taken_is_to_be_sent_again(bff: Bff) -> None:
    bff.stream.works = False

    answer = tell(bff, batch())

    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"


def test_a_batch_may_be_as_large_as_a_beacon_and_no_larger(bff: Bff) -> None:
    content = json.dumps(batch()).encode()
    fits = content + b" " * (MAX_BODY_BYTES - len(content))

    assert bff.call("POST", "/api/events", raw=fits).status == 202
    answer = bff.call("POST", "/api/events", raw=fits + b" ")
    assert (answer.status, answer.json["code"]) == (413, "too-large")
    assert len(bff.stream.taken) == 1


def test_a_hundred_events_are_taken_and_one_more_is_refused(bff: Bff) -> None:
    events = [event(number) for number in range(101)]

    assert tell(bff, batch(*events[:100])).json == {"accepted": 100}
    answer = tell(bff, batch(*events))
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/events")
    assert len(bff.stream.taken) == 100


@pytest.mark.parametrize(
    "body",
    [
        batch(event(email="ada@example.com")),
        batch(ip="203.0.113.9"),
        batch(event(id="1")),
        batch(event(type="order.placed.v1")),
        batch(event(path="https://elsewhere.example/")),
        batch(event(path="/search?q=ada")),
        batch(event(occurred_at="yesterday")),
        batch(event(occurred_at="2026-03-02T12:00:00")),
        batch(event(quantity=-1)),
        batch(event(currency="euro")),
        batch(event(query="x" * 201)),
        batch(visitor_id="ada@example.com"),
        batch(session_id=""),
        batch(events=[]),
        batch(consent="yes"),
        batch(referrer_host="evil.example/path?token=1"),
    ],
)
def test_what_the_contract_does_not_know_is_refused(bff: Bff, body: dict[str, Any]) -> None:
    answer = tell(bff, body)
    assert (answer.status, answer.json["code"]) == (422, "invalid")
    assert bff.stream.taken == []


def test_what_is_no_json_is_refused(bff: Bff) -> None:
    assert bff.call("POST", "/api/events", raw=b"consent=true").status == 400
