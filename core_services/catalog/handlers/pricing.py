"""What staff do to tax rates, shipping methods and promotions.

Each change raises the version that quotes compare their tables with: the next quote is by the new
tables, on every process.
"""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.ids import new_id
from contracts.money import exponent
from core_services.catalog.domain import (
    CodeTakenError,
    PricingDocumentNotFoundError,
    PricingInvalidError,
    require_version,
    require_window,
)
from core_services.catalog.handlers.announcements import announce_pricing
from core_services.catalog.pricing.model import Promotion, ShippingMethod, TaxRate
from core_services.catalog.pricing.promotions import normalise_code
from core_services.catalog.repository.audit import NewEntry, differences, record_changes
from core_services.catalog.repository.pricing import (
    Document,
    Kind,
    StoredDocument,
    delete_document,
    documents,
    insert_document,
    touch_pricing,
    update_document,
)
from core_services.chassis.database import transaction

PREFIXES: dict[Kind, str] = {"tax-rate": "tax", "shipping-method": "shm", "promotion": "prm"}


async def create_document(
    engine: AsyncEngine, kind: Kind, document: Document, *, actor: str, clock: Clock
) -> StoredDocument:
    async with transaction(engine) as conn:
        document_id = new_id(PREFIXES[kind])
        await touch_pricing(conn)
        return await put_document(conn, kind, document_id, document, None, actor=actor, clock=clock)


async def replace_document(
    engine: AsyncEngine,
    kind: Kind,
    document_id: str,
    document: Document,
    *,
    version: int,
    actor: str,
    clock: Clock,
) -> StoredDocument:
    async with transaction(engine) as conn:
        await touch_pricing(conn)
        before = await _current(conn, kind, document_id, version)
        return await put_document(
            conn, kind, document_id, document, before, actor=actor, clock=clock
        )


async def remove_document(
    engine: AsyncEngine, kind: Kind, document_id: str, *, version: int, actor: str, clock: Clock
) -> None:
    async with transaction(engine) as conn:
        tables_version = await touch_pricing(conn)
        before = await _current(conn, kind, document_id, version)
        await delete_document(conn, kind, document_id, version)
        entry = audit_entry("deleted", kind, document_id, before.document, None)
        await record_changes(conn, [entry], actor=actor, at=clock.now())
        await announce_pricing(conn, [kind], tables_version, clock)


async def read_documents(
    engine: AsyncEngine, kind: Kind, document_id: str | None = None
) -> list[StoredDocument]:
    """All of a kind, or the one.

    Raises:
        PricingDocumentNotFoundError: when there is no such one.
    """
    async with transaction(engine) as conn:
        found = await documents(conn, kind, document_id)
    if document_id is not None and not found:
        raise PricingDocumentNotFoundError(f"There is no {kind} {document_id}.")
    return found


async def put_document(
    conn: AsyncConnection,
    kind: Kind,
    document_id: str,
    document: Document,
    before: StoredDocument | None,
    *,
    actor: str,
    clock: Clock,
) -> StoredDocument:
    await _check(conn, kind, document_id, document)
    now = clock.now()
    version = before.version if before else 0
    try:
        if before is None:
            await insert_document(conn, kind, document_id, document, now)
        else:
            await update_document(conn, kind, document_id, document, version, now)
    except IntegrityError as error:
        raise CodeTakenError("Another one has this code.") from error
    entry = audit_entry(
        "updated" if before else "created",
        kind,
        document_id,
        before.document if before else None,
        document,
    )
    await record_changes(conn, [entry], actor=actor, at=now)
    await announce_pricing(conn, [kind], version + 1, clock)
    return StoredDocument(document_id, version + 1, now, document)


async def _check(conn: AsyncConnection, kind: Kind, document_id: str, document: Document) -> None:
    if isinstance(document, ShippingMethod):
        if document.min_days > document.max_days:
            raise PricingInvalidError("min_days is later than max_days.")
        for zone in document.zones:
            for rate in zone.rates:
                exponent(rate.currency)
    else:
        require_window(document.starts_at, document.ends_at)
    if isinstance(document, Promotion):
        await _check_codes(conn, kind, document_id, document)
    if isinstance(document, TaxRate) and document.replaces_country and document.region is None:
        raise PricingInvalidError("Only a region's rate can replace its country's.")


async def _check_codes(
    conn: AsyncConnection, kind: Kind, document_id: str, promotion: Promotion
) -> None:
    wanted = {normalise_code(code) for code in promotion.codes}
    if "" in wanted:
        raise PricingInvalidError("A coupon code needs a letter or a digit.")
    for other in await documents(conn, kind) if wanted else []:
        if other.id == document_id or not isinstance(other.document, Promotion):
            continue
        taken = wanted.intersection(map(normalise_code, other.document.codes))
        if taken:
            raise CodeTakenError(f"{min(taken)} is a code of {other.document.label}.")


async def _current(
    conn: AsyncConnection, kind: Kind, document_id: str, version: int
) -> StoredDocument:
    found = await documents(conn, kind, document_id)
    if not found:
        raise PricingDocumentNotFoundError(f"There is no {kind} {document_id}.")
    require_version(version, found[0].version)
    return found[0]


def audit_entry(
    action: str, kind: str, entity_id: str, before: object | None, after: object | None
) -> NewEntry:
    changes = differences(before, after)
    return NewEntry(action=action, entity=kind, entity_id=entity_id, changes=changes)
