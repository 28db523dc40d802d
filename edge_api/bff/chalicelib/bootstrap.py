"""The composition root: what the views work with, made when the first request needs it."""

from dataclasses import dataclass
from functools import cache

from contracts.clock import Clock, SystemClock

from .identity import IdentityProvider
from .settings import Settings, settings
from .tokens import AccessTokens
from .upstream import Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    settings: Settings
    identity: IdentityProvider
    tokens: AccessTokens
    catalog: Upstream
    cart: Upstream


def build_deps(settings: Settings, clock: Clock) -> Deps:
    """Everything from settings; nothing is contacted yet."""
    return Deps(
        settings=settings,
        identity=IdentityProvider(settings),
        tokens=AccessTokens(settings, clock),
        catalog=Upstream("catalog", settings.catalog_url),
        cart=Upstream("cart", settings.cart_url),
    )


@cache
def open_deps() -> Deps:
    """This process's own."""
    return build_deps(settings(), SystemClock())
