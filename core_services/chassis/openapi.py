"""OpenAPI 3.1 from the route table and the wire types: what is served is what is described."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from contracts.errors import (
    PROBLEM_JSON,
    DomainError,
    ForbiddenError,
    IdempotencyKeyMissingError,
    InvalidError,
    MalformedError,
    NotFoundError,
    Problem,
    RateLimitedError,
    StaleVersionError,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)
from core_services.chassis.operations import (
    ANYONE,
    INTERNAL,
    Operation,
    UnsupportedMediaTypeError,
    VersionRequiredError,
)

_REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


def describe(name: str, operations: Sequence[Operation], version: str = "1") -> dict[str, Any]:
    """The OpenAPI document of a service, without the operations that only services may call."""
    public = [operation for operation in operations if operation.access is not INTERNAL]
    kinds: list[Any] = [Problem]
    for operation in public:
        used = (operation.body, operation.query, operation.returns)
        kinds += [kind for kind in used if kind is not None]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = {_key(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for operation in public:
        path = _PARAMETER.sub(r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(
            operation, name, by_kind, components
        )
    document = {
        "openapi": "3.1.0",
        "info": {"title": f"Mercato {name}", "version": version},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }
    described: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
    return described


def _key(kind: Any) -> str:
    return str(kind)


def _operation(
    operation: Operation, name: str, schemas: dict[str, Any], components: dict[str, Any]
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": list(operation.tags or (name,)),
        "parameters": _parameters(operation, schemas, components),
        "responses": _responses(operation, schemas),
    }
    if operation.description:
        document["description"] = operation.description
    if operation.access is not ANYONE:
        document["security"] = [{"bearer": []}]
    if operation.body is not None and not operation.raw:
        content = {"application/json": {"schema": schemas[_key(operation.body)]}}
        document["requestBody"] = {"required": True, "content": content}
    elif operation.raw:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        document["requestBody"] = {"required": True, "content": content}
    return document


def _parameters(
    operation: Operation, schemas: dict[str, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(operation.path)
    ]
    if operation.query is not None:
        reference = schemas[_key(operation.query)]["$ref"]
        parameters += _query_parameters(components[reference.rsplit("/", 1)[-1]])
    if operation.idempotency_key:
        parameters.append(_header("Idempotency-Key", minLength=1, maxLength=255))
    if operation.caching:
        parameters.append(_header("If-None-Match", required=False))
    if operation.if_match:
        parameters.append(_header("If-Match", pattern='^(W/)?"?[0-9]{1,18}"?$'))
    return parameters


def _header(name: str, *, required: bool = True, **schema: Any) -> dict[str, Any]:
    kind = {"type": "string", **schema}
    return {"name": name, "in": "header", "required": required, "schema": kind}


def _query_parameters(schema: dict[str, Any]) -> list[dict[str, Any]]:
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": property_schema}
        for name, property_schema in schema["properties"].items()
    ]


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done."}
    if operation.returns is not None:
        success["content"] = {operation.media_type: {"schema": schemas[_key(operation.returns)]}}
    status = 204 if operation.returns is None and operation.status == 200 else operation.status
    responses: dict[str, Any] = {str(status): success}
    if operation.caching:
        responses["304"] = {"description": "What you have is still good."}
    by_status: dict[int, list[type[DomainError]]] = {}
    for error in _errors(operation):
        by_status.setdefault(error.status, []).append(error)
    for code, errors in sorted(by_status.items()):
        listed = ", ".join(sorted({f"`{error.code}`" for error in errors}))
        responses[str(code)] = {
            "description": f"{errors[0].title}. Codes: {listed}.",
            "content": {PROBLEM_JSON: {"schema": schemas[_key(Problem)]}},
        }
    return responses


def _errors(operation: Operation) -> tuple[type[DomainError], ...]:
    errors: tuple[type[DomainError], ...] = (*operation.errors, UnavailableError, MalformedError)
    if operation.body is not None and not operation.raw:
        errors += (TooLargeError, UnsupportedMediaTypeError)
    if operation.body is not None or operation.query is not None:
        errors += (InvalidError,)
    if operation.if_match:
        errors += (VersionRequiredError, StaleVersionError)
    if "{" in operation.path:
        errors += (NotFoundError,)
    if operation.idempotency_key:
        errors += (IdempotencyKeyMissingError,)
    if operation.limit or operation.address_limit or operation.subject_limit:
        errors += (RateLimitedError,)
    return (*errors, UnauthenticatedError, ForbiddenError)
