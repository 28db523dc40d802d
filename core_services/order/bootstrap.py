"""The composition root: settings in, everything that handlers use out."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.sessions import issue_service_token
from core_services.chassis import database
from core_services.chassis.http_client import ServiceClient
from core_services.order.clients import HttpCarts, HttpCatalog, HttpPayments
from core_services.order.ports import Deps, Policy
from core_services.order.repository.work import open_look, open_work
from core_services.order.settings import OrderSettings

_NAME = "order"
_PAYMENT_SECONDS = 8.0  # closing a payment asks the provider


@asynccontextmanager
async def open_deps(
    settings: OrderSettings, clock: Clock, engine: AsyncEngine | None = None
) -> AsyncIterator[Deps]:
    """Dependencies for as long as a process runs. An engine that is given stays open."""
    async with AsyncExitStack() as stack:
        if engine is None:
            engine = open_engine(settings)
            stack.push_async_callback(engine.dispose)
        token = partial(_service_token, settings, clock)
        cart = ServiceClient(settings.cart_url, name="cart", service_token=token)
        catalog = ServiceClient(settings.catalog_url, name="catalog", service_token=token)
        payment = ServiceClient(
            settings.payment_url, name="payment", service_token=token, timeout=_PAYMENT_SECONDS
        )
        for client in (cart, catalog, payment):
            await stack.enter_async_context(client)
        yield Deps(
            work=partial(open_work, engine, clock),
            look=partial(open_look, engine, clock),
            carts=HttpCarts(cart),
            catalog=HttpCatalog(catalog),
            payments=HttpPayments(payment),
            policy=policy(settings),
            clock=clock,
            checks={"database": partial(database.check, engine)},
        )


def open_engine(settings: OrderSettings) -> AsyncEngine:
    """The process's connection pool."""
    return database.create_engine(settings.database_url, pool_size=settings.database_pool_size)


def policy(settings: OrderSettings) -> Policy:
    """What the merchant decided, from the settings."""
    return Policy(
        reservation_ttl=timedelta(seconds=settings.reservation_ttl_seconds),
        max_open_orders=settings.max_open_orders,
        recheck_after=timedelta(seconds=settings.expiry_recheck_seconds),
    )


def _service_token(settings: OrderSettings, clock: Clock) -> str:
    return issue_service_token(settings.service_token_secret, _NAME, clock.now())
