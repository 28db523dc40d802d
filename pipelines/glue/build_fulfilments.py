"""Job: events and ``curated.orders`` → ``curated.fulfilments`` and ``curated.returns``."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import of_type
from pipelines.glue.job import main
from pipelines.glue.order_state import DELIVERED, SHIPPED, return_lines, told_moment, units
from pipelines.glue.touched import touched_orders
from pipelines.glue.zones import Lake, Published, day_of, distinct_days


def fulfilments(events: DataFrame, orders: DataFrame) -> DataFrame:
    """One row per parcel that left the house."""
    shipped = of_type(events, SHIPPED).select(
        "payload.fulfilment_id",
        "payload.order_id",
        "payload.carrier",
        "origin",
        units("payload.lines").alias("units"),
        F.col("occurred_at").alias("shipped_at"),
        "dt",
    )
    delivered = of_type(events, DELIVERED).groupBy("payload.fulfilment_id")
    arrived = delivered.agg(F.max(told_moment("payload.delivered_at")).alias("delivered_at"))
    known = orders.select("order_id", "country", "shipping_method", "paid_at")
    return shipped.join(arrived, "fulfilment_id", "left").join(known, "order_id", "left")


def returns(events: DataFrame, orders: DataFrame) -> DataFrame:
    """One row per line of a return; until its request has come, its acceptance waits."""
    asked = return_lines(events).where("requested_at IS NOT NULL")
    known = orders.select("order_id", "placed_at")
    return asked.join(known, "order_id", "left").withColumn("dt", day_of(F.col("requested_at")))


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write the days anew on which parcels or returns stand whose orders the window tells about."""
    events, orders = lake.curated("domain_events"), lake.curated("orders")
    orders = orders.where(~F.col("origin").startswith("history:"))
    tables = {
        "fulfilments": (fulfilments(events, orders), ["shipped_at", "fulfilment_id"]),
        "returns": (returns(events, orders), ["requested_at", "return_id", "line_id"]),
    }
    return [
        lake.publish(name, rows, _days(lake, arguments, rows), order)
        for name, (rows, order) in tables.items()
    ]


def _days(lake: Lake, arguments: Arguments, rows: DataFrame) -> set[str] | None:
    if arguments.window is None:
        return None
    touched = touched_orders(lake, arguments)
    return distinct_days(rows.join(touched, "order_id", "left_semi").select("dt"))


if __name__ == "__main__":
    main("build_fulfilments", run)
