"""Stripe's v1 rule: the first answer given under a key is the answer, whatever it was."""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl

from infra.local.provider.errors import IdempotencyError
from infra.local.provider.work import Work

KEPT_FOR = 24 * 60 * 60
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    status: int
    body: bytes
    request_id: str


def fingerprint(parameters: bytes) -> bytes:
    """Of the parameters, not of their order on the wire."""
    fields = sorted(parse_qsl(parameters.decode(errors="replace"), keep_blank_values=True))
    return sha256(repr(fields).encode()).digest()


def find_answer(work: Work, key: str, endpoint: str, parameters: bytes) -> StoredAnswer | None:
    row = work.book.row("SELECT * FROM idempotency WHERE key = ?", (key,))
    if row is None or row["created"] + KEPT_FOR < work.now:
        return None
    if row["endpoint"] != endpoint:
        raise IdempotencyError(
            "Keys for idempotent requests can only be used for the same endpoint they were first "
            f"used for ('{endpoint}' vs '{row['endpoint']}'). Try using a key other than '{key}' "
            "if you meant to execute a different request."
        )
    if row["fingerprint"] != fingerprint(parameters):
        raise IdempotencyError(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request."
        )
    work.book.execute("UPDATE idempotency SET replays = replays + 1 WHERE key = ?", (key,))
    return StoredAnswer(row["status"], row["body"], row["request_id"])


def store_answer(
    work: Work, key: str, endpoint: str, parameters: bytes, answer: StoredAnswer
) -> None:
    """In the transaction of the effect: there is never one without the other."""
    work.book.execute(
        "INSERT OR REPLACE INTO idempotency"
        " (key, endpoint, fingerprint, status, body, request_id, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            endpoint,
            fingerprint(parameters),
            answer.status,
            answer.body,
            answer.request_id,
            work.now,
        ),
    )
