"""``mercato smoke URL``: a table of what works, and an exit code for whoever deploys.

0 when all of it works, 1 when something does not, 2 when no shop answers there.
"""

import asyncio
from typing import Annotated, NoReturn

import httpx
import typer
from rich.console import Console
from rich.table import Table

from infra.ops.shopper import Shopper
from infra.ops.smoke.running import Result, run
from infra.ops.smoke.visit import NoShopError, Visit

app = typer.Typer()
_console = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)
_MARKS = {"ok": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "[dim]–[/]"}
_NO_SHOP = 2


@app.command()
def smoke(
    url: Annotated[str, typer.Argument(help="The shop, such as https://shop.example.com.")],
    order: Annotated[
        bool, typer.Option("--order", help="Place an order, up to the provider; then cancel it.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Nothing for sale is no failure.")
    ] = False,
    seconds: Annotated[float, typer.Option(min=1, help="For all checks together.")] = 60.0,
) -> None:
    """Check what must work on a deployed shop."""
    try:
        results = asyncio.run(_results(_shop(url), order, allow_empty, seconds))
    except (httpx.TransportError, httpx.InvalidURL) as error:
        _no_shop(url, str(error) or repr(error))
    except NoShopError as error:
        _no_shop(url, str(error))
    _console.print(_table(results))
    failed = [each for each in results if each.outcome == "failed"]
    if failed:
        _console.print(f"\n[bold red]{len(failed)} of {len(results)} failed.[/]")
        raise typer.Exit(1)
    _console.print(f"\n[bold green]{url} works.[/]")


def _shop(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        _no_shop(url, "an address begins with https://")
    return url.rstrip("/")


async def _results(url: str, order: bool, allow_empty: bool, seconds: float) -> list[Result]:
    async with Shopper.visiting(url) as shopper:
        visit = Visit(shopper, url, allow_empty=allow_empty, with_order=order)
        return [result async for result in run(visit, seconds)]


def _table(results: list[Result]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("what", no_wrap=True)
    table.add_column("ms", justify="right")
    table.add_column("")
    for each in results:
        detail = (
            f"[red]{_plain(each.detail)}[/]" if each.outcome == "failed" else _plain(each.detail)
        )
        table.add_row(_MARKS[each.outcome], each.name, f"{each.milliseconds:,.0f}", detail)
    return table


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _no_shop(url: str, reason: str) -> NoReturn:
    hint = "give the shop's own address; a local one is started with `mercato up`"
    _errors.print(
        f"error: No shop answers at {url}: {reason}\nhint: {hint}", markup=False, soft_wrap=True
    )
    raise typer.Exit(_NO_SHOP)
