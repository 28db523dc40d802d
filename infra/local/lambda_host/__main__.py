"""``python -m infra.local.lambda_host <function>``: serves until SIGTERM."""

import os
import sys
from pathlib import Path

import uvicorn

from infra.local.lambda_host.host import LambdaHost
from infra.local.lambda_host.project import functions_of, load_application
from infra.local.lambda_host.rest import RouteTable
from infra.local.lambda_host.signing import sign_as_handlers
from infra.local.topology import load_topology

_REPOSITORY = Path(__file__).resolve().parents[3]


def main() -> None:
    name = sys.argv[1]
    function = load_topology().functions[name]
    project = _REPOSITORY / function.app
    sign_as_handlers()
    app = load_application(project)
    functions = functions_of(project, app)
    host = LambdaHost(name, app, RouteTable(app.routes), functions, app.app_name)
    port = int(os.environ.get("PORT", function.port))
    uvicorn.run(
        host, host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off"
    )


if __name__ == "__main__":
    main()
