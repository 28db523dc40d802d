"""Puts the REST API together from its route tables."""

from collections.abc import Callable

from chalice.app import Chalice

from edge_api.chassis.documents import openapi_operations
from edge_api.chassis.observability import observe
from edge_api.chassis.problem_blueprint import ProblemBlueprint

from . import customers, operations
from .bootstrap import Deps

DESCRIBED = (*operations.OPERATIONS, *customers.OPERATIONS)


def create_app(open_deps: Callable[[], Deps]) -> Chalice:
    """The application; ``open_deps`` is first called by a request."""
    app = Chalice(app_name="mercato-backoffice")
    app.register_middleware(observe, "http")
    description = openapi_operations(
        DESCRIBED, title="Mercato back office", path="/api/admin/openapi.json"
    )
    for table in (DESCRIBED, description):
        app.register_blueprint(ProblemBlueprint(__name__, table, open_deps))
    return app
