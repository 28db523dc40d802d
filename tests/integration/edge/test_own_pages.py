"""The edge's own pages."""

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
    for_developers = (await edge.client.get("/dev")).text
    assert 'href="/docs"' in for_developers


async def test_the_api_page_and_document_are_there_even_when_parts_are_down(
    edge: RunningEdge,
) -> None:
    document = (await edge.client.get("/openapi.json")).json()
    page = await edge.client.get("/docs")
    assert document["openapi"] == "3.1.0"
    assert "down" in document["x-unavailable"]
    assert page.status_code == 200
    assert "Not shown, because not running" in page.text
