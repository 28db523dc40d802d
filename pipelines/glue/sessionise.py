"""Job: ``curated.clickstream`` → ``curated.sessions`` and ``curated.funnel_steps``, without bots.

A session stands on the day that it began. Its last step, paid, comes from the order service.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments, shifted
from pipelines.glue.job import main
from pipelines.glue.order_state import PAID
from pipelines.glue.touched import changed_clickstream_days
from pipelines.glue.zones import Lake, Published, around, day_of, distinct_days

STEPS = ("visit", "product", "cart", "checkout", "order", "paid")
_STEP_EVENTS = ("product_viewed", "cart_item_added", "checkout_started", "order_placed")
_COUNTS = {
    "page_views": "page_viewed",
    "product_views": "product_viewed",
    "searches": "searched",
    "cart_additions": "cart_item_added",
    "checkouts_started": "checkout_started",
    "orders_placed": "order_placed",
}
_FIRST = ("device_class", "source", "campaign_source", "campaign_medium", "campaign_name", "locale")


def sessions(events: DataFrame) -> DataFrame:
    """One row per session of people; and for the funnel, when it reached what."""
    people = events.where("device_class <> 'bot'")
    first = F.struct("occurred_at", "event_id")
    grouped = people.groupBy("session_id").agg(
        F.min("visitor_id").alias("visitor_id"),
        F.min("occurred_at").alias("started_at"),
        F.max("occurred_at").alias("ended_at"),
        F.min_by(F.struct("origin", *_FIRST, F.col("path").alias("landing_path")), first).alias(
            "first"
        ),
        F.count(F.lit(1)).alias("events"),
        *(F.count_if(F.col("event_type") == kind).alias(name) for name, kind in _COUNTS.items()),
        *(_moments(kind).alias(f"{kind}_at") for kind in _STEP_EVENTS),
        F.collect_set(F.when(F.col("event_type") == "order_placed", F.col("order_id"))).alias(
            "orders"
        ),
    )
    return grouped.select("*", "first.*").withColumn("dt", day_of(F.col("started_at")))


def funnel_steps(sessions: DataFrame, paid: DataFrame) -> DataFrame:
    """One row per session and step; a step counts once it comes after all before it.

    ``paid`` names orders with the moment they were paid. An order is paid after it was placed,
    whatever the page's clock says.
    """
    reached = sessions.withColumn("reached_1", F.col("started_at"))
    for step, kind in enumerate(_STEP_EVENTS, start=2):
        reached = reached.withColumn(
            f"reached_{step}", _first_after(f"{kind}_at", f"reached_{step - 1}")
        )
    reached = reached.join(_paid_sessions(sessions, paid), "session_id", "left").withColumn(
        "reached_6",
        F.when(
            F.col("reached_5").isNotNull() & F.col("paid_at").isNotNull(),
            F.greatest("paid_at", "reached_5"),
        ),
    )
    steps = F.array(
        *(
            F.struct(
                F.lit(number).alias("step"),
                F.lit(name).alias("step_name"),
                F.col(f"reached_{number}").alias("reached_at"),
            )
            for number, name in enumerate(STEPS, start=1)
        )
    )
    rows = reached.select(
        "session_id", "origin", "device_class", "source", "dt", F.explode(steps).alias("at")
    )
    return rows.select("*", "at.*").where("reached_at IS NOT NULL")


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write every day anew whose sessions the window tells about."""
    events, days = lake.curated("clickstream"), None
    if arguments.window is not None:
        days = _days(lake, arguments)
        events = events.where(F.col("dt").isin(*around(days, before=1, after=1)))
    by_session = sessions(events)
    if days is not None:
        by_session = by_session.where(F.col("dt").isin(*days))
    by_session = by_session.persist()
    steps = funnel_steps(by_session, _paid(lake, days))
    try:
        return [
            lake.publish("sessions", by_session, days, ["started_at", "session_id"]),
            lake.publish("funnel_steps", steps, days, ["session_id", "step"]),
        ]
    finally:
        by_session.unpersist()


def _days(lake: Lake, arguments: Arguments) -> set[str]:
    """A session began on the day of its events or the day before."""
    changed = changed_clickstream_days(lake, arguments)
    told = lake.raw("domain_events", arguments.window).where(F.col("event_type") == PAID)
    paid = told.select(F.col("subject").alias("order_id"))
    placed = lake.curated("clickstream").where("event_type = 'order_placed'")
    changed |= distinct_days(placed.join(paid, "order_id", "left_semi").select("dt"))
    return around(changed, before=1)


def _paid(lake: Lake, days: set[str] | None) -> DataFrame:
    paid = lake.curated("domain_events").where(F.col("event_type") == PAID)
    if days:
        paid = paid.where(F.col("dt") >= shifted(min(days), -1))
    return paid.groupBy(F.col("subject").alias("order_id")).agg(
        F.min("occurred_at").alias("paid_at")
    )


def _paid_sessions(sessions: DataFrame, paid: DataFrame) -> DataFrame:
    placed = sessions.select("session_id", F.explode("orders").alias("order_id"))
    return (
        placed.join(paid, "order_id").groupBy("session_id").agg(F.min("paid_at").alias("paid_at"))
    )


def _moments(event_type: str) -> Column:
    return F.array_sort(
        F.collect_list(F.when(F.col("event_type") == event_type, F.col("occurred_at")))
    )


def _first_after(moments: str, earliest: str) -> Column:
    return F.array_min(F.filter(moments, lambda moment: moment >= F.col(earliest)))


if __name__ == "__main__":
    main("sessionise", run)
