"""The edge's own pages, and the storefront in their place once it is built."""

import re

from tests.integration.edge.conftest import RunningEdge


async def test_the_landing_page_tells_what_runs_and_runs_no_foreign_script(
    edge: RunningEdge,
) -> None:
    answer = await edge.client.get("/")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "not ready" in answer.text
    nonce = re.search(r"style-src 'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert nonce is not None
    assert f'<style nonce="{nonce[1]}">' in answer.text
    assert not re.search(r"(src|href)=\"https?://", answer.text)


async def test_the_api_page_and_document_are_there_even_when_parts_are_down(
    edge: RunningEdge,
) -> None:
    document = (await edge.client.get("/openapi.json")).json()
    page = await edge.client.get("/docs")
    assert document["openapi"] == "3.1.0"
    assert "down" in document["x-unavailable"]
    assert page.status_code == 200
    assert "Not shown, because not running" in page.text


async def test_a_built_storefront_takes_over_and_routes_its_own_paths(edge: RunningEdge) -> None:
    (edge.storefront / "assets").mkdir()
    (edge.storefront / "assets" / "app-1a2b.js").write_text("console.log(1)")
    (edge.storefront / "index.html").write_text("<!doctype html><title>Shop</title>")
    try:
        home = await edge.client.get("/")
        deep = await edge.client.get("/products/lamp")
        script = await edge.client.get("/assets/app-1a2b.js")
        missing = await edge.client.get("/assets/app-gone.js")
        api = await edge.client.get("/api/nothing")
        inside = await edge.client.get("/internal/v1/x")
        known = await edge.client.get("/", headers={"if-none-match": home.headers["etag"]})
    finally:
        (edge.storefront / "index.html").unlink()

    assert home.text == deep.text == "<!doctype html><title>Shop</title>"
    assert home.headers["cache-control"] == "no-cache"
    assert "script-src" not in home.headers["content-security-policy"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (missing.status_code, api.status_code, inside.status_code) == (404, 404, 404)
    assert known.status_code == 304
