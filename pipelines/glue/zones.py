"""The lake as the jobs see it: raw tables to read, curated tables to read and to publish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from uuid import uuid4

from pyspark.sql import Column, DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as spark_types

from pipelines.glue.arguments import Window, shifted
from pipelines.glue.schemas import curated_schema, is_partitioned, raw_schema
from pipelines.glue.storage import Storage, open_storage

FILE = "data.parquet"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one table."""

    table: str
    rows: int
    written: int = 0
    unchanged: int = 0
    removed: int = 0


class Lake:
    """One lake, opened by one Spark session."""

    def __init__(self, spark: SparkSession, root: str) -> None:
        self.spark = spark
        self.root = root.rstrip("/")
        self.storage: Storage = open_storage(self.root)

    def raw(self, table: str, window: Window | None = None) -> DataFrame:
        """A raw table's rows, of the days of receipt in the window; empty before the first file."""
        rows = self._read(f"raw/{table}", raw_schema(table))
        return rows if window is None else rows.where(received_in(window))

    def curated(self, table: str) -> DataFrame:
        """A curated table's rows, with ``dt`` last; empty before the first build."""
        schema = spark_types.StructType(list(curated_schema(table)))
        if is_partitioned(table):
            schema = schema.add("dt", spark_types.StringType())
        return self._read(f"curated/{table}", schema)

    def days(self, table: str) -> set[str]:
        """The days that a curated table has a partition of."""
        names = self.storage.directories(f"curated/{table}/")
        return {name.removeprefix("dt=") for name in names if name.startswith("dt=")}

    def publish(
        self, table: str, rows: DataFrame, days: Iterable[str] | None, order: list[str]
    ) -> Published:
        """Put the rows in the place of what the table has of these days; None is all days.

        A day is replaced as a whole or not at all; one whose rows are what they were is left
        alone, and one that has no rows any more is removed. ``rows`` may come from the table
        itself, because all of them are written aside before the first day is replaced.

        Args:
            order: the columns that the rows of a file are sorted by; together they are unique, so
                that the same rows make the same file.
        """
        target = None if days is None else set(days)
        if target is not None and not target:
            return Published(table, rows=0)
        aside = f"staging/{table}/{uuid4().hex}/"
        try:
            count = self._write(table, _of_days(rows, target), order, f"{self.root}/{aside}")
            return self._swap(table, aside, target, count)
        finally:
            self.storage.remove(aside)

    def _write(self, table: str, rows: DataFrame, order: list[str], path: str) -> int:
        partitions = ["dt"] if is_partitioned(table) else []
        counted = Observation()
        shaped = rows.select(*_columns(table), *partitions)
        shaped = shaped.observe(counted, F.count(F.lit(1)).alias("rows"))
        gathered = shaped.repartition(*partitions) if partitions else shaped.coalesce(1)
        ordered = gathered.sortWithinPartitions(*partitions, *order)
        ordered.write.partitionBy(*partitions).parquet(path)
        return int(counted.get["rows"])

    def _swap(self, table: str, aside: str, target: set[str] | None, count: int) -> Published:
        staged = _one_file_each(aside, self.storage.keys(aside))
        written = sum(
            self.storage.replace(key, f"curated/{table}/{place}{FILE}")
            for place, key in sorted(staged.items())
        )
        gone = [day for day in self._emptied(table, target) if f"dt={day}/" not in staged]
        for day in gone:
            self.storage.remove(f"curated/{table}/dt={day}/")
        return Published(table, count, written, len(staged) - written, len(gone))

    def _emptied(self, table: str, target: set[str] | None) -> list[str]:
        existing = self.days(table)
        return sorted(existing if target is None else existing & target)

    def _read(self, prefix: str, schema: spark_types.StructType) -> DataFrame:
        if next(iter(self.storage.keys(f"{prefix}/")), None) is None:
            return self._nothing(schema)
        return self.spark.read.schema(schema).parquet(f"{self.root}/{prefix}")

    def _nothing(self, schema: spark_types.StructType) -> DataFrame:
        """No rows, and known to be none when the query is planned: what joins them is left out."""
        columns = [F.lit(None).cast(field.dataType).alias(field.name) for field in schema]
        return self.spark.sql("SELECT 1 WHERE false").select(*columns)


def received_in(window: Window) -> Column:
    """That a raw row's day of receipt is in the window."""
    return F.col("dt").between(window.first, window.last)


def day_of(moment: Column) -> Column:
    """The UTC day of a timestamp, as partitions are named."""
    return moment.cast("date").cast("string")


def distinct_days(*frames: DataFrame) -> set[str]:
    """The days in the only column of each: names of partitions, a few of them, never rows."""
    every = reduce(DataFrame.union, frames).toDF("day")
    found = Observation()
    days = F.concat_ws(",", F.collect_set("day")).alias("days")
    every.observe(found, days).write.format("noop").mode("overwrite").save()
    return {day for day in found.get["days"].split(",") if day}


def around(days: Iterable[str], before: int = 0, after: int = 0) -> set[str]:
    """The days, and so many before and after each."""
    return {shifted(day, by) for day in days for by in range(-before, after + 1)}


def _of_days(rows: DataFrame, days: set[str] | None) -> DataFrame:
    return rows if days is None else rows.where(F.col("dt").isin(*days))


def _columns(table: str) -> list[Column]:
    return [
        F.col(field.name).cast(field.dataType).alias(field.name) for field in curated_schema(table)
    ]


def _one_file_each(aside: str, keys: Iterable[str]) -> dict[str, str]:
    """The key of each partition's file, by the partition."""
    files = [key for key in keys if key.endswith(".parquet")]
    staged = {key[len(aside) : key.rfind("/") + 1]: key for key in files}
    if len(staged) != len(files):
        raise RuntimeError(f"a partition in {aside} was written as more than one file")
    return staged


def happened_on(raw: DataFrame, days: set[str]) -> DataFrame:
    """The raw rows of these days, whenever they were received.

    Nothing is received long before it happens, which spares the reading of what is older. Firehose
    writes times as INT96, which has no statistics: what came later has to be read.
    """
    if not days:
        return raw.limit(0)
    recent = raw.where(F.col("dt") >= shifted(min(days), -1))
    return recent.where(day_of(F.col("occurred_at")).isin(*days))
