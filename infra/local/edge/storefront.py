"""The storefront's built files, when there are any: what CloudFront serves from its bucket."""

import asyncio
import mimetypes
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from contracts.errors import NotFoundError
from infra.local.edge.behaviours import behaviours
from infra.local.edge.compression import SUFFIXES
from infra.local.edge.messages import Exchange, Headers
from infra.local.edge.objects import answer_object
from infra.local.edge.viewer_request import rewrite

_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
_CACHED_FILES = 256


class Storefront:
    """A folder of files; paths of the application itself lead to its index page.

    Beside a file may lie its compressed forms, ``.br`` and ``.gz``, made when it was built.
    """

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
        path = rewrite(exchange.path, {})
        file = self._folder / path.lstrip("/")
        if path.startswith("/internal/") or not file.is_file():
            raise NotFoundError("Nothing lives at this address.")
        tls = exchange.scope.get("scheme") == "https"
        headers: Headers = [
            (b"content-type", content_type(file).encode()),
            *behaviours().storefront.headers_for(path, tls=tls),
        ]
        form, encoding = _form_for(exchange, file)
        if encoding:
            headers += [(b"content-encoding", encoding.encode()), (b"vary", b"Accept-Encoding")]
        body, etag = await asyncio.to_thread(_read, form, form.stat().st_mtime_ns)
        await answer_object(exchange, headers, body, etag)


def _form_for(exchange: Exchange, file: Path) -> tuple[Path, str]:
    """The file as the client can read it, and what it is encoded in."""
    for encoding in exchange.accepted_encodings:
        packed = file.with_name(file.name + SUFFIXES[encoding])
        if packed.is_file():
            return packed, encoding
    return file, ""


@lru_cache(_CACHED_FILES)
def _read(file: Path, _written_at: int) -> tuple[bytes, bytes]:
    """What is in the file, and a tag of it."""
    body = file.read_bytes()
    return body, f'"{sha256(body).hexdigest()[:24]}"'.encode()


def content_type(file: Path) -> str:
    """The media type that a file of the storefront is served as, here and on AWS."""
    guessed = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind = _TYPES.get(file.suffix, guessed)
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
