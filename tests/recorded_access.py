"""Compares the AWS calls that a test run made with what ``infra/access.yaml`` allows.

The local AWS writes down who called what (``infra.local.recorded_calls``). A call that its caller's
role does not allow would be refused on AWS. A permission that a whole run never needed is one that
nobody needs; what no test can make happen says so in the list, with its reason.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import boto3
import pytest

from infra.access import ALL, Access, Statement, load_access
from infra.local.environment import AWS_KEYS, bucket_name
from infra.local.lambda_host.signing import sign_as_handlers
from infra.local.recorded_calls import Call, Recorder, read_calls

# Where IAM's action is not <service>:<Operation>. From the Service Authorization Reference, but for
# SES: its API of version 2 also asks for SendRawEmail where a message comes ready-made.
_ACTIONS = {
    ("sns", "PublishBatch"): ("sns:Publish",),
    ("sqs", "SendMessageBatch"): ("sqs:SendMessage",),
    ("sqs", "DeleteMessageBatch"): ("sqs:DeleteMessage",),
    ("sqs", "ChangeMessageVisibilityBatch"): ("sqs:ChangeMessageVisibility",),
    ("s3", "HeadObject"): ("s3:GetObject",),
    ("s3", "GET bucket"): ("s3:ListBucket",),
    ("ses", "SendEmail"): ("ses:SendEmail", "ses:SendRawEmail"),
}
_KINDS = {
    "dynamodb": "tables",
    "kinesis": "streams",
    "firehose": "delivery_streams",
    "secretsmanager": "secrets",
    "s3": "objects",
    "cognito-idp": "user_pool",
    "ses": "email",
    "es": "search",
}
_SIGNED_AS = {"monitoring": "cloudwatch"}
_BUCKETS = bucket_name("")


@dataclass(frozen=True, order=True, slots=True)
class Need:
    """What a call needs: an action on a thing. ``name`` is empty where there is one of the kind."""

    principal: str
    action: str
    kind: str
    name: str

    def __str__(self) -> str:
        thing = f"{self.name} ({self.kind})" if self.name else self.kind
        return f"{self.principal} called {self.action} on {thing}"


def needs_of(call: Call) -> Iterator[Need]:
    """A call as IAM sees it."""
    service = _SIGNED_AS.get(call.service, call.service)
    kind, name = _thing(service, call.resource)
    for action in _ACTIONS.get((service, call.operation), (f"{service}:{call.operation}",)):
        yield Need(call.principal, action, kind, name)


def _thing(service: str, resource: str) -> tuple[str, str]:
    if service == "sns":
        return _sns_thing(resource)
    if service == "sqs":
        name = resource.removesuffix("-dlq")
        return ("queues" if name == resource else "dead_letter_queues"), name
    kind = _KINDS.get(service, "any")
    if kind == "objects":
        return kind, resource.removeprefix(_BUCKETS)
    return kind, "" if kind in ("user_pool", "email", "search", "any") else resource


def _sns_thing(resource: str) -> tuple[str, str]:
    if resource == "phone-number":
        return "phone_numbers", ""
    if resource.startswith("app/"):
        return "push_application", ""
    return ("push_endpoints", "") if resource.startswith("endpoint/") else ("topics", resource)


def findings(folder: Path, *, whole: bool) -> list[str]:
    """How the recorded calls and the list differ; ``whole``: whether every test ran."""
    access = load_access()
    needs = recorded_needs(folder, access)
    found = [f"missing: {need}, which it may not" for need in missing(access, needs)]
    if whole:
        found += [f"unused: {each}, and no test had it do so" for each in unused(access, needs)]
    return found


def recorded_needs(folder: Path, access: Access) -> frozenset[Need]:
    """What the processes of the list needed; calls of tests and of the platform are nobody's."""
    return frozenset(
        need
        for path in folder.glob("*.jsonl")
        for call in read_calls(path)
        if call.principal in access.principals
        for need in needs_of(call)
    )


def missing(access: Access, needs: Iterable[Need]) -> list[Need]:
    """What was called and is not allowed."""
    return sorted(
        need
        for need in needs
        if not any(_allows(each, need) for each in access.principals[need.principal])
    )


def unused(access: Access, needs: Iterable[Need]) -> list[str]:
    """What is allowed and was not called: ``<principal> may <action> on <thing>``.

    Where all things of a kind are allowed, a call on one of them is enough.
    """
    made = list(needs)
    return [
        f"{principal} may {action} on {name or statement.kind}"
        for principal, statements in access.principals.items()
        for statement in statements
        if statement.unexercised is None
        for action in statement.actions
        for name in statement.names or ("",)
        if not any(
            need.principal == principal
            and need.action == action
            and need.kind == statement.kind
            and _covers(name, need)
            for need in made
        )
    ]


def _allows(statement: Statement, need: Need) -> bool:
    if need.action not in statement.actions or need.kind != statement.kind:
        return False
    return not statement.names or any(_covers(name, need) for name in statement.names)


def _covers(name: str, need: Need) -> bool:
    if need.kind == "objects":
        return fnmatchcase(need.name, name)
    return name in ("", ALL, need.name)


def record(call: Call) -> None:
    """Write down a call that the local AWS does not see, in a file of this process' own."""
    if folder := os.environ.get("RECORD_AWS_CALLS"):
        _recorder(Path(folder) / f"of-{os.getpid()}.jsonl").record([call])


@cache
def _recorder(path: Path) -> Recorder:
    return Recorder(path)


def sign_as(process: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make code under test sign its AWS calls with the name of its process, or of its handler.

    A handler's are those that it makes when it is ``named``, as the local Lambda host does it.
    """
    for name, value in (AWS_KEYS | {"AWS_ACCESS_KEY_ID": process}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it may know an earlier test's keys
    sign_as_handlers(monkeypatch.setattr)
