"""The catalog on a real database and a real cache, called through its whole HTTP stack."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import asyncpg
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.ids import new_event_id
from contracts.sessions import issue_guest_token, issue_service_token
from core_services.catalog.app import create_app
from core_services.catalog.records import ProductRecord, VariantRecord
from core_services.catalog.settings import Settings
from core_services.chassis.cache import connect
from core_services.chassis.database import create_engine, migrate
from core_services.chassis.settings import read_settings
from infra.local.engines import Engines

CLIENT_ID = "storefront"
GUEST_SECRET = "g" * 32
SERVICE_SECRET = "s" * 32


@pytest.fixture(scope="session")
async def migrated(engines: Engines) -> str:
    """The name of a migrated database that others are copied from."""
    url = await engines.create_database("catalog_template")
    await asyncio.to_thread(migrate, url, "core_services.catalog.migrations")
    return "catalog_template"


@pytest.fixture
async def database_url(engines: Engines, migrated: str) -> str:
    """A fresh copy: a test may leave whatever it likes in it."""
    name = f"catalog_{new_event_id().replace('-', '')}"
    connection = await asyncpg.connect(engines.postgres_url().replace("+asyncpg", ""))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')
    finally:
        await connection.close()
    return engines.postgres_url(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def signing_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "pool-key"})


@pytest.fixture(scope="session")
def pool_url(signing_key: RSAKey) -> Iterator[str]:
    """An identity provider as far as a service sees it: a key set behind a URL."""
    document = json.dumps({"keys": [signing_key.as_dict(private=False)]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/pool"
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(engines: Engines, database_url: str, pool_url: str) -> Settings:
    environ = {
        "ENVIRONMENT": "test",
        "PORT": "0",
        "AWS_REGION": "eu-west-1",
        "COGNITO_ISSUER": pool_url,
        "COGNITO_JWKS_URL": f"{pool_url}/jwks.json",
        "COGNITO_CLIENT_ID": CLIENT_ID,
        "GUEST_SESSION_SECRET": GUEST_SECRET,
        "SERVICE_TOKEN_SECRET": SERVICE_SECRET,
        "REDIS_URL": engines.redis_url,
        "DATABASE_URL": database_url,
    }
    return read_settings(Settings, environ)


@pytest.fixture
async def _empty_cache(engines: Engines) -> None:
    """Every test has its own database, and all share one cache."""
    redis = connect(engines.redis_url)
    async for key in redis.scan_iter("catalog:*"):
        await redis.delete(key)
    await redis.aclose()


@pytest.fixture
async def api(
    settings: Settings, clock: FrozenClock, _empty_cache: None
) -> AsyncIterator[httpx.AsyncClient]:
    """Anybody's client of the catalog."""
    app = create_app(settings, clock)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        transport = httpx.ASGITransport(app)
        yield await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://catalog")
        )


@pytest.fixture
def customer(
    signing_key: RSAKey, pool_url: str, clock: FrozenClock
) -> Callable[..., dict[str, str]]:
    """Makes the header of a signed-in person, of staff groups if any are named."""

    def header(*groups: str) -> dict[str, str]:
        now = clock.now()
        claims: dict[str, Any] = {
            "iss": pool_url,
            "client_id": CLIENT_ID,
            "token_use": "access",
            "sub": "staff-1" if groups else "customer-1",
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(hours=1)).timestamp()),
            "cognito:groups": list(groups),
        }
        token = jwt.encode({"alg": "RS256", "kid": "pool-key"}, claims, signing_key)
        return {"authorization": f"Bearer {token}"}

    return header


@pytest.fixture
def staff(customer: Callable[..., dict[str, str]]) -> dict[str, str]:
    return customer("catalog")


@pytest.fixture
def guest(clock: FrozenClock) -> dict[str, str]:
    token, _ = issue_guest_token(GUEST_SECRET, clock.now())
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
def service(clock: FrozenClock) -> dict[str, str]:
    token = issue_service_token(SERVICE_SECRET, "search", clock.now())
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
def a_record() -> Callable[..., ProductRecord]:
    """Makes a sound record; name what matters to the test."""

    def build(handle: str = "mug", **fields: Any) -> ProductRecord:
        variant = VariantRecord(sku=handle.upper(), prices={"EUR": 1990}, weight_grams=300)
        return ProductRecord(
            **{"handle": handle, "title": handle.title(), "variants": (variant,), **fields}
        )

    return build
