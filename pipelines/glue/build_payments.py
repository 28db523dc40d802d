"""Job: events → ``curated.payments``, by the day of the attempt, and ``curated.refunds``."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import of_type
from pipelines.glue.job import main
from pipelines.glue.money import major_units
from pipelines.glue.order_state import (
    PAYMENT_FAILED,
    PAYMENT_REFUNDED,
    PAYMENT_SUCCEEDED,
    REFUND_FAILED,
    REFUND_REQUESTED,
    REFUNDED,
    refunds,
)
from pipelines.glue.touched import days_told, ids_told
from pipelines.glue.zones import Lake, Published, day_of, distinct_days

_ATTEMPTS = (PAYMENT_SUCCEEDED, PAYMENT_FAILED)
_REFUNDS = (REFUND_REQUESTED, REFUNDED, PAYMENT_REFUNDED, REFUND_FAILED)


def payments(events: DataFrame) -> DataFrame:
    """One row per attempt to pay; it needs no order, so one that came before its order counts."""
    succeeded = F.col("event_type") == PAYMENT_SUCCEEDED
    told = of_type(events, *_ATTEMPTS).select("*", "payload.*")
    return told.withColumns(
        {
            "attempt_id": F.col("event_id"),
            "attempted_at": F.col("occurred_at"),
            "outcome": F.when(succeeded, "succeeded").otherwise("failed"),
            "method": F.when(F.col("method") != "", F.col("method")).otherwise("unknown"),
            "amount": major_units("amount", "currency"),
        }
    )


def refund_rows(events: DataFrame) -> DataFrame:
    """One row per refund, by the day that it was requested."""
    return refunds(events).withColumn("dt", day_of(F.col("requested_at")))


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write the days anew on which something was paid or given back that the window tells about."""
    events = lake.curated("domain_events")
    attempts, attempt_days = events, None
    refunds, refund_days = refund_rows(events), None
    if arguments.window is not None:
        attempt_days = days_told(lake, arguments, "domain_events", *_ATTEMPTS)
        attempts = events.where(F.col("dt").isin(*attempt_days))
        refund_days = _refund_days(lake, arguments, refunds)
    return [
        lake.publish("payments", payments(attempts), attempt_days, ["attempted_at", "attempt_id"]),
        lake.publish("refunds", refunds, refund_days, ["requested_at", "refund_id"]),
    ]


def _refund_days(lake: Lake, arguments: Arguments, refunds: DataFrame) -> set[str]:
    """Where the refunds stand now, and where they stood before the window told more."""
    told = ids_told(lake, arguments, "refund_id", *_REFUNDS)
    now, then = (
        rows.join(told, "refund_id", "left_semi").select("dt")
        for rows in (refunds, lake.curated("refunds"))
    )
    return distinct_days(now, then)


if __name__ == "__main__":
    main("build_payments", run)
