"""An order as its events tell it: placed once, then moved on in the order of versions.

Which event arrived when plays no part. What is told of an order before its ``order.placed`` has
come waits in ``curated.domain_events``: there is no row of the order until then.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.events import of_type
from pipelines.glue.money import major_units

PLACED = "order.placed.v1"
PAID = "order.paid.v1"
CANCELLED = "order.cancelled.v1"
SHIPPED = "order.shipped.v1"
DELIVERED = "order.delivered.v1"
RETURN_REQUESTED = "order.return_requested.v1"
RETURN_ACCEPTED = "order.return_accepted.v1"
REFUND_REQUESTED = "order.refund_requested.v1"
REFUNDED = "order.refunded.v1"
PAYMENT_SUCCEEDED = "payment.succeeded.v1"
PAYMENT_FAILED = "payment.failed.v1"
PAYMENT_REFUNDED = "payment.refunded.v1"
REFUND_FAILED = "payment.refund_failed.v1"
AFTER_PLACED = (
    PAID,
    CANCELLED,
    SHIPPED,
    DELIVERED,
    RETURN_REQUESTED,
    RETURN_ACCEPTED,
    REFUND_REQUESTED,
    REFUNDED,
    PAYMENT_REFUNDED,
    REFUND_FAILED,
)


def placed_orders(events: DataFrame) -> DataFrame:
    """One row per order placed, as it was then, with ``lines`` and ``discounts`` in minor units."""
    orders = of_type(events, PLACED)
    return orders.select(
        "payload.*", "origin", F.col("occurred_at").alias("placed_at"), F.col("dt")
    )


def progress(events: DataFrame) -> DataFrame:
    """One row per order: what became of it, folded in version order.

    A cancelled order can come back: one that expired is taken up again by a payment that came late.
    So it is the last word that counts, not whether a word was ever said.
    """
    moved = of_type(events, CANCELLED, PAID, SHIPPED, DELIVERED)
    is_of = {kind: F.col("event_type") == kind for kind in (PAID, CANCELLED, SHIPPED, DELIVERED)}
    moment = F.col("occurred_at")
    return moved.groupBy(F.col("subject").alias("order_id")).agg(
        F.max_by("event_type", "version").alias("last_word"),
        F.min(F.when(is_of[PAID], moment)).alias("paid_at"),
        F.max(F.when(is_of[PAID], F.col("payload.payment_id"))).alias("paid_by"),
        F.coalesce(
            F.max(is_of[PAID] | (is_of[CANCELLED] & F.col("payload.was_paid"))), F.lit(False)
        ).alias("is_paid"),
        _latest(is_of[CANCELLED], moment).alias("cancelled_at"),
        _latest(is_of[CANCELLED], F.col("payload.reason")).alias("cancel_reason"),
        F.min(F.when(is_of[SHIPPED], moment)).alias("shipped_at"),
        F.max(F.when(is_of[DELIVERED], told_moment("payload.delivered_at"))).alias("delivered_at"),
        F.sum(F.when(is_of[SHIPPED], units("payload.lines"))).alias("shipped_units"),
        F.count_if(is_of[SHIPPED]).alias("parcels"),
        F.count_if(is_of[DELIVERED]).alias("parcels_delivered"),
    )


def refunds(events: DataFrame) -> DataFrame:
    """One row per refund. A failure is the provider's last word: a bank may send money back.

    Orders tell their refunds and so does the payment service; either may come first. A refund that
    was made at the provider's desk was never requested: it counts as requested when it was made.
    """
    told = of_type(events, REFUND_REQUESTED, REFUNDED, PAYMENT_REFUNDED, REFUND_FAILED)
    asked = F.col("event_type") == REFUND_REQUESTED
    succeeded = F.col("event_type").isin(REFUNDED, PAYMENT_REFUNDED)
    failed = F.col("event_type") == REFUND_FAILED
    moment = F.col("occurred_at")
    amount = major_units("payload.amount", "payload.currency")
    folded = told.groupBy(F.col("payload.refund_id").alias("refund_id")).agg(
        F.max("payload.order_id").alias("order_id"),
        F.max("payload.payment_id").alias("payment_id"),
        F.min_by("origin", F.struct("occurred_at", "event_id")).alias("origin"),
        F.when(F.max(failed), "failed")
        .when(F.max(succeeded), "succeeded")
        .otherwise("requested")
        .alias("status"),
        F.coalesce(F.min(F.when(asked, moment)), F.min(moment)).alias("requested_at"),
        F.min(F.when(succeeded, moment)).alias("refunded_at"),
        F.max("payload.currency").alias("currency"),
        F.max(amount).alias("amount"),
        F.max(F.when(F.col("event_type") == REFUNDED, units("payload.lines"))).alias("units"),
    )
    kept = F.when(F.col("status") == "succeeded", F.col("refunded_at"))
    return folded.withColumn("refunded_at", kept)


def return_lines(events: DataFrame) -> DataFrame:
    """One row per return and line; ``quantity`` is what was accepted, once it was."""
    told = of_type(events, RETURN_REQUESTED, RETURN_ACCEPTED)
    lines = told.select("*", F.explode("payload.lines").alias("line"))
    asked = F.col("event_type") == RETURN_REQUESTED
    accepted = F.col("event_type") == RETURN_ACCEPTED
    moment = F.col("occurred_at")
    keys = [F.col(f"payload.{name}").alias(name) for name in ("return_id", "order_id")]
    return lines.groupBy(*keys, F.col("line.line_id").alias("line_id")).agg(
        F.min_by("origin", F.struct("occurred_at", "event_id")).alias("origin"),
        F.max("line.sku").alias("sku"),
        F.coalesce(F.max(F.when(accepted, F.col("line.quantity"))), F.max("line.quantity")).alias(
            "quantity"
        ),
        F.max("payload.reason_code").alias("reason_code"),
        F.when(F.max(accepted), "accepted").otherwise("requested").alias("status"),
        F.min(F.when(asked, moment)).alias("requested_at"),
        F.min(F.when(accepted, moment)).alias("accepted_at"),
    )


def units(lines: str) -> Column:
    """How many units the lines of an event come to."""
    return F.aggregate(lines, F.lit(0).cast("bigint"), lambda total, line: total + line["quantity"])


def told_moment(field: str) -> Column:
    """A moment inside a payload, where it is text in ISO 8601."""
    return F.try_to_timestamp(F.col(field)).cast("timestamp_ntz")


def _latest(condition: Column, value: Column) -> Column:
    return F.max_by(F.when(condition, value), F.when(condition, F.col("version")))
