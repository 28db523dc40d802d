"""Calls functions through Lambda's Invoke API."""

import json
from dataclasses import dataclass
from typing import Any

import urllib3


class FunctionError(Exception):
    """A function failed, or answered with something that is not JSON."""


class NotReachedError(Exception):
    """The function's host is away: nothing was invoked, or nobody knows what became of it."""


@dataclass(frozen=True, slots=True)
class Function:
    """Where a handler of an application is invoked."""

    url: str
    handler: str

    def invoke(self, event: Any) -> Any:
        """What the handler returned for ``event``.

        Raises:
            FunctionError: when the handler failed.
            NotReachedError: when there was no answer.
        """
        path = f"{self.url}/2015-03-31/functions/{self.handler}/invocations"
        try:
            answer = _POOL.request("POST", path, body=json.dumps(event).encode())
        except urllib3.exceptions.HTTPError as error:
            raise NotReachedError(f"{self.handler}: {error}") from error
        if answer.status >= 500:
            raise NotReachedError(f"{self.handler}: status {answer.status}")
        if answer.status != 200 or "x-amz-function-error" in answer.headers:
            raise FunctionError(f"{self.handler}: {_first_words(answer.data)}")
        return _decoded(self.handler, answer.data)

    def is_alive(self) -> bool:
        """Whether its host answers."""
        try:
            return bool(_POOL.request("GET", f"{self.url}/health/live").status == 200)
        except urllib3.exceptions.HTTPError:
            return False


# A function may run for fifteen minutes; asking whether its host lives costs no such patience.
_POOL = urllib3.PoolManager(
    maxsize=16, retries=False, timeout=urllib3.Timeout(connect=1.0, read=900.0)
)


def _decoded(handler: str, payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except ValueError as error:
        raise FunctionError(f"{handler}: the answer is not JSON") from error


def _first_words(payload: bytes) -> str:
    return payload[:300].decode(errors="replace")
