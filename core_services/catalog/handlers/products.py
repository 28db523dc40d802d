"""Writing products in bulk: what imports do, and staff with a batch of one."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.events.catalog import DeclaredStock
from contracts.ids import new_id
from core_services.catalog.descriptions import sanitise
from core_services.catalog.domain import PlannedProduct, plan
from core_services.catalog.handlers.announcements import announce_products, declare_stock
from core_services.catalog.records import Outcome, ProductRecord
from core_services.catalog.repository.audit import NewEntry, differences, record_changes
from core_services.catalog.repository.categories import resolve_paths
from core_services.catalog.repository.products import StoredProduct, load_products
from core_services.catalog.repository.writes import (
    load_known,
    lock_out_other_writers,
    write_products,
)
from core_services.chassis.database import retry_serialization, transaction


async def upsert_products(
    engine: AsyncEngine,
    records: Sequence[ProductRecord],
    *,
    actor: str,
    clock: Clock,
    batch: str | None = None,
) -> tuple[Outcome, ...]:
    """Write records in one transaction; one outcome for each, in order.

    A record that is not sound, or claims another product's slug or SKU, fails alone. One whose
    content is as it was at the last write causes no write and no event. A few hundred records at a
    time keep the transaction, and other writers' wait for it, under a second.

    Args:
        actor: who is written into the audit trail.
        batch: the import's name, told with the stock that the records declare.
    """

    async def attempt() -> tuple[Outcome, ...]:
        async with transaction(engine) as conn:
            return await upsert_within(
                conn, records, actor=actor, clock=clock, batch=batch or new_id("imp")
            )

    return await retry_serialization(attempt)


async def upsert_within(
    conn: AsyncConnection,
    records: Sequence[ProductRecord],
    *,
    actor: str,
    clock: Clock,
    batch: str,
    by_staff: bool = False,
) -> tuple[Outcome, ...]:
    """The same as `upsert_products`, inside the caller's transaction."""
    await lock_out_other_writers(conn)
    planned = plan(records, await load_known(conn, records), by_staff=by_staff)
    if planned.products:
        await _carry_out(conn, planned.products, actor=actor, clock=clock, batch=batch)
    return planned.outcomes


async def _carry_out(
    conn: AsyncConnection,
    products: Sequence[PlannedProduct],
    *,
    actor: str,
    clock: Clock,
    batch: str,
) -> None:
    now = clock.now()
    before = await _before(conn, products, now)
    categories = await resolve_paths(conn, (product.record.category for product in products), now)
    await write_products(conn, products, categories, now)
    entries = [_audit_entry(product, before.get(product.id)) for product in products]
    await record_changes(conn, entries, actor=actor, at=now)
    await announce_products(conn, [product.id for product in products], clock)
    await declare_stock(conn, _declared(products), batch=batch, clock=clock)


async def _before(
    conn: AsyncConnection, products: Sequence[PlannedProduct], now: datetime
) -> dict[str, StoredProduct]:
    updated = [product.id for product in products if not product.created]
    return await load_products(conn, updated, now) if updated else {}


def _audit_entry(product: PlannedProduct, before: StoredProduct | None) -> NewEntry:
    changes = differences(before.record(), _as_stored(product)) if before else {}
    return NewEntry(
        action="updated" if before else "created",
        entity="product",
        entity_id=product.id,
        changes=changes,
    )


def _as_stored(product: PlannedProduct) -> ProductRecord:
    record = product.record
    return replace(
        record,
        slug=product.slug,
        description_html=sanitise(record.description_html),
        variants=tuple(replace(variant, on_hand=None) for variant in record.variants),
    )


def _declared(products: Sequence[PlannedProduct]) -> list[DeclaredStock]:
    return [
        DeclaredStock(variant.sku, variant.on_hand)
        for product in products
        for variant in product.record.variants
        if variant.on_hand is not None
    ]
