"""`mercato simulate`: a believable history for the lake of a running shop."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from contracts.clock import Clock, SystemClock
from infra.local.commands import platform_of_this_clone
from infra.ops.catalog_client import RefusedError
from infra.ops.refusal import give_up

if TYPE_CHECKING:
    from infra.ops.simulation.deposit import Place
    from infra.ops.simulation.history import Ask
    from infra.ops.simulation.shop import Shop

app = typer.Typer()
_console = Console(highlight=False)
_DAY = "%Y-%m-%d"


@app.command()
def simulate(
    days: Annotated[int, typer.Option(min=1, max=3_650, help="How long the history is.")] = 90,
    shoppers: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="How many people buy; many more only look.")
    ] = 500,
    seed: Annotated[int, typer.Option(help="The same seed makes the same history.")] = 7,
    until: Annotated[
        datetime | None, typer.Option(formats=[_DAY], help="Its last day; by default yesterday.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove what was simulated.")] = False,
    build: Annotated[
        bool, typer.Option("--build/--no-build", help="Build the lake's tables afterwards.")
    ] = True,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Write the demo catalogue's history into this directory; nothing need be running."
        ),
    ] = None,
) -> None:
    """Fill the lake with made-up visits and orders of this shop, marked as simulated.

    It takes the place of what was simulated before; orders, payments and stock of the shop itself
    are not touched. Repeating it changes nothing.
    """
    place = _place(output)
    if clear:
        _clear(place)
    else:
        ask = _ask(days, shoppers, seed, until, SystemClock())
        _fill(place, _shop(output), ask)
    if build:
        from infra.ops.lake.building import build_lake

        build_lake(output, None, None, everything=clear)


def _ask(days: int, shoppers: int, seed: int, until: datetime | None, clock: Clock) -> "Ask":
    from infra.ops.simulation.history import Ask

    last = until.date() if until else clock.now().date() - timedelta(days=1)
    return Ask(days=days, shoppers=shoppers, seed=seed, until=last)


def _place(output: Path | None) -> "Place":
    from infra.local.environment import bucket_name
    from infra.ops.simulation.deposit import Bucket, Directory

    if output is not None:
        return Directory(output)
    from infra.local.demo.seed import s3_of

    platform = platform_of_this_clone()
    if platform.state is None:
        give_up("nothing is running", "`make up` starts the shop; --output needs none")
    return Bucket(s3_of(platform.environment()), bucket_name("lake"))


def _shop(output: Path | None) -> "Shop":
    from infra.ops.simulation.shop import EmptyShopError, demo_shop

    if output is not None:
        return demo_shop()
    try:
        with _console.status("reading the catalogue …") as status:
            shop = asyncio.run(
                _read(lambda done: status.update(f"reading the catalogue … {done:,} products"))
            )
    except EmptyShopError as error:
        give_up(str(error), "`mercato seed` brings the demo catalogue")
    except RefusedError as error:
        give_up(str(error), "`mercato status` says how the shop feels")
    _console.print(
        f"[bold green]✓[/] {len(shop.products):,} products, {len(shop.skus[shop.currency]):,} "
        f"variants, prices in {', '.join(shop.currencies)}"
    )
    return shop


async def _read(tell: Callable[[int], None]) -> "Shop":
    from infra.local.provision import STAFF_CODE, STAFF_EMAIL
    from infra.ops.catalog_client import StaffClient
    from infra.ops.simulation.reading import read_shop

    environment = platform_of_this_clone().environment()
    password = environment.credentials.staff_password
    async with StaffClient.signed_in(
        environment.edge_url, email=STAFF_EMAIL, password=password, code=STAFF_CODE
    ) as staff:
        return await read_shop(staff, tell)


def _fill(place: "Place", shop: "Shop", ask: "Ask") -> None:
    from infra.ops.simulation.deposit import Deposit
    from infra.ops.simulation.history import History
    from infra.ops.simulation.rows import objects_of

    history = History(shop, ask)
    with _progress() as progress, Deposit(place) as deposit:
        task = progress.add_task("simulating", total=ask.days, note="")
        for day in history.days():
            for made in objects_of(day):
                deposit.add(made)
            note = f"{day.date:%d %b %Y}  {deposit.rows:,} events"
            progress.update(task, advance=1, note=note)
        removed = deposit.stale
    _console.print(_summary(ask, deposit.rows, deposit.written, len(removed)))


def _summary(ask: "Ask", rows: int, written: int, removed: int) -> str:
    first: date = ask.until - timedelta(days=ask.days - 1)
    if not written and not removed:
        return "[bold green]✓[/] the lake holds exactly this history already"
    old = f"; {removed:,} of an earlier history removed" if removed else ""
    return (
        f"[bold green]✓[/] {rows:,} events from {first} to {ask.until} in {written:,} objects{old}"
    )


def _clear(place: "Place") -> None:
    from infra.ops.simulation.deposit import clear

    removed = clear(place)
    _console.print(f"[bold green]✓[/] {len(removed):,} simulated objects removed")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("[dim]{task.fields[note]}"),
        TimeElapsedColumn(),
        console=_console,
    )
