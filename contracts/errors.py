"""The errors that a part of Mercato may answer with.

DomainError
├── InvalidError           422  the request is well-formed and makes no sense
│   └── IdempotencyMismatchError
├── MalformedError         400  the request cannot be read
│   └── IdempotencyKeyMissingError
├── UnauthenticatedError   401  who are you?
├── ForbiddenError         403  you may not
├── NotFoundError          404  no such thing, or none that is yours
├── ConflictError          409  the thing is not in a state for this
│   ├── StaleVersionError
│   └── RequestInFlightError
├── TooLargeError          413
├── RateLimitedError       429  slow down
├── UnavailableError       503  not now; try again
└── DeadlineError          504  no time left to answer

Each leaf has a stable ``code`` that clients may rely on; the text may change. The category decides
the HTTP status, here and nowhere else. On the wire an error is a ``Problem`` (RFC 9457).
"""

from typing import Any, ClassVar

import msgspec


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong with one field; ``pointer`` is a JSON pointer such as ``/lines/0/sku``."""

    pointer: str
    code: str
    detail: str


class DomainError(Exception):
    """An expected failure, told to the caller in ``detail``."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        detail: str,
        *,
        errors: tuple[FieldError, ...] = (),
        retry_after: int | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        self.retry_after = retry_after
        self.extensions = extensions


class InvalidError(DomainError):
    status = 422
    code = "invalid"
    title = "The request makes no sense to us"


class IdempotencyMismatchError(InvalidError):
    code = "idempotency-key-reused"
    title = "This Idempotency-Key was used for another request"


class MalformedError(DomainError):
    status = 400
    code = "malformed"
    title = "The request cannot be read"


class IdempotencyKeyMissingError(MalformedError):
    code = "idempotency-key-missing"
    title = "This request needs an Idempotency-Key header"


class UnauthenticatedError(DomainError):
    status = 401
    code = "unauthenticated"
    title = "Sign in, or start a guest session, first"


class ForbiddenError(DomainError):
    status = 403
    code = "forbidden"
    title = "You may not do this"


class NotFoundError(DomainError):
    status = 404
    code = "not-found"
    title = "There is no such thing"


class ConflictError(DomainError):
    status = 409
    code = "conflict"
    title = "This cannot be done in the present state"


class StaleVersionError(ConflictError):
    code = "stale-version"
    title = "It was changed in the meantime; read it again"


class RequestInFlightError(ConflictError):
    code = "request-in-flight"
    title = "The same request is still being worked on"


class TooLargeError(DomainError):
    status = 413
    code = "too-large"
    title = "The request is too large"


class RateLimitedError(DomainError):
    status = 429
    code = "rate-limited"
    title = "Too many requests; slow down"


class UnavailableError(DomainError):
    status = 503
    code = "unavailable"
    title = "This is not available right now; try again"


class DeadlineError(DomainError):
    status = 504
    code = "deadline-exceeded"
    title = "There was not enough time to answer"


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An error on the wire: ``application/problem+json``, RFC 9457, with a stable ``code``."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    instance: str = ""
    trace_id: str = ""
    errors: tuple[FieldError, ...] = ()


PROBLEM_JSON = "application/problem+json"


def to_problem(error: DomainError, *, instance: str, trace_id: str) -> dict[str, Any]:
    """The problem document of an error, with its extension members."""
    problem = Problem(
        type=f"urn:mercato:problem:{error.code}",
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail,
        instance=instance,
        trace_id=trace_id,
        errors=error.errors,
    )
    document: dict[str, Any] = msgspec.to_builtins(problem)
    return {**error.extensions, **document}
