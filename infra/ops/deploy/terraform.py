"""One Terraform root in one environment: initialised, planned, applied, asked for its outputs."""

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from infra.ops.deploy.targets import ENVIRONMENTS, TERRAFORM, Target

_VARIABLE = re.compile(r'^variable "(\w+)"', re.MULTILINE)


class TerraformError(Exception):
    """Terraform failed; what it said is on the screen already, or in the message."""


class Change(msgspec.Struct, frozen=True):
    """What a plan would do to one thing."""

    address: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A root with the variables, the state and the working folder of one target."""

    name: str
    target: Target
    variables: Path  # the committed ones
    environment: Mapping[str, str]

    @property
    def source(self) -> Path:
        return TERRAFORM / self.name

    @property
    def work(self) -> Path:
        """Where Terraform keeps what it downloads, and we what is passed on: per target."""
        return self.target.directory / self.name

    @property
    def declared(self) -> frozenset[str]:
        """The variables that the root knows."""
        texts = (path.read_text(encoding="utf-8") for path in self.source.glob("*.tf"))
        return frozenset(name for text in texts for name in _VARIABLE.findall(text))

    def pass_on(self, told: Mapping[str, Any]) -> None:
        """Give the root what other steps have told, as far as it declares it."""
        self.work.mkdir(parents=True, exist_ok=True)
        known = {name: value for name, value in told.items() if name in self.declared}
        self._passed.write_text(json.dumps(known, indent=2, sort_keys=True), encoding="utf-8")

    def plan(self) -> tuple[Change, ...]:
        """Plan, show the plan, keep it for ``apply``; say what it would do.

        Raises:
            TerraformError: when it cannot be planned.
        """
        self._init()
        files = [self.variables, *([self._passed] if self._passed.is_file() else [])]
        arguments = [f"-var-file={path}" for path in files]
        # Looking needs no lock, and who may only look can take none; ``apply`` takes it, and
        # refuses a plan of a state that is no longer the newest.
        options = ["-input=false", "-lock=false", "-compact-warnings", f"-out={self._planned}"]
        self._run("plan", *options, *arguments)
        shown = json.loads(self._output("show", "-json", str(self._planned)))
        return tuple(
            Change(each["address"], tuple(each["change"]["actions"]))
            for each in shown.get("resource_changes", ())
            if each["change"]["actions"] not in (["no-op"], ["read"])
        )

    def apply(self) -> None:
        """Do what was planned, and nothing else.

        Raises:
            TerraformError: when it fails; what was done is in the state, and can be gone on with.
        """
        self._run("apply", "-input=false", str(self._planned))

    def outputs(self) -> dict[str, Any]:
        """What the root tells; nothing before it was applied.

        It is read from the state, which lies in a region of its own.

        Raises:
            TerraformError: when the state cannot be read.
        """
        self._init()
        found = json.loads(self._output("output", "-json"))
        return {name: each["value"] for name, each in found.items()}

    def planned_text(self) -> str:
        """The plan as people read it."""
        return self._output("show", "-no-color", str(self._planned))

    @property
    def _passed(self) -> Path:
        return self.work / "passed-on.tfvars.json"

    @property
    def _planned(self) -> Path:
        return self.work / "plan.tfplan"

    def _init(self) -> None:
        self.work.mkdir(parents=True, exist_ok=True)
        backend = ENVIRONMENTS / f"{self.target.environment}.tfbackend"
        key = f"{self.target.label}/{self.name}.tfstate"
        self._output(
            "init",
            "-input=false",
            "-reconfigure",
            f"-backend-config={backend}",
            f"-backend-config=key={key}",
        )

    def _run(self, *arguments: str) -> None:
        done = subprocess.run(self._command(arguments), env=self._environment, check=False)
        if done.returncode != 0:
            raise TerraformError(f"terraform {arguments[0]} of {self.name} failed.")

    def _output(self, *arguments: str) -> str:
        done = subprocess.run(
            self._command(arguments),
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise TerraformError(f"terraform {arguments[0]} of {self.name} failed:\n{said}")
        return done.stdout

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return ["terraform", f"-chdir={self.source}", *arguments]

    @property
    def _environment(self) -> dict[str, str]:
        return dict(os.environ | self.environment | {"TF_DATA_DIR": str(self.work / ".terraform")})
