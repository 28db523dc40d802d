"""Whole products, as staff, shoppers and the search index see them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    OptionRecord,
    ProductRecord,
    SeoRecord,
    Status,
    VariantRecord,
)


class StoredPrice(msgspec.Struct, frozen=True, array_like=True):
    amount: int
    compare_at: int | None = None


class StoredVariant(msgspec.Struct, frozen=True, kw_only=True):
    """``prices`` is what holds now; ``base_prices`` is what staff and imports write."""

    id: str
    sku: str
    title: str
    options: dict[str, str]
    barcodes: tuple[str, ...]
    weight_grams: int
    tax_class: str
    requires_shipping: bool
    image_url: str | None
    available: int
    prices: dict[str, StoredPrice]
    base_prices: dict[str, StoredPrice]


class CategoryStep(msgspec.Struct, frozen=True):
    id: str
    slug: str
    name: str


class StoredProduct(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    handle: str
    slug: str
    title: str
    description_html: str
    description_text: str
    vendor: str
    brand: str
    product_type: str
    category: tuple[CategoryStep, ...]
    tags: tuple[str, ...]
    status: Status
    published_at: datetime | None
    unpublish_at: datetime | None
    options: tuple[OptionRecord, ...]
    attributes: tuple[AttributeRecord, ...]
    images: tuple[ImageRecord, ...]
    seo_title: str
    seo_description: str
    popularity: int
    in_stock: bool
    version: int
    revision: int
    listed_at: datetime
    updated_at: datetime
    variants: tuple[StoredVariant, ...] = ()

    def is_on_sale(self, moment: datetime) -> bool:
        """Whether shoppers may see it at this moment."""
        return (
            self.status == "active"
            and (self.published_at is None or self.published_at <= moment)
            and (self.unpublish_at is None or self.unpublish_at > moment)
        )

    def record(self) -> ProductRecord:
        """The record that would write this product; stock is not part of it."""
        return ProductRecord(
            handle=self.handle,
            slug=self.slug,
            title=self.title,
            description_html=self.description_html,
            vendor=self.vendor,
            brand=self.brand,
            product_type=self.product_type,
            category=tuple(step.name for step in self.category),
            tags=self.tags,
            status=self.status,
            published_at=self.published_at,
            unpublish_at=self.unpublish_at,
            options=self.options,
            attributes=self.attributes,
            images=self.images,
            seo=SeoRecord(title=self.seo_title, description=self.seo_description),
            variants=tuple(_variant_record(variant) for variant in self.variants),
        )


def _variant_record(variant: StoredVariant) -> VariantRecord:
    return VariantRecord(
        sku=variant.sku,
        options=variant.options,
        prices={currency: price.amount for currency, price in variant.base_prices.items()},
        compare_at={
            currency: price.compare_at
            for currency, price in variant.base_prices.items()
            if price.compare_at is not None
        },
        barcodes=variant.barcodes,
        weight_grams=variant.weight_grams,
        tax_class=variant.tax_class,
        requires_shipping=variant.requires_shipping,
        image_url=variant.image_url,
    )


_decoder = msgspec.json.Decoder(StoredProduct)

_LOAD = sa.text(
    """
    WITH chosen AS (
        SELECT * FROM products WHERE id = ANY(:ids)
    ), mine AS (
        SELECT v.* FROM variants v JOIN chosen c ON c.id = v.product_id
    ), now_prices AS (
        SELECT variant_id, json_object_agg(
            currency, json_build_array(amount, compare_at)) AS prices
        FROM effective_prices((SELECT array_agg(sku) FROM mine), :now) GROUP BY variant_id
    ), base_prices AS (
        SELECT p.variant_id, json_object_agg(
            l.currency, json_build_array(p.amount, p.compare_at)) AS prices
        FROM mine JOIN prices p ON p.variant_id = mine.id
        JOIN price_lists l ON l.id = p.price_list_id AND l.is_base
        GROUP BY p.variant_id
    ), shown AS (
        SELECT m.product_id, json_agg(json_build_object(
            'id', m.id, 'sku', m.sku, 'title', m.title, 'options', m.options,
            'barcodes', m.barcodes, 'weight_grams', m.weight_grams, 'tax_class', m.tax_class,
            'requires_shipping', m.requires_shipping, 'image_url', m.image_url,
            'available', greatest(coalesce(a.available, 0), 0),
            'prices', coalesce(n.prices, '{}'), 'base_prices', coalesce(b.prices, '{}')
        ) ORDER BY m.position) AS variants
        FROM mine m
        LEFT JOIN availability a ON a.sku = m.sku
        LEFT JOIN now_prices n ON n.variant_id = m.id
        LEFT JOIN base_prices b ON b.variant_id = m.id
        GROUP BY m.product_id
    )
    SELECT row_to_json(t)::text FROM (
        SELECT c.id, c.handle, c.slug, c.title, c.description_html, c.description_text, c.vendor,
            c.brand, c.product_type, category_path(c.category_id) AS category, c.tags, c.status,
            c.published_at, c.unpublish_at, c.options, c.attributes, c.images, c.seo_title,
            c.seo_description, c.popularity, c.in_stock, c.version, c.revision, c.listed_at,
            c.updated_at, coalesce(s.variants, '[]') AS variants
        FROM chosen c LEFT JOIN shown s ON s.product_id = c.id
    ) t
    """
)
_FIND = sa.text("SELECT id FROM products WHERE slug = :key OR id = :key")
_REDIRECT = sa.text(
    """
    SELECT p.slug FROM slug_redirects r JOIN products p ON p.id = r.product_id
    WHERE r.slug = :slug
    """
)
_ADDRESSES = sa.text(
    """
    SELECT slug FROM products WHERE id = ANY(:ids)
    UNION ALL SELECT slug FROM slug_redirects WHERE product_id = ANY(:ids)
    """
)
_PAGE_OF_IDS = sa.text(
    """
    SELECT id FROM products WHERE id > :after AND status = 'active'
        AND (published_at IS NULL OR published_at <= :now)
        AND (unpublish_at IS NULL OR unpublish_at > :now)
    ORDER BY id LIMIT :limit
    """
)
_STATES = sa.text(
    """
    WITH chosen AS (
        SELECT * FROM products WHERE id = ANY(:ids)
    ), paths AS (
        SELECT category_id, (
            SELECT array_agg(step ->> 'slug' ORDER BY place)
            FROM json_array_elements(category_path(category_id)) WITH ORDINALITY s(step, place)
        ) AS slugs
        FROM (SELECT DISTINCT category_id FROM chosen WHERE category_id IS NOT NULL) c
    ), sold AS (
        SELECT product_id, array_agg(sku ORDER BY position) AS skus
        FROM variants WHERE product_id = ANY(:ids) GROUP BY product_id
    )
    SELECT id, revision, status = 'active'
        AND (published_at IS NULL OR published_at <= :now)
        AND (unpublish_at IS NULL OR unpublish_at > :now) AS on_sale,
        title, brand, coalesce(slugs, '{}') AS category, coalesce(skus, '{}') AS skus
    FROM chosen LEFT JOIN paths USING (category_id) LEFT JOIN sold ON product_id = id ORDER BY id
    """
)
_SKUS = sa.text(
    """
    SELECT v.sku, v.product_id, v.id AS variant_id, p.title, v.requires_shipping,
        p.status = 'active' AND (p.published_at IS NULL OR p.published_at <= :now)
            AND (p.unpublish_at IS NULL OR p.unpublish_at > :now) AS sellable
    FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = ANY(:skus)
    """
)


class ProductState(msgspec.Struct, frozen=True, kw_only=True):
    """What others are told about a product; ``category`` is a path of slugs, root first."""

    id: str
    revision: int
    on_sale: bool
    title: str
    brand: str
    category: tuple[str, ...]
    skus: tuple[str, ...]


class VariantState(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    product_id: str
    variant_id: str
    title: str
    sellable: bool
    requires_shipping: bool


async def load_products(
    conn: AsyncConnection, ids: Sequence[str], now: datetime
) -> dict[str, StoredProduct]:
    """Products by id; those that do not exist are left out."""
    rows = await conn.execute(_LOAD, {"ids": list(ids), "now": now})
    products = (_decoder.decode(text) for text in rows.scalars())
    return {product.id: product for product in products}


async def find_product(
    conn: AsyncConnection, slug_or_id: str, now: datetime
) -> StoredProduct | None:
    found = (await conn.execute(_FIND, {"key": slug_or_id})).scalar()
    if found is None:
        return None
    return (await load_products(conn, [found], now)).get(found)


async def new_slug_of(conn: AsyncConnection, slug: str) -> str | None:
    """Where the product that used to live at this slug lives now."""
    moved: str | None = (await conn.execute(_REDIRECT, {"slug": slug})).scalar()
    return moved


async def slugs_ever(conn: AsyncConnection, ids: Sequence[str]) -> list[str]:
    """Every slug at which these products live or lived."""
    return list((await conn.execute(_ADDRESSES, {"ids": list(ids)})).scalars())


async def page_of_ids(conn: AsyncConnection, after: str, limit: int, now: datetime) -> list[str]:
    """Ids of products on sale, in order of id: creation order, so a rebuild misses none."""
    parameters = {"after": after, "limit": limit, "now": now}
    return list((await conn.execute(_PAGE_OF_IDS, parameters)).scalars())


async def product_states(
    conn: AsyncConnection, ids: Sequence[str], now: datetime
) -> list[ProductState]:
    rows = await conn.execute(_STATES, {"ids": list(ids), "now": now})
    return [msgspec.convert(dict(row._mapping), ProductState) for row in rows]


async def variant_states(
    conn: AsyncConnection, skus: Sequence[str], now: datetime
) -> list[VariantState]:
    rows = await conn.execute(_SKUS, {"skus": list(skus), "now": now})
    return [VariantState(**row._mapping) for row in rows]


class ProductSummary(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    handle: str
    slug: str
    title: str
    brand: str
    status: Status
    in_stock: bool
    version: int
    updated_at: datetime


_SUMMARIES = sa.text(
    """
    SELECT p.id, p.handle, p.slug, p.title, p.brand, p.status, p.in_stock, p.version, p.updated_at
    FROM products p
    WHERE (CAST(:status AS text) IS NULL OR p.status = :status)
        AND (CAST(:after AS text) IS NULL OR p.id < :after)
        AND (:words = '' OR p.handle = :words OR EXISTS (
            SELECT FROM variants v WHERE v.product_id = p.id AND v.sku = :words
        ) OR EXISTS (
            SELECT FROM product_search s WHERE s.product_id = p.id
                AND s.document @@ websearch_to_tsquery('english', :words)
        ))
    ORDER BY p.id DESC LIMIT :limit
    """
)


async def page_of_summaries(
    conn: AsyncConnection, *, words: str, status: Status | None, after: str | None, limit: int
) -> list[ProductSummary]:
    """Newest first, on sale or not."""
    parameters = {"words": words, "status": status, "after": after, "limit": limit}
    rows = await conn.execute(_SUMMARIES, parameters)
    return [ProductSummary(**row._mapping) for row in rows]
