"""The route table: one row per operation, from which routing, checks and OpenAPI are made."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar, get_origin

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from contracts.clock import Clock
from contracts.errors import (
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidError,
    MalformedError,
    NotFoundError,
    UnauthenticatedError,
)
from contracts.principals import Principal
from core_services.chassis.caching import Caching
from core_services.chassis.problems import validation_error

Deps = TypeVar("Deps")
Body = TypeVar("Body")
Query = TypeVar("Query")

_VERSION = re.compile(r'^(?:W/)?"?(\d{1,18})"?$')


class VersionRequiredError(DomainError):
    status = 428
    code = "version-required"
    title = "Say which version you are changing, in If-Match"


class UnsupportedMediaTypeError(DomainError):
    status = 415
    code = "unsupported-media-type"
    title = "Send JSON"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call an operation. ``kinds`` empty means anyone."""

    name: str
    kinds: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    def admit(self, principal: Principal) -> None:
        """Let the caller pass.

        Raises:
            UnauthenticatedError: when nobody is signed in and somebody must be.
            ForbiddenError: when this caller may not.
            NotFoundError: for an internal operation, which does not exist for others.
        """
        if not self.kinds:
            return
        if principal.kind not in self.kinds:
            if self is INTERNAL:
                raise NotFoundError("Nothing lives at this address.")
            if principal.kind == "anonymous":
                raise UnauthenticatedError(f"This is for a {self.name}; send a bearer token.")
            raise ForbiddenError(f"This is for a {self.name}.")
        if self.groups and not self.groups & principal.groups:
            raise ForbiddenError(f"This needs one of the groups {', '.join(sorted(self.groups))}.")


ANYONE = Access("visitor")
SHOPPER = Access("guest or customer", frozenset({"guest", "customer", "staff"}))
ORDER_HOLDER = Access(
    "guest, customer or holder of the order's pass", SHOPPER.kinds | {"order_pass"}
)
CUSTOMER = Access("signed-in customer", frozenset({"customer", "staff"}))
INTERNAL = Access("service", frozenset({"service"}))


def staff(*groups: str) -> Access:
    """Staff in at least one of the groups."""
    return Access("member of staff", frozenset({"staff"}), frozenset(groups))


@dataclass(slots=True)
class Call(Generic[Deps, Body, Query]):
    """One request, already authenticated, parsed and checked."""

    deps: Deps
    body: Body
    query: Query
    path: dict[str, str]
    principal: Principal
    idempotency_key: str | None
    raw_body: bytes
    clock: Clock
    request: Request
    operation: "Operation"
    client_address: str

    @property
    def headers(self) -> Mapping[str, str]:
        return self.request.headers

    @property
    def bearer_token(self) -> str:
        """The caller's own token, to forward to a neighbour."""
        return self.request.headers.get("authorization", "").partition(" ")[2]

    def require_version(self) -> int:
        """The version in ``If-Match``, such as 7 from ``"7"``.

        Raises:
            VersionRequiredError: 428, when the header is absent.
            MalformedError: when it is not a version of ours.
            AssertionError: when the operation does not say ``if_match``: OpenAPI would not know.
        """
        assert self.operation.if_match, f"{self.operation.name} does not declare if_match"
        header = self.request.headers.get("if-match")
        if header is None:
            raise VersionRequiredError("Send the version you read as If-Match.")
        match = _VERSION.match(header.strip())
        if match is None:
            raise MalformedError('If-Match must be a version such as "7".')
        return int(match[1])


class Reply(msgspec.Struct, frozen=True):
    """An answer with its own status or headers. ``bytes`` are sent as they are."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = {}
    media_type: str = "application/json"


Handler = Callable[[Call[Any, Any, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class SubjectLimit:
    """``subject`` names what a body is about."""

    limit: str
    subject: Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One row of the route table.

    Attributes:
        limit: calls per caller, such as ``"10/minute"``.
        address_limit: calls per network address, for what a new guest session must not reset.
        subject_limit: calls about one thing, told by the body, whoever makes them.
        raw: the body is not parsed, and read only by the handler that asks for it.
        idempotency_key: the header is required, and checked for form.
        caching: the answer is everybody's, and may be kept for a while.
        if_match: the handler asks for the version that is being changed.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    access: Access
    body: Any = None
    query: Any = None
    returns: Any = None
    status: int = 200
    idempotency_key: bool = False
    if_match: bool = False
    limit: str | None = None
    address_limit: str | None = None
    subject_limit: SubjectLimit | None = None
    caching: Caching | None = None
    errors: tuple[type[DomainError], ...] = ()
    tags: tuple[str, ...] = ()
    raw: bool = False
    description: str = ""
    media_type: str = "application/json"

    @cached_property
    def name(self) -> str:
        """The handler's name: the operation's id in OpenAPI, logs and limits."""
        return self.handler.__name__

    @cached_property
    def body_decoder(self) -> "msgspec.json.Decoder[Any]":
        return msgspec.json.Decoder(self.body)

    @cached_property
    def query_reader(self) -> "QueryReader":
        return QueryReader(self.query)


@dataclass(frozen=True)
class QueryReader:
    """Reads a query string into a struct: unknown and repeated parameters are refused."""

    kind: Any
    lists: frozenset[str] = field(init=False)
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        fields = msgspec.structs.fields(self.kind)
        lists = (f.encode_name for f in fields if _container(f.type) in (list, tuple))
        object.__setattr__(self, "lists", frozenset(lists))
        object.__setattr__(self, "names", {f.encode_name: f.name for f in fields})

    def read(self, request: Request) -> Any:
        """The query as the operation's struct.

        Raises:
            InvalidError: naming the parameter that is unknown, repeated or of the wrong kind.
        """
        values: dict[str, Any] = {}
        for name, text in request.query_params.multi_items():
            if name not in self.names:
                raise _parameter_error(name, "unknown-field", "There is no such parameter.")
            if name in self.lists:
                values.setdefault(name, []).append(text)
            elif name in values:
                raise _parameter_error(name, "repeated-field", "Send this parameter once.")
            else:
                values[name] = text
        try:
            return msgspec.convert(values, self.kind, strict=False)
        except msgspec.ValidationError as error:
            raise validation_error(error) from error


def _container(kind: Any) -> Any:
    """``tuple`` of ``tuple[str, ...]``, also when it is annotated with limits."""
    origin = get_origin(kind)
    return get_origin(kind.__origin__) if origin is Annotated else origin


def _parameter_error(name: str, code: str, detail: str) -> InvalidError:
    return InvalidError(f"{name}: {detail}", errors=(FieldError(f"/{name}", code, detail),))


def render(reply: Any, operation: Operation) -> Response:
    """What a handler returned, as a response."""
    if isinstance(reply, Response):
        return reply
    status, headers, media_type = operation.status, None, "application/json"
    if isinstance(reply, Reply):
        status, headers, media_type = reply.status, reply.headers, reply.media_type
        reply = reply.body
    if reply is None:
        return Response(status_code=204 if status == 200 else status, headers=headers)
    content = reply if isinstance(reply, bytes) else msgspec.json.encode(reply)
    return Response(content, status, headers=headers, media_type=media_type)
