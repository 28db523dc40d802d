"""The steps of a deployment and what they hand on to each other.

    region -> functions (Chalice) -> wiring        per region, the primary first
    region again                                   once, when Cognito can be told of its functions,
                                                   and S3 of the buckets in the other region
    global                                         when all regions stand

Nothing reads another's state from inside Terraform: outputs are passed on here, so that one region
can be planned and applied while the other cannot be reached.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import boto3

from infra.local.topology import Topology, load_topology
from infra.ops.deploy.facts import facts_from
from infra.ops.deploy.functions import Deployment, rest_api_ids
from infra.ops.deploy.packages import Release, build_release
from infra.ops.deploy.projects import copy_project
from infra.ops.deploy.targets import ENVIRONMENTS, WORK, Target
from infra.ops.deploy.terraform import Change, Root
from infra.ops.lake import publishing

REGION, WIRING, GLOBAL = "region", "wiring", "global"
_DESTRUCTIVE = "delete"


class RefusedError(Exception):
    """A step would destroy something, or must not run yet; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """All steps of one environment."""

    targets: tuple[Target, ...]  # all of the environment, the primary first
    role: str = ""  # the one that is meant, or both
    tell: Callable[[str], None]
    environment: Mapping[str, str] = field(default_factory=dict)
    topology: Topology = field(default_factory=load_topology)

    @property
    def chosen(self) -> tuple[Target, ...]:
        """The regions that a step is for."""
        return tuple(each for each in self.targets if self.role in ("", each.role))

    @property
    def primary(self) -> Target:
        return self.targets[0]

    def root(self, name: str, target: Target) -> Root:
        """A Terraform root with this target's variables; what stands before all has its own."""
        committed = ENVIRONMENTS / f"{target.environment}.global.tfvars"
        variables = committed if name == GLOBAL else target.variables
        return Root(name=name, target=target, variables=variables, environment=self.environment)

    def plan(self, name: str, target: Target) -> tuple[Change, ...]:
        """Plan a root with all that is known by now."""
        root = self.root(name, target)
        root.pass_on(self._told(name, target))
        self.tell(f"terraform plan {name} ({target.label}, {target.region})")
        return root.plan()

    def apply(self, name: str, target: Target, *, may_destroy: bool) -> None:
        """Plan a root and do what was planned.

        Raises:
            RefusedError: when something would be destroyed and nobody has said that it may be.
        """
        changes = self.plan(name, target)
        lost = [each.address for each in changes if _DESTRUCTIVE in each.actions]
        if lost and not may_destroy:
            raise RefusedError(f"{name} would destroy or replace:\n  " + "\n  ".join(lost))
        if changes:
            self.root(name, target).apply()
        else:
            self.tell(f"{name}: nothing to do")
        if name == REGION:
            self.publish_lake(target)

    def publish_lake(self, target: Target) -> None:
        """Put the code of the lake's jobs where Glue runs it; a region has the bucket by now."""
        bucket = self.root(REGION, target).outputs()["data_lake"]["artifacts_bucket"]
        version = publishing.publish_to(bucket, target.region)
        self.tell(f"{target.label}: the lake's jobs run {version}")

    def build(self, into: Path) -> Release:
        """Package what is checked out; what is packaged there already stays."""
        copies = WORK / "projects"
        projects = [copy_project(name, self.topology, copies) for name in self.topology.functions]
        release = build_release(projects, into)
        for project in projects:
            self.tell(f"{project.function}: {release.size_of(project):,} bytes")
        return release

    def deploy_functions(
        self, target: Target, release: Release, *, again: bool = False, only: tuple[str, ...] = ()
    ) -> None:
        """Deploy every Chalice application from a release."""
        deployment = Deployment(
            target=target,
            facts=facts_from(self.root(REGION, target).outputs()),
            topology=self.topology,
            release=release,
            client=client_maker(target.region),
            tell=self.tell,
            environment=self.environment,
        )
        projects = release.unpack(target.directory / "chalice")
        if unknown := set(only) - {each.function for each in projects}:
            raise RefusedError(f"There is no application {', '.join(sorted(unknown))}.")
        chosen = [each for each in projects if not only or each.function in only]
        deployment.deploy_all(chosen, again=again)

    def outputs(self, target: Target) -> dict[str, Any]:
        """What region and wiring have told, and what Chalice has recorded; of one region."""
        told = self.root(REGION, target).outputs()
        told["rest_api_ids"] = self._rest_api_ids(target)
        return told | self.root(WIRING, target).outputs()

    def _told(self, name: str, target: Target) -> dict[str, Any]:
        if name == REGION:
            return self._told_to_region(target)
        if name == WIRING:
            return self.outputs(target)
        wired = [each for each in self.targets if self.functions_deployed(each)]
        return {each.role: self.outputs(each) for each in wired}

    def _told_to_region(self, target: Target) -> dict[str, Any]:
        told: dict[str, Any] = {
            "functions_deployed": self.functions_deployed(target),
            "lake_code_version": publishing.version_of(publishing.package()),
        }
        if peers := [each for each in self.targets if each != target]:
            told["peer_deployed"] = all(map(self._stands, peers))
        if target.role == "standby":
            told["primary"] = self.root(REGION, self.primary).outputs()
        return told

    def functions_deployed(self, target: Target) -> bool:
        """Whether Chalice has deployed everything that Cognito calls, and it may call it.

        A state that was never written has no outputs; one that cannot be read is an error, or
        Cognito would be told to forget its functions.
        """
        return bool(self.root(WIRING, target).outputs())

    def _stands(self, target: Target) -> bool:
        """Whether a region was applied once; said by its state, which lies in a third region."""
        return bool(self.root(REGION, target).outputs())

    def _rest_api_ids(self, target: Target) -> dict[str, str]:
        return rest_api_ids(client_maker(target.region)("apigateway"), target, self.topology)


def client_maker(region: str) -> Callable[[str], Any]:
    """Makes boto3 clients of a region, one of each; threads may share them but not a session."""
    session, lock = boto3.Session(region_name=region), Lock()

    @cache
    def make(service: str) -> Any:
        return session.client(service)

    def client(service: str) -> Any:
        with lock:
            return make(service)

    return client
