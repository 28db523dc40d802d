"""Products, singly."""

from msgspec.structs import asdict

from contracts.errors import StaleVersionError
from core_services.catalog.bootstrap import Deps
from core_services.catalog.domain import (
    HandleFixedError,
    HandleTakenError,
    ProductNotFoundError,
    RecordInvalidError,
    SkuTakenError,
    SlugTakenError,
    normalise_query,
)
from core_services.catalog.handlers import editing
from core_services.catalog.projections import to_admin_product
from core_services.catalog.records import ProductRecord
from core_services.catalog.repository.products import StoredProduct, page_of_summaries
from core_services.catalog.routes.admin.common import ROOT, operation, versioned
from core_services.catalog.schemas import (
    AdminProduct,
    AdminProductQuery,
    AdminProductRow,
    AdminProducts,
    PublishingBody,
)
from core_services.chassis.database import transaction
from core_services.chassis.operations import Call, Reply

_SAVING = (RecordInvalidError, SlugTakenError, SkuTakenError)
_CHANGING = (ProductNotFoundError, StaleVersionError)


async def list_all_products(call: Call[Deps, None, AdminProductQuery]) -> AdminProducts:
    query = call.query
    async with transaction(call.deps.reader) as conn:
        rows = await page_of_summaries(
            conn,
            words=normalise_query(query.q),
            status=query.status,
            after=query.after,
            limit=query.limit,
        )
    return AdminProducts(
        products=tuple(AdminProductRow(**asdict(row)) for row in rows),
        next_cursor=rows[-1].id if len(rows) == query.limit else None,
    )


async def get_product_record(call: Call[Deps, None, None]) -> Reply:
    stored = await editing.read_product(call.deps.reader, call.path["id"], call.clock.now())
    return _answer(stored)


async def create_product(call: Call[Deps, ProductRecord, None]) -> Reply:
    stored = await editing.create_product(
        call.deps.engine, call.body, actor=call.principal.id, clock=call.clock
    )
    return _answer(stored, status=201)


async def replace_product(call: Call[Deps, ProductRecord, None]) -> Reply:
    stored = await editing.replace_product(
        call.deps.engine,
        call.path["id"],
        call.body,
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )
    return _answer(stored)


async def publish_product(call: Call[Deps, PublishingBody, None]) -> Reply:
    stored = await editing.publish_product(
        call.deps.engine,
        call.path["id"],
        call.body,
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )
    return _answer(stored)


async def archive_product(call: Call[Deps, None, None]) -> None:
    await editing.archive_product(
        call.deps.engine,
        call.path["id"],
        version=call.require_version(),
        actor=call.principal.id,
        clock=call.clock,
    )


def _answer(stored: StoredProduct, *, status: int = 200) -> Reply:
    return versioned(to_admin_product(stored), stored.version, status=status)


OPERATIONS = (
    operation(
        method="GET",
        path=f"{ROOT}/products",
        handler=list_all_products,
        summary="Products, on sale or not, by words, handle, SKU or status; newest first",
        query=AdminProductQuery,
        returns=AdminProducts,
    ),
    operation(
        method="POST",
        path=f"{ROOT}/products",
        handler=create_product,
        summary="Create a product from its record",
        body=ProductRecord,
        returns=AdminProduct,
        status=201,
        errors=(HandleTakenError, *_SAVING),
    ),
    operation(
        method="GET",
        path=f"{ROOT}/products/{{id}}",
        handler=get_product_record,
        summary="A product's record, as it can be changed and sent back",
        returns=AdminProduct,
        errors=(ProductNotFoundError,),
    ),
    operation(
        method="PUT",
        path=f"{ROOT}/products/{{id}}",
        handler=replace_product,
        summary="Replace a product by a record; a new slug leaves a redirect at the old one",
        if_match=True,
        body=ProductRecord,
        returns=AdminProduct,
        errors=(*_CHANGING, HandleFixedError, *_SAVING),
    ),
    operation(
        method="PATCH",
        path=f"{ROOT}/products/{{id}}",
        handler=publish_product,
        summary="Change whether and when a product is on sale",
        if_match=True,
        body=PublishingBody,
        returns=AdminProduct,
        errors=(*_CHANGING, RecordInvalidError),
    ),
    operation(
        method="DELETE",
        path=f"{ROOT}/products/{{id}}",
        handler=archive_product,
        summary="Archive a product",
        if_match=True,
        status=204,
        errors=_CHANGING,
    ),
)
