"""From a call to a command: what every operation on an order shares."""

from typing import Any, TypedDict

import msgspec

from core_services.chassis import idempotency
from core_services.chassis.idempotency import Scope
from core_services.chassis.operations import Call
from core_services.order.domain.identity import Asker
from core_services.order.domain.order import LineQuantity
from core_services.order.ports import Deps
from core_services.order.routes.refusals import refuse_card_numbers
from core_services.order.schemas import LinePart


class Addressed(TypedDict):
    """The part of a command that says which order, who asks, and under which key."""

    scope: Scope
    order_id: str
    actor: str
    reason: str


def scope_of(call: Call[Deps, Any, Any]) -> Scope:
    """The request's identity: who, what, under which key, and exactly how."""
    operation = f"{call.request.method} {call.request.url.path}"
    return Scope(
        principal_id=call.principal.id,
        operation=operation,
        key=call.idempotency_key or "",
        fingerprint=idempotency.fingerprint(operation, call.raw_body),
    )


def actor_of(call: Call[Deps, Any, Any]) -> str:
    """Who does it, as the order's history will say."""
    return f"{call.principal.kind}:{call.principal.id}"


def asker_of(call: Call[Deps, Any, Any]) -> Asker:
    """Who asks about an order."""
    return Asker(call.principal.kind, call.principal.id)


def addressed(call: Call[Deps, Any, Any]) -> Addressed:
    """What every command on an order begins with. Card numbers are refused here."""
    if isinstance(call.body, msgspec.Struct):
        refuse_card_numbers(call.body)
    return Addressed(
        scope=scope_of(call),
        order_id=call.path["order_id"],
        actor=actor_of(call),
        reason=getattr(call.body, "reason", ""),
    )


def quantities(parts: tuple[LinePart, ...]) -> tuple[LineQuantity, ...]:
    """Line quantities as the domain has them."""
    return tuple(LineQuantity(part.line_id, part.quantity) for part in parts)
