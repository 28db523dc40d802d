"""A small service of its own for the chassis to run."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import httpx
import msgspec
import pytest

from contracts.clock import FrozenClock
from contracts.sessions import issue_guest_token, issue_service_token
from core_services.chassis.app import create_app
from core_services.chassis.caching import Caching
from core_services.chassis.operations import (
    ANYONE,
    INTERNAL,
    SHOPPER,
    Call,
    Operation,
    Reply,
    SubjectLimit,
    staff,
)
from core_services.chassis.settings import ServiceSettings, read_settings

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GUEST_SECRET = "g" * 32
SERVICE_SECRET = "s" * 32
ENVIRON = {
    "ENVIRONMENT": "test",
    "PORT": "0",
    "AWS_REGION": "eu-central-1",
    "COGNITO_ISSUER": "http://127.0.0.1:1/pool",
    "COGNITO_JWKS_URL": "http://127.0.0.1:1/pool/jwks.json",
    "COGNITO_CLIENT_ID": "shop",
    "GUEST_SESSION_SECRET": GUEST_SECRET,
    "SERVICE_TOKEN_SECRET": SERVICE_SECRET,
    "MAX_BODY_BYTES": "1000",
    "MAX_IN_FLIGHT": "2",
    "REQUEST_TIMEOUT_SECONDS": "5",
}


class Thing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    sku: str
    quantity: int
    tags: tuple[str, ...] = ()


class ThingQuery(msgspec.Struct, frozen=True, kw_only=True):
    q: str = ""
    limit: int = 20
    brand: Annotated[tuple[str, ...], msgspec.Meta(max_length=10)] = ()


class Deps:
    """What the operations use: a hook that a test may replace."""

    def __init__(self) -> None:
        self.checks: Mapping[str, Callable[[], Awaitable[None]]] = {}
        self.hook: Callable[[], Awaitable[object]] | None = None


async def read_thing(call: Call[Deps, None, ThingQuery]) -> Reply | Thing:
    if call.deps.hook:
        await call.deps.hook()
    return Thing(sku=call.path["sku"], quantity=call.query.limit, tags=call.query.brand)


async def add_thing(call: Call[Deps, Thing, None]) -> Reply:
    return Reply(call.body, 201, {"Location": f"/things/{call.body.sku}"})


async def guess_thing(call: Call[Deps, Thing, None]) -> Thing:
    return call.body


async def change_thing(call: Call[Deps, None, None]) -> dict[str, int]:
    return {"version": call.require_version()}


async def patch_thing(call: Call[Deps, None, None]) -> dict[str, int]:
    return {"version": call.require_version()}


async def delete_thing(call: Call[Deps, None, None]) -> None:
    call.require_version()


async def who_asks(call: Call[Deps, None, None]) -> dict[str, str]:
    return {"address": call.client_address}


async def internal_thing(call: Call[Deps, None, None]) -> dict[str, str]:
    return {"service": call.principal.id}


OPERATIONS = (
    Operation(
        method="GET",
        path="/things/{sku}",
        handler=read_thing,
        summary="Read a thing",
        access=ANYONE,
        query=ThingQuery,
        returns=Thing,
        caching=Caching(max_age=60, stale_while_revalidate=600),
    ),
    Operation(
        method="POST",
        path="/things",
        handler=add_thing,
        summary="Add a thing",
        access=SHOPPER,
        body=Thing,
        returns=Thing,
        status=201,
        idempotency_key=True,
        limit="20/minute",
    ),
    Operation(
        method="POST",
        path="/guesses",
        handler=guess_thing,
        summary="Guess",
        access=ANYONE,
        body=Thing,
        returns=Thing,
        address_limit="5/minute",
        subject_limit=SubjectLimit("2/hour", lambda thing: thing.sku),
    ),
    Operation(
        method="PUT",
        path="/things",
        handler=change_thing,
        summary="Change things",
        access=staff("catalog"),
        if_match=True,
    ),
    Operation(
        method="PATCH",
        path="/things",
        handler=patch_thing,
        summary="Change",
        access=ANYONE,
        if_match=True,
    ),
    Operation(
        method="DELETE",
        path="/undeclared",
        handler=delete_thing,
        summary="Asks for a version and does not say so",
        access=ANYONE,
    ),
    Operation(
        method="GET",
        path="/addresses",
        handler=who_asks,
        summary="Who asks",
        access=ANYONE,
    ),
    Operation(
        method="GET",
        path="/internal/things",
        handler=internal_thing,
        summary="For services",
        access=INTERNAL,
    ),
)


@pytest.fixture
def settings() -> ServiceSettings:
    return read_settings(ServiceSettings, ENVIRON)


@pytest.fixture
def deps() -> Deps:
    return Deps()


@pytest.fixture
async def api(settings: ServiceSettings, deps: Deps) -> AsyncIterator[httpx.AsyncClient]:
    @asynccontextmanager
    async def open_deps() -> AsyncIterator[Deps]:
        yield deps

    app = create_app(
        name="things",
        operations=OPERATIONS,
        settings=settings,
        open_deps=open_deps,
        clock=FrozenClock(NOW),
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://things") as client,
    ):
        yield client


@pytest.fixture
def guest() -> dict[str, str]:
    token, _ = issue_guest_token(GUEST_SECRET, NOW)
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
def service() -> dict[str, str]:
    return {"authorization": f"Bearer {issue_service_token(SERVICE_SECRET, 'order', NOW)}"}
