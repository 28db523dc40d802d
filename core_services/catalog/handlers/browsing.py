"""The listing, a page at a time."""

import msgspec
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.money import exponent
from core_services.catalog.cursors import read_cursor, write_cursor
from core_services.catalog.domain import normalise_query
from core_services.catalog.popularity import least_sold_lately
from core_services.catalog.projections import to_card
from core_services.catalog.repository.listing import (
    Card,
    Listing,
    Position,
    count_cards,
    find_cards,
)
from core_services.catalog.schemas import ProductList, ProductQuery
from core_services.chassis.cache import RedisCache
from core_services.chassis.database import transaction

_TOTAL_SECONDS = 10


async def list_products(
    engine: AsyncEngine, totals: RedisCache, query: ProductQuery, clock: Clock, *, currency: str
) -> ProductList:
    """Products that match; a query whose words are nowhere is tried again as a misspelt title.

    Args:
        totals: where a listing's total is kept for a moment: to count is dearer than to list.
        currency: what prices are in when the query names none.

    Raises:
        CursorInvalidError: when the cursor does not belong to this query.
    """
    listing, by_similarity = _listing(query, clock, currency), False
    if query.cursor is not None:
        after, by_similarity = read_cursor(query.cursor, listing.order)
        listing = replace(listing, after=after)
    async with transaction(engine) as conn:
        cards = await find_cards(conn, listing, by_similarity=by_similarity)
        if listing.words and not cards and listing.after is None:
            by_similarity = True
            cards = await find_cards(conn, listing, by_similarity=True)
    return ProductList(
        products=tuple(to_card(card, listing.currency) for card in cards[: listing.limit]),
        next_cursor=_next_cursor(listing, cards, by_similarity),
        total=await _total(engine, totals, listing, cards, by_similarity),
    )


def _listing(query: ProductQuery, clock: Clock, default_currency: str) -> Listing:
    currency = query.currency or default_currency
    exponent(currency)
    now = clock.now()
    return Listing(
        currency=currency,
        now=now,
        limit=query.limit,
        category=query.category,
        words=normalise_query(query.q),
        brand=query.brand,
        in_stock=query.in_stock,
        least_popular=least_sold_lately(now) if query.sold_lately else None,
        sort=query.sort,
    )


async def _total(
    engine: AsyncEngine,
    totals: RedisCache,
    listing: Listing,
    cards: list[Card],
    by_similarity: bool,
) -> int | None:
    if listing.after is not None:
        return None
    if len(cards) <= listing.limit:
        return len(cards)

    async def count() -> bytes:
        async with transaction(engine) as conn:
            total = await count_cards(conn, listing, by_similarity=by_similarity)
        return msgspec.json.encode(total)

    filters = (
        listing.currency,
        listing.category,
        listing.words,
        listing.brand,
        listing.in_stock,
        listing.least_popular is not None,
    )
    key = f"total:{msgspec.json.encode(filters).decode()}"
    return msgspec.json.decode(await totals.get_or_load(key, _TOTAL_SECONDS, count), type=int)


def _next_cursor(listing: Listing, cards: list[Card], by_similarity: bool) -> str | None:
    if len(cards) <= listing.limit:
        return None
    last = cards[listing.limit - 1]
    return write_cursor(listing.order, Position(last.key, last.id), by_similarity=by_similarity)
