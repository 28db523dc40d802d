"""Refusals in Stripe's error envelope."""

from typing import Any, ClassVar


class ApiError(Exception):
    """An answer that is not the one asked for.

    `executed` follows Stripe's idempotency rule: once an endpoint has begun to execute, its
    answer is stored under the key and what it wrote stays; a request that fails validation or
    conflicts leaves nothing behind and may be repeated.
    """

    status: ClassVar[int] = 400
    type: ClassVar[str] = "invalid_request_error"
    executed: ClassVar[bool] = False

    def __init__(self, message: str, *, code: str | None = None, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.headers: dict[str, str] = {}

    def envelope(self) -> dict[str, Any]:
        error: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.code:
            error["code"] = self.code
        if self.param:
            error["param"] = self.param
        error.update(self.details())
        return {"error": error}

    def details(self) -> dict[str, Any]:
        return {}


class InvalidRequestError(ApiError):
    """The parameters cannot be used, whatever the state of the book."""


class StateError(ApiError):
    """The request is well formed, but the object is in no state for it."""

    executed = True


class MissingObjectError(ApiError):
    status = 404

    def __init__(self, kind: str, id: str, *, param: str = "id") -> None:
        super().__init__(f"No such {kind}: '{id}'", code="resource_missing", param=param)


class UnrecognizedUrlError(ApiError):
    status = 404

    def __init__(self, method: str, path: str) -> None:
        super().__init__(f"Unrecognized request URL ({method}: {path}).")


class AuthenticationError(ApiError):
    status = 401


class IdempotencyError(ApiError):
    type = "idempotency_error"


class KeyInUseError(ApiError):
    status = 409
    type = "idempotency_error"

    def __init__(self, key: str) -> None:
        super().__init__(
            "There is currently another in-progress request using this Idempotent Key "
            f"(that probably means you submitted twice, and the other request is still "
            f"going through): {key}",
            code="idempotency_key_in_use",
        )
        self.headers["Stripe-Should-Retry"] = "true"


class CardError(ApiError):
    """A declined payment: the attempt is on record, the customer may try another card."""

    status = 402
    type = "card_error"
    executed = True

    def __init__(self, error: dict[str, Any], payment_intent: dict[str, Any]) -> None:
        super().__init__(error["message"], code=error["code"])
        self._error = error
        self._payment_intent = payment_intent

    def details(self) -> dict[str, Any]:
        return self._error | {"payment_intent": self._payment_intent}
