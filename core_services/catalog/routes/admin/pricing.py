"""Tax rates, shipping methods and promotions: the same five operations for each."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts.errors import StaleVersionError
from core_services.catalog.bootstrap import Deps
from core_services.catalog.domain import (
    CodeTakenError,
    PricingDocumentNotFoundError,
    PricingInvalidError,
)
from core_services.catalog.handlers import pricing, reference
from core_services.catalog.pricing.model import Promotion, ShippingMethod, TaxRate
from core_services.catalog.repository.pricing import TYPES, Document, Kind, StoredDocument
from core_services.catalog.routes.admin.common import ROOT, operation, versioned
from core_services.catalog.schemas import (
    ReferenceData,
    ReferenceLoaded,
    Versioned,
    VersionedList,
)
from core_services.chassis.operations import Call, Operation, Reply

_ONE: dict[Kind, Any] = {
    "tax-rate": Versioned[TaxRate],
    "shipping-method": Versioned[ShippingMethod],
    "promotion": Versioned[Promotion],
}
_MANY: dict[Kind, Any] = {
    "tax-rate": VersionedList[TaxRate],
    "shipping-method": VersionedList[ShippingMethod],
    "promotion": VersionedList[Promotion],
}
_CHANGING = (PricingDocumentNotFoundError, StaleVersionError)
_SAVING = (PricingInvalidError, CodeTakenError)


def _operations(kind: Kind) -> tuple[Operation, ...]:
    noun, plural = kind.replace("-", " "), f"{kind}s"
    name = kind.replace("-", "_")
    collection, one = f"{ROOT}/{plural}", f"{ROOT}/{plural}/{{id}}"
    return (
        operation(
            method="GET",
            path=collection,
            handler=_named(_list(kind), f"list_{name}s"),
            summary=f"All {noun}s",
            returns=_MANY[kind],
        ),
        operation(
            method="POST",
            path=collection,
            handler=_named(_create(kind), f"create_{name}"),
            summary=f"Create a {noun}",
            body=TYPES[kind],
            returns=_ONE[kind],
            status=201,
            errors=_SAVING,
        ),
        operation(
            method="GET",
            path=one,
            handler=_named(_get(kind), f"get_{name}"),
            summary=f"A {noun}",
            returns=_ONE[kind],
            errors=(PricingDocumentNotFoundError,),
        ),
        operation(
            method="PUT",
            path=one,
            handler=_named(_replace(kind), f"replace_{name}"),
            summary=f"Replace a {noun}",
            if_match=True,
            body=TYPES[kind],
            returns=_ONE[kind],
            errors=(*_CHANGING, *_SAVING),
        ),
        operation(
            method="DELETE",
            path=one,
            handler=_named(_remove(kind), f"remove_{name}"),
            summary=f"Remove a {noun}",
            if_match=True,
            status=204,
            errors=_CHANGING,
        ),
    )


Handler = Callable[[Call[Any, Any, Any]], Awaitable[Any]]


def _named(handler: Handler, name: str) -> Handler:
    """Give a handler made for one kind its own name: the operation's id in OpenAPI and logs."""
    handler.__name__ = name
    return handler


def _list(kind: Kind) -> Handler:
    async def handler(call: Call[Deps, None, None]) -> VersionedList[Document]:
        stored = await pricing.read_documents(call.deps.reader, kind)
        return VersionedList(tuple(_versioned(document) for document in stored))

    return handler


def _get(kind: Kind) -> Handler:
    async def handler(call: Call[Deps, None, None]) -> Reply:
        (stored,) = await pricing.read_documents(call.deps.reader, kind, call.path["id"])
        return _answer(stored)

    return handler


def _create(kind: Kind) -> Handler:
    async def handler(call: Call[Deps, Document, None]) -> Reply:
        stored = await pricing.create_document(
            call.deps.engine, kind, call.body, actor=call.principal.id, clock=call.clock
        )
        return _answer(stored, status=201)

    return handler


def _replace(kind: Kind) -> Handler:
    async def handler(call: Call[Deps, Document, None]) -> Reply:
        stored = await pricing.replace_document(
            call.deps.engine,
            kind,
            call.path["id"],
            call.body,
            version=call.require_version(),
            actor=call.principal.id,
            clock=call.clock,
        )
        return _answer(stored)

    return handler


def _remove(kind: Kind) -> Handler:
    async def handler(call: Call[Deps, None, None]) -> None:
        await pricing.remove_document(
            call.deps.engine,
            kind,
            call.path["id"],
            version=call.require_version(),
            actor=call.principal.id,
            clock=call.clock,
        )

    return handler


async def load_reference(call: Call[Deps, ReferenceData, None]) -> ReferenceLoaded:
    return await reference.load_reference(
        call.deps.engine, call.body, actor=call.principal.id, clock=call.clock
    )


def _versioned(stored: StoredDocument) -> Versioned[Document]:
    return Versioned(
        id=stored.id, version=stored.version, updated_at=stored.updated_at, data=stored.document
    )


def _answer(stored: StoredDocument, *, status: int = 200) -> Reply:
    return versioned(_versioned(stored), stored.version, status=status)


OPERATIONS = (
    *(row for kind in TYPES for row in _operations(kind)),
    operation(
        method="PUT",
        path=f"{ROOT}/reference",
        handler=load_reference,
        summary="Load price lists, tax rates, shipping methods and promotions from one document",
        description="Ids are the document's own; loading the same document again changes nothing.",
        body=ReferenceData,
        returns=ReferenceLoaded,
        errors=_SAVING,
    ),
)
