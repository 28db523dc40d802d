"""Prefixed, time-ordered identifiers, such as ``ord_01jd8m3k5p...``.

The prefix says what a thing is wherever the id turns up; the rest is a UUIDv7 (RFC 9562) in
Crockford's base32, so ids sort by creation time and rows land at the right-hand end of an index.
The last five characters are random: ``shard_of`` derives a stable shard number from them.
"""

from uuid import UUID

import uuid_utils

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 26


def new_event_id() -> str:
    """A UUIDv7 in its canonical form."""
    return str(uuid_utils.uuid7())


def new_id(prefix: str) -> str:
    """A fresh id such as ``ord_01jd8m3k5pf2v9r4c8w1q6t7hz``."""
    return f"{prefix}_{_encode(uuid_utils.uuid7().int)}"


def id_from_uuid(prefix: str, value: UUID) -> str:
    """The same id for the same UUID: for imports that must be repeatable."""
    return f"{prefix}_{_encode(value.int)}"


def is_id(prefix: str, value: str) -> bool:
    """Whether ``value`` has the form of an id with this prefix."""
    head, _, tail = value.partition("_")
    return head == prefix and len(tail) == _LENGTH and all(c in _ALPHABET for c in tail)


def shard_of(identifier: str, shards: int) -> int:
    """The shard, 0 to ``shards`` - 1, that an id belongs to for as long as it lives."""
    number = 0
    for character in identifier[-5:]:
        number = number * 32 + _ALPHABET.index(character)
    return number % shards


def _encode(number: int) -> str:
    characters = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        characters.append(_ALPHABET[digit])
    return "".join(reversed(characters))
