"""A Chalice project as it is deployed: a copy outside the working tree, with its stage filled in.

Chalice reads one ``config.json``. The one in Git says what is the same everywhere; what differs by
stage comes from Terraform, and is written into the copy.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.topology import Topology
from infra.ops.deploy.environment import function_environment
from infra.ops.deploy.facts import Facts
from infra.ops.deploy.targets import REPOSITORY, Target

API_HANDLER = "api_handler"
_PARTS = ("app.py", "chalicelib", "requirements.txt", "vendor")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(frozen=True, slots=True)
class Project:
    """A copy of a Chalice project."""

    function: str  # its name in the topology
    directory: Path

    @property
    def config_file(self) -> Path:
        return self.directory / ".chalice" / "config.json"

    @property
    def config(self) -> dict[str, Any]:
        """What Chalice will read."""
        found: dict[str, Any] = json.loads(self.config_file.read_bytes())
        return found

    @property
    def inputs(self) -> str:
        """A digest of everything that is packaged, and of nothing that differs by stage."""
        digest = hashlib.sha256()
        for path in sorted(path for part in _PARTS for path in _files(self.directory / part)):
            digest.update(f"{path.relative_to(self.directory)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def copy_project(function: str, topology: Topology, into: Path) -> Project:
    """A copy without bytecode, links followed: Chalice drops some of them without a word."""
    source, directory = REPOSITORY / topology.functions[function].app, into / function
    if directory.exists():
        shutil.rmtree(directory)
    (directory / ".chalice").mkdir(parents=True)
    shutil.copy(source / ".chalice" / "config.json", directory / ".chalice")
    for part in _PARTS:
        _copy(source / part, directory / part)
    return Project(function, directory)


def fill_stage(project: Project, target: Target, facts: Facts, topology: Topology) -> None:
    """Write the stage of this target into the copy's configuration."""
    config = project.config
    environment = function_environment(project.function, target, facts, topology)
    config["stages"] = {
        target.label: stage_config(project.function, config, facts)
        | {
            "environment_variables": environment,
            # Chalice wants one for all. A handler without one of its own is refused by this one.
            "iam_role_arn": f"arn:aws:iam::{target.account}:role/every-function-has-its-own",
        }
    }
    project.config_file.write_text(json.dumps(config, indent=2), encoding="utf-8")


def stage_config(function: str, config: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    """What each function runs as and where; a handler without a role is an error of Terraform's."""
    functions = {}
    for handler, said in config["lambda_functions"].items():
        key = f"{function}.{handler}"
        # Chalice reads a handler's values from one place: the stage's hide those outside it.
        settings = dict(said) | {"iam_role_arn": facts.role_arns[key]}
        if key in facts.in_vpc:
            settings["subnet_ids"] = list(facts.subnet_ids)
            settings["security_group_ids"] = [facts.security_group_id]
        if key in facts.reserved_concurrency:
            settings["reserved_concurrency"] = facts.reserved_concurrency[key]
        functions[handler] = settings
    return {"lambda_functions": functions}


def function_names(project: Project, target: Target) -> dict[str, str]:
    """What Chalice calls the function of each handler."""
    base = f"{project.config['app_name']}-{target.label}"
    return {
        handler: base if handler == API_HANDLER else f"{base}-{handler}"
        for handler in project.config["lambda_functions"]
    }


def _copy(source: Path, destination: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, destination, ignore=_LEFT_OUT)
    else:
        shutil.copy(source, destination)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
