"""The tables and views that an open lake has, with their columns in DuckDB's types."""

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.schema import MappingSchema


class LakeSchema:
    """Filled as tables and views are made, since views are made from those before them."""

    def __init__(self) -> None:
        self.for_sqlglot = MappingSchema(dialect="duckdb")
        self._columns: dict[str, dict[str, str]] = {}

    def add(self, database: str, name: str, columns: Mapping[str, str]) -> None:
        self.for_sqlglot.add_table(exp.table_(name, db=database), dict(columns))
        self._columns[f"{database}.{name}"] = dict(columns)

    @property
    def tables(self) -> frozenset[str]:
        """Full names, such as ``curated.orders``."""
        return frozenset(self._columns)

    def columns_of(self, table: str) -> Mapping[str, str]:
        """Types by name; of no columns when there is no such table."""
        return self._columns.get(table.lower(), {})
