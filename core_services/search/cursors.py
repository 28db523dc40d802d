"""Cursors: where a walk through results stands, opaque to the client and checked when it returns.

A cursor belongs to one query, filter and sort; with any other it is refused. It holds nothing
secret and grants nothing, so it is not signed: what it says is validated instead.
"""

import base64
import binascii
import hashlib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from core_services.search.schemas import CursorError, SearchQuery

Mode = Literal["strict", "relaxed", "catalog"]
_Number = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Position = tuple[_Number | float | bool | str | None, ...]


class CursorState(msgspec.Struct, frozen=True, array_like=True):
    """``position`` is the last hit's sort values, or the catalog's own cursor."""

    fingerprint: str
    mode: Mode
    position: Annotated[Position, Meta(min_length=1, max_length=5)]


_decoder = msgspec.json.Decoder(CursorState)


def encode(query: SearchQuery, mode: Mode, position: Position) -> str:
    """The cursor behind the hit with these sort values."""
    state = CursorState(_fingerprint(query), mode, position)
    return base64.urlsafe_b64encode(msgspec.json.encode(state)).rstrip(b"=").decode()


def decode(query: SearchQuery) -> CursorState | None:
    """Where the query's cursor stands; None for the first page.

    Raises:
        CursorError: when it is not one of ours, or was made for another search.
    """
    if query.cursor is None:
        return None
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        state = _decoder.decode(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, msgspec.MsgspecError, ValueError) as error:
        raise CursorError("The cursor is not one that we gave out.") from error
    if state.fingerprint != _fingerprint(query):
        raise CursorError("The cursor was given out for another query, filter or sort.")
    return state


def _fingerprint(query: SearchQuery) -> str:
    """What makes it the same search: everything but the cursor and the page size."""
    parts = msgspec.structs.asdict(query) | {"cursor": None, "limit": 0}
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=6).hexdigest()
