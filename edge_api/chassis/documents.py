"""OpenAPI 3.1 of an application, from its route table and wire types."""

import re
from collections.abc import Sequence
from functools import cache
from types import UnionType
from typing import Any, get_args

import msgspec

from contracts.errors import (
    PROBLEM_JSON,
    DomainError,
    ForbiddenError,
    InvalidError,
    MalformedError,
    Problem,
    TooLargeError,
    UnauthenticatedError,
    UnavailableError,
)

from .operations import Call, Operation, Reply
from .problem_blueprint import UnsupportedMediaTypeError

_REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"\{(\w+)\}")


def openapi_operations(
    described: Sequence[Operation], *, title: str, path: str
) -> tuple[Operation, ...]:
    """The operation that serves, at ``path``, the description of the others."""

    @cache
    def document() -> bytes:
        return msgspec.json.encode(describe(described, title))

    def openapi(call: Call[Any, None, None]) -> Reply:
        body = msgspec.Raw(document())
        return Reply(body, headers={"Cache-Control": "public, max-age=300"})

    return (
        Operation(
            method="GET",
            path=path,
            view=openapi,
            summary="This description",
            tag="documents",
            returns=dict[str, Any],
        ),
    )


def describe(operations: Sequence[Operation], title: str) -> dict[str, Any]:
    """The OpenAPI document."""
    kinds = [Problem, *_kinds(operations)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = {str(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = _operation(operation, by_kind)
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"bearer": bearer}},
    }


def _kinds(operations: Sequence[Operation]) -> list[Any]:
    kinds = [kind for each in operations for kind in (each.body, *_alternatives(each.returns))]
    return list(dict.fromkeys(kind for kind in kinds if kind is not None))


def _alternatives(kind: Any) -> tuple[Any, ...]:
    """The members of ``A | B``, or the one kind that it is."""
    return get_args(kind) if isinstance(kind, UnionType) else (kind,)


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": _parameters(operation),
        "responses": _responses(operation, schemas),
    }
    if operation.description:
        described["description"] = operation.description
    if operation.needs_token:
        described["security"] = [{"bearer": []}]
    if operation.body is not None:
        content = {"application/json": {"schema": schemas[str(operation.body)]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(operation.path)
    ]
    if operation.query is None:
        return parameters
    (reference,), components = msgspec.json.schema_components(
        [operation.query], ref_template="{name}"
    )
    schema = components[reference["$ref"]]
    required = schema.get("required", ())
    parameters += [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]
    return parameters


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    answers = [schemas[str(kind)] for kind in _alternatives(operation.returns)]
    schema = answers[0] if len(answers) == 1 else {"anyOf": answers}
    content = {operation.media_type: {"schema": schema}}
    responses: dict[str, Any] = {
        str(operation.status): {"description": "Done.", "content": content}
    }
    # A page tells its reader what is wrong in the way of a page.
    problem = {PROBLEM_JSON: {"schema": schemas[str(Problem)]}}
    if operation.media_type != "application/json":
        problem |= content
    by_status: dict[int, dict[str, type[DomainError]]] = {}
    for error in _errors(operation):
        by_status.setdefault(error.status, {})[error.code] = error
    for status, errors in sorted(by_status.items()):
        codes = ", ".join(f"`{code}`" for code in sorted(errors))
        title = next(iter(errors.values())).title
        responses[str(status)] = {
            "description": f"{title}. Codes: {codes}.",
            "content": problem,
        }
    return responses


def _errors(operation: Operation) -> tuple[type[DomainError], ...]:
    errors = operation.errors
    if operation.body is not None:
        errors += (MalformedError, InvalidError, UnsupportedMediaTypeError)
    if operation.max_body_bytes is not None:
        errors += (TooLargeError,)
    if operation.query is not None:
        errors += (InvalidError,)
    if operation.needs_token:
        errors += (UnauthenticatedError, UnavailableError)
    if operation.groups or operation.from_our_pages:
        errors += (ForbiddenError,)
    return errors
