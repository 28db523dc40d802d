"""An order service on a real database."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from core_services.chassis import database
from core_services.chassis.app import create_app
from core_services.chassis.auth import JwksCache
from core_services.chassis.settings import read_settings
from core_services.order.ports import (
    Deps,
    Policy,
)
from core_services.order.repository.work import for_reading, open_look, open_work
from core_services.order.routes import OPERATIONS
from core_services.order.settings import Settings
from infra.local.engines import Engines
from tests.integration.order.shop import NOON, Api, FakeCarts, FakeCatalog, FakePayments, Shop


@pytest.fixture(scope="session")
async def order_database(engines: Engines) -> AsyncIterator[AsyncEngine]:
    """One migrated database for all tests: each makes its own SKUs, carts and shoppers."""
    url = await engines.create_database("order")
    await asyncio.to_thread(database.migrate, url, "core_services.order.migrations")
    engine = database.create_engine(url, pool_size=20)
    yield engine
    await engine.dispose()


@pytest.fixture
def shop(order_database: AsyncEngine) -> Shop:
    clock = FrozenClock(NOON + timedelta(seconds=random.randrange(10**6)))
    carts, catalog, payments = FakeCarts(), FakeCatalog(), FakePayments()
    checks: Mapping[str, Any] = {}
    deps = Deps(
        work=partial(open_work, order_database, clock),
        look=partial(open_look, for_reading(order_database), clock),
        carts=carts,
        catalog=catalog,
        payments=payments,
        policy=Policy(timedelta(minutes=15), 10, timedelta(seconds=30)),
        session_secret="g" * 32,
        clock=clock,
        checks=checks,
    )
    return Shop(order_database, clock, carts, catalog, payments, deps)


@pytest.fixture(scope="session")
def staff_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "test"})


@pytest.fixture
async def api(shop: Shop, staff_key: RSAKey, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    settings = read_settings(
        Settings,
        {
            "ENVIRONMENT": "test",
            "PORT": "0",
            "AWS_REGION": "eu-west-1",
            "COGNITO_ISSUER": "http://127.0.0.1:1/pool",
            "COGNITO_JWKS_URL": "http://127.0.0.1:1/pool/jwks.json",
            "COGNITO_CLIENT_ID": "shop",
            "GUEST_SESSION_SECRET": "g" * 32,
            "SERVICE_TOKEN_SECRET": "s" * 32,
            "DATABASE_URL": "unused",
            "CART_URL": "http://127.0.0.1:1",
            "CATALOG_URL": "http://127.0.0.1:1",
            "PAYMENT_URL": "http://127.0.0.1:1",
        },
    )

    async def keys(_: JwksCache) -> KeySet:
        return KeySet([staff_key])

    monkeypatch.setattr(JwksCache, "get", keys)

    @asynccontextmanager
    async def open_deps() -> AsyncIterator[Deps]:
        yield shop.deps

    app = create_app(
        name="order",
        operations=OPERATIONS,
        settings=settings,
        open_deps=open_deps,
        clock=shop.clock,
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://order") as http,
    ):
        yield Api(http, shop, settings, staff_key)
