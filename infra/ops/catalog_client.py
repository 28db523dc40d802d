"""The catalog as staff use it over HTTP: sign in, send a file, wait until the shop shows it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from time import monotonic
from typing import IO, Any, Final, Self, TypeVar

import httpx
import msgspec

from core_services.catalog.importing.messages import Format, Message, Sample

_CHUNK_BYTES: Final = 262_144
_POLL_SECONDS: Final = 0.25
_LONGEST_POLL_SECONDS: Final = 3.0  # each look costs the search engine what a shopper's does
_ROOT: Final = "/core/v1/admin/catalog"

T = TypeVar("T")

_messages = msgspec.json.Decoder(Message)


class RefusedError(Exception):
    """The shop said no; the text is its sentence."""


@dataclass(frozen=True, slots=True)
class ProductFile:
    """A file to import. ``currency`` is what a Shopify file's prices are in."""

    name: str
    format: Format
    size: int
    open: Callable[[], IO[bytes]]
    currency: str | None = None

    @classmethod
    def of_bytes(cls, name: str, file_format: Format, content: bytes) -> Self:
        return cls(name, file_format, len(content), lambda: BytesIO(content))

    def chunks(self) -> Iterator[bytes]:
        with self.open() as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk


class StaffClient:
    """One signed-in member of staff of the group ``catalog``."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._token = token

    @classmethod
    @asynccontextmanager
    async def signed_in(
        cls, url: str, *, token: str = "", email: str = "", password: str = "", code: str = ""
    ) -> AsyncIterator[Self]:
        """Use the given access token, or get one for an address, a password and a one-time code.

        Raises:
            RefusedError: when they are not good, or the code is missing.
        """
        timeout = httpx.Timeout(60.0, connect=5.0)
        async with httpx.AsyncClient(base_url=url, timeout=timeout) as http:
            yield cls(http, token or await _sign_in(http, email, password, code))

    async def read(self, path: str, kind: type[T], **query: str | int) -> T:
        """The document at a path of the catalog's staff API.

        Raises:
            RefusedError: when there is none, or not for us.
        """
        response = await self._http.get(f"{_ROOT}{path}", params=query, headers=self._headers)
        _require_success(response)
        return msgspec.json.decode(response.content, type=kind)

    async def put_reference(self, document: Any) -> dict[str, int]:
        """Load price lists, taxes, shipping and promotions; what is the same stays as it is."""
        response = await self._http.put(
            f"{_ROOT}/reference",
            content=msgspec.json.encode(document),
            headers={**self._headers, "content-type": "application/json"},
        )
        _require_success(response)
        counts: dict[str, int] = response.json()
        return counts

    async def categories(self) -> dict[tuple[str | None, str], str]:
        """The ids of all categories, by their parent's id and their name."""
        response = await self._http.get(f"{_ROOT}/categories", headers=self._headers)
        _require_success(response)
        found = response.json()["categories"]
        return {(each["parent_id"], each["name"]): each["id"] for each in found}

    async def create_category(self, **fields: Any) -> str:
        """A new category's id."""
        response = await self._http.post(f"{_ROOT}/categories", json=fields, headers=self._headers)
        _require_success(response)
        return str(response.json()["id"])

    async def category_ids(self) -> dict[str, str]:
        """The ids of all categories by slug."""
        response = await self._http.get("/core/v1/categories")
        _require_success(response)
        return {each["slug"]: each["id"] for each in response.json()["categories"]}

    async def send(self, file: ProductFile, *, dry_run: bool = False) -> AsyncIterator[Message]:
        """Import a file: what the catalog says, line by line, as it says it.

        Raises:
            RefusedError: when the catalog takes no file from us at all.
        """
        query = {"format": file.format, "file": file.name, "dry_run": str(dry_run).lower()}
        if file.currency:
            query["currency"] = file.currency
        async with self._http.stream(
            "POST",
            f"{_ROOT}/imports",
            params=query,
            content=_body(file),
            headers={**self._headers, "content-length": str(file.size)},
        ) as response:
            if not response.is_success:
                await response.aread()
                _require_success(response)
            async for line in response.aiter_lines():
                yield _messages.decode(line)

    async def wait_until_on_sale(
        self,
        samples: Sequence[Sample],
        *,
        seconds: float,
        tell: Callable[[int], None] = lambda _: None,
    ) -> int:
        """Wait until the samples are stocked and found; how many of them are not in the end."""
        # From the end of the file backwards: when the last one is there, most others are.
        missing, until, pause = list(samples), monotonic() + seconds, _POLL_SECONDS
        while missing and monotonic() < until:
            if await self._is_on_sale(missing[-1]):
                missing.pop()
                tell(len(samples) - len(missing))
            else:
                await asyncio.sleep(pause)
                pause = min(1.5 * pause, _LONGEST_POLL_SECONDS)
        return len(missing)

    async def _is_on_sale(self, sample: Sample) -> bool:
        return await self._is_stocked(sample) and await self._is_found(sample)

    async def _is_stocked(self, sample: Sample) -> bool:
        if not sample.has_stock:
            return True
        response = await self._http.get("/core/v1/stock", params={"skus": sample.sku})
        if not response.is_success:
            return False
        return any(level["sku"] == sample.sku for level in response.json()["levels"])

    async def _is_found(self, sample: Sample) -> bool:
        response = await self._http.get("/core/v1/search", params={"q": sample.sku, "limit": 24})
        if not response.is_success:
            return False
        answer = response.json()
        # A degraded answer comes from the catalog itself and says nothing about the index.
        found = any(hit["id"] == sample.product_id for hit in answer["hits"])
        return found and not answer.get("degraded", False)

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"}


async def _sign_in(http: httpx.AsyncClient, email: str, password: str, code: str) -> str:
    response = await http.post("/api/auth/sign-in", json={"email": email, "password": password})
    _require_success(response)
    answer = response.json()
    if "challenge" in answer:
        if not code:
            raise RefusedError(f"{email} needs a one-time code to sign in: pass --code.")
        response = await http.post("/api/auth/challenge", json={**answer, "answer": code})
        _require_success(response)
        answer = response.json()
    return str(answer["access_token"])


def _require_success(response: httpx.Response) -> None:
    if response.is_success:
        return
    try:
        problem = response.json()
        reason = problem.get("detail") or problem["title"]
    except (ValueError, KeyError):
        reason = response.text[:200]
    raise RefusedError(f"{response.request.url.path} answered {response.status_code}: {reason}")


async def _body(file: ProductFile) -> AsyncIterator[bytes]:
    for chunk in file.chunks():
        yield chunk
