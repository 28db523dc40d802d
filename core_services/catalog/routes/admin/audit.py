"""Who changed what."""

from core_services.catalog.bootstrap import Deps
from core_services.catalog.repository.audit import page_of_entries
from core_services.catalog.routes.admin.common import ROOT, operation
from core_services.catalog.schemas import AuditQuery, AuditTrail
from core_services.chassis.database import transaction
from core_services.chassis.operations import Call


async def list_audit_entries(call: Call[Deps, None, AuditQuery]) -> AuditTrail:
    query = call.query
    async with transaction(call.deps.reader) as conn:
        entries = await page_of_entries(
            conn,
            entity=query.entity,
            entity_id=query.entity_id,
            before=query.before,
            limit=query.limit,
        )
    return AuditTrail(
        entries=tuple(entries), next=entries[-1].id if len(entries) == query.limit else None
    )


OPERATIONS = (
    operation(
        method="GET",
        path=f"{ROOT}/audit",
        handler=list_audit_entries,
        summary="Changes to the catalog, newest first, with what was before and after",
        query=AuditQuery,
        returns=AuditTrail,
    ),
)
