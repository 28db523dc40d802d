"""Job: events and history → ``curated.orders``, ``order_lines`` and ``order_discounts``.

A day is written anew, whole, when anything was told about an order that was placed on it.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue import history
from pipelines.glue.arguments import Arguments, shifted
from pipelines.glue.events import order_id_of
from pipelines.glue.job import main
from pipelines.glue.money import AMOUNT, major_units
from pipelines.glue.order_state import (
    AFTER_PLACED,
    CANCELLED,
    placed_orders,
    progress,
    refunds,
    return_lines,
    units,
)
from pipelines.glue.touched import placed_days
from pipelines.glue.zones import Lake, Published, distinct_days

_KEYS = ("order_id", "origin")
_AMOUNTS = ("subtotal", "discount_total", "shipping_total", "tax_total", "total")
_LINE_AMOUNTS = ("unit_price", "discount", "tax", "total")


def orders(placed: DataFrame, events: DataFrame, clickstream: DataFrame) -> DataFrame:
    """One row per order placed, as it stands after all events."""
    told = (
        placed.join(progress(events), "order_id", "left")
        .join(_given_back(events), "order_id", "left")
        .join(_came_back(events), "order_id", "left")
        .join(_sessions(clickstream), "order_id", "left")
    )
    cancelled = F.coalesce(F.col("last_word") == CANCELLED, F.lit(False))
    folded = told.withColumns(
        {
            **{name: major_units(name, "currency") for name in _AMOUNTS},
            "items": units("lines"),
            "is_cancelled": cancelled,
            "is_paid": F.coalesce("is_paid", F.lit(False)),
            "cancelled_at": F.when(cancelled, F.col("cancelled_at")),
            "cancel_reason": F.when(cancelled, F.col("cancel_reason")),
            "refunded_total": _refunded_total(),
            "channel": F.coalesce("channel", F.lit("web")),
        }
    )
    delivered_at = F.when(_all_delivered(), F.col("delivered_at"))
    return folded.withColumns({"status": _status(), "delivered_at": delivered_at})


def order_lines(
    placed: DataFrame, stands: DataFrame, events: DataFrame, products: DataFrame
) -> DataFrame:
    """One row per line, with the product as the catalog has it now."""
    lines = placed.select(
        "order_id", "origin", "currency", "placed_at", "dt", F.explode("lines").alias("line")
    ).select("*", "line.*")
    amounts = {name: major_units(name, "currency") for name in _LINE_AMOUNTS}
    named = products.select("product_id", "brand", "category", "category_path")
    return (
        lines.withColumns(amounts)
        .join(stands.select("order_id", "is_paid", "is_cancelled"), "order_id")
        .join(_returned(events), ["order_id", "line_id"], "left")
        .join(named, "product_id", "left")
        .withColumn("returned_quantity", F.coalesce("returned_quantity", F.lit(0)))
    )


def order_discounts(placed: DataFrame, stands: DataFrame) -> DataFrame:
    """One row per order and promotion that reduced it."""
    parts = placed.select(
        "order_id", "origin", "currency", "placed_at", "dt", F.explode("discounts").alias("part")
    ).select("*", "part.*")
    amount = major_units("amount", "currency")
    stands = stands.select("order_id", "is_paid", "is_cancelled")
    return parts.withColumn("amount", amount).join(stands, "order_id")


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write every day anew on which an order was placed that the window tells about."""
    days = _days(lake, arguments)
    placed, events = (rows.persist() for rows in _told(lake, days))
    stands = orders(placed, events, _orders_seen(lake.curated("clickstream"), days)).persist()
    lines = order_lines(placed, stands, events, lake.curated("products"))
    past = history.rows(lake, days)
    tables = {
        "orders": (stands, history.orders(past), "order_id"),
        "order_lines": (lines, history.order_lines(past), "line_id"),
        "order_discounts": (
            order_discounts(placed, stands),
            history.order_discounts(past),
            "promotion_id",
        ),
    }
    try:
        return [
            lake.publish(
                name, new.unionByName(old, allowMissingColumns=True), days, [*_KEYS, own_key]
            )
            for name, (new, old, own_key) in tables.items()
        ]
    finally:
        for kept in (placed, events, stands):
            kept.unpersist()


def _days(lake: Lake, arguments: Arguments) -> set[str] | None:
    if arguments.window is None:
        return None
    changed = distinct_days(_days_of_changed_products(lake), *history.days(lake, arguments.imports))
    return changed | placed_days(lake, arguments)


