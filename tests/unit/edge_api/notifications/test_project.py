"""The Chalice project: what is in it, what is described, and what is permitted."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import edge_api.notifications
from edge_api.chassis.documents import describe
from edge_api.chassis.settings import SettingsError, read_settings
from edge_api.notifications.chalicelib import views
from edge_api.notifications.chalicelib.settings import Settings
from infra.access import load_access
from infra.local.topology import load_topology

PROJECT = Path(edge_api.notifications.__file__).parent
CONFIG = json.loads((PROJECT / ".chalice" / "config.json").read_text())
TOPOLOGY = load_topology()
ACCESS = load_access().functions["notifications"]


def in_the_lambda(code: str) -> str:
    """What a fresh interpreter prints that has the project as Lambda has it, and no environment."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = ['.', 'vendor']; {code}"],
        cwd=PROJECT,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_functions_are_those_that_the_topology_names() -> None:
    named = {each.handler for each in TOPOLOGY.queues.values() if each.consumer == "notifications"}
    named |= TOPOLOGY.user_pool.triggers.handlers_of("notifications")
    code = "import app; print(sorted(each.name for each in app.app.pure_lambda_functions))"
    assert in_the_lambda(code) == str(sorted(map(str, named)))
    assert set(CONFIG["lambda_functions"]) == named | {"api_handler"}


@pytest.mark.parametrize("queue", [n for n in TOPOLOGY.queues if n.startswith("notifications-")])
def test_a_message_is_hidden_for_six_times_as_long_as_its_function_may_run(queue: str) -> None:
    described = TOPOLOGY.queues[queue]
    timeout = CONFIG["lambda_functions"][described.handler]["lambda_timeout"]
    assert (described.visibility_timeout_seconds or 0) >= 6 * timeout


def test_only_what_writes_letters_may_send_them() -> None:
    senders = {
        handler
        for handler, statements in ACCESS.items()
        if any("ses:SendRawEmail" in each.actions for each in statements)
    }
    assert senders == {"on_order_events", "on_payment_events", "after_confirmation"}


@pytest.mark.parametrize("name", TOPOLOGY.queues)
def test_a_queue_is_read_by_its_own_function_alone(name: str) -> None:
    queue = TOPOLOGY.queues[name]
    readers = who_may("sqs:ReceiveMessage", "queues", name)
    assert readers == ([queue.handler] if queue.consumer == "notifications" else [])


@pytest.mark.parametrize("name", [n for n in TOPOLOGY.queues if n.startswith("notifications-")])
def test_a_function_may_give_messages_up_to_its_own_dead_letter_queue_alone(name: str) -> None:
    senders = who_may("sqs:SendMessage", "dead_letter_queues", name)
    assert senders == [TOPOLOGY.queues[name].handler]


def test_the_description_is_valid_openapi() -> None:
    document = describe(views.OPERATIONS, "Mercato notifications")
    OpenAPIV31SpecValidator(json.loads(msgspec.json.encode(document))).validate()


def test_everything_missing_from_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)ORDER_URL: missing.*EMAIL_SENDER: missing"):
        read_settings(Settings, {"ENVIRONMENT": "local"})


def who_may(action: str, kind: str, name: str) -> list[str]:
    """The handlers that are allowed an action on a thing."""
    return [
        handler
        for handler, statements in ACCESS.items()
        for each in statements
        if action in each.actions and each.kind == kind and name in each.names
    ]
