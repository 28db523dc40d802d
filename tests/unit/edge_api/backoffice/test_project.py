"""The Chalice project: what is in it, what is described, and what is permitted."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import edge_api.backoffice
from edge_api.backoffice.chalicelib.application import DESCRIBED
from edge_api.backoffice.chalicelib.settings import Settings
from edge_api.chassis.documents import describe
from edge_api.chassis.settings import SettingsError, read_settings
from infra.access import ALL, load_access
from infra.local.topology import load_topology

PROJECT = Path(edge_api.backoffice.__file__).parent
CONFIG = json.loads((PROJECT / ".chalice" / "config.json").read_text())
TOPOLOGY = load_topology()


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
    named = TOPOLOGY.user_pool.triggers.handlers_of("backoffice")
    code = "import app; print(sorted(each.name for each in app.app.pure_lambda_functions))"
    assert in_the_lambda(code) == str(sorted(named))
    assert set(CONFIG["lambda_functions"]) == named | {"api_handler"}


def test_the_api_redrives_every_queue_and_looks_into_none_but_dead_letters() -> None:
    allowed = {
        (action, each.kind): each.names
        for each in load_access().functions["backoffice"]["api_handler"]
        for action in each.actions
    }
    assert allowed["sqs:GetQueueAttributes", "queues"] == (ALL,)
    assert allowed["sqs:SendMessage", "queues"] == (ALL,)
    assert allowed["sqs:ReceiveMessage", "dead_letter_queues"] == (ALL,)
    assert ("sqs:ReceiveMessage", "queues") not in allowed


def test_the_trigger_may_look_at_an_account_and_no_more() -> None:
    statements = load_access().functions["backoffice"]["require_second_factor"]
    assert [each.actions for each in statements] == [("cognito-idp:AdminGetUser",)]


def test_the_description_is_valid_openapi() -> None:
    document = describe(DESCRIBED, "Mercato back office")
    OpenAPIV31SpecValidator(json.loads(msgspec.json.encode(document))).validate()


def test_everything_missing_from_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)SHOP_URL: missing.*USER_POOL_ID: missing"):
        read_settings(Settings, {"ENVIRONMENT": "local"})
