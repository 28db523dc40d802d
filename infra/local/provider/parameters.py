"""Reading a nested form as typed parameters, refusing what is missing, wrong or unknown."""

import re
from collections.abc import Collection
from typing import Any, TypeVar
from urllib.parse import urlsplit

from infra.local.provider.errors import InvalidRequestError

T = TypeVar("T")

_INTEGER = re.compile(r"^-?\d{1,15}$")


class Parameters:
    """One level of a request's form. A read marks its name as known; `finish` refuses the rest."""

    def __init__(self, values: dict[str, Any], prefix: str = "") -> None:
        self._values = values
        self._prefix = prefix
        self._known: set[str] = set()
        self._inner: list[Parameters] = []

    def name(self, key: str) -> str:
        return f"{self._prefix}[{key}]" if self._prefix else key

    def has(self, key: str) -> bool:
        return key in self._values

    def is_group(self, key: str) -> bool:
        return isinstance(self._values.get(key), dict)

    def text(self, key: str, *, longest: int = 5000) -> str | None:
        value = self._take(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise InvalidRequestError(f"Invalid string: {self.name(key)}", param=self.name(key))
        if len(value) > longest:
            message = f"Invalid string: {value[:10]}...; must be at most {longest} characters"
            raise InvalidRequestError(message, param=self.name(key))
        return value

    def required_text(self, key: str, *, longest: int = 5000) -> str:
        return self._require(key, self.text(key, longest=longest))

    def integer(self, key: str, *, least: int, most: int | None = None) -> int | None:
        value = self.text(key)
        if value is None:
            return None
        if not _INTEGER.match(value):
            message = f"Invalid integer: {value}"
            raise InvalidRequestError(
                message, code="parameter_invalid_integer", param=self.name(key)
            )
        number = int(value)
        if number < least or (most is not None and number > most):
            bounds = f"at least {least}" if number < least else f"at most {most}"
            message = f"This value must be {bounds}."
            raise InvalidRequestError(
                message, code="parameter_invalid_integer", param=self.name(key)
            )
        return number

    def required_integer(self, key: str, *, least: int, most: int | None = None) -> int:
        return self._require(key, self.integer(key, least=least, most=most))

    def flag(self, key: str) -> bool:
        return self.choice(key, ("true", "false")) == "true"

    def choice(self, key: str, allowed: Collection[str]) -> str | None:
        value = self.text(key)
        if value is not None and value not in allowed:
            listed = ", ".join(sorted(allowed))
            message = f"Invalid {self.name(key)}: must be one of {listed}"
            raise InvalidRequestError(message, param=self.name(key))
        return value

    def url(self, key: str) -> str | None:
        value = self.text(key)
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidRequestError("Not a valid URL", code="url_invalid", param=self.name(key))
        return value

    def required_url(self, key: str) -> str:
        return self._require(key, self.url(key))

    def group(self, key: str) -> "Parameters":
        value = self._take(key)
        if value in (None, ""):
            value = {}
        if not isinstance(value, dict):
            raise InvalidRequestError("Invalid object", param=self.name(key))
        inner = Parameters(value, self.name(key))
        self._inner.append(inner)
        return inner

    def groups(self, key: str, *, most: int) -> list["Parameters"]:
        outer = self.group(key)
        ordinals = sorted(outer._values, key=_ordinal)
        if len(ordinals) > most:
            message = f"Array {self.name(key)} exceeds the maximum of {most} items"
            raise InvalidRequestError(message, param=self.name(key))
        return [outer.group(ordinal) for ordinal in ordinals]

    def texts(self, key: str, *, most: int = 50) -> list[str]:
        outer = self.group(key)
        values = [outer.text(ordinal) for ordinal in sorted(outer._values, key=_ordinal)[:most]]
        return [value for value in values if value is not None]

    def metadata(self, key: str = "metadata") -> dict[str, str]:
        return {name: value for name, value in self.metadata_changes(key).items() if value}

    def metadata_changes(self, key: str = "metadata") -> dict[str, str]:
        """As sent: an empty value deletes the entry."""
        group = self.group(key)
        if len(group._values) > 50:
            raise InvalidRequestError("Metadata can have up to 50 keys", param=self.name(key))
        for name in group._values:
            if len(name) > 40:
                raise InvalidRequestError(
                    "Metadata keys can have up to 40 characters", param=group.name(name)
                )
        return {name: group.text(name, longest=500) or "" for name in group._values}

    def ignore(self, *keys: str) -> None:
        """Parameters of Stripe's that change nothing here."""
        self._known.update(keys)

    def finish(self) -> None:
        for key in self._values:
            if key not in self._known:
                message = f"Received unknown parameter: {self.name(key)}"
                raise InvalidRequestError(message, code="parameter_unknown", param=self.name(key))
        for inner in self._inner:
            inner.finish()

    def _take(self, key: str) -> Any:
        self._known.add(key)
        return self._values.get(key)

    def _require(self, key: str, value: T | None) -> T:
        if value is None:
            message = f"Missing required param: {self.name(key)}."
            raise InvalidRequestError(message, code="parameter_missing", param=self.name(key))
        return value


def _ordinal(key: str) -> int:
    return int(key) if key.isdigit() else 0
