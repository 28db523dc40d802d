"""Answers with bytes that lie in a bucket: conditional requests and ranges (RFC 9110)."""

import re

from infra.local.edge.messages import Exchange, Headers

# One range, as players of videos and broken downloads ask; more than one may be answered whole.
_RANGE = re.compile(rb"bytes=(\d{0,18})-(\d{0,18})")


async def answer_object(exchange: Exchange, headers: Headers, body: bytes, etag: bytes) -> None:
    """The object, the part of it that was asked for, or that it is what the client has.

    ``headers`` do not hold its tag.
    """
    tagged = [*headers, (b"etag", etag), (b"accept-ranges", b"bytes")]
    if is_known(exchange.headers.get(b"if-none-match", b""), etag):
        await exchange.answer(304, tagged, b"")
        return
    wanted = _wanted_range(exchange, len(body), etag)
    if wanted is None:
        await exchange.answer(200, tagged, body)
    elif not wanted:
        tagged.append((b"content-range", b"bytes */%d" % len(body)))
        await exchange.answer(416, tagged, b"")
    else:
        place = (wanted.start, wanted.stop - 1, len(body))
        tagged.append((b"content-range", b"bytes %d-%d/%d" % place))
        await exchange.answer(206, tagged, body[wanted.start : wanted.stop])


def is_known(if_none_match: bytes, etag: bytes) -> bool:
    """Weak comparison: our own compression makes tags weak."""
    known = {each.strip().removeprefix(b"W/") for each in if_none_match.split(b",")}
    return b"*" in known or etag.removeprefix(b"W/") in known


def _wanted_range(exchange: Exchange, size: int, etag: bytes) -> range | None:
    """None for the whole; an empty range where there is nothing in it."""
    match = _RANGE.fullmatch(exchange.headers.get(b"range", b""))
    condition = exchange.headers.get(b"if-range")
    if match is None or exchange.method != "GET" or condition not in (None, etag):
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:
        return range(max(0, size - int(last)), size) if int(last) else range(0)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
