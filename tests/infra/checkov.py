"""checkov, which has a virtual environment of its own: it pins what we use in other versions."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.infra.waivers import Finding

_CHECKOV = Path(sys.prefix) / "checkov" / "bin" / "checkov"
_SECONDS = 300.0


def scan(framework: str, path: Path) -> list[Finding]:
    """The failed checks of a file or folder.

    Args:
        framework: ``terraform_plan`` for a plan's JSON, ``kubernetes`` for rendered manifests.
    """
    return list(_scan(framework, path))


@cache
def _scan(framework: str, path: Path) -> tuple[Finding, ...]:
    if not _CHECKOV.exists():
        pytest.fail("checkov is not installed\nhint: `make check-infra` installs it")
    place = "-d" if path.is_dir() else "-f"
    done = subprocess.run(
        [
            str(_CHECKOV),
            *("--skip-download", "--quiet", "--compact", "--framework", framework),
            *(place, str(path), "--output", "json"),
        ],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return tuple(_findings(json.loads(done.stdout)))


def _findings(answer: Any) -> list[Finding]:
    reports = answer if isinstance(answer, list) else [answer]
    return [
        Finding(each["check_id"], each["resource"], each["check_name"])
        for report in reports
        if "results" in report  # none at all: nothing was there to scan
        for each in report["results"]["failed_checks"]
    ]
