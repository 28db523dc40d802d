"""The composition root: settings in, everything that handlers use out."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.sessions import SERVICE_TOKEN_LIFETIME, issue_service_token
from core_services.chassis import database
from core_services.chassis.http_client import ServiceClient
from core_services.order.clients import HttpCarts, HttpCatalog, HttpPayments
from core_services.order.ports import Deps, Policy
from core_services.order.repository.work import for_reading, open_look, open_work
from core_services.order.settings import Settings

_NAME = "order"
_PAYMENT_SECONDS = 8.0  # closing a payment asks the provider


@asynccontextmanager
async def open_deps(
    settings: Settings, clock: Clock, engine: AsyncEngine | None = None
) -> AsyncIterator[Deps]:
    """Dependencies for as long as a process runs. An engine that is given stays open."""
    async with AsyncExitStack() as stack:
        if engine is None:
            engine = open_engine(settings)
            stack.push_async_callback(engine.dispose)
        token = _ServiceTokens(settings.service_token_secret, clock)
        cart = ServiceClient(settings.cart_url, name="cart", service_token=token)
        catalog = ServiceClient(settings.catalog_url, name="catalog", service_token=token)
        payment = ServiceClient(
            settings.payment_url, name="payment", service_token=token, timeout=_PAYMENT_SECONDS
        )
        for client in (cart, catalog, payment):
            await stack.enter_async_context(client)
        yield Deps(
            work=partial(open_work, engine, clock),
            look=partial(open_look, for_reading(engine), clock),
            carts=HttpCarts(cart),
            catalog=HttpCatalog(catalog),
            payments=HttpPayments(payment),
            policy=policy(settings),
            session_secret=settings.guest_session_secret,
            clock=clock,
            checks={"database": partial(database.check, engine)},
        )


def open_engine(settings: Settings) -> AsyncEngine:
    """The process's connection pool."""
    return database.create_engine(settings.database_url, pool_size=settings.database_pool_size)


def policy(settings: Settings) -> Policy:
    """What the merchant decided, from the settings."""
    return Policy(
        reservation_ttl=timedelta(seconds=settings.reservation_ttl_seconds),
        max_open_orders=settings.max_open_orders,
        recheck_after=timedelta(seconds=settings.expiry_recheck_seconds),
    )


class _ServiceTokens:
    """Our token for neighbours, signed anew when half of its life is over.

    Signing for each call would cost as much as the call; a token that repeats is also one that the
    neighbour has verified before.
    """

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock
        self._token = ""
        self._good_until = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> str:
        now = self._clock.now()
        if now >= self._good_until:
            self._token = issue_service_token(self._secret, _NAME, now)
            self._good_until = now + SERVICE_TOKEN_LIFETIME / 2
        return self._token
