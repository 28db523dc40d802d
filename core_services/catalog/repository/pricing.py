"""Price lists, and the pricing tables that a quote reads as a whole."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from core_services.catalog.pricing.model import (
    PricingTables,
    Promotion,
    ShippingMethod,
    Sku,
    TaxRate,
)
from core_services.catalog.pricing.promotions import index_codes
from core_services.catalog.pricing.tax import by_country

Kind = Literal["tax-rate", "shipping-method", "promotion"]
Document = TaxRate | ShippingMethod | Promotion
TYPES: dict[Kind, type[Document]] = {
    "tax-rate": TaxRate,
    "shipping-method": ShippingMethod,
    "promotion": Promotion,
}


class StoredDocument(msgspec.Struct, frozen=True):
    """A tax rate, shipping method or promotion with what its editor must know."""

    id: str
    version: int
    updated_at: datetime
    document: Document


class PriceListRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    code: str
    name: str
    currency: str
    is_base: bool
    prices_include_tax: bool
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    active: bool
    version: int


class ListedPrice(msgspec.Struct, frozen=True):
    sku: str
    amount: int
    compare_at: int | None


class Snapshot(msgspec.Struct, frozen=True):
    """The tables, and the category tree's ancestors: what does not change from quote to quote."""

    tables: PricingTables
    ancestors: dict[str, frozenset[str]]


_DOCUMENTS = sa.text(
    """
    SELECT id, version, updated_at, document::text FROM pricing_documents
    WHERE kind = :kind AND (CAST(:id AS text) IS NULL OR id = :id) ORDER BY id
    """
)
_INSERT = sa.text(
    """
    INSERT INTO pricing_documents (kind, id, document, updated_at)
    VALUES (:kind, :id, CAST(:document AS jsonb), :now)
    """
)
_UPDATE = sa.text(
    """
    UPDATE pricing_documents SET document = CAST(:document AS jsonb), version = version + 1,
        updated_at = :now
    WHERE kind = :kind AND id = :id AND version = :version
    """
)
_DELETE = sa.text(
    "DELETE FROM pricing_documents WHERE kind = :kind AND id = :id AND version = :version"
)
_TOUCH = sa.text("UPDATE pricing_version SET version = version + 1 RETURNING version")
_VERSION = sa.text("SELECT version FROM pricing_version")
_LOCK = sa.text("SELECT version FROM pricing_version FOR UPDATE")
_ALL_DOCUMENTS = sa.text("SELECT kind, id, document::text FROM pricing_documents ORDER BY kind, id")
_INCLUSIVE = sa.text("SELECT currency FROM price_lists WHERE is_base AND prices_include_tax")
_ANCESTORS = sa.text(
    """
    WITH RECURSIVE up AS (
        SELECT id, id AS ancestor, parent_id FROM categories
        UNION ALL
        SELECT up.id, c.id, c.parent_id FROM up JOIN categories c ON c.id = up.parent_id
    )
    SELECT id, array_agg(ancestor) AS ancestors FROM up GROUP BY id
    """
)
_QUOTABLE = sa.text(
    """
    SELECT pv.version, v.sku, v.product_id, v.id AS variant_id, p.title, v.title AS variant_title,
        coalesce(v.image_url, p.images -> 0 ->> 'url') AS image_url,
        p.status = 'active' AND (p.published_at IS NULL OR p.published_at <= :now)
            AND (p.unpublish_at IS NULL OR p.unpublish_at > :now) AS sellable,
        e.amount AS unit_price, e.compare_at, v.weight_grams, v.requires_shipping, v.tax_class,
        p.category_id
    FROM pricing_version pv
    LEFT JOIN variants v ON v.sku = ANY(:skus)
    LEFT JOIN products p ON p.id = v.product_id
    LEFT JOIN effective_prices(:skus, :now) e ON e.variant_id = v.id AND e.currency = :currency
    """
)

