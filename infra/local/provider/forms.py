"""Stripe's request encoding: form fields whose bracketed names spell a nested document."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from infra.local.provider.errors import InvalidRequestError

_NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_DEEPEST = 8


def decode_form(encoded: bytes | str) -> dict[str, Any]:
    """`a[b][0]=x` → `{"a": {"b": {"0": "x"}}}`; a list is an object with ordinals for keys."""
    text = encoded.decode("utf-8", errors="replace") if isinstance(encoded, bytes) else encoded
    return _nest(parse_qsl(text, keep_blank_values=True))


def _nest(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, value in fields:
        *parents, leaf = _path(name)
        place = document
        for parent in parents:
            place = _descend(place, parent, name)
        place[leaf if leaf else str(len(place))] = value
    return document


def _path(name: str) -> list[str]:
    match = _NAME.match(name)
    if match is None:
        raise InvalidRequestError(f"Invalid parameter name: {name}", param=name)
    path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
    if len(path) > _DEEPEST:
        raise InvalidRequestError(f"Parameter nested too deeply: {name}", param=name)
    return path


def _descend(place: dict[str, Any], key: str, name: str) -> dict[str, Any]:
    inner = place.setdefault(key if key else str(len(place)), {})
    if not isinstance(inner, dict):
        raise InvalidRequestError(
            f"Invalid {name}: given both as a value and as a hash", param=name
        )
    return inner
