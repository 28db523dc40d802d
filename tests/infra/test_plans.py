"""What Terraform would make, environment by environment, as checkov and our own rules see it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from tests.infra import checkov
from tests.infra.terraform import PLANS, plan, told
from tests.infra.waivers import Finding, Waiver, needed, unwaived, waivers


@cache
def findings(root: str, *var_files: str) -> tuple[Finding, ...]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.json")
        path.write_text(json.dumps(told(plan(root, *var_files))))
        found = checkov.scan("terraform_plan", path)
    environment = var_files[0].removesuffix(".tfvars")
    return tuple(msgspec.structs.replace(each, environment=environment) for each in found)


@pytest.mark.parametrize("planned", PLANS, ids=lambda planned: f"{planned[0]}-{planned[1]}")
def test_checkov_finds_nothing_that_nobody_has_decided_about(planned: tuple[str, ...]) -> None:
    found = unwaived(findings(*planned))

    assert not found, "\n".join(map(str, found))


def test_every_waiver_for_terraform_is_needed() -> None:
    used = {waiver for planned in PLANS for waiver in needed(findings(*planned))}
    stale = [each for each in waivers() if _is_checkovs(each) and each not in used]

    assert not stale, "\n".join(f"{each.check} {each.where}" for each in stale)


def _is_checkovs(waiver: Waiver) -> bool:
    return waiver.check.startswith("CKV") and "aws_" in waiver.where  # test_helm.py has the others


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """Findings are kept while this file runs: a scan takes seconds."""
    yield
    findings.cache_clear()