_LISTS = sa.text(
    """
    SELECT id, code, name, currency, is_base, prices_include_tax, priority, starts_at, ends_at,
        active, version
    FROM price_lists WHERE CAST(:id AS text) IS NULL OR id = :id ORDER BY currency, code
    """
)
_INSERT_LIST = sa.text(
    """
    INSERT INTO price_lists (id, code, name, currency, is_base, prices_include_tax, priority,
        starts_at, ends_at, active, updated_at)
    VALUES (:id, :code, :name, :currency, :is_base, :prices_include_tax, :priority, :starts_at,
        :ends_at, :active, :now)
    """
)
_UPDATE_LIST = sa.text(
    """
    UPDATE price_lists SET code = :code, name = :name, currency = :currency, is_base = :is_base,
        prices_include_tax = :prices_include_tax, priority = :priority, starts_at = :starts_at,
        ends_at = :ends_at, active = :active, version = version + 1, updated_at = :now
    WHERE id = :id AND version = :version
    """
)
_TOUCH_LIST = sa.text(
    """
    UPDATE price_lists SET version = version + 1, updated_at = :now
    WHERE id = :id AND version = :version
    """
)
_DELETE_LIST = sa.text("DELETE FROM price_lists WHERE id = :id AND version = :version")
_LISTED_PRICES = sa.text(
    """
    SELECT v.sku, p.amount, p.compare_at FROM prices p JOIN variants v ON v.id = p.variant_id
    WHERE p.price_list_id = :id AND v.sku > :after ORDER BY v.sku LIMIT :limit
    """
)
_PRICES_OF = sa.text(
    """
    SELECT v.sku, p.amount, p.compare_at FROM variants v
    LEFT JOIN prices p ON p.variant_id = v.id AND p.price_list_id = :id
    WHERE v.sku = ANY(:skus)
    """
)
_PUT_PRICES = sa.text(
    """
    INSERT INTO prices (variant_id, price_list_id, amount, compare_at)
    SELECT v.id, :id, r.amount, r.compare_at FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r(sku text, amount bigint, compare_at bigint) JOIN variants v ON v.sku = r.sku
    ON CONFLICT (variant_id, price_list_id) DO UPDATE
        SET amount = excluded.amount, compare_at = excluded.compare_at
    """
)
_DROP_PRICES = sa.text(
    """
    DELETE FROM prices p USING variants v
    WHERE v.id = p.variant_id AND p.price_list_id = :id AND v.sku = ANY(:skus)
    """
)
_PRODUCTS_OF_LIST = sa.text(
    """
    SELECT DISTINCT v.product_id FROM prices p JOIN variants v ON v.id = p.variant_id
    WHERE p.price_list_id = :id
    """
)
_PRODUCTS_OF_SKUS = sa.text("SELECT DISTINCT product_id FROM variants WHERE sku = ANY(:skus)")


async def documents(
    conn: AsyncConnection, kind: Kind, document_id: str | None = None
) -> list[StoredDocument]:
    """All documents of a kind, or the one with this id."""
    rows = await conn.execute(_DOCUMENTS, {"kind": kind, "id": document_id})
    return [
        StoredDocument(
            row.id, row.version, row.updated_at, msgspec.json.decode(row.document, type=TYPES[kind])
        )
        for row in rows
    ]


async def insert_document(
    conn: AsyncConnection, kind: Kind, document_id: str, document: Document, now: datetime
) -> None:
    parameters = {"kind": kind, "id": document_id, "document": _json(document), "now": now}
    await conn.execute(_INSERT, parameters)


async def update_document(
    conn: AsyncConnection,
    kind: Kind,
    document_id: str,
    document: Document,
    version: int,
    now: datetime,
) -> bool:
    """Whether the document was still at this version."""
    parameters = {"kind": kind, "id": document_id, "document": _json(document), "now": now}
    result = await conn.execute(_UPDATE, {**parameters, "version": version})
    return result.rowcount == 1


async def delete_document(
    conn: AsyncConnection, kind: Kind, document_id: str, version: int
) -> bool:
    """Whether the document was still at this version."""
    parameters = {"kind": kind, "id": document_id, "version": version}
    return (await conn.execute(_DELETE, parameters)).rowcount == 1


async def touch_pricing(conn: AsyncConnection) -> int:
    """Raise the version that every quote compares its tables with."""
    return int((await conn.execute(_TOUCH)).scalar_one())


async def lock_pricing(conn: AsyncConnection) -> None:
    """Keep other writers of the tables out, as `touch_pricing` does, before it is known whether
    anything changes.
    """
    await conn.execute(_LOCK)


async def pricing_version(conn: AsyncConnection) -> int:
    return int((await conn.execute(_VERSION)).scalar_one())


