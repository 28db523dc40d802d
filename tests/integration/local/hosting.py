"""A Chalice application under the local Lambda host, in a thread of the test's own process."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn

from infra.local.lambda_host import LambdaHost, RouteTable, functions_of
from infra.local.processes import free_ports


@contextlib.contextmanager
def hosted(app: Any, project: Path) -> Iterator[str]:
    """The address of a host that serves ``app``; its settings are read from ``project``."""
    functions = functions_of(project, app)
    host = LambdaHost("example", app, RouteTable(app.routes), functions, app.app_name)
    (port,) = free_ports(1)
    config = uvicorn.Config(host, port=port, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def eventually(condition: Callable[[], Any], *, within: float = 15) -> Any:
    """What ``condition`` answers as soon as it is true."""
    deadline = time.monotonic() + within
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError("it did not happen in time")
        time.sleep(0.05)
