"""Products written in sets: the statements that a planned batch is carried out with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.ids import new_id
from core_services.catalog.descriptions import sanitise, to_text
from core_services.catalog.domain import Known, KnownProduct, PlannedProduct, variant_title
from core_services.catalog.records import ProductRecord
from core_services.catalog.repository.pricing import touch_pricing

_WRITERS_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('catalog-products'))")

_KNOWN_PRODUCTS = sa.text(
    "SELECT id, handle, slug, content_hash FROM products WHERE handle = ANY(:handles)"
)
_SLUG_OWNERS = sa.text("SELECT slug, id FROM products WHERE slug = ANY(:slugs)")
_SKU_OWNERS = sa.text("SELECT sku, product_id, id FROM variants WHERE sku = ANY(:skus)")

_PRODUCT_COLUMNS = {
    "id": "text",
    "handle": "text",
    "slug": "text",
    "title": "text",
    "description_html": "text",
    "description_text": "text",
    "vendor": "text",
    "brand": "text",
    "product_type": "text",
    "category_id": "text",
    "tags": "jsonb",
    "status": "text",
    "published_at": "timestamptz",
    "unpublish_at": "timestamptz",
    "options": "jsonb",
    "attributes": "jsonb",
    "images": "jsonb",
    "seo_title": "text",
    "seo_description": "text",
    "content_hash": "text",
}
_UPSERT_PRODUCTS = sa.text(
    f"""
    INSERT INTO products ({", ".join(_PRODUCT_COLUMNS)}, created_at, updated_at)
    SELECT r.*, :now, :now FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r({", ".join(f"{name} {kind}" for name, kind in _PRODUCT_COLUMNS.items())})
    ON CONFLICT (id) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in _PRODUCT_COLUMNS if name != "id")},
        version = products.version + 1, revision = products.revision + 1, updated_at = :now
    """
)
_REDIRECT_SLUGS = sa.text(
    """
    INSERT INTO slug_redirects (slug, product_id, created_at)
    SELECT r.slug, r.product_id, :now FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r(slug text, product_id text)
    ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id
    """
)
_DROP_REDIRECTS = sa.text("DELETE FROM slug_redirects WHERE slug = ANY(:slugs)")

_DELETE_VARIANTS = sa.text(
    "DELETE FROM variants WHERE product_id = ANY(:ids) AND NOT id = ANY(:kept)"
)
_UPSERT_VARIANTS = sa.text(
    """
    INSERT INTO variants (id, product_id, sku, position, title, options, barcodes, weight_grams,
                          tax_class, requires_shipping, image_url)
    SELECT r.* FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id text, product_id text, sku text, position integer, title text, options jsonb,
        barcodes jsonb, weight_grams integer, tax_class text, requires_shipping boolean,
        image_url text)
    ON CONFLICT (id) DO UPDATE SET
        position = excluded.position, title = excluded.title, options = excluded.options,
        barcodes = excluded.barcodes, weight_grams = excluded.weight_grams,
        tax_class = excluded.tax_class, requires_shipping = excluded.requires_shipping,
        image_url = excluded.image_url
    """
)
_CREATE_BASE_LISTS = sa.text(
    """
    INSERT INTO price_lists (id, code, name, currency, is_base, prices_include_tax, updated_at)
    SELECT r.id, 'base-' || lower(r.currency), 'Base prices in ' || r.currency, r.currency, true,
           true, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(id text, currency text)
    ON CONFLICT DO NOTHING
    """
)
_MISSING_BASE_LISTS = sa.text(
    """
    SELECT currency FROM unnest(CAST(:currencies AS text[])) AS wanted(currency)
    WHERE NOT EXISTS (
        SELECT FROM price_lists l WHERE l.is_base AND l.currency = wanted.currency)
    """
)
_DELETE_BASE_PRICES = sa.text(
    """
    DELETE FROM prices p USING price_lists l, variants v
    WHERE l.id = p.price_list_id AND l.is_base AND v.id = p.variant_id AND v.product_id = ANY(:ids)
        AND NOT EXISTS (
            SELECT FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                AS r(variant_id text, currency text)
            WHERE r.variant_id = p.variant_id AND r.currency = l.currency)
    """
)
_UPSERT_BASE_PRICES = sa.text(
    """
    INSERT INTO prices (variant_id, price_list_id, amount, compare_at)
    SELECT r.variant_id, l.id, r.amount, r.compare_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r(variant_id text, currency text, amount bigint, compare_at bigint)
    JOIN price_lists l ON l.is_base AND l.currency = r.currency
    ON CONFLICT (variant_id, price_list_id) DO UPDATE
        SET amount = excluded.amount, compare_at = excluded.compare_at
    """
)

_REFRESH_PRICES = sa.text(
    """
    WITH mine AS (
        SELECT v.product_id, p.currency, p.amount, p.compare_at
        FROM effective_prices(
            (SELECT array_agg(sku) FROM variants WHERE product_id = ANY(:ids)), :now) p
        JOIN variants v ON v.id = p.variant_id
    ), gone AS (
        DELETE FROM product_prices pp WHERE pp.product_id = ANY(:ids) AND NOT EXISTS (
            SELECT FROM mine
            WHERE mine.product_id = pp.product_id AND mine.currency = pp.currency)
    )
    INSERT INTO product_prices (product_id, currency, min_amount, max_amount, compare_at)
    SELECT product_id, currency, min(amount), max(amount),
           (array_agg(compare_at ORDER BY amount, compare_at))[1]
    FROM mine GROUP BY product_id, currency
    ON CONFLICT (product_id, currency) DO UPDATE SET
        min_amount = excluded.min_amount, max_amount = excluded.max_amount,
        compare_at = excluded.compare_at
    """
)
_REFRESH_SEARCH = sa.text(
    """
    INSERT INTO product_search (product_id, title, document)
    SELECT p.id, p.title,
        setweight(to_tsvector('english', p.title), 'A')
        || setweight(to_tsvector('english', concat_ws(' ', p.brand, p.vendor, p.product_type,
            (SELECT string_agg(value ->> 'name', ' ')
             FROM json_array_elements(category_path(p.category_id))))), 'B')
        || setweight(to_tsvector('english', concat_ws(' ',
            (SELECT string_agg(value, ' ') FROM jsonb_array_elements_text(p.tags)),
            (SELECT string_agg(value ->> 'value', ' ') FROM jsonb_array_elements(p.attributes)))),
            'C')
        || setweight(to_tsvector('simple',
            (SELECT left(string_agg(concat_ws(' ', v.sku, v.title, (
                SELECT string_agg(value, ' ') FROM jsonb_array_elements_text(v.barcodes)
            )), ' '), 100000) FROM variants v WHERE v.product_id = p.id)), 'B')
        || setweight(to_tsvector('english', left(p.description_text, 20000)), 'D')
    FROM products p WHERE p.id = ANY(:ids)
    ON CONFLICT (product_id) DO UPDATE
        SET title = excluded.title, document = excluded.document
    """
)
_REFRESH_STOCK = sa.text(
    """
    UPDATE products p SET in_stock = now_in.stock FROM (
        SELECT c.id, EXISTS (
            SELECT FROM variants v JOIN availability a ON a.sku = v.sku
            WHERE v.product_id = c.id AND a.available > 0) AS stock
        FROM products c WHERE c.id = ANY(:ids)
    ) now_in
    WHERE p.id = now_in.id AND p.in_stock <> now_in.stock
    RETURNING p.id
    """
)
_BUMP_REVISIONS = sa.text(
    "UPDATE products SET revision = revision + 1, updated_at = :now WHERE id = ANY(:ids)"
)


async def lock_out_other_writers(conn: AsyncConnection) -> None:
    """One writer of products at a time: a batch is planned against what nobody else changes."""
    await conn.execute(_WRITERS_LOCK)


async def load_known(conn: AsyncConnection, records: Sequence[ProductRecord]) -> Known:
    """What the records could collide with."""
    skus = [variant.sku for record in records for variant in record.variants]
    slugs = [slug for record in records for slug in (record.slug, record.handle) if slug]
    products = await conn.execute(_KNOWN_PRODUCTS, {"handles": [r.handle for r in records]})
    owners = await conn.execute(_SLUG_OWNERS, {"slugs": slugs})
    variants = await conn.execute(_SKU_OWNERS, {"skus": skus})
    return Known(
        by_handle={row.handle: KnownProduct(*row) for row in products},
        slug_owners={row.slug: row.id for row in owners},
        sku_owners={row.sku: (row.product_id, row.id) for row in variants},
    )


async def write_products(
    conn: AsyncConnection,
    products: Sequence[PlannedProduct],
    category_ids: Mapping[tuple[str, ...], str],
    now: datetime,
) -> None:
    """Write planned products with their variants and base prices, and what is derived from them."""
    ids = [product.id for product in products]
    rows = [_product_row(product, category_ids) for product in products]
    await conn.execute(_UPSERT_PRODUCTS, {"rows": _json(rows), "now": now})
    await _move_slugs(conn, products, now)
    await _write_variants(conn, products)
    await _write_base_prices(conn, products, now)
    await refresh_prices(conn, ids, now)
    await refresh_stock(conn, ids)
    await refresh_search(conn, ids)


async def refresh_prices(conn: AsyncConnection, ids: Sequence[str], now: datetime) -> None:
    """Recompute what the listing shows of prices."""
    await conn.execute(_REFRESH_PRICES, {"ids": ids, "now": now})


async def refresh_search(conn: AsyncConnection, ids: Sequence[str]) -> None:
    """Recompute what the text search of the listing looks into."""
    await conn.execute(_REFRESH_SEARCH, {"ids": ids})


async def refresh_stock(conn: AsyncConnection, ids: Sequence[str]) -> list[str]:
    """Recompute whether each product can be bought at all; returns those for which it changed."""
    return list((await conn.execute(_REFRESH_STOCK, {"ids": ids})).scalars())


async def bump_revisions(conn: AsyncConnection, ids: Sequence[str], now: datetime) -> None:
    """Mark products as changed for their readers, though nobody edited them."""
    await conn.execute(_BUMP_REVISIONS, {"ids": ids, "now": now})


async def _move_slugs(
    conn: AsyncConnection, products: Sequence[PlannedProduct], now: datetime
) -> None:
    moved = [{"slug": p.old_slug, "product_id": p.id} for p in products if p.old_slug]
    if moved:
        await conn.execute(_REDIRECT_SLUGS, {"rows": _json(moved), "now": now})
    await conn.execute(_DROP_REDIRECTS, {"slugs": [product.slug for product in products]})


async def _write_variants(conn: AsyncConnection, products: Sequence[PlannedProduct]) -> None:
    updated = [product.id for product in products if not product.created]
    if updated:
        kept = [variant_id for p in products for variant_id in p.variant_ids.values()]
        await conn.execute(_DELETE_VARIANTS, {"ids": updated, "kept": kept})
    rows = [row for product in products for row in _variant_rows(product)]
    await conn.execute(_UPSERT_VARIANTS, {"rows": _json(rows)})


async def _write_base_prices(
    conn: AsyncConnection, products: Sequence[PlannedProduct], now: datetime
) -> None:
    rows = [row for product in products for row in _price_rows(product)]
    await ensure_base_lists(conn, {row["currency"] for row in rows}, now)
    encoded = _json(rows)
    updated = [product.id for product in products if not product.created]
    if updated:
        await conn.execute(_DELETE_BASE_PRICES, {"ids": updated, "rows": encoded})
    await conn.execute(_UPSERT_BASE_PRICES, {"rows": encoded})


async def ensure_base_lists(conn: AsyncConnection, currencies: set[str], now: datetime) -> None:
    """Open a base price list for each currency that has none; its prices include tax."""
    missing = await conn.execute(_MISSING_BASE_LISTS, {"currencies": sorted(currencies)})
    rows = [{"id": new_id("prl"), "currency": row.currency} for row in missing]
    if rows:
        await conn.execute(_CREATE_BASE_LISTS, {"rows": _json(rows), "now": now})
        await touch_pricing(conn)


def _product_row(
    product: PlannedProduct, category_ids: Mapping[tuple[str, ...], str]
) -> dict[str, Any]:
    record = product.record
    row = {name: getattr(record, name, None) for name in _PRODUCT_COLUMNS}
    return row | {
        "id": product.id,
        "slug": product.slug,
        "description_html": sanitise(record.description_html),
        "description_text": to_text(record.description_html),
        "category_id": category_ids.get(record.category),
        "seo_title": record.seo.title,
        "seo_description": record.seo.description,
        "content_hash": product.content_hash,
    }


def _variant_rows(product: PlannedProduct) -> Iterable[dict[str, Any]]:
    for position, variant in enumerate(product.record.variants):
        yield {
            "id": product.variant_ids[variant.sku],
            "product_id": product.id,
            "sku": variant.sku,
            "position": position,
            "title": variant_title(product.record, variant),
            "options": variant.options,
            "barcodes": variant.barcodes,
            "weight_grams": variant.weight_grams,
            "tax_class": variant.tax_class,
            "requires_shipping": variant.requires_shipping,
            "image_url": variant.image_url,
        }


def _price_rows(product: PlannedProduct) -> Iterable[dict[str, Any]]:
    for variant in product.record.variants:
        for currency, amount in variant.prices.items():
            yield {
                "variant_id": product.variant_ids[variant.sku],
                "currency": currency,
                "amount": amount,
                "compare_at": variant.compare_at.get(currency),
            }


def _json(rows: object) -> str:
    return msgspec.json.encode(rows).decode()
