"""Cursors: where a page of the listing ended, opaque to the client and checked when it returns."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any

import msgspec

from core_services.catalog.domain import CursorInvalidError, is_storable
from core_services.catalog.repository.listing import Position, Sort

_Integer = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_KEY_TYPES: dict[Sort, Any] = {
    "relevance": _Integer,
    "newest": datetime,
    "popular": _Integer,
    "price": _Integer,
    "-price": _Integer,
    "name": str,
}


class _Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    order: Sort
    key: msgspec.Raw
    id: str
    by_similarity: bool = False


def write_cursor(order: Sort, position: Position, *, by_similarity: bool) -> str:
    key = msgspec.Raw(msgspec.json.encode(position.key))
    encoded = msgspec.json.encode(_Cursor(order, key, position.id, by_similarity))
    return urlsafe_b64encode(encoded).decode().rstrip("=")


def read_cursor(text: str, order: Sort) -> tuple[Position, bool]:
    """The position, and whether the listing is one by similarity.

    Raises:
        CursorInvalidError: when it was not written by us, or for a listing in another order.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        cursor = msgspec.json.decode(urlsafe_b64decode(padded), type=_Cursor)
        key: Any = msgspec.json.decode(cursor.key, type=_KEY_TYPES[cursor.order])
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise CursorInvalidError("This cursor is not one of ours.") from error
    if "\x00" in f"{key}{cursor.id}" or not _is_moment_or_plain(key):
        raise CursorInvalidError("This cursor is not one of ours.")
    if cursor.order != order:
        raise CursorInvalidError(f"This cursor is for a listing by {cursor.order}.")
    return Position(key, cursor.id), cursor.by_similarity


def _is_moment_or_plain(key: object) -> bool:
    if not isinstance(key, datetime):
        return True
    return key.tzinfo is not None and is_storable(key)
