"""The catalog's HTTP process."""

from starlette.applications import Starlette

from contracts.clock import Clock, SystemClock
from core_services.catalog.bootstrap import open_deps
from core_services.catalog.routes import OPERATIONS
from core_services.catalog.settings import Settings
from core_services.chassis import app as chassis


def create_app(settings: Settings, clock: Clock | None = None) -> Starlette:
    clock = clock or SystemClock()
    return chassis.create_app(
        name="catalog",
        operations=OPERATIONS,
        settings=settings,
        open_deps=lambda: open_deps(settings, clock),
        clock=clock,
    )
