"""The built storefront, as CloudFront serves it from its bucket."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from tests.integration.edge.conftest import RunningEdge

PAGE = "<!doctype html><title>Shop</title>"
SCRIPT = "console.log('shop');" * 200
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
def shop(edge: RunningEdge) -> Iterator[RunningEdge]:
    """The edge with a storefront whose script was compressed when it was built."""
    files = {
        "index.html": PAGE.encode(),
        "favicon.ico": b"\0",
        "theme.js": b"document.title;" * 100,
        "assets/app-1a2b.js": SCRIPT.encode(),
        "assets/app-1a2b.js.br": brotli.compress(SCRIPT.encode()),
        "assets/app-1a2b.js.gz": gzip.compress(SCRIPT.encode(), mtime=0),
    }
    for name, content in files.items():
        _written(edge.storefront / name, content)
    yield edge
    for name in files:
        (edge.storefront / name).unlink()


def _written(file: Path, content: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)


async def test_paths_of_the_application_are_its_page_and_what_is_missing_is_missing(
    shop: RunningEdge,
) -> None:
    pages = [(await shop.client.get(path)).text for path in ("/", "/products/lamp", "/admin/a/")]
    gone = [
        (await shop.client.get(path)).status_code
        for path in ("/assets/app-gone.js", "/api/nothing", "/internal/v1/x", "/core/v1/down/x")
    ]

    assert pages == [PAGE, PAGE, PAGE]
    assert gone == [404, 404, 404, 502]


async def test_an_unknown_address_of_the_api_is_a_problem_and_no_page(shop: RunningEdge) -> None:
    answer = await shop.client.get("/core/v2/products", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "cache_control"),
    [
        ("/", "no-cache"),
        ("/products/lamp", "no-cache"),
        ("/theme.js", "no-cache"),
        ("/favicon.ico", "public, max-age=3600"),
        ("/assets/app-1a2b.js", "public, max-age=31536000, immutable"),
    ],
)
async def test_only_names_that_hold_a_hash_are_kept_for_long(
    shop: RunningEdge, path: str, cache_control: str
) -> None:
    assert (await shop.client.get(path)).headers["cache-control"] == cache_control


async def test_a_page_may_load_from_here_alone_and_run_nothing_inline(shop: RunningEdge) -> None:
    headers = (await shop.client.get("/")).headers
    policy = dict(
        each.partition(" ")[::2] for each in headers["content-security-policy"].split("; ")
    )

    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert (policy["frame-ancestors"], policy["object-src"]) == ("'none'", "'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert "upgrade-insecure-requests" not in policy  # there is no TLS on this machine
    assert headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert re.search(r"\bcamera=\(\)", headers["permissions-policy"])


@pytest.mark.parametrize(
    ("accept_encoding", "encoding", "suffix"),
    [
        ("gzip, deflate, br, zstd", "br", ".br"),
        ("br;q=0.5, gzip", "gzip", ".gz"),
        ("gzip, br;q=0", "gzip", ".gz"),
        ("*", "br", ".br"),
        ("identity", None, ""),
    ],
)
async def test_a_file_comes_as_it_was_compressed_when_built(
    shop: RunningEdge, accept_encoding: str, encoding: str | None, suffix: str
) -> None:
    path, headers = "/assets/app-1a2b.js", {"accept-encoding": accept_encoding}
    answer = await shop.client.get(path, headers=headers)
    size = (shop.storefront / f"assets/app-1a2b.js{suffix}").stat().st_size

    assert answer.text == SCRIPT
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-length"] == str(size)
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_what_was_not_compressed_when_built_is_now(shop: RunningEdge) -> None:
    answer = await shop.client.get("/theme.js", headers={"accept-encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert answer.text == "document.title;" * 100


async def test_a_file_that_is_known_is_not_sent_again_in_any_encoding(shop: RunningEdge) -> None:
    for encoding in ("br", "gzip", "identity"):
        for path in ("/", "/theme.js", "/assets/app-1a2b.js"):
            sent = {"accept-encoding": encoding}
            tag = (await shop.client.get(path, headers=sent)).headers["etag"]
            known = await shop.client.get(path, headers=sent | {"if-none-match": tag})
            assert (known.status_code, known.content) == (304, b"")
            assert known.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")


async def test_a_page_that_was_built_again_is_sent_again(shop: RunningEdge) -> None:
    tag = (await shop.client.get("/")).headers["etag"]
    (shop.storefront / "index.html").write_text("<!doctype html><title>New</title>")
    answer = await shop.client.get("/", headers={"if-none-match": tag})
    assert (answer.status_code, answer.text) == (200, "<!doctype html><title>New</title>")


async def test_a_head_has_the_headers_of_a_get(shop: RunningEdge) -> None:
    path = "/assets/app-1a2b.js"
    got, asked = await shop.client.get(path), await shop.client.head(path)
    varying = {"date", "x-request-id"}

    assert asked.content == b""
    assert {n: v for n, v in asked.headers.items() if n not in varying} == {
        n: v for n, v in got.headers.items() if n not in varying
    }


@pytest.mark.parametrize(
    ("wanted", "place", "part"),
    [
        ("bytes=0-10", "bytes 0-10/4000", SCRIPT[:11]),
        ("bytes=3990-", "bytes 3990-3999/4000", SCRIPT[3990:]),
        ("bytes=3990-9999", "bytes 3990-3999/4000", SCRIPT[3990:]),
        ("bytes=-5", "bytes 3995-3999/4000", SCRIPT[-5:]),
    ],
)
async def test_a_part_of_a_file_can_be_had(
    shop: RunningEdge, wanted: str, place: str, part: str
) -> None:
    headers = PLAIN | {"range": wanted}
    answer = await shop.client.get("/assets/app-1a2b.js", headers=headers)
    assert (answer.status_code, answer.text) == (206, part)
    assert answer.headers["content-range"] == place


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"range": "bytes=4000-"}, 416),
        ({"range": "bytes=-0"}, 416),
        ({"range": "bytes=9-2"}, 200),
        ({"range": "bytes=-"}, 200),
        ({"range": "lines=1-2"}, 200),
        ({"range": "bytes=0-1,3-4"}, 200),
        ({"range": "bytes=0-1", "if-range": '"another"'}, 200),
    ],
)
async def test_a_part_that_cannot_be_had(
    shop: RunningEdge, headers: dict[str, str], status: int
) -> None:
    answer = await shop.client.get("/assets/app-1a2b.js", headers=PLAIN | headers)
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["content-range"] == "bytes */4000"
