"""``/dev/analytics``: the report that `mercato lake report` made last, as the file that it is."""

import asyncio
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from infra.local.edge import pages
from infra.local.edge.messages import Exchange

PATH = "/dev/analytics"
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


class AnalyticsPage:
    """Nothing is made here: a request costs no more than reading a file."""

    def __init__(self, report: Path) -> None:
        self._report = report

    async def serve(self, exchange: Exchange) -> None:
        """The latest report, or what to do to have one."""
        try:
            document = await asyncio.to_thread(self._report.read_bytes)
        except FileNotFoundError:
            await pages.render(exchange, "analytics.html")
            return
        etag = f'"{sha256(document).hexdigest()[:24]}"'.encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-cache"),
            (b"content-security-policy", _policy(document)),
            (b"etag", etag),
        ]
        known = exchange.headers.get(b"if-none-match", b"").removeprefix(b"W/")
        if known == etag:
            await exchange.answer(304, headers, b"")
        else:
            await exchange.answer(200, headers, document)


def _policy(document: bytes) -> bytes:
    """The page's own styles, by their hash, and nothing else: no script, no other address."""
    hashes = b" ".join(
        b"'sha256-" + b64encode(sha256(style).digest()) + b"'" for style in _STYLE.findall(document)
    )
    return (
        b"default-src 'none'; style-src " + (hashes or b"'none'") + b"; img-src data:; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
