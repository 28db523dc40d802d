"""Terraform's side of the functions and Chalice's speak of the same things."""

import re
from typing import Any

import pytest

from infra.ops.deploy.projects import copy_project, function_names
from infra.ops.deploy.targets import Target
from tests.infra.deployments import HANDLERS, IN_VPC, TOPOLOGY, every_target, role_arn
from tests.infra.terraform import TERRAFORM, plan, resources

# The roots that test_plans plans anyway.
TARGETS = [each for each in every_target() if each.label != "stage"]
for_each_region = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.label)


def of_functions(target: Target, kind: str) -> dict[str, Any]:
    """What the module `functions` would make of this kind, by <application>.<handler>."""
    begin = f"module.functions.{kind}.this["
    found = resources(plan("region", target.variables.name))
    return {
        address.removeprefix(begin).strip(']"'): planned["values"]
        for address, planned in found.items()
        if address.startswith(begin)
    }


@for_each_region
def test_every_function_has_a_role_of_its_own_inside_the_boundary(target: Target) -> None:
    roles = of_functions(target, "aws_iam_role")

    assert {key: role["name"] for key, role in roles.items()} == {
        key: role_arn(target, *each).rpartition("/")[2] for key, each in HANDLERS.items()
    }
    for role in roles.values():
        assert role["permissions_boundary"].endswith(":policy/mercato-boundary")


@for_each_region
def test_every_function_writes_to_a_log_group_that_terraform_has_made(
    target: Target, tmp_path: Any
) -> None:
    groups = of_functions(target, "aws_cloudwatch_log_group")
    written = {
        f"{function}.{handler}": f"/aws/lambda/{name}"
        for function in TOPOLOGY.functions
        for handler, name in function_names(
            copy_project(function, TOPOLOGY, tmp_path), target
        ).items()
    }

    assert {key: group["name"] for key, group in groups.items()} == written
    assert all(group["retention_in_days"] > 0 for group in groups.values())


def test_what_calls_services_is_in_the_network_and_nothing_else() -> None:
    text = (TERRAFORM / "region" / "functions.tf").read_text()
    listed = re.search(r"functions_in_vpc = toset\(\[(.*?)\]\)", text, re.DOTALL)

    assert listed is not None
    assert set(re.findall(r'"([\w.]+)"', listed[1])) == set(IN_VPC)
    # An application that may call a service, or watches them all, has a function in the network.
    callers = {f for f in TOPOLOGY.functions if TOPOLOGY.called_from(f)}
    callers.add(TOPOLOGY.operations.watched_by)
    assert {key.partition(".")[0] for key in IN_VPC} == callers
