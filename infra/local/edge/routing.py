"""Which paths exist: the allow-list of the topology, and what a path may look like at all.

A path is refused, not repaired, when a proxy and the server behind it might read it differently:
that difference is how an address that is not in the list gets reached.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from contracts.errors import MalformedError
from infra.local.edge.settings import Forwarding

MAX_PATH_LENGTH = 4096
_PLAIN = re.compile(r"[\x21-\x7e]+")
# An escaped slash is let through (a SKU may have one): the servers behind us decode a path once, as
# we do, so what we judge is what they route.
_AMBIGUOUS_ESCAPE = re.compile(r"%(?:5c|00|2e)", re.IGNORECASE)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class PathError(MalformedError):
    code = "bad-path"
    title = "The address is written in a way that we do not accept"


def clean_path(raw_path: bytes) -> str:
    """The decoded path of a request.

    Raises:
        PathError: for dot segments, empty segments, backslashes, control characters, text that is
            not UTF-8, and escapes that hide a dot or a backslash.
    """
    raw = raw_path.decode("latin-1")
    if len(raw) > MAX_PATH_LENGTH or not raw.startswith("/") or not _PLAIN.fullmatch(raw):
        raise PathError("The path is too long, or has characters that must be escaped.")
    if _BAD_ESCAPE.search(raw) or _AMBIGUOUS_ESCAPE.search(raw) or "\\" in raw or ";" in raw:
        raise PathError("The path has an escape or a character that has no place in it.")
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise PathError("The path is not UTF-8.") from error
    segments = path.split("/")[1:]
    if any(segment in (".", "..") for segment in segments) or "" in segments[:-1]:
        raise PathError("The path has empty or dot segments.")
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise PathError("The path has control characters.")
    return path


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern of the topology; ``*`` stands at a pattern's end only."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def find_forwarding(forwardings: Sequence[Forwarding], path: str) -> Forwarding | None:
    """The first that fits, as CloudFront orders its behaviours."""
    return next((each for each in forwardings if matches(each.pattern, path)), None)
