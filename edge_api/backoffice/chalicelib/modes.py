"""Modes in which the shop goes on with less: what customers notice, and where to read on.

A part tells codes; what they mean to the shop is written here. ``circuit:`` and ``away:`` are
followed by whom they are about.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .schemas import DegradedMode, Part, Queue

_RUNBOOK = "docs/runbooks/degraded-modes.md"
_DEAD_LETTERS = "docs/runbooks/dead-letters.md"


class Meaning(NamedTuple):
    title: str
    notice: str


MEANINGS: Mapping[str, Meaning] = {
    "cache": Meaning(
        "The cache (Redis) does not answer",
        "Pages are slower, and what they say is the same.",
    ),
    "rate-limits": Meaning(
        "Rate limits are counted by each process for itself",
        "Nothing; somebody who abuses the shop gets a few times as far.",
    ),
    "outbox": Meaning(
        "Events wait in the outbox: their topic does not take them",
        "Orders and payments are taken; mails, stock in search and order states come later.",
    ),
    "circuit:opensearch": Meaning(
        "The search engine does not answer",
        "Search finds less and has no facets: the catalog answers for it.",
    ),
    "circuit:payment-provider": Meaning(
        "The payment provider does not answer",
        "Nobody can pay; carts and orders are kept.",
    ),
    "circuit:catalog": Meaning(
        "Calls to the catalog fail",
        "Carts show no prices, and no order can be placed.",
    ),
    "circuit:cart": Meaning("Calls to the carts fail", "No order can be placed."),
    "circuit:order": Meaning(
        "Calls to the orders fail",
        "Payments are not opened, and mails about orders come later.",
    ),
    "circuit:payment": Meaning(
        "Calls to the payments fail",
        "Unpaid orders are cancelled and refunded later.",
    ),
    "away:catalog": Meaning(
        "The catalog is away",
        "Products cannot be seen, and no order can be placed; search goes on.",
    ),
    "away:cart": Meaning("The carts are away", "Nothing can be put into a cart or ordered."),
    "away:order": Meaning("The orders are away", "Nothing can be ordered, and orders not be seen."),
    "away:payment": Meaning(
        "The payments are away", "Nobody can pay; orders wait for a quarter of an hour."
    ),
    "away:search": Meaning(
        "Search is away", "Search and suggestions fail; categories can be browsed."
    ),
    "away:bff": Meaning("The pages' backend is away", "Nobody can sign in, and home is empty."),
    "away:notifications": Meaning(
        "Notifications are away", "Mails come later, and preferences cannot be changed."
    ),
    "away:ingestion": Meaning("The lake's ingestion is away", "Nothing; reports are late."),
    "away:backoffice": Meaning("The back office is away", "Nothing; staff cannot sign in."),
    "dead-letters": Meaning(
        "Messages were given up",
        "Something that an event should have led to did not happen; see the queue.",
    ),
}
_LATER = Meaning("A worker is away", "What it does for orders and search happens later.")


def modes_of(parts: Iterable[Part], queues: Iterable[Queue]) -> tuple[DegradedMode, ...]:
    """Every mode that is on, each once, with the parts that told of it."""
    found: dict[str, list[str]] = {}
    for part in parts:
        for code in part.degraded:
            found.setdefault(code, []).append(part.name)
        if part.status != "ready":
            found.setdefault(f"away:{part.name}", []).append(part.name)
    full = [queue.name for queue in queues if queue.dead_letters]
    if full:
        found["dead-letters"] = full
    return tuple(_mode(code, names) for code, names in sorted(found.items()))


def _mode(code: str, parts: Sequence[str]) -> DegradedMode:
    unknown = Meaning(code, "Unknown: the part that tells of it is newer than this page.")
    meaning = MEANINGS.get(code) or (_LATER if code.endswith("-worker") else unknown)
    runbook = _DEAD_LETTERS if code == "dead-letters" else _runbook(code)
    return DegradedMode(
        code=code, parts=tuple(parts), title=meaning.title, notice=meaning.notice, runbook=runbook
    )


def _runbook(code: str) -> str | None:
    kind, _, about = code.partition(":")
    if kind == "away":
        return f"{_RUNBOOK}#a-part-is-away"
    return f"{_RUNBOOK}#{about or kind}" if code in MEANINGS else None
