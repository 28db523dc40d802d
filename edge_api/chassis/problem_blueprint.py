"""Registers operations with Chalice, and sees to it that every answer has our form.

An exception from a view becomes Chalice's own body before any middleware sees it, so each view is
wrapped here: what goes wrong is answered as problem+json (RFC 9457), with the trace id.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from chalice.app import Blueprint, Request, Response

from contracts.errors import (
    PROBLEM_JSON,
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidError,
    MalformedError,
    TooLargeError,
    to_problem,
)

from .deadline import Deadline
from .observability import current_request, log, trace_id
from .operations import Call, EdgeDeps, Operation, Reply
from .settings import EdgeSettings

_PATH = re.compile(r"^(?P<reason>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_ABOUT_FIELD = re.compile(r"(?P<what>unknown|missing required) field `(?P<name>[^`]*)`")


class InternalError(DomainError):
    """Something we did not foresee; the answer says nothing about how we work inside."""


class ForeignPageError(ForbiddenError):
    code = "foreign-origin"
    title = "This request came from another site's page"


class UnsupportedMediaTypeError(DomainError):
    status = 415
    code = "unsupported-media-type"
    title = "Send JSON"


class ProblemBlueprint(Blueprint):
    """A Chalice blueprint made of operations."""

    def __init__(
        self, import_name: str, operations: Sequence[Operation], open_deps: Callable[[], EdgeDeps]
    ) -> None:
        super().__init__(import_name)
        for operation in operations:
            # An empty list: the media type is checked below, where the refusal can have our form.
            route = self.route(operation.path, methods=[operation.method], content_types=[])
            route(_view(operation, open_deps))


def _view(operation: Operation, open_deps: Callable[[], EdgeDeps]) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        request = current_request()
        try:
            return _render(_answer(operation, request, path, open_deps()), operation)
        except DomainError as error:
            return _problem(error, request)
        except Exception:
            log.exception("unhandled error", route=operation.path, trace_id=trace_id(request))
            return _problem(InternalError("Trying again later may help."), request)

    view.__name__ = operation.name
    return view


def _answer(operation: Operation, request: Request, path: dict[str, str], deps: EdgeDeps) -> Any:
    if operation.from_our_pages:
        require_own_page(request.headers, deps.settings)
    call: Call[Any, Any, Any] = Call(
        deps=deps,
        body=None,
        query=None,
        path=path,
        headers=request.headers,
        deadline=Deadline(_seconds_allowed(request, deps.settings)),
    )
    if operation.needs_token:  # who it is comes before what they say: strangers get no hints
        call.principal = deps.tokens.verify(call.bearer_token)
        operation.admit(call.principal)
    call.body, call.query = _body(operation, request), _query(operation, request)
    return operation.view(call)


def require_own_page(headers: Any, settings: EdgeSettings) -> None:
    """Refuse what a browser sends for another site's page.

    ``Sec-Fetch-Site`` cannot be set by a page; ``Origin`` covers browsers without it. Neither is
    sent by a program that is no browser, which has no cookies of somebody else to abuse.

    Raises:
        ForeignPageError: when either header names another site.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site == "same-origin":
        return
    own = urlsplit(settings.shop_url)
    if site not in (None, "none") or origin not in (None, f"{own.scheme}://{own.netloc}"):
        raise ForeignPageError("Only this shop's own pages may do this.")


def _seconds_allowed(request: Request, settings: EdgeSettings) -> float:
    """Our limit, or what Lambda leaves us less a little for saying so."""
    context: Any = request.lambda_context
    left = context.get_remaining_time_in_millis() / 1000 - 0.5
    return float(min(settings.request_timeout_seconds, left))


def _body(operation: Operation, request: Request) -> Any:
    if operation.body is None:
        return None
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in operation.media_types:
        allowed = " or ".join(operation.media_types)
        raise UnsupportedMediaTypeError(f"The Content-Type must be {allowed}.")
    body, limit = request.raw_body, operation.max_body_bytes
    if limit is not None and len(body) > limit:
        raise TooLargeError(f"The body may have {limit} bytes.")
    try:
        return msgspec.json.decode(body, type=operation.body)
    except msgspec.ValidationError as error:
        raise _validation_error(error) from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"The body is not JSON: {error}.") from error


def _query(operation: Operation, request: Request) -> Any:
    if operation.query is None:
        return None
    given = dict(request.query_params or {})
    try:
        return msgspec.convert(given, operation.query, strict=False)
    except msgspec.ValidationError as error:
        raise _validation_error(error) from error


def _validation_error(error: msgspec.ValidationError) -> InvalidError:
    """What msgspec found wrong, with a JSON pointer to the field."""
    match = _PATH.match(str(error))
    reason, path = (match["reason"], match["path"] or "") if match else (str(error), "")
    pointer = path.replace("[...]", "/*").replace("[", "/").replace("]", "").replace(".", "/")
    code = "invalid-value"
    if field := _ABOUT_FIELD.search(reason):
        pointer = f"{pointer}/{field['name']}"
        code = "unknown-field" if field["what"] == "unknown" else "missing-field"
    return InvalidError(
        f"{reason} (at {pointer or 'the top'}).", errors=(FieldError(pointer or "/", code, reason),)
    )


def _render(reply: Any, operation: Operation) -> Response:
    if not isinstance(reply, Reply):
        reply = Reply(body=reply, status=operation.status)
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json", **reply.headers}
    content = "" if reply.body is None else msgspec.json.encode(reply.body).decode()
    content = content if reply.text is None else reply.text
    return Response(content, headers=headers, status_code=reply.status)


def _problem(error: DomainError, request: Request) -> Response:
    headers: dict[str, str | list[str]] = {"Content-Type": PROBLEM_JSON}
    if error.retry_after is not None or error.status == 503:
        headers["Retry-After"] = str(error.retry_after or 1)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    document = to_problem(error, instance=_public_path(request), trace_id=trace_id(request))
    return Response(
        msgspec.json.encode(document).decode(), headers=headers, status_code=error.status
    )


def _public_path(request: Request) -> str:
    """What was asked for at the shop's own address.

    Behind API Gateway's domain the application's name stands before it: ``/bff/api/auth/me``.
    """
    path = str(request.context.get("path", request.path))
    return path[max(path.find("/api/"), 0) :]
