"""The policies that Terraform makes of ``infra/access.yaml``: what the list says, and no more."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.access import ALL, Access, Statement, load_access
from tests.infra.terraform import plan, resources

_ROOT = Path(__file__).parent / "access"
_PARLIAMENT = Path(__file__).parent / "parliament_main.py"
_ISSUER = "oidc.eks.eu-central-1.amazonaws.com/id/ABC"
_SINGLE = {"user_pool", "search", "email", "push_application", "push_endpoints"}
# SNS does ask for the application's ARN, as its refusals show; the reference that parliament reads
# says that the action knows no resource.
_KNOWN_BETTER = "sns:CreatePlatformEndpoint"

Document = dict[str, Any]


@pytest.fixture(scope="module")
def planned() -> Any:
    return plan(str(_ROOT), resolved=True)


@pytest.fixture(scope="module")
def documents(planned: Any) -> dict[str, Document]:
    """The policy of each service and of each handler."""
    handlers = planned["planned_values"]["outputs"]["handler_policies"]["value"]
    return {
        **{
            each["index"]: json.loads(each["policy"])
            for each in _of_services(planned, "aws_iam_role_policy", "policy")
        },
        **{name: json.loads(document) for name, document in handlers.items()},
    }


def _of_services(planned: Any, kind: str, value: str) -> list[dict[str, str]]:
    """What a resource of each service's role has as ``value``; ``index`` is the service."""
    return [
        {"index": address.split('role["')[1].split('"]')[0], value: each["values"][value]}
        for address, each in resources(planned).items()
        if each["type"] == kind
    ]


@pytest.fixture(scope="module")
def access() -> Access:
    return load_access()


def test_every_process_has_a_policy(documents: dict[str, Document], access: Access) -> None:
    assert documents.keys() == access.principals.keys()


@pytest.mark.parametrize("principal", sorted(load_access().principals))
def test_a_policy_says_what_the_list_says(
    documents: dict[str, Document], planned: Any, access: Access, principal: str
) -> None:
    arns = planned["planned_values"]["outputs"]["arns"]["value"]

    made = [_comparable(each) for each in documents[principal].get("Statement", ())]

    assert made == [_expected(each, arns) for each in access.principals[principal]]


def _comparable(statement: Document) -> Document:
    """A statement without the freedom to write one thing as itself or as a list of one."""
    return {
        name: value
        if name in ("Effect", "Sid")
        else sorted([value] if isinstance(value, str) else value)
        for name, value in statement.items()
    }


def _expected(statement: Statement, arns: dict[str, dict[str, str]]) -> Document:
    allowed = {"Effect": "Allow", "Action": sorted(statement.actions)}
    if statement.phone_numbers:
        return {**allowed, "NotResource": ["arn:aws:sns:*:*:*"]}
    return {**allowed, "Resource": sorted(_things(statement, arns))}


def _things(statement: Statement, arns: dict[str, dict[str, str]]) -> list[str]:
    if statement.kind == "any":
        return ["*"]
    if statement.kind in _SINGLE or statement.names == (ALL,):
        return list(arns[statement.kind].values())
    if statement.kind == "objects":
        places = (place.partition("/") for place in statement.names)
        return [f"{arns['buckets'][bucket]}/{prefix}" for bucket, _, prefix in places]
    return [arns[statement.kind][name] for name in statement.names]


def test_parliament_finds_nothing(documents: dict[str, Document]) -> None:
    """Actions exist, and each is about resources of the kind that it is allowed on."""
    judged = {name: json.dumps(each) for name, each in documents.items() if each.get("Statement")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(_PARLIAMENT)],
        input=json.dumps(judged),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [
        f"{name}: {finding}"
        for name, findings in json.loads(done.stdout).items()
        for finding in findings
        if _KNOWN_BETTER not in finding
    ]

    assert found == []


def test_nothing_is_allowed_by_a_wildcard_without_a_reason(
    documents: dict[str, Document], access: Access
) -> None:
    reasoned = {
        action
        for statements in access.principals.values()
        for each in statements
        if each.any
        for action in each.actions
    }
    for principal, document in documents.items():
        for statement in map(_comparable, document.get("Statement", ())):
            assert not [action for action in statement["Action"] if "*" in action], principal
            if "*" in statement.get("Resource", ()):
                assert set(statement["Action"]) <= reasoned, principal


def test_a_services_role_opens_to_its_service_account_and_to_nothing_else(
    planned: Any, access: Access
) -> None:
    trusts = _of_services(planned, "aws_iam_role", "assume_role_policy")
    assert {each["index"] for each in trusts} == access.services.keys()
    for each in trusts:
        (statement,) = json.loads(each["assume_role_policy"])["Statement"]
        assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
        assert statement["Condition"] == {
            "StringEquals": {
                f"{_ISSUER}:aud": "sts.amazonaws.com",
                f"{_ISSUER}:sub": f"system:serviceaccount:mercato:{each['index']}",
            }
        }
