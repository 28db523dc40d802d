"""Job: ``raw.clickstream`` → ``curated.clickstream``: each event once, in sessions of our own.

A session is what one visitor does without 30 idle minutes in between. It goes on past midnight, but
reaches back no further than to the beginning of the day before: so a day can be computed from
itself and the day before it alone, in whatever order days are run, and only a machine that never
rests for a whole day notices.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import micros, once_per_event
from pipelines.glue.job import main
from pipelines.glue.money import major_units
from pipelines.glue.sources import source
from pipelines.glue.touched import changed_clickstream_days
from pipelines.glue.zones import Lake, Published, around, day_of, happened_on

TABLE = "clickstream"
IDLE_MINUTES = 30
_ORDER = ["occurred_at", "event_id"]


def compact(raw: DataFrame) -> DataFrame:
    """Rows of the curated table from raw ones, with ``dt``."""
    happened = raw.drop("dt", "session_id", "clock_skew_ms")
    events = once_per_event(happened).withColumn("dt", day_of(F.col("occurred_at")))
    return in_sessions(events).withColumn("value", major_units("value", "currency"))


def in_sessions(events: DataFrame) -> DataFrame:
    """The events with ``session_id`` and ``source``, by visitor and 30 idle minutes."""
    visitor = Window.partitionBy("visitor_id").orderBy("occurred_at", "event_id")
    before = F.lag("occurred_at").over(visitor)
    idle = micros(F.col("occurred_at")) - micros(before)
    begins = before.isNull() | (idle >= IDLE_MINUTES * 60_000_000)
    marked = events.withColumn("begins", begins)
    marked = marked.withColumn("new_day", F.col("begins") | (day_of(before) != F.col("dt")))
    # A struct is made, and its source thought about, where a session may begin; not at each event.
    marked = marked.withColumn("own", F.when(F.col("new_day"), _beginning()))
    firsts = marked.withColumns(
        {
            "first": _last(F.when(F.col("begins"), F.col("own")), visitor),
            "first_of_day": _last(F.col("own"), visitor),
        }
    )
    dated = firsts.withColumn("day_before", F.lag("first_of_day").over(visitor))
    dated = dated.withColumn(
        "day_before", _last(F.when(F.col("new_day"), F.col("day_before")), visitor)
    )
    reaches_too_far = F.datediff(F.col("dt"), F.col("first.occurred_at")) > 1
    beginning = F.when(reaches_too_far, F.col("day_before")).otherwise(F.col("first"))
    return dated.withColumn("beginning", beginning).select(
        "*", "beginning.session_id", "beginning.source"
    )


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write every day anew on which an event of the window happened, and the days beside it."""
    raw, days = lake.raw(TABLE), None
    if arguments.window is not None:
        days = changed_clickstream_days(lake, arguments)
        raw = happened_on(raw, _needed(days))
    return [lake.publish(TABLE, compact(raw), days, _ORDER)]


def _needed(days: Iterable[str]) -> set[str]:
    """To compute a day, sessions need the day before it, and copies of events both its sides."""
    return around(days, before=1, after=1)


def _last(value: Column, window: WindowSpec) -> Column:
    return F.last(value, ignorenulls=True).over(window)


def _beginning() -> Column:
    """What a session's first event decides for all; its name is the same in every run."""
    named = F.concat_ws(" ", F.col("visitor_id"), F.col("event_id"))
    session_id = F.concat(F.lit("ses_"), F.substring(F.sha2(named, 256), 1, 24))
    return F.struct(
        "occurred_at",
        session_id.alias("session_id"),
        source("campaign_source", "campaign_medium", "referrer_host").alias("source"),
    )


if __name__ == "__main__":
    main("compact_clickstream", run)
