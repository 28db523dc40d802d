"""What staff do to the category tree."""

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.ids import new_id
from core_services.catalog.domain import (
    CategoryInUseError,
    CategoryLoopError,
    CategoryNotFoundError,
    CategoryTakenError,
    require_version,
)
from core_services.catalog.handlers.announcements import announce_products
from core_services.catalog.repository.audit import NewEntry, differences, record_changes
from core_services.catalog.repository.categories import (
    CategoryRow,
    CategoryTree,
    delete_category,
    insert_categories,
    load_tree,
    product_ids_below,
    update_category,
)
from core_services.catalog.repository.writes import (
    bump_revisions,
    lock_out_other_writers,
    refresh_search,
)
from core_services.catalog.schemas import CategoryBody
from core_services.chassis.database import transaction


async def create_category(
    engine: AsyncEngine, body: CategoryBody, *, actor: str, clock: Clock
) -> CategoryRow:
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        tree = await load_tree(conn)
        row = _row(new_id("cat"), body, tree, slug=None, version=1)
        await insert_categories(conn, [row], clock.now())
        await _audit(conn, "created", None, row, actor=actor, clock=clock)
        return row


async def replace_category(
    engine: AsyncEngine,
    category_id: str,
    body: CategoryBody,
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> CategoryRow:
    """The category as the body says; the pages and documents of all products below follow."""
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        tree = await load_tree(conn)
        before = _current(tree, category_id, version)
        row = _row(category_id, body, tree, slug=before.slug, version=version)
        await update_category(conn, row, clock.now())
        after = replace(row, version=version + 1)
        await _audit(conn, "updated", before, after, actor=actor, clock=clock)
        await _tell_products(conn, category_id, clock)
        return after


async def remove_category(
    engine: AsyncEngine, category_id: str, *, version: int, actor: str, clock: Clock
) -> None:
    """Remove an empty category.

    Raises:
        CategoryInUseError: while it holds products or categories.
    """
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        tree = await load_tree(conn)
        before = _current(tree, category_id, version)
        has_children = any(row.parent_id == category_id for row in tree.by_id.values())
        if has_children or await product_ids_below(conn, category_id):
            raise CategoryInUseError(f"{before.name} still holds products or categories.")
        await delete_category(conn, category_id, version)
        await _audit(conn, "deleted", before, None, actor=actor, clock=clock)


async def _tell_products(conn: AsyncConnection, category_id: str, clock: Clock) -> None:
    product_ids = await product_ids_below(conn, category_id)
    await refresh_search(conn, product_ids)
    await bump_revisions(conn, product_ids, clock.now())
    await announce_products(conn, product_ids, clock)


def _current(tree: CategoryTree, category_id: str, version: int) -> CategoryRow:
    row = tree.by_id.get(category_id)
    if row is None:
        raise CategoryNotFoundError(f"There is no category {category_id}.")
    require_version(version, row.version)
    return row


def _row(
    category_id: str, body: CategoryBody, tree: CategoryTree, *, slug: str | None, version: int
) -> CategoryRow:
    if body.parent_id is not None and body.parent_id not in tree.by_id:
        raise CategoryNotFoundError(f"There is no category {body.parent_id}.")
    if category_id in (row.id for row in tree.path(body.parent_id)):
        raise CategoryLoopError("A category cannot be below itself.")
    if tree.child(body.parent_id, body.name) not in (None, category_id):
        raise CategoryTakenError(f"{body.name} exists at this place.")
    taken = {row.slug for row in tree.by_id.values() if row.id != category_id}
    if body.slug in taken:
        raise CategoryTakenError(f"Another category lives at {body.slug!r}.")
    return CategoryRow(
        id=category_id,
        parent_id=body.parent_id,
        slug=body.slug or slug or tree.free_slug(body.parent_id, body.name),
        name=body.name,
        position=body.position,
        image_url=body.image_url,
        description=body.description,
        version=version,
    )


async def _audit(
    conn: AsyncConnection,
    action: str,
    before: CategoryRow | None,
    after: CategoryRow | None,
    *,
    actor: str,
    clock: Clock,
) -> None:
    row = after or before
    assert row is not None, "an audit entry is about something"
    changes = differences(before, after)
    entry = NewEntry(action=action, entity="category", entity_id=row.id, changes=changes)
    await record_changes(conn, [entry], actor=actor, at=clock.now())
