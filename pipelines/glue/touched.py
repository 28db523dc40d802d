"""What a window of receipt touches: the few days and orders that have to be computed again."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import order_id_of
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


def touched_orders(lake: Lake, arguments: Arguments) -> DataFrame:
    """The orders that the window tells about, as ``order_id``: by services or by pages."""
    told = lake.raw("domain_events", arguments.window).select(
        order_id_of(F.col("data")).alias("order_id")
    )
    days = changed_clickstream_days(lake, arguments)
    seen = lake.curated("clickstream").where(F.col("dt").isin(*days)).select("order_id")
    return told.union(seen).where("order_id IS NOT NULL").distinct()
