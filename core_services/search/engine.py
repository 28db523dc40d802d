"""The connection to OpenSearch: bytes in, bytes out, quick to give up.

Callers learn only two things about a failure: the engine is away (`EngineAwayError`; there is a
degraded answer for that) or it refused what we asked (`EngineRefusedError`; that is our mistake).
"""

import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Literal, Self

import boto3
import msgspec
from opensearchpy import AsyncOpenSearch, AWSV4SignerAsyncAuth, JSONSerializer
from opensearchpy.exceptions import ConnectionError as OpenSearchConnectionError
from opensearchpy.exceptions import TransportError

from core_services.chassis.breaker import CircuitBreaker, CircuitOpenError
from core_services.chassis.context import remaining_seconds

_CONNECTIONS = 20
logging.getLogger("opensearch").setLevel(logging.ERROR)  # a 404 is an answer; we tell failures
_AWAY = frozenset({408, 429, 502, 503, 504})


class EngineAwayError(Exception):
    """OpenSearch cannot be reached, is overloaded, or has no index yet."""


class EngineRefusedError(Exception):
    """OpenSearch understood the request and will not do it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status = status
        self.reason = reason


class _Verbatim(JSONSerializer):
    """Bodies pass through as they are: we encode and decode with msgspec, once."""

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, bytes | str) else msgspec.json.encode(data)

    def loads(self, data: Any) -> Any:
        return data


class Engine:
    """One OpenSearch domain.

    Args:
        timeout: seconds per request at most; a shorter deadline of the request in hand wins.
    """

    def __init__(
        self,
        url: str,
        *,
        region: str,
        auth: Literal["none", "iam"] = "none",
        timeout: float = 3.0,
    ) -> None:
        self._client = AsyncOpenSearch(
            [url],
            serializer=_Verbatim(),
            http_auth=_signer(region) if auth == "iam" else None,
            max_retries=0,
            maxsize=_CONNECTIONS,
            http_compress=False,
        )
        self._timeout = timeout
        self._breaker = CircuitBreaker("opensearch")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def request(
        self,
        method: str,
        path: str,
        body: bytes | dict[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """One request; the answer as it came.

        Raises:
            EngineAwayError: when there is no answer, or only a "not now".
            EngineRefusedError: for any other error status.
        """
        try:
            self._breaker.before_call()
        except CircuitOpenError as error:
            raise EngineAwayError("the circuit is open") from error
        settled = False
        try:
            answer = await self._send(method, path, body, params, seconds or self._timeout)
            settled = True
        except (OpenSearchConnectionError, TransportError) as error:
            settled = True
            raise self._judge(error) from error
        finally:
            if not settled:
                self._breaker.abandoned()
        self._breaker.succeeded()
        return answer

    async def _send(
        self,
        method: str,
        path: str,
        body: bytes | dict[str, Any] | None,
        params: Mapping[str, Any] | None,
        seconds: float,
    ) -> bytes:
        answer = await self._client.transport.perform_request(
            method,
            path,
            params={**(params or {}), "request_timeout": remaining_seconds(seconds)},
            body=body,
            headers={"content-type": "application/json"} if body is not None else None,
        )
        return answer.encode() if isinstance(answer, str) else b""

    def _judge(self, error: TransportError) -> Exception:
        status = error.status_code
        if not isinstance(status, int) or status in _AWAY or status >= 500:
            self._breaker.failed()
            return EngineAwayError(str(error)[:300])
        self._breaker.succeeded()
        return EngineRefusedError(status, str(error)[:500])

    async def ping(self) -> None:
        """Readiness: does it answer at all?"""
        await self.request("GET", "/", seconds=1.0)


def _signer(region: str) -> AWSV4SignerAsyncAuth:
    return AWSV4SignerAsyncAuth(boto3.Session().get_credentials(), region, "es")
