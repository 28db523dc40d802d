"""What other services ask."""

from core_services.catalog.bootstrap import Deps
from core_services.catalog.projections import to_search_document
from core_services.catalog.repository.products import load_products, page_of_ids
from core_services.catalog.schemas import Batch, BatchBody, Export, ExportQuery
from core_services.chassis.database import transaction
from core_services.chassis.operations import INTERNAL, Call, Operation


async def get_search_documents(call: Call[Deps, BatchBody, None]) -> Batch:
    now = call.clock.now()
    async with transaction(call.deps.reader) as conn:
        products = await load_products(conn, call.body.ids, now)
    on_sale = {id_: product for id_, product in products.items() if product.is_on_sale(now)}
    return Batch(
        documents=[to_search_document(product) for product in on_sale.values()],
        missing=tuple(id_ for id_ in dict.fromkeys(call.body.ids) if id_ not in on_sale),
    )


async def export_search_documents(call: Call[Deps, None, ExportQuery]) -> Export:
    now, query = call.clock.now(), call.query
    async with transaction(call.deps.reader) as conn:
        ids = await page_of_ids(conn, query.after, query.limit, now)
        products = await load_products(conn, ids, now)
    return Export(
        documents=[to_search_document(products[id_]) for id_ in ids if id_ in products],
        next=ids[-1] if len(ids) == query.limit else None,
    )


OPERATIONS = (
    Operation(
        method="POST",
        path="/internal/v1/products/batch",
        handler=get_search_documents,
        summary="Search documents of these products; those not on sale are missing",
        access=INTERNAL,
        body=BatchBody,
        returns=Batch,
    ),
    Operation(
        method="GET",
        path="/internal/v1/products/export",
        handler=export_search_documents,
        summary="Search documents of everything on sale, by id",
        access=INTERNAL,
        query=ExportQuery,
        returns=Export,
    ),
)
