"""The listing, a page at a time."""

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.money import exponent
from core_services.catalog.cursors import read_cursor, write_cursor
from core_services.catalog.domain import normalise_query
from core_services.catalog.projections import to_card
from core_services.catalog.repository.listing import (
    Card,
    Listing,
    Position,
    count_cards,
    find_cards,
)
from core_services.catalog.schemas import ProductList, ProductQuery
from core_services.chassis.database import transaction


async def list_products(
    engine: AsyncEngine, query: ProductQuery, clock: Clock, *, default_currency: str
) -> ProductList:
    """Products that match; a query whose words are nowhere is tried again as a misspelt title.

    Raises:
        CursorInvalidError: when the cursor does not belong to this query.
    """
    listing = _listing(query, clock, default_currency)
    by_similarity = False
    if query.cursor is not None:
        after, by_similarity = read_cursor(query.cursor, listing.order)
        listing = replace(listing, after=after)
    async with transaction(engine) as conn:
        cards = await find_cards(conn, listing, by_similarity=by_similarity)
        if listing.words and not cards and listing.after is None:
            by_similarity = True
            cards = await find_cards(conn, listing, by_similarity=True)
        total = await _total(conn, listing, cards, by_similarity)
    return ProductList(
        products=tuple(to_card(card, listing.currency) for card in cards[: listing.limit]),
        next_cursor=_next_cursor(listing, cards, by_similarity),
        total=total,
    )


def _listing(query: ProductQuery, clock: Clock, default_currency: str) -> Listing:
    currency = query.currency or default_currency
    exponent(currency)
    return Listing(
        currency=currency,
        now=clock.now(),
        limit=query.limit,
        category=query.category,
        words=normalise_query(query.q),
        brand=query.brand,
        in_stock=query.in_stock,
        sort=query.sort,
    )


async def _total(
    conn: AsyncConnection, listing: Listing, cards: list[Card], by_similarity: bool
) -> int | None:
    if listing.after is not None:
        return None
    if len(cards) <= listing.limit:
        return len(cards)
    return await count_cards(conn, listing, by_similarity=by_similarity)


def _next_cursor(listing: Listing, cards: list[Card], by_similarity: bool) -> str | None:
    if len(cards) <= listing.limit:
        return None
    last = cards[listing.limit - 1]
    return write_cursor(listing.order, Position(last.key, last.id), by_similarity=by_similarity)
