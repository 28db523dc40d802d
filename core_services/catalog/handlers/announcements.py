"""The catalog's events, put into the outbox in the batches that one message carries."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec.json import encode
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.clock import Clock
from contracts.events.catalog import (
    PRICING_CHANGED,
    PRODUCTS_CHANGED,
    STOCK_DECLARED,
    ChangedProduct,
    DeclaredStock,
    PricingChanged,
    ProductsChanged,
    StockDeclared,
)
from core_services.catalog.repository.products import ProductState, product_states
from core_services.chassis.outbox import append_rows, new_row

PRODUCTS_PER_EVENT = 100
PRODUCTS_BYTES_PER_EVENT = 200_000  # SNS carries 256 KB, envelope and attributes included
LEVELS_PER_EVENT = 500

T = TypeVar("T")


async def announce_products(conn: AsyncConnection, ids: Sequence[str], clock: Clock) -> None:
    """Tell that products changed; one that is no longer on sale is told as deleted."""
    changed = [_changed(state) for state in await product_states(conn, ids, clock.now())]
    rows = [
        new_row(
            PRODUCTS_CHANGED,
            subject=batch[0].product_id,
            version=max(product.version for product in batch),
            data=ProductsChanged(tuple(batch)),
            clock=clock,
        )
        for batch in batches_of_products(changed)
    ]
    await append_rows(conn, rows)


async def declare_stock(
    conn: AsyncConnection, levels: Sequence[DeclaredStock], *, batch: str, clock: Clock
) -> None:
    """Tell how much stock was counted."""
    rows = [
        new_row(
            STOCK_DECLARED,
            subject=batch,
            version=_milliseconds(clock.now()),
            data=StockDeclared(batch, tuple(part)),
            clock=clock,
        )
        for part in _batches(levels, LEVELS_PER_EVENT)
    ]
    await append_rows(conn, rows)


async def announce_pricing(
    conn: AsyncConnection, tables: Sequence[str], version: int, clock: Clock
) -> None:
    """Tell that quotes may differ from now on."""
    row = new_row(
        PRICING_CHANGED,
        subject="pricing",
        version=version,
        data=PricingChanged(tuple(tables)),
        clock=clock,
    )
    await append_rows(conn, [row])


def _changed(state: ProductState) -> ChangedProduct:
    return ChangedProduct(
        state.id,
        state.revision,
        deleted=not state.on_sale,
        title=state.title,
        brand=state.brand,
        category=state.category,
        skus=state.skus,
    )


def batches_of_products(
    products: Iterable[ChangedProduct], limit: int = PRODUCTS_BYTES_PER_EVENT
) -> Iterator[list[ChangedProduct]]:
    """Groups that one message can carry, by number and by size.

    The SKUs of a product that alone is too large are left out: who needs them asks the catalog.
    """
    batch: list[ChangedProduct] = []
    room = limit
    for product in products:
        size = len(encode(product))
        if size > limit:
            product = replace(product, skus=())
            size = len(encode(product))
        if batch and (len(batch) == PRODUCTS_PER_EVENT or size > room):
            yield batch
            batch, room = [], limit
        batch.append(product)
        room -= size
    if batch:
        yield batch


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
