"""The category tree."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.ids import new_id
from core_services.catalog.repository.pricing import touch_pricing
from core_services.catalog.slugs import slugify


class CategoryRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    parent_id: str | None
    slug: str
    name: str
    position: int
    image_url: str | None
    description: str
    version: int


class CategoryTree:
    """All categories in memory: a shop has hundreds of them, not millions."""

    def __init__(self, rows: Iterable[CategoryRow]) -> None:
        self.by_id = {row.id: row for row in rows}
        self._by_name = {(row.parent_id, row.name): row.id for row in self.by_id.values()}
        self._slugs = {row.slug for row in self.by_id.values()}

    def child(self, parent_id: str | None, name: str) -> str | None:
        return self._by_name.get((parent_id, name))

    def add(self, row: CategoryRow) -> None:
        self.by_id[row.id] = row
        self._by_name[(row.parent_id, row.name)] = row.id
        self._slugs.add(row.slug)

    def path(self, category_id: str | None) -> list[CategoryRow]:
        """From the root to the category itself."""
        rows: list[CategoryRow] = []
        while category_id is not None:
            row = self.by_id[category_id]
            rows.append(row)
            category_id = row.parent_id
        return rows[::-1]

    def free_slug(self, parent_id: str | None, name: str) -> str:
        """The name as a slug; with the parent's before it, then with a number, when it is taken."""
        plain = slugify(name) or "category"
        parent = self.by_id[parent_id].slug if parent_id else "category"
        wanted = [plain, f"{parent}-{plain}"]
        number = 2
        while wanted[0] in self._slugs:
            wanted = wanted[1:] or [f"{parent}-{plain}-{number}"]
            number += 1
        return wanted[0]


_COLUMNS = "id, parent_id, slug, name, position, image_url, description, version"
_LOAD = sa.text(f"SELECT {_COLUMNS} FROM categories")
_INSERT = sa.text(
    """
    INSERT INTO categories (id, parent_id, slug, name, position, image_url, description, updated_at)
    SELECT r.*, :now FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id text, parent_id text, slug text, name text, position integer, image_url text,
        description text)
    """
)
_UPDATE = sa.text(
    """
    UPDATE categories SET parent_id = :parent_id, slug = :slug, name = :name, position = :position,
        image_url = :image_url, description = :description, version = version + 1,
        updated_at = :now
    WHERE id = :id AND version = :version
    """
)
_DELETE = sa.text("DELETE FROM categories WHERE id = :id AND version = :version")
_PRODUCTS_BELOW = sa.text(
    """
    WITH RECURSIVE below AS (
        SELECT id FROM categories WHERE id = :id
        UNION SELECT c.id FROM categories c JOIN below ON c.parent_id = below.id
    )
    SELECT p.id FROM products p JOIN below ON below.id = p.category_id
    """
)
_COUNTS = sa.text(
    """
    SELECT category_id, count(*) AS products FROM products
    WHERE category_id IS NOT NULL AND status = 'active'
        AND (published_at IS NULL OR published_at <= :now)
        AND (unpublish_at IS NULL OR unpublish_at > :now)
    GROUP BY category_id
    """
)


async def load_tree(conn: AsyncConnection) -> CategoryTree:
    return CategoryTree(CategoryRow(**row._mapping) for row in await conn.execute(_LOAD))


async def resolve_paths(
    conn: AsyncConnection, paths: Iterable[tuple[str, ...]], now: datetime
) -> dict[tuple[str, ...], str]:
    """The category id of each path of names; what does not exist yet is created."""
    wanted = {path for path in paths if path}
    if not wanted:
        return {}
    tree = await load_tree(conn)
    created: list[CategoryRow] = []
    found = {path: _descend(tree, path, created) for path in sorted(wanted)}
    await insert_categories(conn, created, now)
    return found


def _descend(tree: CategoryTree, path: Sequence[str], created: list[CategoryRow]) -> str:
    parent_id: str | None = None
    for name in path:
        category_id = tree.child(parent_id, name)
        if category_id is None:
            row = CategoryRow(
                id=new_id("cat"),
                parent_id=parent_id,
                slug=tree.free_slug(parent_id, name),
                name=name,
                position=0,
                image_url=None,
                description="",
                version=1,
            )
            tree.add(row)
            created.append(row)
            category_id = row.id
        parent_id = category_id
    assert parent_id is not None, "a path has at least one name"
    return parent_id


async def insert_categories(
    conn: AsyncConnection, rows: Sequence[CategoryRow], now: datetime
) -> None:
    if rows:
        encoded = msgspec.json.encode(rows).decode()
        await conn.execute(_INSERT, {"rows": encoded, "now": now})
        await touch_pricing(conn)  # promotions look at a category's ancestors


async def update_category(conn: AsyncConnection, row: CategoryRow, now: datetime) -> bool:
    """Whether the row was still at ``row.version``."""
    result = await conn.execute(_UPDATE, {**msgspec.structs.asdict(row), "now": now})
    await touch_pricing(conn)
    return result.rowcount == 1


async def delete_category(conn: AsyncConnection, category_id: str, version: int) -> bool:
    """Whether the row was still at this version."""
    result = await conn.execute(_DELETE, {"id": category_id, "version": version})
    return result.rowcount == 1


async def product_ids_below(conn: AsyncConnection, category_id: str) -> list[str]:
    """The products of the category and of all below it."""
    return list((await conn.execute(_PRODUCTS_BELOW, {"id": category_id})).scalars())


async def product_counts(conn: AsyncConnection, now: datetime) -> dict[str, int]:
    """How many products each category holds itself, of those on sale."""
    rows = await conn.execute(_COUNTS, {"now": now})
    return {row.category_id: row.products for row in rows}
