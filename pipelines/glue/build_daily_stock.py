"""Job: ``order.stock_changed`` and ``curated.order_lines`` → ``curated.daily_stock``.

Levels have a version of their own per SKU: an older level never replaces a newer one, whatever the
clocks of those who told them say. A level holds until the next one, over days on which nothing was
told, up to the moment of which the lake last heard anything.
"""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments, days_from
from pipelines.glue.events import is_simulated, micros, of_type
from pipelines.glue.job import main
from pipelines.glue.touched import days_told, placed_days
from pipelines.glue.zones import Lake, Published, day_of, distinct_days

STOCK_CHANGED = "order.stock_changed.v1"
_KEYS = ("sku", "simulated")


def held_levels(events: DataFrame) -> DataFrame:
    """Each level of each SKU with ``since`` and ``until``; the last one has no ``until``."""
    told = of_type(events, STOCK_CHANGED).select(
        "origin", "occurred_at", F.explode("payload.levels").alias("level")
    )
    told = told.select("*", "level.*", is_simulated(F.col("origin")).alias("simulated"))
    once = told.groupBy(*_KEYS, "version").agg(
        F.min_by(F.struct("origin", "occurred_at", "available"), "occurred_at").alias("told")
    )
    by_version = Window.partitionBy(*_KEYS).orderBy("version")
    levels = once.select(*_KEYS, "version", "told.origin", "told.available", "told.occurred_at")
    levels = levels.withColumn("since", F.max("occurred_at").over(by_version))
    return levels.withColumn("until", F.lead("since").over(by_version))


def daily_stock(levels: DataFrame, sold: DataFrame, heard: DataFrame) -> DataFrame:
    """One row per SKU and day, from the first level's day to the last day heard of.

    Args:
        sold: ``sku``, ``simulated``, ``dt`` and ``units_sold``.
        heard: one row with the moment ``heard_at`` of which the lake last heard anything.
    """
    spans = levels.crossJoin(F.broadcast(heard)).withColumn(
        "until", F.coalesce("until", "heard_at")
    )
    spans = spans.where("since <= heard_at")
    first_day = F.col("since").cast("date")
    last_day = (F.col("until") - F.expr("INTERVAL 1 MICROSECOND")).cast("date")
    days = F.explode(F.sequence(first_day, F.greatest(first_day, last_day)))
    pieces = spans.withColumn("day", days).withColumns(
        {"starts": F.col("day").cast("timestamp_ntz"), "dt": F.col("day").cast("string")}
    )
    return (
        _summed(pieces)
        .join(sold, [*_KEYS, "dt"], "left")
        .withColumn("units_sold", F.coalesce("units_sold", F.lit(0)))
    )


def units_sold(lines: DataFrame) -> DataFrame:
    """Units by SKU and day, in orders that were paid; not those of earlier shop systems."""
    own = lines.where("is_paid").where(~F.col("origin").startswith("history:"))
    simulated = is_simulated(F.col("origin")).alias("simulated")
    return own.groupBy("sku", simulated, "dt").agg(F.sum("quantity").alias("units_sold"))


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write every day anew from the first one that the window changes: the rest follows from it."""
    events = lake.curated("domain_events")
    # Neither a wrong clock nor a replay of old events moves what is known into the future.
    heard = events.agg(F.max(F.least("occurred_at", "received_at")).alias("heard_at"))
    days = _days(lake, arguments, heard)
    rows = daily_stock(held_levels(events), units_sold(lake.curated("order_lines")), heard)
    return [lake.publish("daily_stock", rows, days, ["sku", "origin"])]


def _summed(pieces: DataFrame) -> DataFrame:
    """The pieces of levels that lie in a day, put together.

    A level that begins in a day began nothing that day before it: the day's opening is what the
    day before left, and only on the first day of all is it the first level.
    """
    end_of_day = F.col("starts") + F.expr("INTERVAL 1 DAY")
    held = micros(F.least("until", end_of_day)) - micros(F.greatest("since", "starts"))
    missing = F.when(F.col("available") <= 0, F.greatest(held, F.lit(0))).otherwise(F.lit(0))
    summed = pieces.groupBy(*_KEYS, "dt").agg(
        F.max_by("origin", "version").alias("origin"),
        F.min_by("available", "version").alias("opening"),
        F.max_by("available", "version").alias("closing"),
        F.min("available").alias("lowest"),
        F.sum(missing).alias("missing"),
    )
    return summed.withColumn("out_of_stock_seconds", F.expr("missing div 1000000"))


def _days(lake: Lake, arguments: Arguments, heard: DataFrame) -> set[str] | None:
    if arguments.window is None:
        return None
    changed = days_told(lake, arguments, "domain_events", STOCK_CHANGED)
    changed |= placed_days(lake, arguments)
    existing = lake.days("daily_stock")
    last = distinct_days(heard.select(day_of(F.col("heard_at"))))
    if not last:
        return set()
    first = min([*changed, *([max(existing)] if existing else []), *last])
    return set(days_from(first, *last)) | {day for day in existing if day >= first}


if __name__ == "__main__":
    main("build_daily_stock", run)
