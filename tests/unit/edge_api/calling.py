"""Calling a Chalice application with the events that API Gateway would send."""

import json
from dataclasses import dataclass
from typing import Any

from infra.local.lambda_host import LambdaContext, RouteTable, to_event


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def call(
    app: Any,
    method: str,
    path: str,
    body: object = None,
    *,
    headers: dict[str, str] | None = None,
    query: str = "",
    raw: bytes | None = None,
    base_path: str = "",
) -> Answer:
    """One request; a ``raw`` body is sent as it is.

    ``base_path`` is what API Gateway's domain has before the application's routes.
    """
    matched = RouteTable(app.routes).match(method, path)
    assert matched is not None, f"no route for {method} {path}"
    content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    given = {"content-type": "application/json", **(headers or {})}
    scope = {
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    event = to_event(scope, content, *matched)
    event["requestContext"]["path"] = base_path + event["requestContext"]["path"]
    answer = app(event, LambdaContext(app.app_name))
    flat = {name.lower(): value for name, value in answer["headers"].items()}
    return Answer(answer["statusCode"], flat, answer["body"])
