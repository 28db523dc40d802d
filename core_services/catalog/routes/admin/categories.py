"""The category tree."""

from msgspec.structs import asdict

from contracts.errors import StaleVersionError
from core_services.catalog.bootstrap import Deps
from core_services.catalog.domain import (
    CategoryInUseError,
    CategoryLoopError,
    CategoryNotFoundError,
    CategoryTakenError,
)
from core_services.catalog.handlers import categories
from core_services.catalog.repository.categories import CategoryRow, load_tree
from core_services.catalog.routes.admin.common import ROOT, operation, versioned
from core_services.catalog.schemas import AdminCategories, AdminCategory, CategoryBody
from core_services.chassis.database import transaction
from core_services.chassis.operations import Call, Reply


async def list_all_categories(call: Call[Deps, None, None]) -> AdminCategories:
    async with transaction(call.deps.reader) as conn:
        tree = await load_tree(conn)
    return AdminCategories(tuple(AdminCategory(**asdict(row)) for row in tree.by_id.values()))


async def create_category(call: Call[Deps, CategoryBody, None]) -> Reply:
    row = await categories.create_category(
        call.deps.engine, call.body, actor=call.principal.id, clock=call.clock
    )
    return _answer(row, status=201)


async def replace_category(call: Call[Deps, CategoryBody, None]) -> Reply:
    row = await categories.replace_category(
        call.deps.engine,
        call.path["id"],
        call.body,
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )
    return _answer(row)


async def remove_category(call: Call[Deps, None, None]) -> None:
    await categories.remove_category(
        call.deps.engine,
        call.path["id"],
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )


def _answer(row: CategoryRow, *, status: int = 200) -> Reply:
    return versioned(AdminCategory(**asdict(row)), row.version, status=status)


OPERATIONS = (
    operation(
        method="GET",
        path=f"{ROOT}/categories",
        handler=list_all_categories,
        summary="All categories with their versions",
        returns=AdminCategories,
    ),
    operation(
        method="POST",
        path=f"{ROOT}/categories",
        handler=create_category,
        summary="Create a category",
        body=CategoryBody,
        returns=AdminCategory,
        status=201,
        errors=(CategoryNotFoundError, CategoryTakenError),
    ),
    operation(
        method="PUT",
        path=f"{ROOT}/categories/{{id}}",
        handler=replace_category,
        summary="Rename or move a category; the products below follow",
        if_match=True,
        body=CategoryBody,
        returns=AdminCategory,
        errors=(CategoryNotFoundError, StaleVersionError, CategoryTakenError, CategoryLoopError),
    ),
    operation(
        method="DELETE",
        path=f"{ROOT}/categories/{{id}}",
        handler=remove_category,
        summary="Remove an empty category",
        if_match=True,
        status=204,
        errors=(CategoryNotFoundError, StaleVersionError, CategoryInUseError),
    ),
)
