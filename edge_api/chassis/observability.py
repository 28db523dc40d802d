"""One JSON line and its metrics for each request, and the trace that it belongs to."""

import re
import time
from collections.abc import Callable
from contextvars import ContextVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from chalice.app import Request, Response

from .settings import metrics_namespace

# Each application's name comes from POWERTOOLS_SERVICE_NAME, which Powertools reads itself.
log = Logger()

_TRACE_ID = re.compile(r"Root=1-([0-9a-f]{8})-([0-9a-f]{24})")
# Chalice keeps the request on the application, where two requests of one process would meet.
_request: ContextVar[Request] = ContextVar("request")


def current_request() -> Request:
    """The request that is being answered here and now."""
    return _request.get()


def trace_id(request: Request) -> str:
    """The request's trace as 32 hex digits, or nothing."""
    match = _TRACE_ID.search(str(request.headers.get("x-amzn-trace-id", "")))
    return match[1] + match[2] if match else ""


def observe(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware: hand the request to the view, and write its one log line and its metrics."""
    started = time.perf_counter()
    _request.set(request)
    response = get_response(request)
    response.headers.setdefault("Cache-Control", "no-store")
    _report(request, response.status_code, (time.perf_counter() - started) * 1000)
    return response


def _report(request: Request, status: int, milliseconds: float) -> None:
    log.info(
        "request",
        method=request.method,
        route=request.path,
        status=status,
        ms=round(milliseconds, 1),
        trace_id=trace_id(request),
    )
    metrics = EphemeralMetrics(namespace=metrics_namespace())
    metrics.add_dimension("operation", f"{request.method} {request.path}")
    metrics.add_metric("Latency", MetricUnit.Milliseconds, round(milliseconds, 1))
    metrics.add_metric("Fault", MetricUnit.Count, int(status >= 500))
    metrics.flush_metrics()
