"""What staff do to price lists. The products on them follow at once: listing, pages and index."""

from collections.abc import Mapping, Sequence

from msgspec.structs import asdict, replace
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.ids import new_id
from contracts.money import exponent
from core_services.catalog.domain import (
    PriceListInvalidError,
    PriceListNotFoundError,
    PriceListTakenError,
    SkuUnknownError,
    require_version,
    require_window,
)
from core_services.catalog.handlers.announcements import announce_products
from core_services.catalog.handlers.pricing import audit_entry
from core_services.catalog.repository.audit import NewEntry, record_changes
from core_services.catalog.repository.pricing import (
    ListedPrice,
    PriceListRow,
    delete_price_list,
    drop_prices,
    insert_price_list,
    price_lists,
    prices_of,
    products_of_list,
    products_of_skus,
    put_prices,
    touch_price_list,
    touch_pricing,
    update_price_list,
)
from core_services.catalog.repository.writes import (
    bump_revisions,
    lock_out_other_writers,
    refresh_prices,
)
from core_services.catalog.schemas import PriceEntry, PriceListBody
from core_services.chassis.database import transaction


async def create_price_list(
    engine: AsyncEngine, body: PriceListBody, *, actor: str, clock: Clock
) -> PriceListRow:
    async with transaction(engine) as conn:
        await touch_pricing(conn)
        return await insert_list(conn, body, actor=actor, clock=clock)


async def replace_price_list(
    engine: AsyncEngine,
    list_id: str,
    body: PriceListBody,
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> PriceListRow:
    """The list as the body says; its prices stay, and the products on it follow."""
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        await touch_pricing(conn)
        before = await current_list(conn, list_id, version)
        return await update_list(conn, before, body, actor=actor, clock=clock)


async def remove_price_list(
    engine: AsyncEngine, list_id: str, *, version: int, actor: str, clock: Clock
) -> None:
    """Take a list away; what it priced costs again what the lists below it say.

    Raises:
        PriceListInvalidError: for a base list, without which a currency has no prices.
    """
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        await touch_pricing(conn)
        before = await current_list(conn, list_id, version)
        if before.is_base:
            raise PriceListInvalidError("A base list stays; withdraw its products instead.")
        product_ids = await products_of_list(conn, list_id)
        await delete_price_list(conn, list_id, version)
        await _audit_list(conn, "deleted", before, None, actor=actor, clock=clock)
        await tell_prices_changed(conn, product_ids, clock)


async def put_list_prices(
    engine: AsyncEngine,
    list_id: str,
    entries: Sequence[PriceEntry],
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> PriceListRow:
    """Set, or with an amount of ``None`` take away, the list's price of each SKU.

    Raises:
        SkuUnknownError: naming the SKUs that no product has; nothing is written then.
    """
    skus = [entry.sku for entry in entries]
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        before_list = await current_list(conn, list_id, version)
        before = await prices_of(conn, list_id, skus)
        unknown = sorted(set(skus) - before.keys())
        if unknown:
            raise SkuUnknownError(f"No product has {', '.join(unknown[:10])}.", skus=unknown)
        set_ = [ListedPrice(e.sku, e.amount, e.compare_at) for e in entries if e.amount is not None]
        await put_prices(conn, list_id, set_)
        await drop_prices(conn, list_id, [e.sku for e in entries if e.amount is None])
        await touch_price_list(conn, list_id, version, clock.now())
        entry = _prices_entry(list_id, before, entries)
        await record_changes(conn, [entry], actor=actor, at=clock.now())
        await tell_prices_changed(conn, await products_of_skus(conn, skus), clock)
    return replace(before_list, version=version + 1)


async def tell_prices_changed(
    conn: AsyncConnection, product_ids: Sequence[str], clock: Clock
) -> None:
    """Bring what is derived from prices up to date, and tell the readers of these products."""
    await refresh_prices(conn, product_ids, clock.now())
    await bump_revisions(conn, product_ids, clock.now())
    await announce_products(conn, product_ids, clock)


async def current_list(conn: AsyncConnection, list_id: str, version: int) -> PriceListRow:
    found = await price_lists(conn, list_id)
    if not found:
        raise PriceListNotFoundError(f"There is no price list {list_id}.")
    require_version(version, found[0].version)
    return found[0]


async def insert_list(
    conn: AsyncConnection, body: PriceListBody, *, actor: str, clock: Clock
) -> PriceListRow:
    row = list_row(new_id("prl"), body, 1)
    _check_list(body)
    try:
        await insert_price_list(conn, row, clock.now())
    except IntegrityError as error:
        raise PriceListTakenError(
            f"{body.code}, or {body.currency}'s base list, exists."
        ) from error
    await _audit_list(conn, "created", None, row, actor=actor, clock=clock)
    return row


async def update_list(
    conn: AsyncConnection,
    before: PriceListRow,
    body: PriceListBody,
    *,
    actor: str,
    clock: Clock,
) -> PriceListRow:
    _check_list(body)
    if (body.currency, body.is_base) != (before.currency, before.is_base):
        raise PriceListInvalidError("A list keeps its currency, and stays a base list or none.")
    row = list_row(before.id, body, before.version)
    try:
        await update_price_list(conn, row, clock.now())
    except IntegrityError as error:
        raise PriceListTakenError(f"There is a list {body.code}.") from error
    after = replace(row, version=before.version + 1)
    await _audit_list(conn, "updated", before, after, actor=actor, clock=clock)
    await tell_prices_changed(conn, await products_of_list(conn, before.id), clock)
    return after


def _check_list(body: PriceListBody) -> None:
    exponent(body.currency)
    require_window(body.starts_at, body.ends_at)
    if body.is_base and (body.starts_at or body.ends_at or not body.active):
        raise PriceListInvalidError("A base list has no schedule and is always active.")


def list_row(list_id: str, body: PriceListBody, version: int) -> PriceListRow:
    return PriceListRow(id=list_id, version=version, **asdict(body))


async def _audit_list(
    conn: AsyncConnection,
    action: str,
    before: PriceListRow | None,
    after: PriceListRow | None,
    *,
    actor: str,
    clock: Clock,
) -> None:
    row = after or before
    assert row is not None, "an audit entry is about something"
    entry = audit_entry(action, "price-list", row.id, before, after)
    await record_changes(conn, [entry], actor=actor, at=clock.now())


def _prices_entry(
    list_id: str, before: Mapping[str, ListedPrice | None], entries: Sequence[PriceEntry]
) -> NewEntry:
    changes = {entry.sku: (_amounts(before[entry.sku]), _amounts(entry)) for entry in entries}
    changed = {sku: pair for sku, pair in changes.items() if pair[0] != pair[1]}
    return NewEntry(action="repriced", entity="price-list", entity_id=list_id, changes=changed)


def _amounts(price: ListedPrice | PriceEntry | None) -> tuple[int | None, int | None] | None:
    return None if price is None or price.amount is None else (price.amount, price.compare_at)
