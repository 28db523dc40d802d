"""Calls to the services behind: pooled, with a deadline, and one retry where it is safe."""

import random
import time
from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlencode

import msgspec
import urllib3
from urllib3.util import Timeout

from contracts.errors import (
    DeadlineError,
    DomainError,
    InvalidError,
    MalformedError,
    NotFoundError,
    Problem,
    RateLimitedError,
    UnavailableError,
)

from .deadline import Deadline

T = TypeVar("T")

_CONNECT_SECONDS = 1.0
_PAUSE_SECONDS = 0.05
_ATTEMPTS = 2
_CALLERS_FAULTS: dict[int, type[DomainError]] = {
    error.status: error for error in (MalformedError, InvalidError, RateLimitedError)
}
_REDIRECTS = frozenset({301, 302, 307, 308})


class MovedError(Exception):
    """The thing has another address now."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class _UnreachableError(UnavailableError):
    """No answer came, and it is not known whether the request arrived."""


class Upstream:
    """One service."""

    def __init__(self, name: str, base_url: str) -> None:
        self._name = name
        self._base_url = base_url.rstrip("/")

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(maxsize=8)

    def get(
        self,
        path: str,
        kind: type[T],
        *,
        deadline: Deadline,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """The JSON at ``path`` as a ``kind``.

        Raises:
            NotFoundError: when the service knows no such thing.
            InvalidError, MalformedError, RateLimitedError: when it says so.
            MovedError: when it names another address.
            UnavailableError: when it does not answer, or not with what we asked for.
            DeadlineError: when it does not answer in time.
        """
        target = f"{path}?{urlencode(params)}" if params else path
        return self._call("GET", target, kind, deadline, headers or {}, None, _ATTEMPTS)

    def post(
        self,
        path: str,
        body: msgspec.Struct,
        kind: type[T],
        *,
        deadline: Deadline,
        headers: Mapping[str, str],
        repeatable: bool = False,
    ) -> T:
        """Send ``body``; ``repeatable`` says that doing it twice is doing it once."""
        content = {**headers, "Content-Type": "application/json"}
        attempts = _ATTEMPTS if repeatable else 1
        return self._call(
            "POST", path, kind, deadline, content, msgspec.json.encode(body), attempts
        )

    def _call(
        self,
        method: str,
        target: str,
        kind: type[T],
        deadline: Deadline,
        headers: Mapping[str, str],
        body: bytes | None,
        attempts: int,
    ) -> T:
        while True:
            attempts -= 1
            try:
                return self._read(self._send(method, target, deadline, headers, body), kind)
            except _UnreachableError:
                if attempts == 0:
                    raise
                time.sleep(random.uniform(0, _PAUSE_SECONDS))  # noqa: S311

    def _send(
        self,
        method: str,
        target: str,
        deadline: Deadline,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> urllib3.BaseHTTPResponse:
        """One attempt. urllib3 retries too, but would give each attempt the whole time again."""
        left = deadline.remaining()
        try:
            return self._pool.request(
                method,
                f"{self._base_url}{target}",
                body=body,
                headers={**headers, "X-Deadline-Ms": str(int(left * 1000))},
                timeout=Timeout(connect=min(_CONNECT_SECONDS, left), total=left),
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.ReadTimeoutError as error:
            raise DeadlineError(f"The {self._name} service took too long.") from error
        except urllib3.exceptions.HTTPError as error:
            raise _UnreachableError(f"The {self._name} service cannot be reached.") from error

    def _read(self, response: urllib3.BaseHTTPResponse, kind: type[T]) -> T:
        if response.status in _REDIRECTS:
            raise MovedError(response.headers.get("location", ""))
        if response.status == NotFoundError.status:
            raise NotFoundError("There is no such thing.")
        if response.status >= 400:
            raise _refusal(self._name, response)
        try:
            return msgspec.json.decode(response.data, type=kind)
        except msgspec.MsgspecError as error:
            raise UnavailableError(f"The {self._name} service spoke out of turn.") from error


def _refusal(name: str, response: urllib3.BaseHTTPResponse) -> DomainError:
    """What the caller got wrong is passed on; anything else is between us and the service."""
    kind = _CALLERS_FAULTS.get(response.status)
    if kind is None:
        return UnavailableError(f"The {name} service answered {response.status}.")
    try:
        return kind(msgspec.json.decode(response.data, type=Problem).detail)
    except msgspec.MsgspecError:
        return kind("The request was refused.")
