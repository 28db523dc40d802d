"""`mercato smoke` against the local edge, and against addresses where no shop is."""

import socket

import pytest
from typer.testing import CliRunner

from infra.cli import app
from infra.local.environment import Environment
from infra.ops.shopper import Shopper
from infra.ops.smoke.running import CHECKS, run
from infra.ops.smoke.visit import Visit


async def test_a_shop_that_works_passes_every_check_and_keeps_its_stock(
    stocked_platform: Environment, shopper: Shopper
) -> None:
    visit = Visit(shopper, stocked_platform.edge_url, with_order=True)
    results = [result async for result in run(visit, seconds=60)]

    assert [each.name for each in results] == [name for name, _ in CHECKS]
    assert [each for each in results if each.outcome != "ok"] == []
    stock = await shopper.stock(visit.variant["sku"])
    assert stock[visit.variant["sku"]] == visit.variant["available"]


def test_the_command_shows_a_table_and_orders_only_when_asked(
    stocked_platform: Environment,
) -> None:
    result = CliRunner().invoke(app, ["smoke", f"{stocked_platform.edge_url}/"])

    assert result.exit_code == 0, result.output
    assert "✓  guest's cart" in result.output
    assert "only with --order" in result.output
    assert f"{stocked_platform.edge_url}/ works." in result.output


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_where_nobody_listens_the_command_says_so(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"{scheme}://127.0.0.1:{unused.getsockname()[1]}"

        result = CliRunner().invoke(app, ["smoke", address])

    assert result.exit_code == 2
    assert f"error: No shop answers at {address}" in result.output
    assert "hint: " in result.output


def test_an_address_without_its_scheme_is_explained() -> None:
    result = CliRunner().invoke(app, ["smoke", "shop.example.com"])

    assert result.exit_code == 2
    assert "an address begins with https://" in result.output
