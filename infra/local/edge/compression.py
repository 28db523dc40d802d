"""Content-Encoding: which one a client takes, and bytes in it."""

import gzip
from collections.abc import Callable, Mapping

import brotli

# Quick rather than small: what answers a request is compressed while it waits. Files that never
# change are compressed harder, once, when they are built.
_BROTLI_QUALITY = 4
_GZIP_LEVEL = 4


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, quality=_BROTLI_QUALITY)
    return compressed


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


# In the order of our preference.
ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
SUFFIXES = {"br": ".br", "gzip": ".gz"}


def accepted(accept_encoding: bytes) -> tuple[str, ...]:
    """Those of our encodings that the client takes, the one to use first (RFC 9110, 12.5.3)."""
    weights = {}
    for each in accept_encoding.decode("latin-1").lower().split(","):
        name, _, parameter = each.partition(";")
        weights[name.strip()] = _weight(parameter)
    wildcard = weights.get("*", 0.0)
    taken = {name: weights.get(name, wildcard) for name in ENCODERS}
    return tuple(sorted((n for n in taken if taken[n] > 0), key=lambda n: -taken[n]))


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
