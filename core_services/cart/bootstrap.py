"""The composition root: settings become clients, a repository and what the handlers need."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from aiodynamo.client import Client
from aiodynamo.http.aiohttp import AIOHTTP
from aiodynamo.models import DecorelatedJitterRetry
from yarl import URL

from contracts.clock import Clock
from core_services.cart.clients import Catalog
from core_services.cart.credentials import AwsCredentials
from core_services.cart.domain import Limits
from core_services.cart.handlers import Carts
from core_services.cart.repository import CartRepository
from core_services.cart.settings import Settings
from core_services.chassis.health import Check
from core_services.chassis.http_client import ServiceClient

_DYNAMODB_SECONDS = 2.0
_DYNAMODB_RETRIES_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Deps:
    carts: Carts
    settings: Settings
    checks: Mapping[str, Check] = field(default_factory=dict)


@asynccontextmanager
async def open_deps(settings: Settings, clock: Clock) -> AsyncIterator[Deps]:
    """Open what the cart service depends on, for as long as the process runs."""
    timeout = aiohttp.ClientTimeout(total=_DYNAMODB_SECONDS)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        ServiceClient(settings.catalog_url, name="catalog", timeout=0.5) as catalog,
    ):
        dynamodb = dynamodb_client(session, settings)
        lifetime = timedelta(days=settings.cart_lifetime_days)
        carts = Carts(
            CartRepository(dynamodb, settings.carts_table, lifetime, clock),
            Catalog(catalog),
            limits=Limits(settings.max_quantity_per_line, settings.max_lines),
            default_currency=settings.default_currency,
            lifetime=lifetime,
            clock=clock,
        )

        async def check_table() -> None:
            await dynamodb.describe_table(settings.carts_table)

        yield Deps(carts, settings, {"dynamodb": check_table})


def dynamodb_client(session: aiohttp.ClientSession, settings: Settings) -> Client:
    """A client that retries what DynamoDB says may be retried, for a short time."""
    return Client(
        AIOHTTP(session),
        AwsCredentials(),
        settings.aws_region,
        URL(settings.aws_endpoint_url) if settings.aws_endpoint_url else None,
        numeric_type=int,
        throttle_config=DecorelatedJitterRetry(time_limit_secs=_DYNAMODB_RETRIES_SECONDS),
    )
