"""Deploys the Chalice applications of one region, each by ``chalice deploy``."""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from infra.local.topology import Topology
from infra.ops.deploy.deployed import Record, Records, adopted, rest_apis
from infra.ops.deploy.facts import Facts
from infra.ops.deploy.packages import Package, Release
from infra.ops.deploy.projects import API_HANDLER, Project, fill_stage, function_names
from infra.ops.deploy.targets import Target

Client = Callable[[str], Any]  # makes a boto3 client of the target's region
Tell = Callable[[str], None]


class DeploymentError(Exception):
    """An application could not be deployed; the message is Chalice's, or says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What all applications of one region are deployed with."""

    target: Target
    facts: Facts
    topology: Topology
    release: Release
    client: Client
    tell: Tell
    environment: Mapping[str, str]  # for the processes that are started: credentials, endpoints

    @property
    def records(self) -> Records:
        return Records(self.client("s3"), self.facts.artifacts_bucket, self.target.label)

    def deploy_all(self, projects: Sequence[Project], *, again: bool = False) -> None:
        """Deploy applications side by side: Chalice mostly waits for Lambda.

        Raises:
            DeploymentError: when one failed; the others were deployed all the same.
        """
        with ThreadPoolExecutor(max_workers=len(projects)) as pool:
            running = [pool.submit(self.deploy, each, again=again) for each in projects]
        failed = [str(error) for each in running if (error := each.exception()) is not None]
        if failed:
            raise DeploymentError("\n".join(failed))

    def deploy(self, project: Project, *, again: bool = False) -> Record:
        """Deploy one application, unless the same is deployed already.

        Raises:
            DeploymentError: when Chalice fails; what it has made so far is recorded.
        """
        fill_stage(project, self.target, self.facts, self.topology)
        package = self.release.place(project)
        record, fingerprint = self.records.read(project.function), fingerprint_of(project, package)
        if record and record.fingerprint == fingerprint and not again:
            self.tell(f"{project.function}: unchanged")
            return record
        deployed = self._run_chalice(project, record or self._left_behind(project))
        self._finish(project, package)
        # Only now: whoever finds the fingerprint may rely on everything having been done.
        done = Record(chalice=deployed.chalice, fingerprint=fingerprint)
        self.records.write(project.function, done)
        return done

    def _left_behind(self, project: Project) -> Record | None:
        name = function_names(project, self.target).get(API_HANDLER)
        return adopted(name, self.client("apigateway")) if name else None

    def _run_chalice(self, project: Project, record: Record | None) -> Record:
        state = project.directory / ".chalice" / "deployed" / f"{self.target.label}.json"
        state.parent.mkdir(exist_ok=True)
        if record is not None:
            state.write_bytes(msgspec.json.encode(record.chalice))
        self.tell(f"{project.function}: chalice deploy --stage {self.target.label}")
        command = [sys.executable, "-m", "infra.ops.deploy.chalice_cli", "deploy"]
        done = subprocess.run(
            [*command, "--stage", self.target.label],
            cwd=project.directory,
            env=os.environ | self.environment | {"AWS_DEFAULT_REGION": self.target.region},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DeploymentError(f"{project.function}: {done.stderr or done.stdout}")
        found = Record(chalice=msgspec.json.decode(state.read_bytes()))
        self.records.write(project.function, found)
        return found

    def _finish(self, project: Project, package: Package) -> None:
        """What Chalice cannot say of a function; and whether each runs what was packaged."""
        functions = self.client("lambda")
        for name in function_names(project, self.target).values():
            found = functions.get_function_configuration(FunctionName=name)
            if found["CodeSha256"] != b64encode(bytes.fromhex(package.code)).decode():
                raise DeploymentError(f"{name} does not run the code of this release.")
            if found.get("KMSKeyArn") != self.facts.environment_key_arn:
                functions.get_waiter("function_updated_v2").wait(FunctionName=name)
                functions.update_function_configuration(
                    FunctionName=name, KMSKeyArn=self.facts.environment_key_arn
                )
                functions.get_waiter("function_updated_v2").wait(FunctionName=name)


def fingerprint_of(project: Project, package: Package) -> str:
    """A digest of all that decides what is deployed: both archives and the whole configuration."""
    config = msgspec.json.encode(project.config, order="deterministic")
    return sha256(msgspec.json.encode(package) + config).hexdigest()


def rest_api_ids(apigateway: Any, target: Target, topology: Topology) -> dict[str, str]:
    """What API Gateway called the REST API of each application that is deployed.

    Asked of API Gateway and not of the records, which who only plans may not read.
    """
    found = rest_apis(apigateway)
    names = {function: f"mercato-{function}-{target.label}" for function in topology.functions}
    return {function: found[name] for function, name in names.items() if name in found}
