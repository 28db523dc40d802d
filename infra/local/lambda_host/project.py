"""A Chalice project's application and its functions, as they would be deployed."""

import contextlib
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.local.lambda_host.invocations import Function
from infra.local.lambda_host.signing import named

_CHALICE_TIMEOUT = 60.0  # what a function gets when its project says nothing


def load_application(project: Path) -> Any:
    """The Chalice application of a project folder, imported as Lambda imports it."""
    sys.path[:0] = [str(project), str(project / "vendor")]
    for name in ("contracts", "edge_api", "app", "chalicelib"):
        with contextlib.suppress(KeyError):
            del sys.modules[name]
    return import_module("app").app


def functions_of(project: Path, application: Any) -> dict[str, Function]:
    """The functions beside its REST API that a project's application registered."""
    return {
        name: Function(name, named(name, handler), _timeout_of(project, name))
        for name, handler in application.handler_map.items()
    }


def _timeout_of(project: Path, name: str) -> float:
    config = project / ".chalice" / "config.json"
    document = json.loads(config.read_bytes()) if config.exists() else {}
    own = document.get("lambda_functions", {}).get(name, {})
    return float(own.get("lambda_timeout", document.get("lambda_timeout", _CHALICE_TIMEOUT)))
