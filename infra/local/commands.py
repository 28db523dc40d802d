"""`mercato up`, `down`, `reset`, `status`, `logs` and `seed`."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from infra.local.environment import DEFAULT_EDGE_PORT, default_home
from infra.local.platform import LocalPlatform
from infra.local.processes import PlatformError
from infra.local.state import State

app = typer.Typer()
PortOption = Annotated[
    int | None,
    typer.Option(
        "--port", help="The edge's port; every other port moves along.", min=1024, max=65_000
    ),
]
_NOT_RUNNING, _UNHEALTHY = 3, 4


@app.command()
def up(
    port: PortOption = None,
    attach: Annotated[bool, typer.Option("--attach", help="Follow the logs afterwards.")] = False,
    seed: Annotated[bool, typer.Option(help="Import the demo catalogue the first time.")] = True,
) -> None:
    """Start the whole platform, and return when all of it is healthy."""
    from infra.local import display

    platform = platform_of_this_clone(port)
    with explained(), interruptible(platform):
        began = time.monotonic()
        with display.progress() as watch:
            platform.start(watch)
        if seed:
            _seed_once(platform)
        display.show(platform, seconds=time.monotonic() - began)
        if attach:
            _follow(platform, None)


@app.command()
def down() -> None:
    """Stop everything; the data stays."""
    with explained():
        stopped = platform_of_this_clone().stop()
    print("Everything is stopped." if stopped else "Nothing was running.")


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Stop everything and delete the data."""
    platform = platform_of_this_clone()
    if platform.home.exists() and not yes:
        typer.confirm(f"Delete everything under {platform.home}?", abort=True)
    with explained():
        platform.stop()
    platform.wipe()
    print(f"{platform.home} is gone.")


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say what runs where and how it feels. Exit code 3: nothing runs; 4: not all is healthy."""
    platform = platform_of_this_clone()
    state = platform.state
    if as_json:
        from infra.local.measurements import as_document

        print(json.dumps(as_document(platform.home, state), indent=2))
    elif state is None:
        print("Nothing is running. `mercato up` starts it.")
    else:
        from infra.local import display

        display.show(platform)
    if state is None:
        raise typer.Exit(_NOT_RUNNING)
    if not is_healthy(state):
        raise typer.Exit(_UNHEALTHY)


@app.command()
def logs(
    name: Annotated[str | None, typer.Argument(help="A process, as `status` names it.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as it grows.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many to begin with.")] = 100,
) -> None:
    """Show the log of one process, or of all."""
    with explained():
        _follow(platform_of_this_clone(), name, lines=lines, follow=follow)


@app.command()
def seed(
    url: Annotated[
        str, typer.Option(help="A shop on AWS, such as https://dev.shop.example.com.")
    ] = "",
    media_bucket: Annotated[str, typer.Option(help="With --url: its bucket of pictures.")] = "",
    email: Annotated[str, typer.Option(help="With --url: who, of the group catalog.")] = "",
    password: Annotated[str, typer.Option(help="With --email.", envvar="MERCATO_PASSWORD")] = "",
    code: Annotated[str, typer.Option(help="A one-time code, with --email.")] = "",
) -> None:
    """Import the demo catalogue; repeating it changes nothing."""
    if url:
        with explained():
            _seed_on_aws(url, media_bucket, email, password, code)
        return
    platform = platform_of_this_clone()
    with explained():
        if platform.state is None:
            raise PlatformError("Nothing is running.", "`mercato up` starts it")
        _seed(platform)


def platform_of_this_clone(port: int | None = None) -> LocalPlatform:
    """This clone's platform; without a port, the one that it last ran on."""
    home = default_home()
    platform = LocalPlatform(home, port or DEFAULT_EDGE_PORT)
    running = platform.state
    if port is None and running is not None:
        platform.edge_port = running.edge_port
    return platform


def is_healthy(state: State) -> bool:
    return state.phase == "running" and all(each.health == "healthy" for each in state.programs)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what stands in the way into a sentence, a hint and exit code 1."""
    try:
        yield
    except PlatformError as error:
        _fail(str(error.args[0]), error.hint)
    except OSError as error:
        _fail(str(error), "check the disk's free space and the permissions of the data directory")


@contextmanager
def interruptible(platform: LocalPlatform) -> Iterator[None]:
    """Ctrl-C, a closed terminal or a SIGTERM stops everything that this command started."""

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_: object) -> NoReturn:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)  # the clean-up is not interrupted in turn
        raise KeyboardInterrupt

    for number in signals:
        signal.signal(number, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        if platform.is_ours:
            platform.stop()
        print("\nInterrupted: nothing that was started is left running.", file=sys.stderr)
        raise typer.Exit(130) from None


def _fail(message: str, hint: str) -> NoReturn:
    print(f"error: {message}\nhint: {hint}" if hint else f"error: {message}", file=sys.stderr)
    raise typer.Exit(1)


def _seed_once(platform: LocalPlatform) -> None:
    if not (platform.home / "seeded").exists():
        print("importing the demo catalogue …", flush=True)
        _seed(platform)


def _seed(platform: LocalPlatform) -> None:
    from infra.local.demo.seed import seed

    seed(platform.environment())
    (platform.home / "seeded").touch()


def _seed_on_aws(url: str, media_bucket: str, email: str, password: str, code: str) -> None:
    import boto3

    from infra.local.demo.seed import Shop, seed_shop

    if not (media_bucket and email and password and code):
        raise PlatformError(
            "Where the pictures go and who imports is not known.",
            "say --media-bucket, --email, --code, and MERCATO_PASSWORD in the environment",
        )
    seed_shop(
        Shop(
            url=url,
            s3=boto3.client("s3"),
            media_bucket=media_bucket,
            email=email,
            password=password,
            code=code,
        )
    )


def _follow(
    platform: LocalPlatform, name: str | None, *, lines: int = 0, follow: bool = True
) -> None:
    directory = platform.home / "logs"
    files = sorted(directory.glob("*.log"))
    if name is not None:
        files = [directory / f"{name}.log"]
    if not files or not files[0].exists():
        known = ", ".join(sorted(each.stem for each in directory.glob("*.log"))) or "none yet"
        raise PlatformError(f"There is no log of {name or 'anything'}.", f"logs: {known}")
    _tail(files, lines, follow=follow)


def _tail(files: list[Path], lines: int, *, follow: bool) -> None:
    command = ["tail", "-n", str(lines), *(["-F"] if follow else []), *map(str, files)]
    try:
        subprocess.run(command, check=False)
    except KeyboardInterrupt:
        return
