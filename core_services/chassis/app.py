"""The application factory: a route table and what opens its dependencies, made into ASGI."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.clock import Clock, SystemClock
from core_services.chassis.endpoint import Pipeline
from core_services.chassis.health import Check, Health
from core_services.chassis.openapi import describe
from core_services.chassis.operations import Operation
from core_services.chassis.problems import on_http_exception
from core_services.chassis.settings import ServiceSettings


class HasChecks(Protocol):
    """What a service's dependencies must offer: a readiness check for each engine they use."""

    @property
    def checks(self) -> Mapping[str, Check]: ...


def create_app(
    *,
    name: str,
    operations: Sequence[Operation],
    settings: ServiceSettings,
    open_deps: Callable[[], AbstractAsyncContextManager[HasChecks]],
    clock: Clock | None = None,
) -> Starlette:
    """A service's application. ``open_deps`` runs for the application's lifespan."""
    pipeline = Pipeline(name, settings, clock or SystemClock())
    health = Health()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_deps() as deps:
            pipeline.deps, health.checks = deps, deps.checks
            yield

    app = Starlette(
        routes=[*health.routes(), _openapi_route(name, operations), *_routes(pipeline, operations)],
        lifespan=lifespan,
        exception_handlers={HTTPException: on_http_exception},
    )
    app.state.health = health
    app.router.redirect_slashes = False
    return app


def _routes(pipeline: Pipeline, operations: Sequence[Operation]) -> list[Route]:
    return [
        Route(operation.path, pipeline.endpoint(operation), methods=[operation.method])
        for operation in operations
    ]


def _openapi_route(name: str, operations: Sequence[Operation]) -> Route:
    document = msgspec.json.encode(describe(name, operations))

    async def openapi(_: Request) -> Response:
        return Response(document, media_type="application/json")

    return Route("/openapi.json", openapi, methods=["GET"])
