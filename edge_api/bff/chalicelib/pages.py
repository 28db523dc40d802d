"""Pages put together from several answers of the catalog, fetched side by side.

A part that cannot be had is left out and named; only the part that a page is about can fail it.
"""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from contracts.errors import DomainError, InvalidError, NotFoundError, UnavailableError
from edge_api.chassis.operations import Call, Operation, Reply
from edge_api.chassis.upstream import MovedError

from .bootstrap import Deps
from .schemas import HomePage, PageQuery, ProductPage

_SHELF = 12
_RELATED = 8
_CACHE = "public, max-age=30, stale-while-revalidate=30"


class _Categories(msgspec.Struct):
    categories: msgspec.Raw


class _Products(msgspec.Struct):
    products: msgspec.Raw


class _Slug(msgspec.Struct):
    slug: str


class _AboutProduct(msgspec.Struct):
    id: str
    category: _Slug | None = None


class _Card(msgspec.Struct):
    id: str


def home_page(call: Call[Deps, None, PageQuery]) -> Reply:
    parts = {
        "categories": _pool().submit(_categories, call),
        "newest": _pool().submit(_shelf, call, sort="newest"),
        "popular": _pool().submit(_popular, call),
    }
    found, missing = _gather(parts)
    if len(missing) == len(parts):
        raise UnavailableError("The catalog cannot be read right now; try again.")
    return _page(call, HomePage(**found, missing=missing), missing)


def product_page(call: Call[Deps, None, PageQuery]) -> Reply:
    try:
        product = call.deps.catalog.get(
            f"/core/v1/products/{quote(call.path['slug'], safe='')}",
            msgspec.Raw,
            deadline=call.deadline,
            params=_currency(call),
            headers=_trace(call),
        )
    except MovedError as moved:
        present = urlsplit(moved.location)
        slug, query = present.path.rpartition("/")[2], present.query and f"?{present.query}"
        return Reply(status=308, headers={"Location": f"/api/pages/product/{slug}{query}"})
    about = msgspec.json.decode(product, type=_AboutProduct)
    found, missing = _gather({"related": _pool().submit(_related, call, about)})
    page = ProductPage(product=product, related=found["related"], missing=missing)
    return _page(call, page, missing)


def _categories(call: Call[Deps, None, PageQuery]) -> msgspec.Raw:
    answer = call.deps.catalog.get(
        "/core/v1/categories", _Categories, deadline=call.deadline, headers=_trace(call)
    )
    return answer.categories


def _shelf(call: Call[Deps, None, PageQuery], *, sort: str) -> msgspec.Raw:
    return _products(call, {"sort": sort, "limit": _SHELF})


def _popular(call: Call[Deps, None, PageQuery]) -> msgspec.Raw:
    """What sells; nothing, rather than something else, where nothing was sold lately."""
    return _products(call, {"sort": "popular", "sold_lately": "true", "limit": _SHELF})


def _related(call: Call[Deps, None, PageQuery], about: _AboutProduct) -> msgspec.Raw:
    if about.category is None:
        return msgspec.Raw(b"[]")
    cards = _products(
        call, {"category": about.category.slug, "sort": "popular", "limit": _RELATED + 1}
    )
    others = [
        card
        for card in msgspec.json.decode(cards, type=list[msgspec.Raw])
        if msgspec.json.decode(card, type=_Card).id != about.id
    ]
    return msgspec.Raw(msgspec.json.encode(others[:_RELATED]))


def _products(call: Call[Deps, None, PageQuery], params: dict[str, str | int]) -> msgspec.Raw:
    answer = call.deps.catalog.get(
        "/core/v1/products",
        _Products,
        deadline=call.deadline,
        params={**params, **_currency(call)},
        headers=_trace(call),
    )
    return answer.products


def _gather(parts: dict[str, "Future[msgspec.Raw]"]) -> tuple[dict[str, Any], tuple[str, ...]]:
    found: dict[str, msgspec.Raw | None] = {}
    for name, part in parts.items():
        found[name] = _or_none(part.result)
    return found, tuple(name for name, part in found.items() if part is None)


def _or_none(result: Callable[[], msgspec.Raw]) -> msgspec.Raw | None:
    try:
        return result()
    except InvalidError:  # the request is wrong, not the part
        raise
    except (DomainError, MovedError):
        return None


def _page(
    call: Call[Deps, None, PageQuery], body: HomePage | ProductPage, missing: tuple[str, ...]
) -> Reply:
    """A page that is whole may be kept, and is not sent to whoever has it."""
    if missing:
        return Reply(body, headers={"Cache-Control": "no-store"})
    digest = hashlib.blake2b(msgspec.json.encode(body), digest_size=12).hexdigest()
    headers = {"Cache-Control": _CACHE, "ETag": f'W/"{digest}"'}
    if digest in str(call.headers.get("if-none-match", "")):
        return Reply(status=304, headers=headers)
    return Reply(body, headers=headers)


def _currency(call: Call[Deps, None, PageQuery]) -> dict[str, str]:
    return {"currency": call.query.currency} if call.query.currency else {}


def _trace(call: Call[Deps, None, PageQuery]) -> dict[str, str]:
    return {"X-Amzn-Trace-Id": call.trace_header} if call.trace_header else {}


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=6, thread_name_prefix="page")


OPERATIONS = (
    Operation(
        method="GET",
        path="/api/pages/home",
        view=home_page,
        summary="What the front page shows",
        tag="pages",
        query=PageQuery,
        returns=HomePage,
        errors=(UnavailableError,),
    ),
    Operation(
        method="GET",
        path="/api/pages/product/{slug}",
        view=product_page,
        summary="A product with others like it",
        description="An old slug answers 308 with the new address.",
        tag="pages",
        query=PageQuery,
        returns=ProductPage,
        errors=(NotFoundError, UnavailableError),
    ),
)
