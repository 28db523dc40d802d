"""Where a table's files are in a copy of the bucket, and how DuckDB reads them as the DDL says."""

from pathlib import Path

from analytics.catalog import Table


def empty_source_of(table: Table) -> str:
    """A ``SELECT`` of the table's columns in its types, and of no row."""
    return f"SELECT {_nulls(table)} WHERE FALSE"


def source_of(table: Table, directory: Path) -> str:
    """A ``SELECT`` of exactly the table's columns in its types; of no rows while it has no file.

    A column that no file has is null, as it is on Athena, which reads Parquet by name.
    """
    pattern = _pattern(table, directory)
    if next(directory.glob(pattern), None) is None:
        return empty_source_of(table)
    path = str(directory / pattern).replace("'", "''")
    partitions = ", ".join(f"'{name}': VARCHAR" for name in table.partitions)
    hive = (
        f"hive_partitioning = true, hive_types = {{{partitions}}}"
        if partitions
        else ("hive_partitioning = false")
    )
    # union_by_name: a day that was written before a column came into being has no such column.
    read = f"read_parquet('{path}', union_by_name = true, {hive})"
    # The row of nulls has every column, so one that no file has can still be named.
    return (
        f"SELECT {_casts(table)} FROM "
        f"(({empty_source_of(table)}) UNION ALL BY NAME (SELECT * FROM {read}))"
    )


def _pattern(table: Table, directory: Path) -> str:
    folders = "".join(f"{name}=*/" for name in table.partitions)
    return f"{table.location.split('/', 3)[3]}{folders}*.parquet"


def _nulls(table: Table) -> str:
    return ", ".join(
        f'CAST(NULL AS {kind.sql("duckdb")}) AS "{name}"' for name, kind in table.columns.items()
    )


def _casts(table: Table) -> str:
    return ", ".join(
        f'CAST("{name}" AS {kind.sql("duckdb")}) AS "{name}"'
        for name, kind in table.columns.items()
    )
