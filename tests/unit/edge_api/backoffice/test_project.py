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
from infra.local.topology import load_topology

PROJECT = Path(edge_api.backoffice.__file__).parent
CHALICE = PROJECT / ".chalice"
CONFIG = json.loads((CHALICE / "config.json").read_text())
TOPOLOGY = load_topology()
ACCOUNTS = {
    "cognito-idp:ListUsers",
    "cognito-idp:AdminGetUser",
    "cognito-idp:AdminListGroupsForUser",
    "cognito-idp:AdminDisableUser",
    "cognito-idp:AdminEnableUser",
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:AdminResetUserPassword",
}
EVERYBODYS = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
}


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


def test_the_api_may_do_what_it_does_and_no_more() -> None:
    assert CONFIG["autogen_policy"] is False
    queues = {f"arn:aws:sqs:*:*:{name}" for name in TOPOLOGY.queues}
    dead = {f"{arn}-dlq" for arn in queues}
    allowed = _allowed("api_handler")
    assert set(allowed) == EVERYBODYS | ACCOUNTS | {
        "cloudwatch:GetMetricData",
        "sqs:GetQueueAttributes",
        "sqs:SendMessage",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
    }
    assert allowed["sqs:GetQueueAttributes"] == queues | dead
    assert allowed["sqs:SendMessage"] == queues
    assert allowed["sqs:ReceiveMessage"] == allowed["sqs:DeleteMessage"] == dead
    assert {name for name, resources in allowed.items() if "*" in resources} == {
        "cloudwatch:GetMetricData",  # knows no resources
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
    }


def test_the_trigger_may_look_at_an_account_and_no_more() -> None:
    assert set(_allowed("require_second_factor")) == EVERYBODYS | {"cognito-idp:AdminGetUser"}


def test_the_description_is_valid_openapi() -> None:
    document = describe(DESCRIBED, "Mercato back office")
    OpenAPIV31SpecValidator(json.loads(msgspec.json.encode(document))).validate()


def test_everything_missing_from_the_environment_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"(?s)SHOP_URL: missing.*USER_POOL_ID: missing"):
        read_settings(Settings, {"ENVIRONMENT": "local"})


def _allowed(function: str) -> dict[str, set[str]]:
    """The resources of each action."""
    policy = json.loads(
        (CHALICE / CONFIG["lambda_functions"][function]["iam_policy_file"]).read_text()
    )
    allowed: dict[str, set[str]] = {}
    for each in policy["Statement"]:
        resources = each["Resource"] if isinstance(each["Resource"], list) else [each["Resource"]]
        for action in each["Action"]:
            allowed.setdefault(action, set()).update(resources)
    return allowed
