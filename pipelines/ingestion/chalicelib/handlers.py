"""What the functions do: transform a batch, keep what was rejected, and say how it went."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from edge_api.chassis.settings import metrics_namespace

from .firehose import Convert, Event, Result, Transformed, transform
from .rejects import Storage, keep

log = Logger()


def handle(
    event: Event, delivery_stream: str, convert: Convert, open_storage: Callable[[], Storage]
) -> dict[str, Any]:
    """Firehose's answer for ``event``. Nothing in a record can make this raise."""
    started = time.perf_counter()
    transformed = transform(event, convert)
    if transformed.rejected:
        transformed.settle(_kept(event, delivery_stream, transformed, open_storage))
    _report(delivery_stream, transformed, time.perf_counter() - started)
    return {"records": transformed.answers}


def _kept(
    event: Event,
    delivery_stream: str,
    transformed: Transformed,
    open_storage: Callable[[], Storage],
) -> Result:
    """What becomes of the rejected: dropped when we have them, failed so that Firehose has them."""
    try:
        keep(open_storage(), delivery_stream, event["invocationId"], transformed.rejected)
    except Exception as error:
        log.error("rejected records could not be kept", error=type(error).__name__)
        return "ProcessingFailed"
    return "Dropped"


def _report(delivery_stream: str, transformed: Transformed, seconds: float) -> None:
    """One log line and the counts, without anything from inside a record."""
    reasons = Counter(each.reason for each in transformed.rejected)
    log.info(
        "transformed",
        delivery_stream=delivery_stream,
        records=len(transformed.answers),
        rejected=dict(reasons),
        overflowed=transformed.overflowed,
        ms=round(seconds * 1000, 1),
    )
    counts = {
        "Records": len(transformed.answers),
        "Rejected": len(transformed.rejected),
        "Overflowed": transformed.overflowed,
    }
    _count(counts, delivery_stream=delivery_stream)
    for reason, count in reasons.items():
        _count({"RejectedByReason": count}, delivery_stream=delivery_stream, reason=reason)


def _count(counts: dict[str, int], **dimensions: str) -> None:
    metrics = EphemeralMetrics(namespace=metrics_namespace())
    for name, value in dimensions.items():
        metrics.add_dimension(name, value)
    for name, count in counts.items():
        metrics.add_metric(name, MetricUnit.Count, count)
    metrics.flush_metrics()
