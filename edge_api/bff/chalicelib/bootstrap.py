"""The composition root: what the views work with, made when the first request needs it."""

from dataclasses import dataclass
from functools import cache

from contracts.clock import Clock, SystemClock
from edge_api.chassis.tokens import AccessTokens
from edge_api.chassis.upstream import Upstream

from .clickstream import ClickstreamStream
from .identity import IdentityProvider
from .settings import Settings, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    settings: Settings
    identity: IdentityProvider
    tokens: AccessTokens
    catalog: Upstream
    cart: Upstream
    order: Upstream
    clickstream: ClickstreamStream
    clock: Clock


def build_deps(settings: Settings, clock: Clock) -> Deps:
    """Everything from settings; nothing is contacted yet."""
    return Deps(
        settings=settings,
        identity=IdentityProvider(settings),
        tokens=AccessTokens(settings, clock),
        catalog=Upstream("catalog", settings.catalog_url),
        cart=Upstream("cart", settings.cart_url),
        order=Upstream("order", settings.order_url),
        clickstream=ClickstreamStream(settings),
        clock=clock,
    )


@cache
def open_deps() -> Deps:
    """This process's own."""
    return build_deps(settings(), SystemClock())
