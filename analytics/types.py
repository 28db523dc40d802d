"""The names of DuckDB's types in Athena."""

import re

_SIMPLE = {
    "VARCHAR": "varchar",
    "BIGINT": "bigint",
    "HUGEINT": "bigint",  # what DuckDB's sum of integers is
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "TINYINT": "tinyint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "DOUBLE": "double",
    "FLOAT": "real",
    "JSON": "json",
    "BLOB": "varbinary",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def athena_type(duckdb_type: str) -> str:
    """``DECIMAL(38,4)`` is ``decimal(38,4)``, ``VARCHAR[]`` is ``array(varchar)``."""
    if duckdb_type.endswith("[]"):
        return f"array({athena_type(duckdb_type.removesuffix('[]'))})"
    if match := _DECIMAL.fullmatch(duckdb_type):
        return f"decimal({match[1]},{match[2]})"
    return _SIMPLE.get(duckdb_type, duckdb_type.lower())
