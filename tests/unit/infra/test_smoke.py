"""The smoke test sees what goes wrong at an edge: played here, one fault at a time."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from infra.ops.shopper import Shopper
from infra.ops.smoke.running import Result, run
from infra.ops.smoke.visit import NoShopError, Visit, api_headers, storefront_headers

URL = "https://shop.example.com"
PAGE = '<!doctype html><script src="/assets/index-1a.js"></script>'
Answer = Callable[[httpx.Request], httpx.Response]


def page(*, without: str = "", tls: bool = True) -> httpx.Response:
    headers = storefront_headers("/index.html", tls=tls)
    headers.pop(without, None)
    return httpx.Response(200, html=PAGE, headers=headers)


def edge(request: httpx.Request) -> httpx.Response:
    """An edge that works, before an API that knows nothing."""
    path = request.url.path
    if path == "/assets/index-1a.js":
        headers = storefront_headers(path, tls=True) | {"content-type": "text/javascript"}
        return httpx.Response(200, text="run()", headers=headers)
    if path.startswith(("/core/v1/products", "/api/pages/")):
        headers = api_headers() | {"content-type": "application/problem+json"}
        return httpx.Response(404, json={"code": "not-found"}, headers=headers)
    if path in ("/core/v1/orders", "/api/auth/me"):
        return httpx.Response(401, json={})
    if path.startswith(("/assets/", "/core/", "/internal/", "/api/")):
        return httpx.Response(404, text="<Error/>", headers={"content-type": "application/xml"})
    return page()


async def results(answer: Answer, seconds: float = 5.0) -> dict[str, Result]:
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as http:
        visit = Visit(Shopper(http), URL)
        return {result.name: result async for result in run(visit, seconds)}


async def test_an_edge_that_works_passes_what_is_the_edges() -> None:
    found = await results(edge)

    assert [name for name, each in found.items() if each.outcome == "ok"] == [
        "front page", "assets", "paths of the application", "what is missing",
        "errors of the APIs", "what is private",
    ]  # fmt: skip


async def test_a_shop_that_fails_fails_by_the_check_that_sees_it() -> None:
    found = await results(edge)

    assert found["catalogue"].outcome == "failed"
    assert "404" in found["catalogue"].detail
    assert (found["search"].outcome, found["search"].detail) == (
        "skipped",
        "there is nothing to buy",
    )
    assert found["sign-in"].outcome == "failed"


async def test_a_page_instead_of_each_error_is_seen() -> None:
    """CloudFront's custom error pages, the usual way to serve an application, do this to APIs."""

    def everything_is_the_page(request: httpx.Request) -> httpx.Response:
        answer = edge(request)
        return page() if answer.status_code == 404 else answer

    found = await results(everything_is_the_page)

    assert found["what is missing"].outcome == "failed"
    assert "200 text/html" in found["what is missing"].detail
    assert found["errors of the APIs"].outcome == "failed"


@pytest.mark.parametrize(
    "header", ["content-security-policy", "strict-transport-security", "cache-control"]
)
async def test_a_header_that_is_missing_is_named(header: str) -> None:
    def forgetful(request: httpx.Request) -> httpx.Response:
        return page(without=header) if request.url.path == "/" else edge(request)

    found = await results(forgetful)

    assert found["front page"].outcome == "failed"
    assert header in found["front page"].detail


async def test_the_order_of_a_policys_directives_does_not_matter() -> None:
    def reordered(request: httpx.Request) -> httpx.Response:
        answer = edge(request)
        policy = answer.headers.get("content-security-policy")
        if policy is not None:
            answer.headers["content-security-policy"] = "; ".join(reversed(policy.split("; ")))
        return answer

    assert (await results(reordered))["front page"].outcome == "ok"


async def test_somebodys_answer_from_a_cache_is_seen() -> None:
    def caching(request: httpx.Request) -> httpx.Response:
        answer = edge(request)
        if answer.status_code == 401:
            answer.headers["x-cache"] = "Hit from cloudfront"
        return answer

    assert "cache" in (await results(caching))["what is private"].detail


async def test_another_site_ends_the_visit_at_its_front_page() -> None:
    with pytest.raises(NoShopError, match="200 text/html is no page of a Mercato"):
        await results(lambda _: httpx.Response(200, html="<h1>It works!</h1>"))


async def test_a_redirect_says_which_address_to_give() -> None:
    elsewhere = {"location": "https://www.example.com/"}

    with pytest.raises(NoShopError, match="give that address"):
        await results(lambda _: httpx.Response(301, headers=elsewhere))


async def test_a_shop_that_hangs_fails_when_the_time_is_up() -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/":
            await asyncio.sleep(60)
        return page()

    found = await results(slow, seconds=0.2)  # type: ignore[arg-type]

    assert found["front page"].outcome == "ok"
    assert [name for name, each in found.items() if each.outcome == "ok"] == ["front page"]
    assert "0.2 seconds" in found["sign-in"].detail
