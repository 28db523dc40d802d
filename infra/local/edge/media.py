"""The media behaviour of CloudFront: objects of the bucket, cached, and harmless in a browser."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, quote

import aiohttp
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from yarl import URL

from contracts.errors import NotFoundError
from infra.local.edge.behaviours import behaviours
from infra.local.edge.forwarding import BadGatewayError, Forwarder
from infra.local.edge.messages import Exchange, Headers
from infra.local.edge.objects import answer_object
from infra.local.edge.settings import MEBIBYTE, Forwarding
from infra.local.edge.viewer_request import rewrite
from infra.local.engines import REGION
from infra.local.environment import AWS_KEYS

_CACHE_BYTES = 32 * MEBIBYTE
_OBJECT_BYTES = 20 * MEBIBYTE
_FRESH_SECONDS = 60.0
_KEYS = Credentials(AWS_KEYS["AWS_ACCESS_KEY_ID"], AWS_KEYS["AWS_SECRET_ACCESS_KEY"])
# By the name, never by what was uploaded with the object: a browser must not be talked into
# running a picture. Anything else is offered as a download.
_CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class CachedObject:
    body: bytes
    etag: str
    cache_control: str
    fetched_at: float


class MediaOrigin:
    """Reads a bucket through a cache of bounded size, least recently used out first."""

    def __init__(self, forwarder: Forwarder) -> None:
        self._forwarder = forwarder
        self._cache: OrderedDict[str, CachedObject] = OrderedDict()
        self._bytes = 0

    async def serve(self, exchange: Exchange, forwarding: Forwarding) -> None:
        """Answer with the object that the address means."""
        query = dict(parse_qsl(exchange.scope["query_string"].decode("latin-1")))
        key = rewrite(exchange.path, query).removeprefix("/")
        if not key:
            raise NotFoundError("There is no such file.")
        url = f"{forwarding.upstream.url}/{quote(key)}"
        found = self._fresh(url) or await self._fetch(url)
        await answer_object(
            exchange, _headers(key, found), found.body, found.etag.encode("latin-1")
        )

    def _fresh(self, url: str) -> CachedObject | None:
        found = self._cache.get(url)
        if found is None or time.monotonic() - found.fetched_at > _FRESH_SECONDS:
            return None
        self._cache.move_to_end(url)
        return found

    async def _fetch(self, url: str) -> CachedObject:
        try:
            async with self._forwarder.session.get(
                URL(url, encoded=True), headers=_signature(url)
            ) as response:
                if response.status in (403, 404):
                    raise NotFoundError("There is no such file.")
                if response.status != 200 or (response.content_length or 0) > _OBJECT_BYTES:
                    raise BadGatewayError("The file cannot be read right now.")
                found = CachedObject(
                    body=await response.read(),
                    etag=response.headers.get("ETag", '""'),
                    cache_control=response.headers.get(
                        "Cache-Control", behaviours().media.default_cache_control
                    ),
                    fetched_at=time.monotonic(),
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise BadGatewayError("The file cannot be read right now.") from error
        self._remember(url, found)
        return found

    def _remember(self, url: str, found: CachedObject) -> None:
        previous = self._cache.pop(url, None)
        self._bytes += len(found.body) - (len(previous.body) if previous else 0)
        self._cache[url] = found
        while self._bytes > _CACHE_BYTES:
            _, dropped = self._cache.popitem(last=False)
            self._bytes -= len(dropped.body)


def _signature(url: str) -> dict[str, str]:
    """The bucket is private: its reader signs, as CloudFront's origin access control does."""
    request = AWSRequest("GET", url)
    S3SigV4Auth(_KEYS, "s3", REGION).add_auth(request)
    return dict(request.headers)


def _headers(key: str, found: CachedObject) -> Headers:
    content_type = _CONTENT_TYPES.get(PurePosixPath(key).suffix.lower())
    headers = [
        (b"content-type", (content_type or "application/octet-stream").encode()),
        (b"cache-control", found.cache_control.encode("latin-1")),
        *behaviours().media.fixed_headers,
    ]
    return headers if content_type else [*headers, (b"content-disposition", b"attachment")]
