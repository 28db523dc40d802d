"""The edge on a socket of its own, before a neighbour that tells what reached it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from infra.local.edge.app import create_app
from infra.local.edge.settings import EdgeSettings, Forwarding, Upstream
from infra.local.edge.slow_clients import ImpatientProtocol
from infra.local.engines import Engines
from infra.local.provision import Aws, create_bucket
from infra.local.topology import RateLimit

BODY_LIMIT = 1024 * 1024
BUCKET = "mercato-media"


@asynccontextmanager
async def serving(app: Any, **options: Any) -> AsyncIterator[int]:
    """An ASGI application on a free port of this machine."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_level="error", access_log=False, proxy_headers=False, **options
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            await task


class Counting:
    """Answers line by line while the body still comes in.

    Plain ASGI: Starlette's StreamingResponse reads the request itself, to see its client leave.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send

    def __await__(self) -> Generator[Any, None, None]:
        return self._answer().__await__()

    async def _answer(self) -> None:
        headers = [(b"content-type", b"application/x-ndjson")]
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})
        size, more = 0, True
        while more:
            message = await self._receive()
            size, more = size + len(message["body"]), message["more_body"]
            line = b'{"read":%d}\n' % size
            await self._send({"type": "http.response.body", "body": line, "more_body": more})


class Neighbour:
    """A service that echoes what it got; ``disconnected`` tells when its caller has left."""

    def __init__(self) -> None:
        self.disconnected = asyncio.Event()
        self.app = Starlette(
            routes=[
                Route(
                    "/core/v1/echo{rest:path}", self.echo, methods=["GET", "POST", "HEAD", "PUT"]
                ),
                Route("/core/v1/import", Counting),
                Route("/core/v1/stream", self.stream),
                Route("/core/v1/breaks", self.breaks),
                Route("/core/v1/sleeps", self.sleeps),
                Route("/core/v1/headers", self.headers),
            ]
        )

    async def echo(self, request: Request) -> Response:
        body = await request.body()
        return JSONResponse(
            {
                "path": request.scope["raw_path"].decode(),
                "query": request.url.query,
                "headers": request.headers.items(),
                "body": body.decode("latin-1")[:100],
                "size": len(body),
                "padding": "x" * int(request.query_params.get("padding", 0)),
            }
        )

    async def stream(self, request: Request) -> Response:
        async def forever() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b'{"tick":1}\n'
                    await asyncio.sleep(0.02)
            finally:
                self.disconnected.set()

        return StreamingResponse(forever(), media_type="application/x-ndjson")

    async def breaks(self, request: Request) -> Response:
        async def broken() -> AsyncIterator[bytes]:
            yield b"begun"
            await asyncio.sleep(0.05)
            raise ConnectionResetError

        return StreamingResponse(broken())

    async def sleeps(self, request: Request) -> Response:
        await asyncio.sleep(5)
        return Response()

    async def headers(self, request: Request) -> Response:
        given = {
            "Server": "secret/1.0",
            "X-Powered-By": "us",
            "Access-Control-Allow-Origin": "*",
            "ETag": '"7"',
            "X-Frame-Options": "SAMEORIGIN",
        }
        return Response("ok", headers=given)


@dataclass
class RunningEdge:
    port: int
    client: httpx.AsyncClient
    neighbour: Neighbour
    storefront: Path
    report: Path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def edge(
    engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[RunningEdge]:
    neighbour = Neighbour()
    storefront = tmp_path_factory.mktemp("storefront")
    report = tmp_path_factory.mktemp("lake") / "report.html"
    _fill_bucket(engines)
    async with serving(neighbour.app) as port:
        settings = EdgeSettings(
            port=0,
            forwardings=(
                Forwarding("/api/*", Upstream("function", "bff", f"http://127.0.0.1:{port}")),
                Forwarding(
                    "/core/v1/down*", Upstream("service", "down", f"http://127.0.0.1:{free_port()}")
                ),
                Forwarding("/core/v1/*", Upstream("service", "echo", f"http://127.0.0.1:{port}")),
                Forwarding(
                    "/media/*", Upstream("bucket", "media", f"{engines.aws_endpoint_url}/{BUCKET}")
                ),
            ),
            rate_limits=(RateLimit(path="/core/v1/echo/limited", requests=3),),
            storefront=storefront,
            report=report,
            body_limit=BODY_LIMIT,
            body_limits={"/core/v1/import": 4 * BODY_LIMIT},
            upstream_seconds=1.0,
            body_silence_seconds=0.5,
        )
        async with (
            serving(create_app(settings), http=ImpatientProtocol, server_header=False) as own,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{own}") as client,
        ):
            yield RunningEdge(own, client, neighbour, storefront, report)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _fill_bucket(engines: Engines) -> None:
    aws = Aws(engines.aws_endpoint_url)
    create_bucket(aws, BUCKET)
    s3 = aws.s3
    picture = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    s3.put_object(Bucket=BUCKET, Key="products/lamp.svg", Body=picture, ContentType="text/html")
    s3.put_object(Bucket=BUCKET, Key="evil.html", Body=b"<h1>", ContentType="text/html")
    for name in ("photo.webp", "photo.w320.webp"):
        s3.put_object(Bucket=BUCKET, Key=f"products/{name}", Body=name.encode())
    long = {"CacheControl": "public, max-age=31536000, immutable"}
    s3.put_object(Bucket=BUCKET, Key="a b.png", Body=b"\x89PNG" + b"x" * 3000, **long)


RawExchange = Callable[[bytes], Awaitable[bytes]]


@pytest.fixture
def raw(edge: RunningEdge) -> RawExchange:
    """Send bytes as they are, and read until the edge closes."""

    async def exchange(request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", edge.port)
        try:
            writer.write(request)
            await writer.drain()
            async with asyncio.timeout(15):
                return await reader.read()
        finally:
            writer.close()

    return exchange
