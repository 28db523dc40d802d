"""The report at ``/dev/analytics``: a file whose policy lets its own styles in and nothing else."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.integration.edge.conftest import RunningEdge

REPORT = (
    "<!doctype html><title>Week 12</title><style>h1 { color: #a83c29; }</style><h1>Your week</h1>"
)


@pytest.fixture
def report(edge: RunningEdge) -> Iterator[Path]:
    edge.report.write_text(REPORT)
    yield edge.report
    edge.report.unlink()


async def test_before_the_first_report_the_page_says_how_to_make_one(edge: RunningEdge) -> None:
    answer = await edge.client.get("/dev/analytics")
    assert answer.status_code == 200
    assert "No report has been made yet." in answer.text
    for command in ("mercato simulate", "mercato lake build", "mercato lake report"):
        assert command in answer.text
    assert "'nonce-" in answer.headers["content-security-policy"]


@pytest.mark.usefixtures("report")
async def test_the_last_report_is_served_as_it_is_and_may_use_its_own_styles_only(
    edge: RunningEdge,
) -> None:
    answer = await edge.client.get("/dev/analytics")
    policy = answer.headers["content-security-policy"]
    style = b64encode(sha256(b"h1 { color: #a83c29; }").digest()).decode()
    assert answer.text == REPORT
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f"style-src 'sha256-{style}';" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"script-src|unsafe-inline|https?:", policy)


@pytest.mark.usefixtures("report")
async def test_a_report_that_the_browser_has_is_not_sent_again(edge: RunningEdge) -> None:
    first = await edge.client.get("/dev/analytics")
    again = await edge.client.get(
        "/dev/analytics", headers={"if-none-match": first.headers["etag"]}
    )
    posted = await edge.client.post("/dev/analytics")
    assert (again.status_code, again.content) == (304, b"")
    assert posted.status_code == 405


async def test_the_landing_page_leads_to_the_report_and_to_the_mail(edge: RunningEdge) -> None:
    landing = (await edge.client.get("/")).text
    assert 'href="/dev/analytics"' in landing
    assert 'href="/dev/mail"' in landing
