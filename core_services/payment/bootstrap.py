"""The composition root: settings become an engine, clients, and what the handlers need."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts import sessions
from contracts.clock import Clock
from core_services.chassis import database
from core_services.chassis.http_client import ServiceClient
from core_services.payment.clients import OrderService
from core_services.payment.deps import Deps
from core_services.payment.repository.store import PostgresStore
from core_services.payment.settings import Settings
from core_services.payment.stripe_adapter.provider import StripeProvider
from core_services.payment.stripe_adapter.webhooks import StripeWebhooks
from core_services.payment.views import StaffViews


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDeps(Deps):
    """What the handlers are given, and what only routes and the worker need."""

    engine: AsyncEngine
    views: StaffViews
    books: PostgresStore


@asynccontextmanager
async def open_deps(settings: Settings, clock: Clock) -> AsyncIterator[ServiceDeps]:
    """Open what the payment service depends on, for as long as the process runs."""

    def token() -> str:
        return sessions.issue_service_token(settings.service_token_secret, "payment", clock.now())

    engine = database.create_engine(settings.database_url, pool_size=settings.database_pool_size)
    provider = StripeProvider(
        settings.stripe_api_key,
        settings.stripe_api_base,
        timeout=settings.stripe_timeout_seconds,
        budget=settings.stripe_budget_seconds,
    )
    try:
        async with (
            aclosing(provider),
            ServiceClient(settings.order_url, name="order", service_token=token) as orders,
        ):
            yield _deps(settings, clock, engine, provider, orders)
    finally:
        await engine.dispose()


def _deps(
    settings: Settings,
    clock: Clock,
    engine: AsyncEngine,
    provider: StripeProvider,
    orders: ServiceClient,
) -> ServiceDeps:
    async def check_database() -> None:
        await database.check(engine)

    store = PostgresStore(engine, clock)
    return ServiceDeps(
        store=store,
        provider=provider,
        webhooks=StripeWebhooks(settings.stripe_webhook_secrets, live=settings.is_live),
        orders=OrderService(orders),
        clock=clock,
        shop_url=settings.shop_url,
        checks={"database": check_database},
        engine=engine,
        views=StaffViews(engine, clock),
        books=store,
    )
