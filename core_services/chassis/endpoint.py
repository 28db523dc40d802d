"""What happens to every request between the socket and its handler."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from contracts.clock import Clock
from contracts.errors import (
    DeadlineError,
    DomainError,
    IdempotencyKeyMissingError,
    InvalidError,
    MalformedError,
    NotFoundError,
    TooLargeError,
)
from contracts.principals import Principal
from core_services.chassis import context, metrics, tracing
from core_services.chassis.auth import Authenticator
from core_services.chassis.caching import conditional
from core_services.chassis.load_shedding import AdmissionGate
from core_services.chassis.operations import (
    Call,
    Operation,
    UnsupportedMediaTypeError,
    render,
)
from core_services.chassis.problems import problem_response, unexpected, validation_error
from core_services.chassis.rate_limits import RateLimiter
from core_services.chassis.settings import ServiceSettings

log = logging.getLogger("request")

MAX_KEY_LENGTH = 255
DEADLINE_HEADER = "x-deadline-ms"

Endpoint = Callable[[Request], Awaitable[Response]]


class Pipeline:
    """Everything an endpoint needs that is the same for all operations of a service."""

    def __init__(self, name: str, settings: ServiceSettings, clock: Clock) -> None:
        self.name = name
        self.settings = settings
        self.clock = clock
        self.authenticator = Authenticator(settings, clock)
        self.gate = AdmissionGate(settings.max_in_flight)
        self.limiter = RateLimiter(settings.redis_url)
        self.segments = tracing.SegmentSender(name, settings.xray_daemon_address)
        self.deps: Any = None

    def endpoint(self, operation: Operation) -> Endpoint:
        """An ASGI endpoint for one operation: trace, shed, time-limit, answer, log."""

        async def serve(request: Request) -> Response:
            started, fields = time.perf_counter(), context.start_fields()
            trace = tracing.continue_trace(request.headers, self.settings.trace_sample_rate)
            with self.segments.segment(trace, operation=operation.name):
                response = await self._answer(request, operation)
            self._log(request, operation, response, time.perf_counter() - started, fields)
            return response

        return serve

    async def _answer(self, request: Request, operation: Operation) -> Response:
        try:
            with self.gate:
                seconds = self._seconds_allowed(request)
                context.set_deadline(seconds)
                async with asyncio.timeout(None if operation.raw else seconds):
                    return await self._run(request, operation)
        except DomainError as error:
            if error.status >= 500:
                log.warning("not served", exc_info=error, extra={"fields": {"code": error.code}})
            return problem_response(error, request)
        except TimeoutError:
            return problem_response(DeadlineError("This took too long; try again."), request)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:  # the edge of the process: nothing may pass it
            return unexpected(request, error)

    async def _run(self, request: Request, operation: Operation) -> Response:
        principal = await self.authenticator.authenticate(request.headers.get("authorization"))
        context.note(caller=principal.kind)
        operation.access.admit(principal)
        await self._count(request, operation, principal)
        raw_body = b"" if operation.raw or operation.body is None else await self._read(request)
        _refuse_nul(request, raw_body)
        call: Call[Any, Any, Any] = Call(
            deps=self.deps,
            body=_parse_body(operation, raw_body),
            query=operation.query_reader.read(request) if operation.query else None,
            path=request.path_params,
            principal=principal,
            idempotency_key=_idempotency_key(request, operation),
            raw_body=raw_body,
            clock=self.clock,
            request=request,
            operation=operation,
            client_address=self.client_address(request),
        )
        if subjects := operation.subject_limit:
            name = f"{operation.name}:subject"
            await self.limiter.hit(subjects.limit, name, subjects.subject(call.body))
        response = render(await operation.handler(call), operation)
        return conditional(response, operation.caching, request) if operation.caching else response

    async def _count(self, request: Request, operation: Operation, principal: Principal) -> None:
        address = self.client_address(request)
        if operation.limit:
            await self.limiter.hit(operation.limit, operation.name, principal.id or address)
        if operation.address_limit:
            await self.limiter.hit(operation.address_limit, f"{operation.name}:address", address)

    def _seconds_allowed(self, request: Request) -> float:
        header = request.headers.get(DEADLINE_HEADER, "")
        limit = self.settings.request_timeout_seconds
        return min(limit, int(header) / 1000) if header.isdigit() else limit

    def client_address(self, request: Request) -> str:
        """The address that the outermost trusted proxy saw, never one that the client wrote."""
        hops = request.headers.get("x-forwarded-for", "").split(",")
        trusted = self.settings.trusted_proxies
        if hops[0] and len(hops) >= trusted > 0:
            return hops[-trusted].strip()
        return request.client.host if request.client else "unknown"

    async def _read(self, request: Request) -> bytes:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise UnsupportedMediaTypeError("The Content-Type must be application/json.")
        return await read_body(request, self.settings.max_body_bytes)

    def _log(
        self,
        request: Request,
        operation: Operation,
        response: Response,
        seconds: float,
        fields: dict[str, Any],
    ) -> None:
        status = response.status_code
        line = metrics.embed(
            {**fields, "method": request.method, "route": operation.path, "status": status},
            service=self.name,
            metrics={
                "Latency": (round(seconds * 1000, 2), "Milliseconds"),
                "Fault": (1 if status >= 500 else 0, "Count"),
            },
            operation=operation.name,
        )
        log.info("request", extra={"fields": line})


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body.

    Raises:
        TooLargeError: as soon as it is over ``limit`` bytes, whatever Content-Length says.
    """
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise TooLargeError(f"The body may have {limit} bytes.")
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLargeError(f"The body may have {limit} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)


def _refuse_nul(request: Request, raw_body: bytes) -> None:
    """No text of ours holds the character NUL, for no engine of ours can store or compare one.

    Raises:
        NotFoundError, InvalidError: when it stands in the path, or anywhere else.
    """
    if any("\x00" in str(value) for value in request.path_params.values()):
        raise NotFoundError("Nothing lives at this address.")
    if b"%00" in request.scope["query_string"] or b"\\u0000" in raw_body:
        raise InvalidError("A text holds the character NUL.")


def _parse_body(operation: Operation, raw_body: bytes) -> Any:
    if operation.body is None or operation.raw:
        return None
    try:
        return operation.body_decoder.decode(raw_body)
    except msgspec.ValidationError as error:
        raise validation_error(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(f"The body is not JSON: {error}.") from error


def _idempotency_key(request: Request, operation: Operation) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is None:
        if operation.idempotency_key:
            raise IdempotencyKeyMissingError("Send a fresh UUID as Idempotency-Key.")
        return None
    if not key or len(key) > MAX_KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise MalformedError(f"An Idempotency-Key has 1 to {MAX_KEY_LENGTH} printable characters.")
    return key
