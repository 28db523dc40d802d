"""The application: API, payment page, control, and the background loop while it runs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from infra.local.provider.api import Api, unexpected_failure
from infra.local.provider.background import Background
from infra.local.provider.control import Control
from infra.local.provider.pages import Pages
from infra.local.provider.settings import HOST, Settings
from infra.local.provider.simulator import Simulator


def create_app(settings: Settings) -> Starlette:
    simulator = Simulator(settings)
    api, pages, control = Api(simulator), Pages(simulator), Control(simulator)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        background = asyncio.create_task(Background(simulator).run())
        yield
        background.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await background
        simulator.close()

    return Starlette(
        routes=[
            Route("/v1/{path:path}", api.serve, methods=["GET", "POST", "DELETE"]),
            Route("/c/pay/{id}", pages.show, methods=["GET"]),
            Route("/c/pay/{id}", pages.pay, methods=["POST"]),
            Route("/c/pay/{id}/authenticate", pages.show_challenge, methods=["GET"]),
            Route("/c/pay/{id}/authenticate", pages.answer_challenge, methods=["POST"]),
            *control.routes(),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=_hosts(settings))],
        exception_handlers={Exception: unexpected_failure},
        lifespan=lifespan,
    )


def _hosts(settings: Settings) -> list[str]:
    """Other names for this address would let a page in a browser reach it by rebinding."""
    return [HOST, "localhost", urlsplit(settings.public_url).hostname or HOST]
