"""The listing: filters, text search in Postgres, keyset cursors.

The search service falls back on this when its engine is down, so ``q`` must bear a typo: a query
that finds no word is tried again by trigrams of the title.
"""

from datetime import datetime
from functools import cache
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

Sort = Literal["relevance", "newest", "popular", "price", "-price", "name"]
_TYPO_SIMILARITY = 0.35


class Position(msgspec.Struct, frozen=True):
    """Where the last page ended: the value of its last row's sort key, and that row's id."""

    key: Any
    id: str


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for. ``relevance`` without words is ``newest``."""

    currency: str
    now: datetime
    limit: int
    category: str | None = None
    words: str = ""
    brand: str | None = None
    in_stock: bool | None = None
    least_popular: int | None = None
    sort: Sort = "relevance"
    after: Position | None = None

    @property
    def order(self) -> Sort:
        return "newest" if self.sort == "relevance" and not self.words else self.sort


class Card(msgspec.Struct, frozen=True):
    id: str
    slug: str
    title: str
    brand: str
    image_url: str | None
    min_amount: int
    max_amount: int
    compare_at: int | None
    in_stock: bool
    category_slug: str | None
    key: Any


_TERMS = "(websearch_to_tsquery('english', :words) || websearch_to_tsquery('simple', :words))"
_KEYS: dict[Sort, tuple[str, str, str]] = {
    "newest": ("p.listed_at", "timestamptz", "DESC"),
    "popular": ("p.popularity", "bigint", "DESC"),
    "price": ("pp.min_amount", "bigint", "ASC"),
    "-price": ("pp.min_amount", "bigint", "DESC"),
    "name": ("lower(p.title)", "text", "ASC"),
    "relevance": (
        f"(1000000 * (ts_rank(s.document, {_TERMS}) + word_similarity(:words, s.title)))::bigint",
        "bigint",
        "DESC",
    ),
}
_FROM = """
    FROM products p
    JOIN product_prices pp ON pp.product_id = p.id AND pp.currency = :currency
    LEFT JOIN categories c ON c.id = p.category_id
"""
_ON_SALE = """
    p.status = 'active' AND (p.published_at IS NULL OR p.published_at <= :now)
    AND (p.unpublish_at IS NULL OR p.unpublish_at > :now)
"""
_IN_CATEGORY = """
    p.category_id IN (
        WITH RECURSIVE below AS (
            SELECT id FROM categories WHERE slug = :category
            UNION SELECT c.id FROM categories c JOIN below ON c.parent_id = below.id
        ) SELECT id FROM below)
"""
_SEARCH_JOIN = "JOIN product_search s ON s.product_id = p.id"
_SET_SIMILARITY = sa.text(f"SET LOCAL pg_trgm.word_similarity_threshold = {_TYPO_SIMILARITY}")


async def find_cards(
    conn: AsyncConnection, listing: Listing, *, by_similarity: bool = False
) -> list[Card]:
    """One card more than the limit, so that the caller knows whether there is another page."""
    conditions, parameters = _conditions(listing, by_similarity), _parameters(listing)
    if listing.after is not None:
        parameters |= {"after_key": listing.after.key, "after_id": listing.after.id}
    await _loosen(conn, by_similarity)
    statement = _page(listing.order, bool(listing.words), conditions, listing.after is not None)
    rows = await conn.execute(statement, {**parameters, "limit": listing.limit + 1})
    return [Card(*row) for row in rows]


async def count_cards(
    conn: AsyncConnection, listing: Listing, *, by_similarity: bool = False
) -> int:
    """How many products match, on all pages."""
    statement = _count(bool(listing.words), _conditions(listing, by_similarity))
    await _loosen(conn, by_similarity)
    return int((await conn.execute(statement, _parameters(listing))).scalar_one())


@cache
def _page(
    order: Sort, has_words: bool, conditions: tuple[str, ...], is_later: bool
) -> sa.TextClause:
    """The statement for a shape of listing; there are a few dozen shapes."""
    key, kind, direction = _KEYS[order]
    if is_later:
        beyond = ">" if direction == "ASC" else "<"
        conditions += (f"({key}, p.id) {beyond} (CAST(:after_key AS {kind}), :after_id)",)
    return sa.text(
        f"""
        SELECT p.id, p.slug, p.title, p.brand, p.images -> 0 ->> 'url' AS image_url,
            pp.min_amount, pp.max_amount, pp.compare_at, p.in_stock, c.slug AS category_slug,
            {key} AS key
        {_FROM} {_SEARCH_JOIN if has_words else ""}
        WHERE {" AND ".join(conditions)}
        ORDER BY {key} {direction}, p.id {direction} LIMIT :limit
        """
    )


@cache
def _count(has_words: bool, conditions: tuple[str, ...]) -> sa.TextClause:
    return sa.text(
        f"SELECT count(*) {_FROM} {_SEARCH_JOIN if has_words else ''} "
        f"WHERE {' AND '.join(conditions)}"
    )


def _conditions(listing: Listing, by_similarity: bool) -> tuple[str, ...]:
    conditions = [_ON_SALE]
    if listing.category is not None:
        conditions.append(_IN_CATEGORY)
    if listing.brand is not None:
        conditions.append("lower(p.brand) = lower(:brand)")
    if listing.in_stock is not None:
        conditions.append("p.in_stock = :in_stock")
    if listing.least_popular is not None:
        conditions.append("p.popularity >= :least_popular")
    if listing.words:
        conditions.append(":words <% s.title" if by_similarity else f"s.document @@ {_TERMS}")
    return tuple(conditions)


def _parameters(listing: Listing) -> dict[str, Any]:
    parameters = {
        "currency": listing.currency,
        "now": listing.now,
        "category": listing.category,
        "brand": listing.brand,
        "in_stock": listing.in_stock,
        "least_popular": listing.least_popular,
        "words": listing.words or None,
    }
    return {name: value for name, value in parameters.items() if value is not None}


async def _loosen(conn: AsyncConnection, by_similarity: bool) -> None:
    if by_similarity:
        await conn.execute(_SET_SIMILARITY)
