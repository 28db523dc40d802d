"""Puts the Chalice application together from its route table."""

from collections.abc import Callable

from chalice.app import Chalice

from edge_api.chassis.documents import openapi_operations
from edge_api.chassis.observability import observe
from edge_api.chassis.problem_blueprint import ProblemBlueprint

from . import auth, events, pages
from .bootstrap import Deps


def create_app(open_deps: Callable[[], Deps]) -> Chalice:
    """The application; ``open_deps`` is first called by a request."""
    # Not "bff": Chalice's logger and Powertools' would share a name and say everything twice.
    app = Chalice(app_name="mercato-bff")
    app.register_middleware(observe, "http")
    described = (*auth.OPERATIONS, *pages.OPERATIONS, *events.OPERATIONS)
    description = openapi_operations(described, title="Mercato bff", path="/api/openapi.json")
    for operations in (described, description):
        app.register_blueprint(ProblemBlueprint(__name__, operations, open_deps))
    return app
