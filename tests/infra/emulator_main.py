"""Starts the emulator, and adds what it lacks of API Gateway: importing a description.

Runs in the emulator's own environment. Without this an imported API has no routes, and an update of
one is refused.
"""

import json
from typing import Any

from ministack.app import main
from ministack.services import apigateway_v1 as gateway

_handle_request = gateway.handle_request


async def handle_request(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
    parts = path.strip("/").split("/")
    if parts[0] != "restapis" or len(parts) > 2 or method not in ("POST", "PUT") or not body:
        return await _handle_request(method, path, headers, body, query)
    document = json.loads(body)
    if "swagger" not in document:
        return await _handle_request(method, path, headers, body, query)
    identifier = parts[1] if method == "PUT" else gateway._import_rest_api(document)
    if method == "PUT":
        for route, methods in document["paths"].items():
            gateway._import_path_item(identifier, route, methods)
    return gateway._get_rest_api(identifier)


gateway.handle_request = handle_request

if __name__ == "__main__":
    main()
