"""What `mercato up` and `mercato status` show on a terminal."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console, Group
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from infra.local.measurements import as_document
from infra.local.platform import LocalPlatform
from infra.local.state import ProgramState, State

console = Console(width=None if sys.stdout.isatty() else 120)
_COLOURS = {
    "healthy": "green",
    "starting": "yellow",
    "restarting": "yellow",
    "unhealthy": "red",
    "waiting": "dim",
    "stopped": "dim",
}


@contextlib.contextmanager
def progress() -> Iterator[Callable[[State], None]]:
    """Show how a start gets on: a live table, or a line per step where there is no terminal."""
    if not console.is_terminal:
        yield _line_per_step()
        return
    began = time.monotonic()
    with Live(console=console, transient=True, refresh_per_second=8) as live:
        yield lambda state: live.update(_progress_of(state, time.monotonic() - began))


def show(platform: LocalPlatform, seconds: float | None = None) -> None:
    """One table of what runs where, and what to do next."""
    state = platform.state
    if state is None:
        return
    document = as_document(platform.home, state)
    console.print(_table(document["programs"]))
    megabytes = document["memory_bytes"] / 1e6
    took = f" · up in {seconds:.1f} s" if seconds is not None else ""
    console.print(f"{len(state.programs)} processes · {megabytes:,.0f} MB{took}", style="dim")
    console.print(_next_steps(platform))


def _line_per_step() -> Callable[[State], None]:
    said: list[str] = []

    def watch(state: State) -> None:
        if state.step not in said:
            said.append(state.step)
            print(state.step, flush=True)

    return watch


def _progress_of(state: State, seconds: float) -> Group:
    ready = sum(each.health == "healthy" for each in state.programs)
    title = f"{state.step} · {ready}/{len(state.programs)} healthy · {seconds:.0f} s"
    lines = [_progress_line(each) for each in state.programs]
    return Group(Spinner("dots", title), *lines)


def _progress_line(program: ProgramState) -> Text:
    after = f"{program.ready_after:5.1f} s" if program.ready_after is not None else ""
    line = Text(f"  {program.name:<18}")
    line.append(f"{program.health:<11}", style=_COLOURS[program.health])
    return line.append(after, style="dim")


def _table(programs: list[dict[str, object]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("name", "kind", "where", "pid", "health", "memory"):
        table.add_column(heading, justify="right" if heading in ("pid", "memory") else "left")
    for each in programs:
        health = str(each["health"])
        restarts = f", restarted {each['restarts']}×" if each["restarts"] else ""
        memory = each["memory_bytes"]
        assert isinstance(memory, int)
        table.add_row(
            str(each["name"]),
            str(each["kind"]),
            str(each["url"] or f":{each['port']}"),
            str(each["pid"] or "-"),
            Text(health + restarts, style=_COLOURS[health]),
            f"{memory / 1e6:,.0f} MB",
        )
    return table


def _next_steps(platform: LocalPlatform) -> Text:
    from infra.local.provision import STAFF_EMAIL

    environment = platform.environment()
    mercato = f"{Path(sys.executable).parent / 'mercato'}".replace(f"{Path.cwd()}/", "")
    lines = [
        ("Shop", environment.edge_url),
        ("Parts", f"{environment.edge_url}/dev"),
        ("Mail", f"{environment.edge_url}/dev/mail"),
        ("Report", f"{environment.edge_url}/dev/analytics"),
        ("Staff", f"{STAFF_EMAIL} · {environment.credentials.staff_password}"),
        ("", "any six digits are a valid one-time code here"),
        ("Logs", f"{mercato} logs NAME -f"),
        ("Stop", f"make down, or {mercato} down"),
    ]
    return Text("\n".join(f"{label:<7}{value}" for label, value in lines))
