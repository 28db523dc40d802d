"""Rows as lines of JSON, in the form that Firehose's JSON reader (OpenX) takes for Hive's types."""

from datetime import UTC, datetime
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode


def line_type(row: type[msgspec.Struct]) -> Any:
    """A struct with a row's columns in their order, in which times are text and nulls left out."""
    fields: list[Any] = []
    for column in msgspec.structs.fields(row):
        kind = str if column.type is datetime else column.type
        default = () if column.required else (column.default,)
        fields.append((column.name, kind, *default))
    return msgspec.defstruct(f"{row.__name__}Line", fields, frozen=True, omit_defaults=True)


def timestamp(moment: datetime) -> str:
    """``2026-03-02 12:00:00.123456`` in UTC; a whole second has no fraction."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return _encode(moment)[1:-2].decode().replace("T", " ")  # ten times as fast as isoformat
