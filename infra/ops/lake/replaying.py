"""`mercato lake replay`: each service tells its own outbox again, one after the other."""

import subprocess
from collections.abc import Iterator, Sequence
from typing import NoReturn

import typer
from rich.console import Console

from infra.local.commands import platform_of_this_clone
from infra.local.engines import python_module
from infra.local.environment import REPOSITORY, Environment, UserPoolIds
from infra.local.topology import Topology

_errors = Console(stderr=True, highlight=False)
_NOBODY = UserPoolIds("none", "none")  # nobody signs in to a replay


def replay(services: Sequence[str], arguments: Sequence[str]) -> None:
    """Run the services' own command, on the platform of this clone; its progress is on stderr.

    A service that does not come to its end does not keep the next one from its turn.
    """
    platform = platform_of_this_clone()
    if platform.state is None:
        _give_up("nothing is running", "`make up` starts the shop")
    environment = platform.environment()
    chosen = list(services) or list(replayers(environment.topology))
    unknown = sorted(set(chosen) - set(replayers(environment.topology)))
    if unknown:
        known = ", ".join(replayers(environment.topology))
        _give_up(f"{unknown[0]} tells the lake nothing", f"services: {known}")
    failed = [name for name in chosen if not _run(environment, name, arguments)]
    if failed:
        _give_up(f"{', '.join(failed)} did not come to the end", "see above where to go on")
    _errors.print(
        "Firehose delivers it in a moment; `mercato lake build` brings it into the tables."
    )


def replayers(topology: Topology) -> Iterator[str]:
    """The services whose events reach the lake."""
    named = (name for each in topology.delivery_streams.values() for name in each.replayed_by)
    return iter(dict.fromkeys(named))


def _run(environment: Environment, service: str, arguments: Sequence[str]) -> bool:
    command = python_module(f"core_services.{service}", "replay")
    done = subprocess.run(  # noqa: S603 - our own module, with arguments that it checks itself
        [*command, *arguments],
        cwd=REPOSITORY,
        env=environment.of_api(service, _NOBODY),
        check=False,
        stdout=subprocess.DEVNULL,
    )
    return done.returncode == 0


def _give_up(reason: str, hint: str) -> NoReturn:
    _errors.print(f"[red]error:[/] {reason}\nhint: {hint}")
    raise typer.Exit(1)
