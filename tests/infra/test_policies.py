"""What roles may do, as the plans have it: named actions on named things, inside the boundary."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.infra.terraform import PLANS, plan, resources
from tests.infra.waivers import Finding, needed, unwaived, waivers

ANY_ACTION, ANY_RESOURCE, NO_BOUNDARY = "ANY_ACTION", "ANY_RESOURCE", "NO_BOUNDARY"


def statements(planned: Any) -> Iterator[tuple[str, Any]]:
    """Each statement of a plan's policies by its address, as far as it is known."""
    stack = [planned["planned_values"]["root_module"]]
    stack += [planned.get("prior_state", {}).get("values", {}).get("root_module", {})]
    while stack:
        module = stack.pop()
        stack += module.get("child_modules", ())
        for each in module.get("resources", ()):
            if each["type"] == "aws_iam_policy_document":
                yield from ((each["address"], one) for one in each["values"].get("statement") or ())
            elif each["type"] == "aws_iam_role_policy" and each["values"].get("policy"):
                yield from ((each["address"], one) for one in _written(each["values"]["policy"]))


def _written(policy: str) -> Iterator[dict[str, Any]]:
    """The statements of a policy in JSON, in the words of a policy document."""
    for each in json.loads(policy)["Statement"]:
        actions, things = each.get("Action", ()), each.get("Resource", ())
        yield {
            "sid": each.get("Sid"),
            "effect": each["Effect"],
            "actions": [actions] if isinstance(actions, str) else actions,
            "resources": [things] if isinstance(things, str) else things,
            "not_actions": each.get("NotAction"),
        }


def findings(planned: Any) -> Iterator[Finding]:
    for address, statement in statements(planned):
        yield from _of_statement(address, statement)
    for address, each in resources(planned).items():
        if (
            each["type"] == "aws_iam_role"
            and each["values"].get("permissions_boundary", "?") is None
        ):
            yield Finding(NO_BOUNDARY, address, "a role without the account's boundary")


def _of_statement(address: str, statement: Any) -> Iterator[Finding]:
    if statement.get("principals") or statement.get("effect") == "Deny":
        return  # a policy of the thing itself, whose `*` is that thing; or one that only takes away
    name = statement.get("sid") or ", ".join(statement.get("actions") or ())
    for action in statement.get("actions") or ():
        if action == "*" or action.endswith(":*"):
            yield Finding(ANY_ACTION, address, f"{name}: {action}")
    if statement.get("not_actions"):
        yield Finding(ANY_ACTION, address, f"{name}: everything but {statement['not_actions']}")
    if "*" in (statement.get("resources") or ()):
        yield Finding(ANY_RESOURCE, address, name)


def found(planned: tuple[str, ...]) -> list[Finding]:
    environment = planned[1].removesuffix(".tfvars")
    return [
        msgspec.structs.replace(each, environment=environment) for each in findings(plan(*planned))
    ]


@pytest.mark.parametrize("planned", PLANS, ids=lambda planned: f"{planned[0]}-{planned[1]}")
def test_a_role_may_do_named_things_to_named_things_and_nobody_forgot_why_not(
    planned: tuple[str, ...],
) -> None:
    left = unwaived(found(planned))

    assert not left, "\n".join(map(str, left))


def test_every_exception_is_needed() -> None:
    used = {waiver for planned in PLANS for waiver in needed(found(planned))}
    ours = [each for each in waivers() if each.check in (ANY_ACTION, ANY_RESOURCE, NO_BOUNDARY)]

    assert not [each for each in ours if each not in used]


@pytest.mark.parametrize("planned", PLANS, ids=lambda planned: f"{planned[0]}-{planned[1]}")
def test_there_are_policies_to_look_at(planned: tuple[str, ...]) -> None:
    assert len(list(statements(plan(*planned)))) > 1
