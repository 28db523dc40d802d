"""Errors on the wire: RFC 9457 problem details, with no internals in a 5xx."""

import logging
import re

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from contracts.errors import (
    PROBLEM_JSON,
    DomainError,
    FieldError,
    InvalidError,
    MalformedError,
    NotFoundError,
    to_problem,
)
from core_services.chassis import tracing
from core_services.chassis.context import note

log = logging.getLogger(__name__)

_PATH = re.compile(r"^(?P<reason>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING_FIELD = re.compile(r"missing required field `(?P<name>[^`]*)`")


class MethodNotAllowedError(DomainError):
    status = 405
    code = "method-not-allowed"
    title = "This address does not take that method"


class InternalError(DomainError):
    """Something we did not foresee; its detail says nothing about how we work inside."""


def problem_response(error: DomainError, request: Request) -> Response:
    """The error as the answer to a request."""
    trace = tracing.current()
    trace_id = trace.trace_id if trace else ""
    note(problem=error.code)
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    elif error.status == 503:
        headers["Retry-After"] = "1"
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    document = to_problem(error, instance=request.url.path, trace_id=trace_id)
    return Response(
        msgspec.json.encode(document), error.status, headers=headers, media_type=PROBLEM_JSON
    )


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Starlette's own 404 and 405, in our form; no operation has begun a trace for them."""
    tracing.continue_trace(request.headers, 0.0)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        problem = MethodNotAllowedError(f"{request.method} is not for here.")
        response = problem_response(problem, request)
        response.headers["Allow"] = (getattr(error, "headers", None) or {}).get("Allow", "")
        return response
    if status == 404:
        return problem_response(NotFoundError("Nothing lives at this address."), request)
    return problem_response(MalformedError("The request cannot be read."), request)


def unexpected(request: Request, error: Exception) -> Response:
    """A 500 for the caller, and everything about it for us."""
    log.error("unhandled error", exc_info=error, extra={"fields": {"path": request.url.path}})
    return problem_response(
        InternalError("We have been told about it. Trying again later may help."), request
    )


def validation_error(error: msgspec.ValidationError) -> InvalidError:
    """What msgspec found wrong with a document, as a 422 that points at the field."""
    match = _PATH.match(str(error))
    reason, path = (match["reason"], match["path"] or "") if match else (str(error), "")
    pointer = path.replace("[...]", "/*").replace("[", "/").replace("]", "").replace(".", "/")
    code = "invalid-value"
    if unknown := _UNKNOWN_FIELD.search(reason):
        code, pointer = "unknown-field", f"{pointer}/{unknown['name']}"
    elif missing := _MISSING_FIELD.search(reason):
        code, pointer = "missing-field", f"{pointer}/{missing['name']}"
    return InvalidError(
        f"{reason} (at {pointer or 'the top'}).", errors=(FieldError(pointer or "/", code, reason),)
    )
