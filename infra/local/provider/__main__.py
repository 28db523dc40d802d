"""`python -m infra.local.provider --port N --data-dir DIR`: serve until told to stop."""

import sys

import uvicorn

from infra.local.provider.app import create_app
from infra.local.provider.interference import AbortableProtocol
from infra.local.provider.settings import HOST, read_settings


def main() -> None:
    settings = read_settings(sys.argv[1:])
    uvicorn.run(
        create_app(settings),
        host=HOST,
        port=settings.port,
        http=AbortableProtocol,
        ws="none",
        log_level="info",
        access_log=False,
        timeout_graceful_shutdown=1,
        server_header=False,
    )


if __name__ == "__main__":
    main()
