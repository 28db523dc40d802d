"""``mercato deploy``: the steps one by one, or all of them in their order.

Each step can be repeated: what is as it should be is left alone. ``--plan`` only looks.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.ops import storefront as pages
from infra.ops.deploy import cluster as clusters
from infra.ops.deploy.facts import MissingFactsError
from infra.ops.deploy.functions import DeploymentError
from infra.ops.deploy.packages import PackagingError, Release, read_release
from infra.ops.deploy.preflight import NotReadyError, require_account, require_tools
from infra.ops.deploy.steps import (
    GLOBAL,
    REGION,
    WIRING,
    RefusedError,
    Steps,
    client_maker,
)
from infra.ops.deploy.targets import WORK, Target, UnknownTargetError, targets_of
from infra.ops.deploy.terraform import TerraformError
from infra.ops.refusal import give_up

app = typer.Typer(no_args_is_help=True, help="Bring an environment to AWS; see docs/deploy.md.")
_console = Console(highlight=False)

EnvironmentArgument = Annotated[str, typer.Argument(help="dev, stage or prod.")]
RoleOption = Annotated[
    str, typer.Option("--role", help="primary or standby alone; else every region.")
]
PlanOption = Annotated[bool, typer.Option("--plan", help="Say what would be done, and do nothing.")]
DestroyOption = Annotated[
    bool, typer.Option("--may-destroy", help="Go on where something would be deleted or replaced.")
]
ReleaseOption = Annotated[
    Path | None,
    typer.Option("--release", help="Packages of `mercato deploy package`; else they are built."),
]


@app.command()
def package(
    into: Annotated[Path, typer.Argument(help="The folder to put them in.")] = Path("release"),
) -> None:
    """Package all functions once: the same archives then go to every environment."""
    with _explained():
        _steps("dev").build(into)


@app.command()
def foundation(
    environment: EnvironmentArgument,
    role: RoleOption = "",
    plan: PlanOption = False,
    may_destroy: DestroyOption = False,
) -> None:
    """Terraform's root `region`: network, cluster, data, messaging, roles."""
    with _explained():
        steps = _ready(environment, role)
        for target in steps.chosen:
            _terraform(steps, REGION, target, plan, may_destroy)


@app.command()
def functions(
    environment: EnvironmentArgument,
    role: RoleOption = "",
    release: ReleaseOption = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="These applications.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Even what is unchanged.")] = False,
) -> None:
    """`chalice deploy` of every application, from packages that were built once."""
    with _explained():
        steps = _ready(environment, role)
        chosen = _release(steps, release)
        for target in steps.chosen:
            steps.deploy_functions(target, chosen, again=again, only=tuple(only or ()))


@app.command()
def wiring(
    environment: EnvironmentArgument,
    role: RoleOption = "",
    plan: PlanOption = False,
    may_destroy: DestroyOption = False,
) -> None:
    """Terraform's root `wiring`: what refers to deployed functions."""
    with _explained():
        steps = _ready(environment, role)
        for target in steps.chosen:
            _terraform(steps, WIRING, target, plan, may_destroy)


@app.command("global")
def global_(
    environment: EnvironmentArgument,
    plan: PlanOption = False,
    may_destroy: DestroyOption = False,
) -> None:
    """Terraform's root `global`: CloudFront, WAF, names, the plan of a failover."""
    with _explained():
        steps = _ready(environment)
        _terraform(steps, GLOBAL, steps.primary, plan, may_destroy)


@app.command("all")
def everything(
    environment: EnvironmentArgument,
    release: ReleaseOption = None,
    may_destroy: DestroyOption = False,
) -> None:
    """Every step in its order. Said again after an interruption, it goes on where it was."""
    with _explained():
        steps = _ready(environment)
        chosen = _release(steps, release)
        for target in steps.targets:
            steps.apply(REGION, target, may_destroy=may_destroy)
        for target in steps.targets:
            first = not steps.functions_deployed(target)
            steps.deploy_functions(target, chosen)
            steps.apply(WIRING, target, may_destroy=may_destroy)
            if first:  # now there is something that Cognito may call
                steps.apply(REGION, target, may_destroy=may_destroy)
        steps.apply(GLOBAL, steps.primary, may_destroy=may_destroy)


@app.command()
def plan(
    environment: EnvironmentArgument,
    summary: Annotated[
        Path | None, typer.Option("--summary", help="Write the plans here, as Markdown.")
    ] = None,
) -> None:
    """Plan everything that there is already; say what would change."""
    with _explained():
        steps = _ready(environment)
        told = [_planned(steps, name, target) for name, target in _roots(steps)]
        text = f"## {environment}\n\n" + "\n".join(told)
        if summary is not None:
            summary.write_text(text, encoding="utf-8")
        _console.print(text, markup=False)


