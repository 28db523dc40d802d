"""What the back office's endpoints read and write."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]
PartKind = Literal["service", "worker", "function"]
MessageId = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One process, as it told of itself just now.

    ``not-ready``: it answers, and something that it needs does not (``failing``). ``unreachable``:
    it does not answer. ``degraded`` are codes of modes in which it goes on with less.
    """

    name: str
    kind: PartKind
    status: Literal["ready", "not-ready", "unreachable"]
    failing: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()
    milliseconds: Count | None = None


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Null is what could not be read. On one machine nobody measures ``oldest_seconds``."""

    name: str
    consumer: str
    depth: Count | None
    in_flight: Count | None
    oldest_seconds: Count | None
    dead_letters: Count | None


class DegradedMode(msgspec.Struct, frozen=True, kw_only=True):
    """``notice`` is what customers notice of it; ``runbook`` a document in the repository."""

    code: str
    parts: tuple[str, ...]
    title: str
    notice: str
    runbook: str | None


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """``failing``: a part is away or not ready. ``degraded``: less than that, or dead letters."""

    status: Literal["healthy", "degraded", "failing"]
    at: datetime
    parts: tuple[Part, ...]
    queues: tuple[Queue, ...]
    degraded: tuple[DegradedMode, ...]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a message was given up, as its consumer told."""

    code: str
    detail: str
    consumer: str
    failed_at: datetime
    trace_id: str = ""


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was given up.

    ``reason`` is null where its consumer ended without saying why, as in a crash. ``data`` has the
    fields of its event that name nobody; the names of all others are in ``hidden``. What is not an
    event of ours has neither a type nor an id.
    """

    message_id: str
    event_type: str | None
    event_id: str | None
    subject: str | None
    occurred_at: datetime | None
    first_sent_at: datetime
    receive_count: int
    reason: Reason | None
    data: dict[str, Any]
    hidden: tuple[str, ...]


class DeadLetters(msgspec.Struct, frozen=True, kw_only=True):
    """``depth`` is SQS's count, which may lag; ``messages`` are some of them, the oldest first."""

    queue: str
    depth: Count
    messages: tuple[DeadLetter, ...]


class DeadLetterQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20


class RedriveBody(_Body, frozen=True, kw_only=True):
    """These messages, or ``all`` of them: a hundred a call at most."""

    message_ids: Annotated[tuple[MessageId, ...], msgspec.Meta(max_length=100)] = ()
    all: bool = False


class DiscardBody(RedriveBody, frozen=True, kw_only=True):
    """``reason`` is kept in the audit log: name no customer in it."""

    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """``done`` were redriven or discarded; ``failed`` are still there; ``not_found`` were not.

    ``left`` is how many are left after that; where it is not 0, call again.
    """

    done: int
    failed: int
    not_found: tuple[str, ...]
    left: Count


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """An account. ``status`` is Cognito's; ``enabled`` is false once staff has disabled it."""

    id: str
    email: str
    email_verified: bool
    status: Literal[
        "UNCONFIRMED",
        "CONFIRMED",
        "RESET_REQUIRED",
        "FORCE_CHANGE_PASSWORD",
        "ARCHIVED",
        "COMPROMISED",
        "EXTERNAL_PROVIDER",
        "UNKNOWN",
    ]
    enabled: bool
    mfa_enabled: bool
    created_at: datetime


class CustomerDetails(Customer, frozen=True, kw_only=True):
    """``groups`` are a staff member's; their accounts are not for support to change."""

    changed_at: datetime
    groups: tuple[str, ...]


class CustomerPage(msgspec.Struct, frozen=True, kw_only=True):
    customers: tuple[Customer, ...]
    next_cursor: str | None


class CustomerQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``q`` is how an e-mail address begins."""

    q: Annotated[str, msgspec.Meta(max_length=254)] = ""
    cursor: Annotated[str, msgspec.Meta(max_length=4096)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 20
