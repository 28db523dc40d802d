"""What the edge must do: pages, files, headers, and errors that stay what they are."""

import re

import httpx

from contracts.errors import PROBLEM_JSON
from infra.ops.smoke.visit import (
    NoShopError,
    Visit,
    api_headers,
    expect,
    expect_headers,
    storefront_headers,
)

_ASSET = re.compile(r"""(?:src|href)="(/assets/[^"?#]+)""")
_NOT_A_FILE = "/assets/no-such-file-0a1b2c3d.js"
_APPLICATION = ("/cart", "/product/anything", "/account/orders")
_UNKNOWN = ("/core/v1/products/no-such-product-0a1b2c3d", "/api/pages/product/no-such-0a1b2c3d")
_NOT_ROUTED = ("/core/v1/no-such-thing", "/internal/v1/orders/x")
_PRIVATE = ("/core/v1/orders", "/api/auth/me")


async def front_page(visit: Visit) -> str:
    """Is it ours, and has it its headers?"""
    response = await visit.shopper.http.get("/")
    if response.is_redirect:
        raise NoShopError(f"it redirects to {response.headers['location']}: give that address")
    visit.page = response.text
    if response.status_code != 200 or not _ASSET.search(visit.page):
        raise NoShopError(f"{response.status_code} {kind(response)} is no page of a Mercato")
    expect_headers(response, storefront_headers("/index.html", tls=visit.is_tls))
    return f"{len(response.content):,} bytes"


async def assets(visit: Visit) -> str:
    """Is everything there that the page refers to, and may it be kept for ever?"""
    paths = sorted(set(_ASSET.findall(visit.page)))
    for path in paths:
        response = await visit.get(path)
        expect_headers(response, storefront_headers(path, tls=visit.is_tls))
        expect(kind(response) in ("text/javascript", "text/css"), f"{path} is {kind(response)}")
    return f"{len(paths)} files"


async def application_paths(visit: Visit) -> str:
    """Do paths that the application routes lead to its page?"""
    for path in _APPLICATION:
        response = await visit.get(path)
        expect(response.text == visit.page, f"{path} is not the page")
    return ", ".join(_APPLICATION)


async def missing_files(visit: Visit) -> str:
    """Is what is missing missing, and not a page with status 200?"""
    for path in (_NOT_A_FILE, *_NOT_ROUTED):
        response = await visit.shopper.http.get(path)
        fits = response.status_code in (403, 404) and kind(response) != "text/html"
        expect(fits, f"{path} → {response.status_code} {kind(response)}, not a plain 404")
    return f"{1 + len(_NOT_ROUTED)} addresses"


async def api_errors(visit: Visit) -> str:
    """Does an API's 404 reach the browser as the API wrote it?"""
    for path in _UNKNOWN:
        response = await visit.get(path, 404)
        expect(kind(response) == PROBLEM_JSON, f"{path} answers {kind(response)}")
        expect(bool(response.json().get("code")), f"{path} says no code")
        expect_headers(response, api_headers())
    return "404 as problem+json"


async def private_apis(visit: Visit) -> str:
    """Do strangers get nothing, and does no cache keep what they got?"""
    for path in _PRIVATE:
        response = await visit.get(path, 401)
        kept = response.headers.get("age") or "Hit" in response.headers.get("x-cache", "")
        expect(not kept, f"{path} was answered from a cache")
    return "401 without a token"


def kind(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "nothing")).partition(";")[0].strip()
