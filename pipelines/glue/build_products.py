"""Job: ``catalog.products_changed`` → ``curated.products``, one row per product as last told."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812

from pipelines.glue.arguments import Arguments
from pipelines.glue.events import is_simulated, of_type
from pipelines.glue.job import main
from pipelines.glue.zones import Lake, Published

CHANGED = "catalog.products_changed.v1"


def products(events: DataFrame) -> DataFrame:
    """The last version of each product; what a version does not tell, an earlier one did.

    A deletion names the product only, and events of old have no title. A product that really
    exists is not described by the simulated world.
    """
    told = of_type(events, CHANGED).select(
        "origin", "occurred_at", F.explode("payload.products").alias("product")
    )
    told = told.select("*", "product.*")
    newest = F.struct(~is_simulated(F.col("origin")), F.col("version"), F.col("occurred_at"))
    last = (
        told.withColumn("newest", newest)
        .groupBy("product_id")
        .agg(
            F.max_by(F.struct("origin", "deleted", "occurred_at"), "newest").alias("last"),
            _last_told("title", F.col("title") != ""),
            _last_told("brand", F.col("title") != ""),
            _last_told("category", F.size("category") > 0),
            _last_told("skus", F.size("skus") > 0),
        )
    )
    return last.select(
        "product_id",
        "last.origin",
        "title",
        "brand",
        F.element_at("category", -1).alias("category"),
        F.array_join("category", "/").alias("category_path"),
        "skus",
        F.coalesce("last.deleted", F.lit(False)).alias("is_deleted"),
        F.col("last.occurred_at").alias("updated_at"),
    )


def run(lake: Lake, arguments: Arguments) -> list[Published]:
    """Write the table anew: it is small, and told by all days."""
    rows = products(lake.curated("domain_events"))
    return [lake.publish("products", rows, None, ["product_id"])]


def _last_told(name: str, is_told: Column) -> Column:
    return F.max_by(F.when(is_told, F.col(name)), F.when(is_told, F.col("newest"))).alias(name)


if __name__ == "__main__":
    main("build_products", run)
