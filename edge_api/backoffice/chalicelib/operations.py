"""What an on-call person opens first, and what becomes of messages that were given up."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from contracts.dead_letters import masked
from contracts.errors import InvalidError, NotFoundError, UnavailableError
from edge_api.chassis.observability import log
from edge_api.chassis.operations import Call, Operation

from .bootstrap import Deps
from .letters import as_dead_letter
from .modes import modes_of
from .schemas import (
    DeadLetterQuery,
    DeadLetters,
    DiscardBody,
    Overview,
    RedriveBody,
    Settled,
)


def overview(call: Call[Deps, None, None]) -> Overview:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(call.deps.parts.ask)
        queues = call.deps.queues.all()
        parts = asked.result()
    degraded = modes_of(parts, queues)
    is_failing = any(part.status != "ready" for part in parts)
    return Overview(
        status="failing" if is_failing else "degraded" if degraded else "healthy",
        at=call.deps.clock.now(),
        parts=parts,
        queues=queues,
        degraded=degraded,
    )


def list_dead_letters(call: Call[Deps, None, DeadLetterQuery]) -> DeadLetters:
    queue = call.path["queue"]
    depth, messages = call.deps.queues.dead_letters(queue, call.query.limit)
    return DeadLetters(
        queue=queue, depth=depth, messages=tuple(as_dead_letter(each) for each in messages)
    )


def redrive_dead_letters(call: Call[Deps, RedriveBody, None]) -> Settled:
    queue, wanted = call.path["queue"], _wanted(call.body)
    settled = call.deps.queues.redrive(queue, wanted, call.deadline)
    _audit(call, "redrive", settled, reason="")
    return settled


def discard_dead_letters(call: Call[Deps, DiscardBody, None]) -> Settled:
    queue, wanted = call.path["queue"], _wanted(call.body)
    settled = call.deps.queues.discard(queue, wanted, call.deadline)
    _audit(call, "discard", settled, reason=masked(call.body.reason))
    return settled


def _wanted(body: RedriveBody) -> Collection[str] | None:
    if body.all == bool(body.message_ids):
        raise InvalidError("Name message_ids, or say all; one of the two.")
    return None if body.all else frozenset(body.message_ids)


def _audit(call: Call[Deps, Any, None], action: str, settled: Settled, *, reason: str) -> None:
    log.info(
        "audit",
        action=action,
        staff_id=call.principal.id,
        queue=call.path["queue"],
        done=settled.done,
        failed=settled.failed,
        all=call.body.all,
        reason=reason,
    )


_STAFF = frozenset({"operations"})
_QUEUE = (NotFoundError, UnavailableError)

OPERATIONS = (
    Operation(
        method="GET",
        path="/api/admin/operations",
        view=overview,
        summary="How everything is: parts, queues, and what goes on with less",
        tag="operations",
        returns=Overview,
        groups=_STAFF,
    ),
    Operation(
        method="GET",
        path="/api/admin/operations/dead-letters/{queue}",
        view=list_dead_letters,
        summary="Messages that a queue's consumer gave up, and why",
        description="Whoever looks hides them from others for a moment.",
        tag="operations",
        query=DeadLetterQuery,
        returns=DeadLetters,
        groups=_STAFF,
        errors=_QUEUE,
    ),
    Operation(
        method="POST",
        path="/api/admin/operations/dead-letters/{queue}/redrive",
        view=redrive_dead_letters,
        summary="Send given-up messages to their queue again",
        description="Twice is once: what a message leads to happens one time.",
        tag="operations",
        body=RedriveBody,
        returns=Settled,
        groups=_STAFF,
        errors=_QUEUE,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/admin/operations/dead-letters/{queue}/discard",
        view=discard_dead_letters,
        summary="Forget given-up messages, for a reason",
        tag="operations",
        body=DiscardBody,
        returns=Settled,
        groups=_STAFF,
        errors=_QUEUE,
        from_our_pages=True,
    ),
)