async def load_snapshot(conn: AsyncConnection) -> Snapshot:
    """All tables in one version; call it in a transaction that sees one."""
    version = await pricing_version(conn)
    by_kind: dict[str, dict[str, Any]] = {kind: {} for kind in TYPES}
    for row in await conn.execute(_ALL_DOCUMENTS):
        by_kind[row.kind][row.id] = msgspec.json.decode(row.document, type=TYPES[row.kind])
    inclusive = (await conn.execute(_INCLUSIVE)).scalars()
    tables = PricingTables(
        version=version,
        tax_rates=by_country(by_kind["tax-rate"].values()),
        shipping_methods=tuple(by_kind["shipping-method"].values()),
        promotions=by_kind["promotion"],
        promotion_ids_by_code=index_codes(by_kind["promotion"]),
        inclusive_currencies=frozenset(inclusive),
    )
    ancestors = {row.id: frozenset(row.ancestors) for row in await conn.execute(_ANCESTORS)}
    return Snapshot(tables, ancestors)


async def quotable_skus(
    conn: AsyncConnection, skus: Sequence[str], currency: str, now: datetime
) -> tuple[int, list[Any]]:
    """The version of the pricing tables at this moment, and a row for each SKU that exists."""
    parameters = {"skus": list(skus), "currency": currency, "now": now}
    rows = (await conn.execute(_QUOTABLE, parameters)).all()
    return rows[0].version, [row for row in rows if row.sku is not None]


def to_skus(rows: Iterable[Any], ancestors: dict[str, frozenset[str]]) -> dict[str, Sku]:
    return {
        row.sku: Sku(
            sku=row.sku,
            product_id=row.product_id,
            variant_id=row.variant_id,
            title=row.title,
            variant_title=row.variant_title,
            image_url=row.image_url,
            sellable=row.sellable,
            unit_price=row.unit_price,
            compare_at=row.compare_at,
            weight_grams=row.weight_grams,
            requires_shipping=row.requires_shipping,
            tax_class=row.tax_class,
            category_ids=ancestors.get(row.category_id, frozenset()),
        )
        for row in rows
    }


async def price_lists(conn: AsyncConnection, list_id: str | None = None) -> list[PriceListRow]:
    rows = await conn.execute(_LISTS, {"id": list_id})
    return [PriceListRow(**row._mapping) for row in rows]


async def insert_price_list(conn: AsyncConnection, row: PriceListRow, now: datetime) -> None:
    await conn.execute(_INSERT_LIST, {**msgspec.structs.asdict(row), "now": now})


async def update_price_list(conn: AsyncConnection, row: PriceListRow, now: datetime) -> bool:
    """Whether the list was still at ``row.version``."""
    parameters = {**msgspec.structs.asdict(row), "now": now}
    return (await conn.execute(_UPDATE_LIST, parameters)).rowcount == 1


async def touch_price_list(
    conn: AsyncConnection, list_id: str, version: int, now: datetime
) -> bool:
    """Whether the list was still at this version; it is now at the next."""
    parameters = {"id": list_id, "version": version, "now": now}
    return (await conn.execute(_TOUCH_LIST, parameters)).rowcount == 1


async def delete_price_list(conn: AsyncConnection, list_id: str, version: int) -> bool:
    """Whether the list was still at this version."""
    result = await conn.execute(_DELETE_LIST, {"id": list_id, "version": version})
    return result.rowcount == 1


async def listed_prices(
    conn: AsyncConnection, list_id: str, after: str, limit: int
) -> list[ListedPrice]:
    """Prices of a list by SKU."""
    parameters = {"id": list_id, "after": after, "limit": limit}
    return [ListedPrice(*row) for row in await conn.execute(_LISTED_PRICES, parameters)]


async def prices_of(
    conn: AsyncConnection, list_id: str, skus: Sequence[str]
) -> dict[str, ListedPrice | None]:
    """The list's price of each SKU that exists; ``None`` where it has none."""
    rows = await conn.execute(_PRICES_OF, {"id": list_id, "skus": list(skus)})
    return {row.sku: ListedPrice(*row) if row.amount is not None else None for row in rows}


async def put_prices(conn: AsyncConnection, list_id: str, prices: Sequence[ListedPrice]) -> None:
    await conn.execute(_PUT_PRICES, {"id": list_id, "rows": _json(prices)})


async def drop_prices(conn: AsyncConnection, list_id: str, skus: Sequence[str]) -> None:
    await conn.execute(_DROP_PRICES, {"id": list_id, "skus": list(skus)})


async def products_of_list(conn: AsyncConnection, list_id: str) -> list[str]:
    return list((await conn.execute(_PRODUCTS_OF_LIST, {"id": list_id})).scalars())


async def products_of_skus(conn: AsyncConnection, skus: Sequence[str]) -> list[str]:
    return list((await conn.execute(_PRODUCTS_OF_SKUS, {"skus": list(skus)})).scalars())


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
