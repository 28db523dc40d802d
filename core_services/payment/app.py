"""The payment service's API."""

from starlette.applications import Starlette

from contracts.clock import Clock, SystemClock
from core_services.chassis.app import create_app
from core_services.payment.bootstrap import open_deps
from core_services.payment.routes import OPERATIONS
from core_services.payment.settings import Settings


def create(settings: Settings, clock: Clock | None = None) -> Starlette:
    """The application, with its dependencies opened in its lifespan."""
    clock = clock or SystemClock()
    return create_app(
        name="payment",
        operations=OPERATIONS,
        settings=settings,
        open_deps=lambda: open_deps(settings, clock),
        clock=clock,
    )
