"""Puts the Chalice application together from its route table."""

from collections.abc import Callable

from chalice.app import Chalice

from . import auth, pages
from .bootstrap import Deps
from .documents import openapi_operations
from .observability import observe
from .problem_blueprint import ProblemBlueprint


def create_app(open_deps: Callable[[], Deps]) -> Chalice:
    """The application; ``open_deps`` is first called by a request."""
    # Not "bff": Chalice's logger and Powertools' would share a name and say everything twice.
    app = Chalice(app_name="mercato-bff")
    app.register_middleware(observe, "http")
    described = (*auth.OPERATIONS, *pages.OPERATIONS)
    for operations in (auth.OPERATIONS, pages.OPERATIONS, openapi_operations(described)):
        app.register_blueprint(ProblemBlueprint(__name__, operations, open_deps))
    return app
