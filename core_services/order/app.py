"""The order service's API process."""

from functools import partial

from starlette.applications import Starlette

from contracts.clock import Clock, SystemClock
from core_services.chassis import app
from core_services.order.bootstrap import open_deps
from core_services.order.routes import OPERATIONS
from core_services.order.settings import Settings


def create_app(settings: Settings, clock: Clock | None = None) -> Starlette:
    """The service as ASGI."""
    clock = clock or SystemClock()
    return app.create_app(
        name="order",
        operations=OPERATIONS,
        settings=settings,
        open_deps=partial(open_deps, settings, clock),
        clock=clock,
    )
