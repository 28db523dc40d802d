"""What staff do to one product. A change names the version it was made from."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NoReturn

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.errors import DomainError, FieldError
from contracts.ids import new_id
from core_services.catalog.domain import (
    HandleFixedError,
    HandleTakenError,
    ProductNotFoundError,
    RecordInvalidError,
    SkuTakenError,
    SlugTakenError,
    require_version,
)
from core_services.catalog.handlers.products import upsert_within
from core_services.catalog.records import Outcome, ProductRecord
from core_services.catalog.repository.products import (
    StoredProduct,
    find_product,
    load_products,
)
from core_services.catalog.repository.writes import load_known, lock_out_other_writers
from core_services.catalog.schemas import PublishingBody
from core_services.chassis.database import retry_serialization, transaction

_CONFLICTS: dict[str, type[DomainError]] = {
    "slug-taken": SlugTakenError,
    "sku-taken": SkuTakenError,
}


async def create_product(
    engine: AsyncEngine, record: ProductRecord, *, actor: str, clock: Clock
) -> StoredProduct:
    """A new product.

    Raises:
        HandleTakenError: when there is one with this handle.
        RecordInvalidError, SlugTakenError, SkuTakenError: when it cannot be saved.
    """

    async def create(conn: AsyncConnection) -> StoredProduct:
        await lock_out_other_writers(conn)
        if (await load_known(conn, [record])).by_handle:
            raise HandleTakenError(f"There is a product with the handle {record.handle!r}.")
        return await _save(conn, record, actor=actor, clock=clock)

    return await _in_transaction(engine, create)


async def replace_product(
    engine: AsyncEngine,
    product_id: str,
    record: ProductRecord,
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> StoredProduct:
    """The product as the record says; what the record leaves out is lost.

    Raises:
        ProductNotFoundError, StaleVersionError: when it is gone, or was changed in the meantime.
        HandleFixedError: when the record is of another product.
    """

    def rewritten(stored: StoredProduct) -> ProductRecord:
        if stored.handle != record.handle:
            raise HandleFixedError(f"This product's handle is {stored.handle!r}.")
        return record

    return await _change(engine, product_id, rewritten, version=version, actor=actor, clock=clock)


async def publish_product(
    engine: AsyncEngine,
    product_id: str,
    publishing: PublishingBody,
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> StoredProduct:
    """Change only whether and when the product is on sale."""

    def rescheduled(stored: StoredProduct) -> ProductRecord:
        record = stored.record()
        for name in ("status", "published_at", "unpublish_at"):
            value: str | datetime | UnsetType | None = getattr(publishing, name)
            if value is not UNSET:
                record = replace(record, **{name: value})
        return record

    return await _change(engine, product_id, rescheduled, version=version, actor=actor, clock=clock)


async def archive_product(
    engine: AsyncEngine, product_id: str, *, version: int, actor: str, clock: Clock
) -> StoredProduct:
    """Take the product off sale for good; orders and the audit trail keep naming it."""
    archived = PublishingBody(status="archived")
    return await publish_product(
        engine, product_id, archived, version=version, actor=actor, clock=clock
    )


async def read_product(engine: AsyncEngine, product_id: str, now: datetime) -> StoredProduct:
    async with transaction(engine) as conn:
        stored = await find_product(conn, product_id, now)
    if stored is None:
        raise ProductNotFoundError(f"There is no product {product_id}.")
    return stored


async def _change(
    engine: AsyncEngine,
    product_id: str,
    rewrite: Callable[[StoredProduct], ProductRecord],
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> StoredProduct:
    async def change(conn: AsyncConnection) -> StoredProduct:
        await lock_out_other_writers(conn)
        stored = (await load_products(conn, [product_id], clock.now())).get(product_id)
        if stored is None:
            raise ProductNotFoundError(f"There is no product {product_id}.")
        require_version(version, stored.version)
        return await _save(conn, rewrite(stored), actor=actor, clock=clock)

    return await _in_transaction(engine, change)


async def _save(
    conn: AsyncConnection, record: ProductRecord, *, actor: str, clock: Clock
) -> StoredProduct:
    (outcome,) = await upsert_within(
        conn, [record], actor=actor, clock=clock, batch=new_id("edt"), by_staff=True
    )
    if outcome.product_id is None:
        _refuse(outcome)
    return (await load_products(conn, [outcome.product_id], clock.now()))[outcome.product_id]


def _refuse(outcome: Outcome) -> NoReturn:
    pointer = "/" + outcome.field.replace("[", "/").replace("]", "").replace(".", "/")
    kind = _CONFLICTS.get(outcome.code, RecordInvalidError)
    raise kind(outcome.reason, errors=(FieldError(pointer, outcome.code, outcome.reason),))


async def _in_transaction(
    engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[StoredProduct]]
) -> StoredProduct:
    async def attempt() -> StoredProduct:
        async with transaction(engine) as conn:
            return await work(conn)

    return await retry_serialization(attempt)
