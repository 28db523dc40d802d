"""``mercato cost``: what a plan costs by the month, and today's prices."""

import json
import re
from datetime import UTC
from pathlib import Path
from typing import Annotated

import boto3
import typer
from rich.console import Console
from rich.table import Table

from contracts.clock import SystemClock
from infra.ops.cost.fixed import fixed_items
from infra.ops.cost.page import cost, total
from infra.ops.cost.prices import PRICES_FILE, Prices, UnknownPriceError, ask, load_prices
from infra.ops.refusal import give_up

app = typer.Typer(no_args_is_help=True, help="What an environment costs.")
_console = Console(highlight=False)


@app.command()
def show(
    plan: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="`terraform show -json` of a plan.")
    ],
    region: Annotated[str, typer.Option(help="Where it is planned.")] = "eu-central-1",
) -> None:
    """Price what a plan makes, before anybody buys."""
    prices = load_prices()
    try:
        items = fixed_items(json.loads(plan.read_text()), region)
        sums = sorted(((cost(item, prices), item) for item in items), key=lambda pair: -pair[0])
        together = total(items, prices)
    except (UnknownPriceError, KeyError, json.JSONDecodeError) as error:
        give_up(f"{plan} cannot be priced: {error}", "write it with `terraform show -json`")
    table = Table("category", "price", "units", "$ a month", box=None, pad_edge=False)
    for dollars, item in sums:
        table.add_row(item.category, item.price, f"{item.quantity:,.0f}", f"{dollars:,.2f}")
    _console.print(table)
    _console.print(f"{together:,.2f} $ a month, at list prices of {prices.as_of}")


@app.command()
def refresh() -> None:
    """Ask AWS's price list for today's prices, and rewrite those in infra/cost/prices.yaml."""
    pricing = boto3.client("pricing", region_name="us-east-1")
    prices, text = load_prices(), PRICES_FILE.read_text("utf-8")
    for key, price in prices.prices.items():
        for region in price.dollars if price.service else ():
            try:
                text = _rewritten(text, key, region, ask(pricing, price, region))
            except UnknownPriceError as error:
                _console.print(f"{key}, {region}: kept, {error}", style="yellow")
    today = SystemClock().now().astimezone(UTC).date().isoformat()
    text = re.sub(r"(?m)^as_of: .*$", f'as_of: "{today}"', text)
    text = re.sub(r"(?m)^source: .*$", "source: AWS's price list", text)
    PRICES_FILE.write_text(text, "utf-8")
    _console.print(f"{PRICES_FILE.name} has the prices of {today}: {_changes(prices)} changed")


def _rewritten(text: str, key: str, region: str, dollars: float) -> str:
    """One number in the file; comments and order stay as they are."""
    line = re.compile(rf"(?m)^(  {re.escape(key)}: .*?\b{re.escape(region)}: )[\d.]+")
    return line.sub(rf"\g<1>{dollars:.10g}", text, count=1)


def _changes(before: Prices) -> int:
    after = load_prices().prices
    return sum(price.dollars != after[key].dollars for key, price in before.prices.items())
