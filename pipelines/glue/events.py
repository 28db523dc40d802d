"""Events as the jobs fold them: each once, in the order of their versions, with typed payloads."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as spark_types

from pipelines.glue.schemas import payload_schema

# The copy to keep of an event that came by more than one way: the first of these.
_PREFERENCE = "CASE origin WHEN 'live' THEN 0 WHEN 'replay' THEN 1 ELSE 2 END"


def once_per_event(rows: DataFrame) -> DataFrame:
    """One row per event id: the live copy rather than a replayed one, then the first received.

    Which copy is kept depends on the copies only, never on the order in which they are read.
    """
    order = [F.expr(_PREFERENCE), F.col("received_at"), F.xxhash64(*rows.columns)]
    place = F.row_number().over(Window.partitionBy("event_id").orderBy(*order))
    return rows.withColumn("place", place).where("place = 1").drop("place")


def is_simulated(origin: Column) -> Column:
    """Whether a row is of the simulated world, which is never mixed with the real one."""
    return origin == "simulated"


def of_type(events: DataFrame, *event_types: str) -> DataFrame:
    """The events of these types, with ``payload`` typed as the contracts say.

    Of several types it holds the fields of each; one that an event has not is null.
    """
    schema = _merged(*(payload_schema(event_type) for event_type in event_types))
    chosen = events.where(F.col("event_type").isin(*event_types))
    return chosen.withColumn("payload", F.from_json("data", schema))


def micros(moment: Column) -> Column:
    """A moment as microseconds since 1970, to compute with."""
    return F.unix_micros(moment.cast("timestamp"))


def order_id_of(data: Column) -> Column:
    """The order that an event of orders or payments is about."""
    return F.get_json_object(data, "$.order_id")


def _merged(*schemas: spark_types.StructType) -> spark_types.StructType:
    """Every field of any schema; where two differ in a type, the first decides."""
    fields: dict[str, spark_types.StructField] = {}
    for schema in schemas:
        for field in schema:
            fields.setdefault(field.name, field)
    return spark_types.StructType(list(fields.values()))
