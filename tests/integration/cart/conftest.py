"""The cart service over a real table, with a catalog that sells what a test says."""

from collections.abc import AsyncIterator
from typing import Any

import boto3
import httpx
import pytest
from starlette.applications import Starlette

from contracts.clock import FrozenClock
from contracts.ids import new_id
from core_services.cart.app import create
from core_services.cart.bootstrap import Deps, open_deps
from core_services.cart.settings import Settings
from core_services.chassis.settings import read_settings
from infra.local.engines import Engines

GUEST_SECRET = "g" * 32
AWS_KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.fixture
def settings(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in AWS_KEYS.items():
        monkeypatch.setenv(name, value)
    table = new_id("carts")
    dynamodb: Any = boto3.client(
        "dynamodb", endpoint_url=engines.aws_endpoint_url, region_name="eu-west-1"
    )
    dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    environ = {
        "ENVIRONMENT": "test",
        "PORT": "0",
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": engines.aws_endpoint_url,
        "COGNITO_ISSUER": "http://127.0.0.1:1/pool",
        "COGNITO_JWKS_URL": "http://127.0.0.1:1/jwks.json",
        "COGNITO_CLIENT_ID": "shop",
        "GUEST_SESSION_SECRET": GUEST_SECRET,
        "SERVICE_TOKEN_SECRET": "s" * 32,
        "CARTS_TABLE": table,
        "CATALOG_URL": "http://127.0.0.1:1",
        "ORDER_EVENTS_QUEUE_URL": "http://127.0.0.1:1/q",
    }
    return read_settings(Settings, environ)


@pytest.fixture
async def deps(settings: Settings, clock: FrozenClock) -> AsyncIterator[Deps]:
    async with open_deps(settings, clock) as opened:
        yield opened


@pytest.fixture
async def other_deps(settings: Settings, clock: FrozenClock) -> AsyncIterator[Deps]:
    """Another process of the same service: it shares the table and no memory."""
    async with open_deps(settings, clock) as opened:
        yield opened


@pytest.fixture
async def api(settings: Settings, clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    app: Starlette = create(settings, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cart") as client,
    ):
        yield client
