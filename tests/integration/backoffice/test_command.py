"""`mercato dlq`, as somebody types it who has no browser."""

import pytest
from typer.testing import CliRunner, Result

from contracts.clock import SystemClock
from contracts.dead_letters import Failure, to_attributes
from infra.ops import dead_letters
from tests.integration.backoffice.conftest import BackOffice, Letterbox


@pytest.fixture
def box(office: BackOffice, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    monkeypatch.setattr(dead_letters, "_queues", lambda _: office.watched_queues())
    return letterbox


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(dead_letters.app, arguments)


def test_queues_are_listed_with_what_was_given_up(box: Letterbox) -> None:
    box.die("a", "b")
    (line,) = [each for each in typed("list").output.splitlines() if box.name in each]
    assert line.split() == [box.name, "0", "0", "2"]


def test_a_message_is_shown_with_the_reason_or_with_the_want_of_one(box: Letterbox) -> None:
    now = SystemClock().now()
    failure = Failure(
        code="order-not-found",
        detail="There is no such order.",
        consumer="order",
        failed_at=now,
        first_sent_at=now,
        received=5,
    )
    box.die("a", attributes=to_attributes(failure))
    box.die("b")
    shown = typed("show", box.name)
    assert shown.exit_code == 0
    assert "order: order-not-found. There is no such order" in shown.output
    assert "it ended without saying why" in shown.output
    assert shown.output.splitlines()[-1] == "2 of 2"


def test_all_of_a_queue_is_redriven(box: Letterbox) -> None:
    box.die("a", "b")
    done = typed("redrive", box.name, "--all")
    assert (done.exit_code, done.output.strip()) == (0, "2 redriven, 0 could not be, 0 left")
    assert sorted(box.bodies(box.url)) == ["a", "b"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name messages, or say --all."),
        (("m-1", "--all"), "Name messages, or say --all."),
        (("m-1",), "not found: m-1"),
    ],
)
def test_what_cannot_be_redriven_is_said(
    box: Letterbox, arguments: tuple[str, ...], said: str
) -> None:
    box.die("stays")
    done = typed("redrive", box.name, *arguments)
    assert done.exit_code == 1
    assert said in done.output
    assert box.bodies(box.dead_url) == ["stays"]
