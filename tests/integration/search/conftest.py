"""The search service over a real engine, and a catalog on a real socket that a test stocks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn
from opensearchpy import AsyncTransport
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contracts.clock import FrozenClock
from contracts.ids import new_id
from contracts.money import Money
from core_services.chassis.settings import read_settings
from core_services.search.app import create_app
from core_services.search.bootstrap import Connections, open_connections
from core_services.search.rebuild import Rebuilder
from core_services.search.schemas import PriceRange, ProductCard, SearchDocument
from core_services.search.settings import Settings
from infra.local.engines import Engines
from infra.local.recorded_calls import Call
from tests.recorded_access import record


class FakeCatalog:
    """The operations of the catalog that search calls, over a dictionary."""

    def __init__(self) -> None:
        self.products: dict[str, SearchDocument] = {}
        self.before_export: Any = None
        self.url = ""

    def sell(self, *documents: SearchDocument) -> None:
        self.products |= {document.id: document for document in documents}

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/internal/v1/products/batch", self._batch, methods=["POST"]),
                Route("/internal/v1/products/export", self._export),
                Route("/core/v1/products", self._search),
            ]
        )

    async def _batch(self, request: Request) -> Response:
        ids = (await request.json())["ids"]
        found = [self.products[i] for i in ids if i in self.products]
        missing = [i for i in ids if i not in self.products]
        return _json({"documents": found, "missing": missing})

    async def _export(self, request: Request) -> Response:
        after, limit = request.query_params.get("after", ""), int(request.query_params["limit"])
        rows = [self.products[i] for i in sorted(self.products) if i > after]
        page = rows[:limit]
        if self.before_export is not None:
            await self.before_export(after)
        last = page[-1].id if len(rows) > limit else None
        return _json({"documents": page, "next": last})

    async def _search(self, request: Request) -> Response:
        typed = request.query_params.get("q", "").lower()
        start = int(request.query_params.get("cursor", "0"))
        limit = int(request.query_params["limit"])
        rows = [d for i, d in sorted(self.products.items()) if typed in d.title.lower()]
        page = [_card(d) for d in rows[start : start + limit]]
        more = str(start + limit) if len(rows) > start + limit else None
        return _json({"products": page, "next_cursor": more, "total": len(rows)})


def _json(content: Any) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")


def _card(document: SearchDocument) -> ProductCard:
    price = document.prices.get("EUR")
    return ProductCard(
        id=document.id,
        slug=document.slug,
        title=document.title,
        brand=document.brand,
        price=Money(price.min, "EUR") if price else None,
        in_stock=document.in_stock,
    )


def document(number: int, title: str, **fields: Any) -> SearchDocument:
    """A product that is on sale for (10 + number) euros unless the fields say otherwise."""
    defaults: dict[str, Any] = {
        "id": f"prd_{number:04}",
        "version": 1,
        "slug": f"p-{number}",
        "title": title,
        "brand": "Acme",
        "category_slugs": ("home", "kitchen"),
        "category_names": ("Home", "Kitchen"),
        "skus": (f"SKU-{number}",),
        "prices": {"EUR": PriceRange(1000 + 100 * number, 2000 + 100 * number)},
        "in_stock": True,
    }
    return SearchDocument(**(defaults | fields))


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@pytest.fixture(autouse=True)
def recorded_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    """Amazon OpenSearch Service allows HTTP methods: those that the service uses are recorded."""
    perform = AsyncTransport.perform_request

    async def perform_and_record(
        transport: AsyncTransport, method: str, *args: Any, **kwargs: Any
    ) -> Any:
        record(Call("search", "es", f"ESHttp{method.capitalize()}", "products"))
        return await perform(transport, method, *args, **kwargs)

    monkeypatch.setattr(AsyncTransport, "perform_request", perform_and_record)


@pytest.fixture
async def catalog() -> AsyncIterator[FakeCatalog]:
    fake = FakeCatalog()
    async with serving(fake.app()) as url:
        fake.url = url
        yield fake


@pytest.fixture
def settings(engines: Engines, catalog: FakeCatalog) -> Settings:
    environ = {
        "ENVIRONMENT": "test",
        "PORT": "0",
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": engines.aws_endpoint_url,
        "COGNITO_ISSUER": "http://127.0.0.1:1/pool",
        "COGNITO_JWKS_URL": "http://127.0.0.1:1/jwks.json",
        "COGNITO_CLIENT_ID": "shop",
        "GUEST_SESSION_SECRET": "g" * 32,
        "SERVICE_TOKEN_SECRET": "s" * 32,
        "REDIS_URL": engines.redis_url,
        "OPENSEARCH_URL": engines.opensearch_url,
        "CATALOG_URL": catalog.url,
        "INDEX_PREFIX": new_id("products").replace("_", "-"),
    }
    return read_settings(Settings, environ)


@pytest.fixture
async def connections(settings: Settings, clock: FrozenClock) -> AsyncIterator[Connections]:
    async with open_connections(settings, clock) as opened:
        yield opened


@pytest.fixture
def rebuilder(connections: Connections, clock: FrozenClock) -> Rebuilder:
    return Rebuilder(connections.index, connections.catalog, clock, "worker-1")


@pytest.fixture
async def api(settings: Settings, clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(settings, clock) as client:
        yield client


@asynccontextmanager
async def client_of(settings: Settings, clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://search") as client,
    ):
        yield client
