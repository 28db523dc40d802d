"""Route tables: one row per operation; Chalice's routes and OpenAPI are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from contracts.errors import DomainError, ForbiddenError
from contracts.principals import ANONYMOUS, Principal

from .deadline import Deadline
from .settings import EdgeSettings
from .tokens import AccessTokens


class EdgeDeps(Protocol):
    """What the chassis itself needs of an application's dependencies."""

    @property
    def settings(self) -> EdgeSettings: ...

    @property
    def tokens(self) -> AccessTokens: ...


Deps = TypeVar("Deps", bound=EdgeDeps)
Body = TypeVar("Body")
Query = TypeVar("Query")


@dataclass(slots=True, kw_only=True)
class Call(Generic[Deps, Body, Query]):
    """One request, parsed and checked, with what a view needs to answer it."""

    deps: Deps
    body: Body
    query: Query
    path: Mapping[str, str]
    headers: Mapping[str, str]
    deadline: Deadline
    principal: Principal = ANONYMOUS

    @property
    def bearer_token(self) -> str:
        """The caller's access token; empty without one."""
        scheme, _, token = str(self.headers.get("authorization", "")).partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    @property
    def trace_header(self) -> str:
        return str(self.headers.get("x-amzn-trace-id", ""))


class Reply(msgspec.Struct, frozen=True):
    """An answer that is more than its body. ``text`` is sent as it is, as its Content-Type says."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = {}
    text: str | None = None


View = Callable[[Call[Any, Any, Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One row.

    Attributes:
        customer: only for somebody signed in; ``call.principal`` is who.
        groups: only for staff in one of these, who are signed in as well.
        from_our_pages: refused when a browser says that another site's page sent it.
        media_types: how a body may be called; whatever it is called, it is JSON.
        max_body_bytes: a longer body is refused before it is read.
    """

    method: str
    path: str
    view: View
    summary: str
    tag: str
    body: Any = None
    query: Any = None
    returns: Any = None
    media_type: str = "application/json"
    status: int = 200
    customer: bool = False
    groups: frozenset[str] = frozenset()
    from_our_pages: bool = False
    media_types: tuple[str, ...] = ("application/json",)
    max_body_bytes: int | None = None
    errors: tuple[type[DomainError], ...] = ()
    description: str = ""

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def needs_token(self) -> bool:
        return self.customer or bool(self.groups)

    def admit(self, principal: Principal) -> None:
        """Let a signed-in caller pass; the core's services say the same.

        Raises:
            ForbiddenError: when this is for staff of other groups, or for staff at all.
        """
        if not self.groups:
            return
        if principal.kind != "staff":
            raise ForbiddenError("This is for a member of staff.")
        if not self.groups & principal.groups:
            raise ForbiddenError(f"This needs one of the groups {', '.join(sorted(self.groups))}.")
