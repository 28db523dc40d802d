"""Terraform as the tests run it: for real, or by a stand-in that needs no registry.

``TERRAFORM_OFFLINE`` names a command with two verbs that serves the AWS provider's schema without
a registry: ``check DIR`` (fmt, init, validate, test) and ``plan DIR [-var-file F] [-var N=V]
[--resolved] --json OUT``. Without it, Terraform itself initialises, validates and tests; plans of
whole environments then need an account, and are the pipeline's.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TERRAFORM = Path(__file__).resolve().parents[2] / "infra" / "terraform"
ENVIRONMENTS = TERRAFORM / "environments"
# Every root, in the environments that differ in what they make and not only in how much.
PLANS = [
    ("bootstrap", "nonprod.bootstrap.tfvars"),
    ("bootstrap", "prod.bootstrap.tfvars"),
    ("region", "dev.tfvars"),
    ("region", "prod.tfvars"),
    ("region", "prod.standby.tfvars"),
    ("wiring", "prod.tfvars", "wiring.prod.json"),
    ("global", "prod.global.tfvars", "global.primary.json", "global.standby.json"),
]
_SECONDS = 300.0
_MODULE = re.compile(r"module\.([\w-]+)")
_STAND_IN = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-4000-8000-000000000000"
_MISSING = (
    "terraform is not installed.\n"
    "hint: install Terraform 1.11 or later (developer.hashicorp.com/terraform/install), "
    "or set TERRAFORM_OFFLINE to a command that stands in for it"
)


def directories() -> list[Path]:
    """Every root and module that has HCL, modules first."""
    found = {path.parent for path in TERRAFORM.rglob("*.tf") if ".terraform" not in path.parts}
    found = {path for path in found if path.parent.name != "tests"}  # what a test begins with
    return sorted(found, key=lambda path: ("modules" not in path.parts, path))


def offline() -> str | None:
    """The command that stands in for Terraform, where there is one."""
    return os.environ.get("TERRAFORM_OFFLINE") or None


def check(directory: Path, scratch: Path) -> str:
    """What fmt, init, validate and test say of a directory; empty when all is well."""
    if command := offline():
        return _failure([command, "check", str(directory)])
    if shutil.which("terraform") is None:
        pytest.fail(_MISSING)
    return _check_online(directory, scratch)


def _check_online(directory: Path, scratch: Path) -> str:
    data = {"TF_DATA_DIR": str(scratch / "data"), "TF_PLUGIN_CACHE_DIR": _plugin_cache()}
    steps = [
        ["fmt", "-check", "-recursive"],
        ["init", "-backend=false", "-input=false"],
        ["validate"],
    ]
    if any(directory.glob("tests/*.tftest.hcl")):
        steps.append(["test"])
    for step in steps:
        if failure := _failure(["terraform", f"-chdir={directory}", *step], data):
            if step[0] == "init" and os.environ.get("TERRAFORM_UNREACHABLE") == "skip":
                pytest.skip(f"Terraform's registry cannot be reached from here: {failure[-300:]}")
            return failure
    return ""


def _plugin_cache() -> str:
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "mercato-terraform"
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def _failure(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        env=os.environ | (environment or {}),
        check=False,
    )
    return "" if done.returncode == 0 else f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


@cache
def plan(root: str, *var_files: str, resolved: bool = False) -> Any:
    """The plan of a root with the variables of an environment, as Terraform's JSON.

    Args:
        var_files: names in ``infra/terraform/environments``, or in ``tests/infra/inputs`` where a
            root is given what another root has told.
        resolved: after a pretended apply: policy documents are complete, ids are invented.
    """
    command = offline()
    if command is None:
        _no_plan()
    files = [_var_file(name) for name in var_files]
    arguments = [part for path in files for part in ("-var-file", str(path))]
    flags = ["--resolved"] if resolved else []
    key = "-".join((root.replace("/", "_"), *var_files, *flags))
    return json.loads(
        _planned([str(command), "plan", str(TERRAFORM / root), *arguments, *flags], key)
    )


def _planned(command: list[str], key: str) -> str:
    """The plan's JSON, by whichever process of this run is the first to need it."""
    folder = Path(os.environ["TERRAFORM_PLANS"])
    kept, fresh = folder / f"{key}.json", folder / f"{key}.new"
    with (folder / f"{key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            done = subprocess.run(
                [*command, "--json", str(fresh)],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
            assert done.returncode == 0, done.stderr + done.stdout
            fresh.rename(kept)
        return kept.read_text()


def _var_file(name: str) -> Path:
    given = Path(__file__).parent / "inputs" / name
    return given if given.is_file() else ENVIRONMENTS / name


def _no_plan() -> None:
    reason = "a plan needs an account, or TERRAFORM_OFFLINE; the pipeline plans each environment"
    if os.environ.get("REQUIRE_PLANS"):
        pytest.fail(reason)
    pytest.skip(reason)


def resources(planned: Any) -> dict[str, Any]:
    """The planned resources (not data sources) by address."""
    return dict(_resources(planned["planned_values"]["root_module"]))


def _resources(module: Any) -> list[tuple[str, Any]]:
    own = [(each["address"], each) for each in module.get("resources", ())]
    nested = [pair for child in module.get("child_modules", ()) for pair in _resources(child)]
    return [pair for pair in (*own, *nested) if pair[1]["mode"] == "managed"]


def told(planned: Any) -> Any:
    """The plan with a stand-in for each value that is configured and not yet known, such as the ARN
    of a key made in the same plan: a scanner would take it for one that nobody has set.
    """
    planned = deepcopy(planned)
    configuration = planned["configuration"]["root_module"]
    for change in planned["resource_changes"]:
        resource = _configured(configuration, change)
        unknown = change["change"].get("after_unknown")
        if resource is not None and isinstance(unknown, dict):
            _fill(change["change"]["after"], unknown, resource.get("expressions", {}))
    after = {each["address"]: each["change"]["after"] for each in planned["resource_changes"]}
    for address, resource in resources(planned).items():
        resource["values"] = after.get(address) or resource["values"]
    return planned


def _configured(module: Any, change: Any) -> Any:
    """The configuration of what changes, or nothing where there is none."""
    for name in _MODULE.findall(change.get("module_address", "")):
        module = module["module_calls"][name]["module"]
    found = (
        each
        for each in module.get("resources", ())
        if (each["type"], each["name"]) == (change["type"], change["name"])
    )
    return next(found, None)


def _fill(values: Any, unknown: Any, expressions: Any) -> None:
    for name, state in unknown.items():
        expression = expressions.get(name)
        if not expression:
            continue  # nobody has set it: AWS will
        if state is True:
            values[name] = _STAND_IN
        elif isinstance(state, list) and isinstance(expression, list):
            for value, part, inner in zip(values.get(name) or (), state, expression, strict=False):
                if isinstance(part, dict):
                    _fill(value, part, inner)
