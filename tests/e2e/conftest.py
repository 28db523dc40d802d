"""Shoppers in front of a running Mercato."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Protocol

import pytest

from infra.local.environment import Environment
from infra.ops.shopper import Json, Shopper


class Visitors(Protocol):
    """Lets another shopper in."""

    async def __call__(self) -> Shopper: ...


@pytest.fixture
async def visitors(stocked_platform: Environment) -> AsyncIterator[Visitors]:
    async with AsyncExitStack() as stack:

        async def enter() -> Shopper:
            return await stack.enter_async_context(Shopper.visiting(stocked_platform.edge_url))

        yield enter


@pytest.fixture
async def shopper(visitors: Visitors) -> Shopper:
    """A guest without a history."""
    return await visitors()


@pytest.fixture
async def variant(shopper: Shopper) -> Json:
    """Something of which there is plenty."""
    page = await shopper.products(in_stock=True, limit=50)
    for card in page["products"]:
        product = await shopper.product(card["slug"])
        best: Json = max(product["variants"], key=lambda each: each["available"])
        if best["available"] >= 20:
            return best
    raise AssertionError("the demo catalogue has nothing of which there is plenty")
