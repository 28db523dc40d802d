"""What a window of receipt touches: the few days and orders that have to be computed again."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import order_id_of
from pipelines.glue.order_state import PLACED
from pipelines.glue.zones import Lake, around, day_of, distinct_days


def days_told(lake: Lake, arguments: Arguments, table: str, *event_types: str) -> set[str]:
    """The days on which the raw events of the window happened, of these types or of all."""
    rows = lake.raw(table, arguments.window)
    if event_types:
        rows = rows.where(F.col("event_type").isin(*event_types))
    return distinct_days(rows.select(day_of(F.col("occurred_at"))))


def changed_clickstream_days(lake: Lake, arguments: Arguments) -> set[str]:
    """The days of ``curated.clickstream`` that the window may have changed.

    The day before, because a page's clock is corrected a little differently each time that an event
    is sent, which moves it over midnight; the day after, because a session goes on past midnight.
    """
    return around(days_told(lake, arguments, "clickstream"), before=1, after=1)


def ids_told(lake: Lake, arguments: Arguments, name: str, *event_types: str) -> DataFrame:
    """The distinct ids that the payloads of the window's events have under this name."""
    rows = lake.raw("domain_events", arguments.window).where(F.col("event_type").isin(*event_types))
    return rows.select(F.get_json_object("data", f"$.{name}").alias(name)).distinct()


def placed_days(lake: Lake, arguments: Arguments) -> set[str]:
    """The days on which the touched orders were placed; not yet known, where that is to come."""
    touched = touched_orders(lake, arguments)
    placed = lake.curated("domain_events").where(F.col("event_type") == PLACED)
    known = placed.select(F.col("subject").alias("order_id"), "dt")
    return distinct_days(known.join(touched, "order_id", "left_semi").select("dt"))


def touched_orders(lake: Lake, arguments: Arguments) -> DataFrame:
    """The orders that the window tells about, as ``order_id``: by services or by pages."""
    told = lake.raw("domain_events", arguments.window).select(
        order_id_of(F.col("data")).alias("order_id")
    )
    days = changed_clickstream_days(lake, arguments)
    seen = lake.curated("clickstream").where(F.col("dt").isin(*days)).select("order_id")
    return told.union(seen).where("order_id IS NOT NULL").distinct()
