"""Answers to shoppers that are read far more often than they change, kept as encoded bytes.

Two layers: Redis, which events invalidate, and a moment in this process, which only spares Redis a
product that everybody looks at right now.
"""

import time
from collections.abc import Awaitable, Callable, Iterable

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.catalog.domain import ProductNotFoundError
from core_services.catalog.pricing.shipping import ship_to_countries
from core_services.catalog.pricing_tables import PricingTablesCache
from core_services.catalog.projections import to_product
from core_services.catalog.repository.categories import CategoryTree, load_tree, product_counts
from core_services.catalog.repository.pricing import price_lists, pricing_version
from core_services.catalog.repository.products import (
    find_product,
    new_slug_of,
    slugs_ever,
)
from core_services.catalog.schemas import Categories, Category
from core_services.catalog.territories import every_country
from core_services.chassis.cache import RedisCache
from core_services.chassis.database import transaction

_HOT_SECONDS = 2.0
_HOT_PAGES = 1_024
_CATEGORIES = "categories"
_COUNTRY_CODES = "countries"


class ProductMovedError(Exception):
    """The product lives at another slug now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Pages:
    """Product pages and the category tree as they are sent, and the countries' codes."""

    def __init__(
        self,
        engine: AsyncEngine,
        cache: RedisCache,
        tables: PricingTablesCache,
        clock: Clock,
        *,
        default_currency: str,
        ttl_seconds: int,
    ) -> None:
        self._engine = engine
        self._cache = cache
        self._tables = tables
        self._clock = clock
        self._default_currency = default_currency
        self._ttl_seconds = ttl_seconds
        self._hot: dict[str, tuple[float, bytes]] = {}

    async def product(self, slug_or_id: str, currency: str | None) -> bytes:
        """A product page.

        Raises:
            ProductMovedError: when the slug is one that the product had before.
            ProductNotFoundError: when there is none, or it is not on sale.
        """
        key = _product_key(slug_or_id, currency or self._default_currency)
        return await self._get(key, lambda: self._load_product(slug_or_id, currency))

    async def categories(self) -> bytes:
        return await self._get(_CATEGORIES, self._load_categories)

    async def country_codes(self) -> tuple[str, ...]:
        """The countries that goods are sent to."""
        codes = await self._get(_COUNTRY_CODES, self._load_country_codes)
        return msgspec.json.decode(codes, type=tuple[str, ...])

    async def forget_products(self, product_ids: Iterable[str]) -> None:
        """Drop the pages of these products at every address, old ones too, in every currency."""
        ids = list(product_ids)
        async with transaction(self._engine) as conn:
            slugs = await slugs_ever(conn, ids)
            currencies = {row.currency for row in await price_lists(conn)}
        currencies.add(self._default_currency)
        keys = [_product_key(address, c) for address in (*ids, *slugs) for c in currencies]
        await self._cache.delete([*keys, _CATEGORIES])

    async def forget_pricing(self) -> None:
        await self._cache.delete([_COUNTRY_CODES])

    async def _get(self, key: str, load: Callable[[], Awaitable[bytes]]) -> bytes:
        now = time.monotonic()
        hot = self._hot.get(key)
        if hot is not None and hot[0] > now:
            return hot[1]
        page = await self._cache.get_or_load(key, self._ttl_seconds, load)
        if len(self._hot) >= _HOT_PAGES:
            self._hot.clear()
        self._hot[key] = (now + _HOT_SECONDS, page)
        return page

    async def _load_product(self, slug_or_id: str, currency: str | None) -> bytes:
        now = self._clock.now()
        async with transaction(self._engine) as conn:
            stored = await find_product(conn, slug_or_id, now)
            moved_to = None if stored else await new_slug_of(conn, slug_or_id)
        if moved_to is not None:
            raise ProductMovedError(moved_to)
        if stored is not None and stored.is_on_sale(now):
            page = to_product(stored, currency, self._default_currency)
            if page is not None:
                return msgspec.json.encode(page)
        raise ProductNotFoundError(f"There is no product {slug_or_id!r} on sale.")

    async def _load_categories(self) -> bytes:
        async with transaction(self._engine) as conn:
            tree = await load_tree(conn)
            counts = await product_counts(conn, self._clock.now())
        return msgspec.json.encode(Categories(tuple(_in_tree_order(tree, counts))))

    async def _load_country_codes(self) -> bytes:
        async with transaction(self._engine) as conn:
            version = await pricing_version(conn)
        methods = (await self._tables.at(version)).tables.shipping_methods
        named, anywhere = ship_to_countries(methods)
        return msgspec.json.encode(sorted(every_country() if anywhere else named))


def _product_key(slug_or_id: str, currency: str) -> str:
    return f"product:{slug_or_id}:{currency}"


def _in_tree_order(tree: CategoryTree, counts: dict[str, int]) -> Iterable[Category]:
    """Parents before their children, siblings by position and name."""
    totals = dict.fromkeys(tree.by_id, 0)
    paths = {category_id: tree.path(category_id) for category_id in tree.by_id}
    for category_id, count in counts.items():
        for row in paths[category_id]:
            totals[row.id] += count
    ordered = sorted(paths.values(), key=lambda path: [(row.position, row.name) for row in path])
    for path in ordered:
        row = path[-1]
        yield Category(
            id=row.id,
            slug=row.slug,
            name=row.name,
            parent_id=row.parent_id,
            level=len(path) - 1,
            position=row.position,
            product_count=totals[row.id],
            image_url=row.image_url,
        )
