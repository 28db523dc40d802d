"""Job: ``raw.domain_events`` → ``curated.domain_events``: each event once, by when it happened."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import once_per_event
from pipelines.glue.job import main
from pipelines.glue.zones import Lake, Published, day_of, distinct_days, happened_on

TABLE = "domain_events"
_ORDER = ["event_type", "subject", "version", "event_id"]


def compact(raw: DataFrame) -> DataFrame:
    """Rows of the curated table from raw ones."""
    happened = day_of(F.col("occurred_at"))
    return once_per_event(raw.drop("dt")).withColumn("dt", happened)


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write every day anew on which an event of the window happened."""
    raw, days = lake.raw(TABLE), None
    if arguments.window is not None:
        days = distinct_days(happened(lake, arguments))
        raw = happened_on(raw, days)
    return [lake.publish(TABLE, compact(raw), days, _ORDER)]


def happened(lake: Lake, arguments: Arguments) -> DataFrame:
    """The days on which the window's events happened."""
    return lake.raw(TABLE, arguments.window).select(day_of(F.col("occurred_at")))


if __name__ == "__main__":
    main("compact_domain_events", run)
