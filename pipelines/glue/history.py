"""Orders of earlier shop systems, from ``raw.history_order_lines``, in the curated tables' shape.

Such a system tells one date and one sum: an order that it calls paid was paid when it was placed,
for all that we know, and ``paid_at`` says so. Nothing is known of parcels, sessions or payments.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.zones import Lake, day_of

_KEYS = ("origin", "order_id")
_ORIGIN = "history:"


def rows(lake: Lake, days: set[str] | None) -> DataFrame:
    """The lines of orders placed on these days, with ``origin`` and ``dt``."""
    lines = lake.raw("history_order_lines").withColumns(
        {"origin": _origin(F.col("import_name")), "dt": day_of(F.col("placed_at"))}
    )
    if days is None:
        return lines
    if not days:
        return lines.limit(0)
    first, last = F.lit(min(days)).cast("timestamp"), F.lit(max(days)).cast("timestamp")
    bounded = lines.where(F.col("placed_at").between(first, last + F.expr("INTERVAL 1 DAY")))
    return bounded.where(F.col("dt").isin(*days))


def days(lake: Lake, imports: Sequence[str]) -> list[DataFrame]:
    """The days that these imports have orders on, and had when they were last built."""
    if not imports:
        return []
    now = rows(lake, None).where(F.col("import_name").isin(*imports)).select("dt")
    origins = [f"{_ORIGIN}{name}" for name in imports]
    then = lake.curated("orders").where(F.col("origin").isin(*origins)).select("dt")
    return [now, then]


def orders(lines: DataFrame) -> DataFrame:
    """One row per order: the sums of its lines."""
    by_order = lines.groupBy(*_KEYS, "dt").agg(
        *(_same(name) for name in ("placed_at", "customer_id", "channel", "country", "currency")),
        F.max(F.col("status") == "paid").alias("is_paid"),
        F.min(F.col("status") == "cancelled").alias("is_cancelled"),
        F.sum(F.col("total") + F.col("discount")).alias("subtotal"),
        F.sum("discount").alias("discount_total"),
        F.sum("shipping").alias("shipping_total"),
        F.sum("tax").alias("tax_total"),
        F.sum(F.col("total") + F.col("shipping")).alias("total"),
        F.sum("refunded").alias("refunded_total"),
        F.sum("quantity").alias("items"),
        F.array_sort(F.collect_set(F.when(F.col("coupon_code") != "", F.col("coupon_code")))).alias(
            "coupon_codes"
        ),
    )
    return by_order.withColumns(
        {
            "number": F.col("order_id"),
            # An order of nobody in particular has its own id as its customer.
            "customer_kind": F.when(F.col("customer_id") == F.col("order_id"), "guest").otherwise(
                "history"
            ),
            "status": F.when(F.col("is_cancelled"), "cancelled")
            .when(F.col("is_paid"), "paid")
            .otherwise("placed"),
            "paid_at": F.when(F.col("is_paid"), F.col("placed_at")),
        }
    )


def order_lines(lines: DataFrame) -> DataFrame:
    """The lines as they were sold; the category is the one that the earlier system named."""
    return lines.withColumns(
        {
            "category_path": F.col("category"),
            "returned_quantity": F.lit(0),
            "is_paid": F.col("status") == "paid",
            "is_cancelled": F.col("status") == "cancelled",
        }
    )


def order_discounts(lines: DataFrame) -> DataFrame:
    """What each coupon took off each order; other reductions have no name in history."""
    reduced = lines.where(F.col("coupon_discount") != 0)
    promotion = F.when(F.col("coupon_code") != "", F.col("coupon_code")).otherwise("coupon")
    return reduced.groupBy(*_KEYS, "dt", promotion.alias("promotion_id")).agg(
        F.max("coupon_code").alias("code"),
        F.lit("").alias("label"),
        _same("currency"),
        F.sum("coupon_discount").alias("amount"),
        F.max(F.col("status") == "paid").alias("is_paid"),
        F.min(F.col("status") == "cancelled").alias("is_cancelled"),
        _same("placed_at"),
    )


def _same(name: str) -> Column:
    """A column that is the same in all lines of an order."""
    return F.min(name).alias(name)


def _origin(import_name: Column) -> Column:
    return F.concat(F.lit(_ORIGIN), import_name)
