"""Loading a merchant's tables from one document."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from core_services.catalog.handlers.price_lists import insert_list, list_row, update_list
from core_services.catalog.handlers.pricing import put_document
from core_services.catalog.repository.pricing import (
    Document,
    Kind,
    PriceListRow,
    documents,
    lock_pricing,
    price_lists,
    touch_pricing,
)
from core_services.catalog.repository.writes import lock_out_other_writers
from core_services.catalog.schemas import PriceListBody, ReferenceData, ReferenceLoaded
from core_services.chassis.database import transaction


async def load_reference(
    engine: AsyncEngine, data: ReferenceData, *, actor: str, clock: Clock
) -> ReferenceLoaded:
    """Load a merchant's tables under the ids of the file; loading them again changes nothing."""
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        await lock_pricing(conn)
        results = [
            await _load_list(conn, body, actor=actor, clock=clock) for body in data.price_lists
        ]
        by_kind: dict[Kind, Mapping[str, Document]] = {
            "tax-rate": data.tax_rates,
            "shipping-method": data.shipping_methods,
            "promotion": data.promotions,
        }
        for kind, loaded in by_kind.items():
            stored = {document.id: document for document in await documents(conn, kind)}
            for document_id, document in loaded.items():
                before = stored.get(document_id)
                results.append(_result(before.document if before else None, document))
                if results[-1] != "unchanged":
                    await put_document(
                        conn, kind, document_id, document, before, actor=actor, clock=clock
                    )
        if set(results) != {"unchanged"}:
            await touch_pricing(conn)
    return ReferenceLoaded(
        created=results.count("created"),
        updated=results.count("updated"),
        unchanged=results.count("unchanged"),
    )


async def _load_list(
    conn: AsyncConnection, body: PriceListBody, *, actor: str, clock: Clock
) -> str:
    found = [row for row in await price_lists(conn) if row.code == body.code]
    if not found:
        found = [row for row in await price_lists(conn) if body.is_base and _same_base(row, body)]
    if not found:
        await insert_list(conn, body, actor=actor, clock=clock)
        return "created"
    if list_row(found[0].id, body, found[0].version) == found[0]:
        return "unchanged"
    await update_list(conn, found[0], body, actor=actor, clock=clock)
    return "updated"


def _same_base(row: PriceListRow, body: PriceListBody) -> bool:
    return row.is_base and row.currency == body.currency


def _result(before: Document | None, after: Document) -> str:
    if before is None:
        return "created"
    return "unchanged" if before == after else "updated"
