"""Puts the REST API together from its route table."""

from collections.abc import Callable

from chalice.app import Chalice

from edge_api.chassis.documents import openapi_operations
from edge_api.chassis.observability import observe
from edge_api.chassis.problem_blueprint import ProblemBlueprint

from . import views
from .bootstrap import Deps


def create_app(open_deps: Callable[[], Deps]) -> Chalice:
    """The application; ``open_deps`` is first called by a request."""
    app = Chalice(app_name="mercato-notifications")
    app.register_middleware(observe, "http")
    description = openapi_operations(
        views.OPERATIONS,
        title="Mercato notifications",
        path="/api/notifications/openapi.json",
    )
    for operations in (views.OPERATIONS, description):
        app.register_blueprint(ProblemBlueprint(__name__, operations, open_deps))
    return app
