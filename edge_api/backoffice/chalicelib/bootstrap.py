"""The composition root: what the views work with, made when the first request needs it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from contracts.clock import Clock, SystemClock
from edge_api.chassis.aws import make_client
from edge_api.chassis.tokens import AccessTokens

from .accounts import Accounts
from .parts import Parts
from .queues import Queues
from .settings import Settings, addresses, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    settings: Settings
    tokens: AccessTokens
    accounts: Accounts
    parts: Parts
    queues: Queues
    clock: Clock


def build_deps(settings: Settings, clock: Clock) -> Deps:
    """Everything from settings; nothing is contacted yet."""

    def client(service: str) -> Any:
        # Whoever looks when something is wrong waits for one try, and not for two.
        return make_client(service, settings, attempts=1)

    return Deps(
        settings=settings,
        tokens=AccessTokens(settings, clock),
        accounts=Accounts(settings),
        parts=Parts(addresses(settings.watched_parts)),
        queues=Queues(client, addresses(settings.watched_queues), clock),
        clock=clock,
    )


@cache
def open_deps() -> Deps:
    """This process's own."""
    return build_deps(settings(), SystemClock())