def _told(lake: Lake, days: set[str] | None) -> tuple[DataFrame, DataFrame]:
    """The orders placed on these days, and all events about them."""
    events = lake.curated("domain_events")
    if days is None:
        return placed_orders(events), events.where(F.col("event_type").isin(*AFTER_PLACED))
    if not days:
        return placed_orders(events.limit(0)), events.limit(0)
    placed = placed_orders(events.where(F.col("dt").isin(*days)))
    ids = placed.select("order_id")
    later = events.where(F.col("dt") >= shifted(min(days), -1))
    later = later.where(F.col("event_type").isin(*AFTER_PLACED))
    later = later.withColumn("about", order_id_of(F.col("data")))
    about = later.join(ids, later["about"] == ids["order_id"], "left_semi").drop("about")
    return placed, about


def _days_of_changed_products(lake: Lake) -> DataFrame:
    """Days with a line whose product the catalog has put elsewhere since."""
    now = lake.curated("products").select(
        "product_id",
        F.struct("brand", "category", "category_path").alias("now"),
    )
    then = lake.curated("order_lines").where(~F.col("origin").startswith("history:"))
    then = then.select(
        "dt", "product_id", F.struct("brand", "category", "category_path").alias("then")
    )
    return then.join(F.broadcast(now), "product_id").where("now IS DISTINCT FROM then").select("dt")


def _orders_seen(clickstream: DataFrame, days: set[str] | None) -> DataFrame:
    """What pages told about orders being placed, around these days: their clocks may be wrong."""
    seen = clickstream.where("event_type = 'order_placed' AND device_class <> 'bot'")
    if days:
        seen = seen.where(F.col("dt").between(shifted(min(days), -1), shifted(max(days), 1)))
    return seen


def _sessions(seen: DataFrame) -> DataFrame:
    """The session that each order came from."""
    session = F.struct("session_id", "source", "device_class")
    first = F.min_by(session, F.struct("occurred_at", "event_id")).alias("session")
    return (
        seen.where("order_id IS NOT NULL")
        .groupBy("order_id")
        .agg(first)
        .select("order_id", "session.*")
    )


def _given_back(events: DataFrame) -> DataFrame:
    """The refunds of each order that succeeded, and their units."""
    back = refunds(events).where("status = 'succeeded'")
    each = F.struct("currency", "payment_id", "amount")
    return back.groupBy("order_id").agg(
        F.collect_list(each).alias("refunds"), F.sum("units").alias("refunded_units")
    )


def _came_back(events: DataFrame) -> DataFrame:
    accepted = return_lines(events).where("status = 'accepted'")
    return accepted.groupBy("order_id").agg(F.sum("quantity").alias("returned_units"))


def _refunded_total() -> Column:
    """What went back of the order's own payment, in its own currency.

    A second payment of the same order that was sent back whole never belonged to the order.
    """
    own = F.coalesce("paid_by", F.lit(""))
    mine = F.filter(
        "refunds",
        lambda refund: (
            (refund["currency"] == F.col("currency"))
            & ((own == "") | refund["payment_id"].isNull() | (refund["payment_id"] == own))
        ),
    )
    added = F.aggregate(mine, _zero(), lambda total, each: (total + each["amount"]).cast(AMOUNT))
    return F.coalesce(added, _zero())


def _returned(events: DataFrame) -> DataFrame:
    accepted = return_lines(events).where("status = 'accepted'")
    return accepted.groupBy("order_id", "line_id").agg(F.sum("quantity").alias("returned_quantity"))


def _all_delivered() -> Column:
    """All parcels arrived, and nothing of the order is still to be sent.

    Units that were refunded without coming back were never shipped and never will be.
    """
    withdrawn = _or_none("refunded_units") - _or_none("returned_units")
    gone = F.col("shipped_units") + F.greatest(withdrawn, F.lit(0))
    arrived = (F.col("parcels") > 0) & (F.col("parcels_delivered") >= F.col("parcels"))
    return F.coalesce(arrived & (gone >= F.col("items")), F.lit(False))


def _or_none(units: str) -> Column:
    return F.coalesce(units, F.lit(0))


def _zero() -> Column:
    return F.lit(0).cast(AMOUNT)


def _status() -> Column:
    return (
        F.when(F.col("is_cancelled"), "cancelled")
        .when(_all_delivered(), "delivered")
        .when(F.col("parcels") > 0, "shipped")
        .when(F.col("is_paid"), "paid")
        .otherwise("placed")
    )


if __name__ == "__main__":
    main("build_orders", run)
