"""The storefront's built files, when there are any: what CloudFront serves from its bucket."""

import asyncio
import mimetypes
from hashlib import sha256
from pathlib import Path, PurePosixPath

from contracts.errors import NotFoundError
from infra.local.edge.messages import Exchange, Headers

_PAGE_POLICY = (
    b"default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_FOREVER = b"public, max-age=31536000, immutable"
_RESERVED = ("/api/", "/core/", "/internal/", "/media/", "/health/")


class Storefront:
    """A folder of files; paths of the application itself lead to its index page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def is_built(self) -> bool:
        return (self._folder / "index.html").is_file()

    async def serve(self, exchange: Exchange) -> None:
        """Answer with the file, or with the index page for a path that the application routes.

        Raises:
            NotFoundError: for a file that does not exist, and for what is not the storefront's.
        """
        if exchange.path.startswith(_RESERVED) or not self.is_built:
            raise NotFoundError("Nothing lives at this address.")
        file = self._folder / exchange.path.lstrip("/")
        if not file.is_file():
            if PurePosixPath(exchange.path).suffix:
                raise NotFoundError("There is no such file.")
            # A rewrite, as CloudFront's function does it: an error page would hide real 404s.
            file = self._folder / "index.html"
        await self._send(exchange, file)

    async def _send(self, exchange: Exchange, file: Path) -> None:
        body = await asyncio.to_thread(file.read_bytes)
        etag = f'"{sha256(body).hexdigest()[:24]}"'.encode()
        headers = [*_headers(file, self._folder), (b"etag", etag)]
        known = exchange.headers.get(b"if-none-match", b"").removeprefix(b"W/")
        if known == etag:
            await exchange.answer(304, headers, b"")
        else:
            await exchange.answer(200, headers, body)


def _headers(file: Path, folder: Path) -> Headers:
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    hashed = file.is_relative_to(folder / "assets")
    return [
        (b"content-type", content_type.encode()),
        (b"cache-control", _FOREVER if hashed else b"no-cache"),
        (b"content-security-policy", _PAGE_POLICY),
    ]
