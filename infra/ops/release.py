"""``mercato release``: which build runs in an environment, whether it has arrived, how it fares.

An environment's release is a file in Git that Argo CD follows: the commit whose chart and values
are meant, and the digest of each image. What a release breaks, the file of before repairs.
"""

import json
import re
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import boto3
import httpx
import typer
import yaml
from rich.console import Console

from contracts.clock import SystemClock
from infra.local.topology import Topology, load_topology
from infra.ops.refusal import give_up

app = typer.Typer(no_args_is_help=True, help="Release a build, and see it arrive.")
_console = Console(highlight=False)
RELEASES = Path(__file__).resolve().parents[1] / "gitops" / "images"
OPERATIONS = "operations"  # the image of jobs inside the cluster, beside those of the services
_REVISION = re.compile(r"[0-9a-f]{40}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_PAUSE_SECONDS = 5.0
_IN_A_ROW = 10  # a canary answers some requests: the old build must have answered none of so many

UrlArgument = Annotated[str, typer.Argument(help="The shop, such as https://shop.example.com.")]
EnvironmentArgument = Annotated[str, typer.Argument(help="dev, stage, prod or prod-standby.")]


class ReleaseError(Exception):
    """The release cannot be written; the message says why."""


@app.command()
def write(
    environment: EnvironmentArgument,
    digests: Annotated[Path, typer.Argument(exists=True, help='JSON: {"catalog": "sha256:…"}')],
    revision: Annotated[str, typer.Option(help="The commit that the images are built from.")],
) -> None:
    """Write which build an environment runs; the commit of the file is what releases it."""
    path = RELEASES / f"{environment}.yaml"
    try:
        write_release(path, revision, json.loads(digests.read_text()), load_topology())
    except (ReleaseError, json.JSONDecodeError) as error:
        give_up(
            str(error), "`mercato release write prod digests.json --revision $(git rev-parse HEAD)`"
        )
    _console.print(f"{path.name} names {revision[:12]}; commit and push it to release it")


@app.command()
def wait(
    url: UrlArgument,
    version: Annotated[str, typer.Option(help="The commit that every service shall answer with.")],
    seconds: Annotated[int, typer.Option(min=1, help="How long to wait.")] = 1800,
) -> None:
    """Wait until every service answers with a build, as customers reach it; exit code 1 if not."""
    paths = public_paths(load_topology())
    with httpx.Client(base_url=url, timeout=10.0) as client:
        missing = wait_for(client, paths, version, seconds, _console.print)
    if missing:
        give_up(
            f"After {seconds} s not yet {version[:12]}: {', '.join(missing)}.",
            "the canary was taken back if its analysis failed: docs/runbooks/README.md",
        )
    _console.print(f"every service answers with {version[:12]}")


@app.command()
def watch(
    environment: EnvironmentArgument,
    regions: Annotated[list[str], typer.Option("--region", help="Where to look; several may be.")],
    minutes: Annotated[int, typer.Option(min=0, help="How long.")] = 15,
) -> None:
    """Watch the alarms; exit code 1 as soon as one wakes somebody, or begins to ring at all."""
    prefix = f"mercato-{environment}-"
    clients = [boto3.client("cloudwatch", region_name=region) for region in regions]
    since, end = SystemClock().now(), time.monotonic() + minutes * 60
    while True:
        if ringing := [name for each in clients for name in alarms_against(each, prefix, since)]:
            give_up(f"Ringing: {', '.join(ringing)}.", "roll back, then read the alarm's runbook")
        left = end - time.monotonic()
        if left <= 0:
            break
        _console.print(f"quiet; {left / 60:.0f} min to go", style="dim")
        time.sleep(min(60.0, left))
    _console.print(f"no alarm rang in {minutes} min")


def write_release(path: Path, revision: str, digests: dict[str, str], topology: Topology) -> None:
    """Write the file of an environment; its comment stays.

    Raises:
        ReleaseError: when there is no such environment, or an image is missing or without a digest.
    """
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in path.parent.glob("*.yaml")))
        raise ReleaseError(f"There is no environment {path.stem!r}; {known} are.")
    if not _REVISION.fullmatch(revision):
        raise ReleaseError(f"{revision!r} is not a commit's whole name.")
    images = {*topology.services, OPERATIONS}
    if digests.keys() != images:
        raise ReleaseError(f"Digests are needed of exactly {', '.join(sorted(images))}.")
    for image, digest in digests.items():
        if not _DIGEST.fullmatch(digest):
            raise ReleaseError(f"{digest!r} of {image} is no digest.")
    comment = [line for line in path.read_text().splitlines() if line.startswith("#")]
    content = {"revision": revision, "digests": dict(sorted(digests.items()))}
    path.write_text("\n".join([*comment, yaml.safe_dump(content, sort_keys=False)]))


def public_paths(topology: Topology) -> dict[str, str]:
    """A path of each service that anybody may ask, whatever it answers."""
    paths: dict[str, str] = {}
    for route in topology.routes:
        if route.service:
            paths.setdefault(route.service, route.path.rstrip("*").rstrip("/"))
    return paths


def wait_for(
    client: httpx.Client,
    paths: dict[str, str],
    version: str,
    seconds: float,
    tell: Callable[[str], None],
    pause: float = _PAUSE_SECONDS,
) -> list[str]:
    """The services that had not settled on the build when time was up; empty when all had."""
    end = time.monotonic() + seconds
    while True:
        others = [name for name, path in paths.items() if not _settled(client, path, version)]
        if not others or time.monotonic() >= end:
            return others
        tell(f"waiting for {', '.join(others)}")
        time.sleep(pause)


def _settled(client: httpx.Client, path: str, version: str) -> bool:
    try:
        return all(client.get(path).headers.get("x-version") == version for _ in range(_IN_A_ROW))
    except httpx.TransportError:
        return False


def alarms_against(cloudwatch: Any, prefix: str, since: datetime) -> list[str]:
    """The names of ringing alarms that speak against a release that began at ``since``.

    Those are what wakes somebody, whenever it began, and what began to ring meanwhile: only
    production wakes anybody, and in stage a ticket is all that there is.
    """
    pages = cloudwatch.get_paginator("describe_alarms").paginate(
        AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    alarms = [each for page in pages for each in (*page["MetricAlarms"], *page["CompositeAlarms"])]
    ringing = [each for each in alarms if each["StateValue"] == "ALARM"]
    return [
        each["AlarmName"]
        for each in ringing
        if _wakes(each["AlarmActions"]) or each["StateUpdatedTimestamp"] >= since
    ]


def _wakes(actions: Iterable[str]) -> bool:
    return any(action.endswith("-page") for action in actions)