@app.command()
def storefront(
    environment: EnvironmentArgument,
    build: Annotated[Path, typer.Option("--build", help="The built pages.")] = pages.BUILT,
) -> None:
    """Publish the shop's pages to every region, and have CloudFront ask for them again."""
    with _explained(), pages.explained():
        steps = _ready(environment)
        told = steps.root(GLOBAL, steps.primary).outputs()
        pages.publish_build(build, told["storefront_buckets"], told["distribution_id"], tell=_tell)


@app.command()
def cluster(
    environment: EnvironmentArgument,
    repository: Annotated[str, typer.Option("--repository", help="What Argo CD follows.")],
    revision: Annotated[str, typer.Option("--revision", help="Its branch.")] = "main",
    role: RoleOption = "",
    through: Annotated[
        int | None,
        typer.Option("--through", help="A port of this machine that leads to the cluster's API."),
    ] = None,
    plan: PlanOption = False,
) -> None:
    """Install Argo CD and tell it where it runs; from then on Git says what runs."""
    with _explained():
        steps = _ready(environment, role, tools=("aws", "helm", "kubectl"))
        if through is not None and len(steps.chosen) > 1:
            raise clusters.ClusterError("A port leads to one cluster: say its --role.")
        for target in steps.chosen:
            facts = steps.outputs(target)["cluster_facts"]
            if plan:
                _tell(f"would apply {clusters.write_manifest(target, facts)}")
                continue
            _tell(f"{target.label}: Argo CD in {facts['cluster_name']}")
            clusters.tell_cluster(target, facts, repository, revision, port=through)


@app.command()
def outputs(environment: EnvironmentArgument, role: RoleOption = "primary") -> None:
    """What has been told of a region, as JSON."""
    with _explained():
        steps = _ready(environment, role)
        _console.print_json(json.dumps(steps.outputs(steps.chosen[0])))


def _terraform(steps: Steps, name: str, target: Target, plan: bool, may_destroy: bool) -> None:
    if not plan:
        steps.apply(name, target, may_destroy=may_destroy)
        return
    for change in steps.plan(name, target):
        _tell(f"{'/'.join(change.actions)} {change.address}")


def _roots(steps: Steps) -> Iterator[tuple[str, Target]]:
    """Every root of which something stands, and the first ones in any case."""
    for target in steps.targets:
        yield REGION, target
    deployed = [target for target in steps.targets if steps.functions_deployed(target)]
    for target in deployed:
        yield WIRING, target
    if len(deployed) == len(steps.targets):
        yield GLOBAL, steps.primary


def _planned(steps: Steps, name: str, target: Target) -> str:
    changes = steps.plan(name, target)
    title = f"### {name} ({target.label}): {len(changes)} changes\n"
    if not changes:
        return title
    listed = "\n".join(f"{'/'.join(each.actions):>14} {each.address}" for each in changes)
    return f"{title}\n<details>\n\n```\n{listed}\n```\n\n</details>\n"


def _release(steps: Steps, given: Path | None) -> Release:
    return read_release(given) if given is not None else steps.build(WORK / "release")


def _ready(environment: str, role: str = "", tools: tuple[str, ...] = ("terraform",)) -> Steps:
    """The steps, once everything is there that they need."""
    require_tools(("terraform", *tools))
    steps = _steps(environment, role)
    for target in steps.chosen:
        require_account(client_maker(target.region)("sts"), target)
    return steps


def _steps(environment: str, role: str = "") -> Steps:
    steps = Steps(targets=targets_of(environment), role=role, tell=_tell)
    if not steps.chosen:
        raise UnknownTargetError(f"{environment} has no {role} region.")
    return steps


def _tell(line: str) -> None:
    _console.print(line, markup=False, soft_wrap=True)


_HINTS: dict[type[Exception], str] = {
    UnknownTargetError: "an environment is a file in infra/terraform/environments",
    MissingFactsError: "`mercato deploy foundation ENVIRONMENT` comes first",
    TerraformError: "what was done is recorded; mend the cause and say the same again",
    DeploymentError: "what was deployed stays; mend the cause and say the same again",
    PackagingError: "check out what it was built from, or build it: mercato deploy package",
    RefusedError: "look at --plan; if that is meant, say --may-destroy",
    clusters.ClusterError: "the cluster's API must be reachable from here: see docs/deploy.md",
}


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what can go wrong into its cause and the way out."""
    try:
        yield
    except NotReadyError as error:
        give_up(str(error), error.hint)
    except tuple(_HINTS) as error:
        give_up(str(error), _HINTS[type(error)])
