"""The API process."""

from starlette.applications import Starlette

from contracts.clock import Clock, SystemClock
from core_services.chassis import app as chassis
from core_services.search.bootstrap import open_deps
from core_services.search.routes import OPERATIONS
from core_services.search.settings import Settings


def create_app(settings: Settings, clock: Clock | None = None) -> Starlette:
    """The application for these settings."""
    clock = clock or SystemClock()
    return chassis.create_app(
        name="search",
        operations=OPERATIONS,
        settings=settings,
        open_deps=lambda: open_deps(settings, clock),
        clock=clock,
    )
