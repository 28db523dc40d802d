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
from core_services.chassis.endpoint import Endpoint, Pipeline
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
            try:
                yield
            finally:
                await pipeline.limiter.aclose()
                pipeline.segments.close()

    app = Starlette(
        routes=[*health.routes(), _openapi_route(name, operations), *_routes(pipeline, operations)],
        lifespan=lifespan,
        exception_handlers={HTTPException: on_http_exception},
    )
    app.state.health = health
    app.router.redirect_slashes = False
    return app


def _routes(pipeline: Pipeline, operations: Sequence[Operation]) -> list[Route]:
    """One route a path, so that a wrong method is answered with all the right ones."""
    by_path: dict[str, dict[str, Endpoint]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = pipeline.endpoint(operation)
    return [
        Route(path, _by_method(endpoints), methods=list(endpoints))
        for path, endpoints in by_path.items()
    ]


def _by_method(endpoints: Mapping[str, Endpoint]) -> Endpoint:
    if len(endpoints) == 1:
        return next(iter(endpoints.values()))
    methods = {**endpoints, **({"HEAD": endpoints["GET"]} if "GET" in endpoints else {})}

    async def serve(request: Request) -> Response:
        return await methods[request.method](request)

    return serve


def _openapi_route(name: str, operations: Sequence[Operation]) -> Route:
    document = msgspec.json.encode(describe(name, operations))

    async def openapi(_: Request) -> Response:
        return Response(document, media_type="application/json")

    return Route("/openapi.json", openapi, methods=["GET"])
