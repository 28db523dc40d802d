"""What passes the edge, what is changed on the way, and what is held back."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.integration.edge.conftest import BODY_LIMIT, RawExchange, RunningEdge


async def test_a_request_arrives_byte_for_byte(edge: RunningEdge) -> None:
    answer = await edge.client.post(
        "/core/v1/echo/caf%C3%A9%20x?q=a%2Fb&q=%25", content=b"hello", headers={"x-own": "1"}
    )
    seen = answer.json()
    assert seen["path"] == "/core/v1/echo/caf%C3%A9%20x"
    assert seen["query"] == "q=a%2Fb&q=%25"
    assert seen["body"] == "hello"
    assert ["x-own", "1"] in seen["headers"]


async def test_what_a_client_says_about_itself_is_not_believed(edge: RunningEdge) -> None:
    spoofed = {
        "X-Forwarded-For": "203.0.113.1",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=203.0.113.1",
        "X-Real-IP": "203.0.113.1",
        "X-User-Id": "admin",
        "X_User_Id": "admin",
        "X-Principal": "staff",
        "X-Internal-Call": "1",
        "X-Amzn-Trace-Id": "Root=1-00000000-000000000000000000000000",
        "X-Request-Id": "mine",
        "X-Deadline-Ms": "1",
        "X-HTTP-Method-Override": "DELETE",
        "traceparent": "00-00000000000000000000000000000001-0000000000000001-01",
        "Host": "evil.example",
        "Cookie": "mercato_refresh=secret",
        "X-Secret-Hop": "1",
        "Connection": "keep-alive, X-Secret-Hop",
    }
    answer = await edge.client.get("/core/v1/echo", headers=spoofed)

    seen = dict(answer.json()["headers"])
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert seen["x-request-id"] == answer.headers["x-request-id"] != "mine"
    assert seen["x-amzn-trace-id"].startswith("Root=1-")
    assert "00000000-0000" not in seen["x-amzn-trace-id"]
    assert "evil.example" not in seen["host"]
    gone = {name.lower() for name in spoofed} - {
        "x-forwarded-for", "x-forwarded-proto", "x-request-id", "x-amzn-trace-id", "host",
        "connection",
    }  # fmt: skip
    assert gone.isdisjoint(seen)


async def test_an_answer_says_nothing_about_who_gave_it_and_opens_no_door(
    edge: RunningEdge,
) -> None:
    answer = await edge.client.get("/core/v1/headers")

    assert "secret" not in answer.headers.get("server", "")
    for name in ("x-powered-by", "access-control-allow-origin"):
        assert name not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["etag"] == '"7"'


async def test_another_origins_preflight_gets_no_permission(edge: RunningEdge) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = await edge.client.options("/core/v1/echo", headers=asked)
    assert answer.status_code == 204
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/internal/v1/x", "/health/ready", "/core/v2/echo", "/nothing"])
async def test_what_is_not_listed_is_a_404_problem(edge: RunningEdge, path: str) -> None:
    answer = await edge.client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not-found"
    assert answer.json()["instance"] == path


@pytest.mark.parametrize(
    "line",
    [
        b"GET /core/v1/../../internal/v1/x HTTP/1.1",
        b"GET /core/v1/%2e%2e/internal HTTP/1.1",
        b"GET //internal/v1/x HTTP/1.1",
        b"GET http://evil.example/internal/v1/x HTTP/1.1",
    ],
)
async def test_no_way_of_writing_it_leads_inside(raw: RawExchange, line: bytes) -> None:
    answer = await raw(line + b"\r\nHost: shop\r\nConnection: close\r\n\r\n")
    assert answer.split(b" ", 2)[1] in (b"400", b"404")


async def test_a_request_with_two_lengths_is_refused(raw: RawExchange) -> None:
    head = b"POST /core/v1/echo HTTP/1.1\r\nHost: shop\r\n"
    both = head + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    twice = head + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcd"
    assert (await raw(both)).startswith(b"HTTP/1.1 400")
    assert (await raw(twice)).startswith(b"HTTP/1.1 400")


async def test_a_head_that_is_too_long_is_refused(raw: RawExchange) -> None:
    answer = await raw(b"GET /core/v1/echo HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431")


async def test_a_body_that_is_too_long_is_refused_whether_or_not_its_length_is_told(
    edge: RunningEdge,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * (BODY_LIMIT // 10)

    told = await edge.client.post("/core/v1/echo", content=b"x" * (BODY_LIMIT + 1))
    untold = await edge.client.post("/core/v1/echo", content=chunks())
    assert (told.status_code, told.json()["code"]) == (413, "too-large")
    assert (untold.status_code, untold.json()["code"]) == (413, "too-large")


async def test_an_import_may_be_longer_and_is_answered_while_it_is_read(edge: RunningEdge) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * BODY_LIMIT

    async with edge.client.stream("POST", "/core/v1/import", content=chunks()) as answer:
        lines = [line async for line in answer.aiter_lines()]
    assert lines[-1] == f'{{"read":{3 * BODY_LIMIT}}}'
    assert len(lines) > 1


async def test_a_body_that_stops_coming_is_not_waited_for(raw: RawExchange) -> None:
    answer = await raw(b"POST /core/v1/echo HTTP/1.1\r\nHost: s\r\nContent-Length: 100\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_part_that_is_down_is_a_502_and_one_that_is_slow_a_504(edge: RunningEdge) -> None:
    down = await edge.client.get("/core/v1/down")
    slow = await edge.client.get("/core/v1/sleeps")
    assert (down.status_code, down.json()["code"]) == (502, "bad-gateway")
    assert (slow.status_code, slow.json()["code"]) == (504, "deadline-exceeded")


async def test_an_answer_that_breaks_off_is_seen_to_break_off(edge: RunningEdge) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await edge.client.get("/core/v1/breaks")


async def test_when_the_client_leaves_the_work_for_it_ends(edge: RunningEdge) -> None:
    edge.neighbour.disconnected.clear()
    async with edge.client.stream("GET", "/core/v1/stream") as answer:
        async for line in answer.aiter_lines():
            assert line == '{"tick":1}'
            break
    async with asyncio.timeout(3):
        await edge.neighbour.disconnected.wait()


async def test_head_is_answered_without_a_body(edge: RunningEdge) -> None:
    answer = await edge.client.head("/core/v1/echo")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 0
    assert answer.content == b""


@pytest.mark.parametrize("encoding", ["br", "gzip"])
async def test_long_answers_are_compressed_for_who_can_read_them(
    edge: RunningEdge, encoding: str
) -> None:
    path = "/core/v1/echo?padding=5000"
    plain = await edge.client.get(path, headers={"accept-encoding": "identity"})
    packed = await edge.client.get(path, headers={"accept-encoding": encoding})

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == encoding
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 3
    assert gzip.compress(b"")[:2] != packed.content[:2]


async def test_short_and_endless_answers_are_not_compressed(edge: RunningEdge) -> None:
    short = await edge.client.get("/core/v1/echo")
    async with edge.client.stream("GET", "/core/v1/stream") as endless:
        first = await anext(endless.aiter_raw())
    assert "content-encoding" not in short.headers
    assert "content-encoding" not in endless.headers
    assert first.startswith(b'{"tick":1}')


async def test_an_address_that_asks_too_often_is_told_when_to_come_back(edge: RunningEdge) -> None:
    statuses = [
        (await edge.client.get("/core/v1/echo/limited", headers={"X-Forwarded-For": f"10.0.0.{n}"}))
        for n in range(4)
    ]
    assert [each.status_code for each in statuses] == [200, 200, 200, 429]
    assert int(statuses[-1].headers["retry-after"]) > 0


async def test_a_method_nobody_needs_is_refused(raw: RawExchange) -> None:
    answer = await raw(b"TRACE /core/v1/echo HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 405")
