"""The BFF's calls to the services: in time, retried where safe, and told apart when they fail."""

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from contracts.errors import DeadlineError, InvalidError, NotFoundError, UnavailableError
from edge_api.bff.chalicelib.schemas import GuestBody
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.upstream import MovedError, Upstream
from tests.integration.edge.conftest import free_port, serving


class Greeting(msgspec.Struct):
    name: str
    deadline_ms: int


async def greet(request: Request) -> Response:
    name = request.query_params.get("name", "you")
    return JSONResponse({"name": name, "deadline_ms": int(request.headers["x-deadline-ms"])})


async def slow(_: Request) -> Response:
    await asyncio.sleep(2)
    return Response()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def service() -> AsyncIterator[Upstream]:
    def status(code: int) -> Callable[[Request], Response]:
        return lambda _: Response(status_code=code)

    app = Starlette(
        routes=[
            Route("/greet", greet, methods=["GET", "POST"]),
            Route("/slow", slow),
            Route("/old", lambda _: RedirectResponse("/new", 308)),
            Route("/gone", status(404)),
            Route("/busy", status(503)),
            Route("/wrong", status(422)),
            Route("/odd", lambda _: Response(b"<html>")),
        ]
    )
    async with serving(app, lifespan="off") as port:
        yield Upstream("greeter", f"http://127.0.0.1:{port}")


async def get(service: Upstream, path: str, *, seconds: float = 5.0) -> Greeting:
    return await asyncio.to_thread(
        service.get, path, Greeting, deadline=Deadline(seconds), params={"name": "Ada & Co"}
    )


async def test_an_answer_is_read_and_the_time_left_is_passed_on(service: Upstream) -> None:
    greeting = await get(service, "/greet")
    assert greeting.name == "Ada & Co"
    assert 4000 < greeting.deadline_ms <= 5000


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/gone", NotFoundError),
        ("/busy", UnavailableError),
        ("/wrong", InvalidError),
        ("/odd", UnavailableError),
        ("/old", MovedError),
    ],
)
async def test_every_failure_has_its_name(
    service: Upstream, path: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await get(service, path)


async def test_nobody_is_waited_for_longer_than_there_is_time(service: Upstream) -> None:
    started = asyncio.get_running_loop().time()
    with pytest.raises(DeadlineError):
        await get(service, "/slow", seconds=0.3)
    assert asyncio.get_running_loop().time() - started < 1.5


async def test_without_time_left_nothing_is_asked(service: Upstream) -> None:
    with pytest.raises(DeadlineError):
        await get(service, "/greet", seconds=-1)


async def test_a_service_that_is_away_is_unavailable() -> None:
    with pytest.raises(UnavailableError):
        await get(Upstream("nobody", f"http://127.0.0.1:{free_port()}"), "/greet")


@pytest.mark.parametrize(("repeatable", "attempts"), [(True, 2), (False, 1)])
async def test_only_what_may_be_repeated_is_repeated(repeatable: bool, attempts: int) -> None:
    seen = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        service = Upstream("rude", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(UnavailableError):
            await asyncio.to_thread(
                service.post,
                "/merge",
                GuestBody(guest_token="guest"),
                Greeting,
                deadline=Deadline(5.0),
                headers={},
                repeatable=repeatable,
            )
    assert seen == attempts
