"""One HTTP request over a real socket: what is sent, and what every kind of failure becomes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from core_services.chassis.http_client import AiohttpExchange, Outgoing

Reply = bytes | None
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
Neighbour = Callable[[Reply], Awaitable[tuple[AiohttpExchange, list[bytes]]]]


@pytest.fixture
async def neighbour() -> AsyncIterator[Neighbour]:
    """Starts servers that give one reply to every request; None says nothing and hangs."""
    servers: list[asyncio.Server] = []
    exchanges: list[AiohttpExchange] = []

    async def start(reply: Reply) -> tuple[AiohttpExchange, list[bytes]]:
        heads: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            if reply is None:
                await asyncio.sleep(1.0)
            else:
                writer.write(reply)
                await writer.drain()
            writer.close()

        servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        port = servers[-1].sockets[0].getsockname()[1]
        exchanges.append(AiohttpExchange(f"http://127.0.0.1:{port}/"))
        return exchanges[-1], heads

    yield start
    for exchange in exchanges:
        await exchange.close()
    for server in servers:
        server.close()


def get(path: str = "/x", **params: object) -> Outgoing:
    return Outgoing("GET", path, params or None, None, {"authorization": "Bearer t"})


async def test_a_request_arrives_with_its_parameters_and_headers(neighbour: Neighbour) -> None:
    exchange, heads = await neighbour(OK)

    answer = await exchange.send(get("/x", skus=["a b", "c&d"], limit=3), 1.0)

    assert (answer.status, answer.content) == (200, b"{}")
    head = heads[0].lower()
    assert head.startswith(b"get /x?skus=a+b&skus=c%26d&limit=3 http/1.1\r\n")
    assert b"authorization: bearer t" in head
    assert b"accept-encoding: identity" in head


async def test_a_redirect_is_an_answer_and_is_not_followed(neighbour: Neighbour) -> None:
    redirect = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
    exchange, heads = await neighbour(redirect)

    assert (await exchange.send(get(), 1.0)).status == 302
    assert len(heads) == 1


async def test_silence_is_a_timeout(neighbour: Neighbour) -> None:
    exchange, _ = await neighbour(None)

    with pytest.raises(TimeoutError):
        await exchange.send(get(), 0.05)


async def test_hanging_up_half_way_is_an_os_error(neighbour: Neighbour) -> None:
    exchange, _ = await neighbour(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{}")

    with pytest.raises(OSError):
        await exchange.send(get(), 1.0)


async def test_a_closed_port_is_an_os_error() -> None:
    exchange = AiohttpExchange("http://127.0.0.1:1")

    with pytest.raises(OSError):
        await exchange.send(get(), 1.0)

    await exchange.close()
