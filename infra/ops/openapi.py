"""``python -m infra.ops.openapi``: the whole API's description from the code, nothing running.

It is what a running edge serves at ``/openapi.json``. The committed copy is what the storefront's
types are generated from, so that a changed API breaks its build and not its customers.
"""

import contextlib
import io
import json
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from infra.local.edge.openapi import description_path, merge
from infra.local.edge.settings import Forwarding, Upstream, kind_and_name
from infra.local.lambda_host.project import load_application
from infra.local.topology import Topology, load_topology

REPOSITORY = Path(__file__).resolve().parents[2]
COMMITTED = REPOSITORY / "storefront" / "openapi.json"


def whole_document(topology: Topology | None = None) -> dict[str, Any]:
    """The merged document of every part behind the edge."""
    topology = topology or load_topology()
    forwardings = tuple(
        Forwarding(route.path, Upstream(*kind_and_name(route), url="")) for route in topology.routes
    )
    upstreams = {each.upstream.name: each.upstream for each in forwardings}
    functions = [each for each in upstreams.values() if each.kind == "function"]
    # Each in a process of its own: their top-level packages have the same names.
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=spawning, max_tasks_per_child=1) as pool:
        described = {
            each.name: pool.submit(
                _function_document,
                REPOSITORY / topology.functions[each.name].app,
                description_path(each, forwardings),
            )
            for each in functions
        }
        parts = {
            name: described[name].result() if name in described else _service_document(name)
            for name, upstream in upstreams.items()
            if upstream.kind != "bucket"
        }
    return merge(parts, forwardings)


def _service_document(name: str) -> dict[str, Any]:
    from core_services.chassis.openapi import describe

    return describe(name, import_module(f"core_services.{name}.routes").OPERATIONS)


def _function_document(project: Path, path: str) -> dict[str, Any]:
    """What the application answers at ``path``; nothing that it would need for more is there."""
    from chalice.test import Client

    nothing = SimpleNamespace(settings=SimpleNamespace(request_timeout_seconds=10.0))
    with contextlib.redirect_stdout(io.StringIO()):  # it logs that it was asked
        load_application(project)
        application = import_module("chalicelib.application").create_app(lambda: nothing)
        with Client(application, project_dir=str(project)) as client:
            answer = client.http.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{project}: GET {path} answers {answer.status_code}: {answer.body!r}")
    document: dict[str, Any] = answer.json_body
    return document


def as_text(document: dict[str, Any]) -> str:
    """In a form in which a change shows as the lines that changed."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    target = Path(sys.argv[1]) if sys.argv[1:] else COMMITTED
    target.parent.mkdir(exist_ok=True)
    target.write_text(as_text(whole_document()), encoding="utf-8")


if __name__ == "__main__":
    main()
