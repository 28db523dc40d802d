"""What a deployment makes of the SQL files: ``python -m analytics.export`` prints it as JSON.

Tables can be made by their DDL or in the Glue catalog by their columns, with ``${lake}`` for the
bucket and ``${first_day}`` for the day of the first order, history included: Athena lists one
partition a day from there on, so too early costs time and too late hides rows. Views by their DDL,
in this order, or in the Glue catalog by Athena's encoded text.
"""

import base64
import json
import re
import sys
from typing import Any

import sqlglot
from sqlglot import exp

from analytics import catalog
from analytics.catalog import ANALYTICS, Table, View
from analytics.engine import columns_of

_COMMENT_LINES = re.compile(r"^(--[^\n]*\n)+")
_HIVE = {"varchar": "string", "integer": "int"}
_FORMATS = {
    "PARQUET": {
        "input_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "output_format": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "serde": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    },
    "TEXTFILE": {
        "input_format": "org.apache.hadoop.mapred.TextInputFormat",
        "output_format": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    },
}


def export() -> dict[str, Any]:
    """Databases, tables, views and named queries, ready for JSON."""
    return {
        "databases": list(catalog.DATABASES),
        "tables": [_table(each) for each in catalog.tables()],
        "views": [_view(each) for each in catalog.views()],
        "named_queries": [
            {
                "name": each.name,
                "database": ANALYTICS,
                "description": f"{each.question} ({each.owner})",
                "parameters": list(each.parameters),
                "query": each.sql,
            }
            for each in catalog.queries().values()
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    columns = {name: _hive_type(kind) for name, kind in table.columns.items()}
    tree = sqlglot.parse_one(table.ddl, read="athena")
    comments = _comments(tree)
    described = [
        {**column, "comment": comments[column["name"]]} if column["name"] in comments else column
        for column in _named(columns)
    ]
    return {
        "database": table.database,
        "name": table.name,
        "ddl": _COMMENT_LINES.sub("", table.ddl),  # Hive's parser wants none before the statement
        "location": table.location,
        "columns": [each for each in described if each["name"] not in table.partitions],
        "partition_keys": [each for each in described if each["name"] in table.partitions],
        "parameters": _properties(tree),
        "storage": _storage(tree),
    }


def _hive_type(kind: exp.DataType) -> str:
    """Glue's catalog knows no space inside a type."""
    return kind.sql("hive").lower().replace(" ", "")


def _view(view: View) -> dict[str, Any]:
    columns = columns_of(view.full_name)
    return {
        "database": ANALYTICS,
        "name": view.name,
        "ddl": view.ddl,
        "comment": view.comment,
        "columns": _named({name: _HIVE.get(kind, kind) for name, kind in columns.items()}),
        "view_original_text": _encoded(view, columns),
        "view_expanded_text": "/* Presto View */",
        "parameters": {"presto_view": "true", "comment": "Presto View"},
    }


def _encoded(view: View, columns: dict[str, str]) -> str:
    """How Athena keeps a view in the Glue catalog."""
    document = {
        "originalSql": view.ddl.partition(" AS\n")[2],
        "catalog": "awsdatacatalog",
        "schema": ANALYTICS,
        "columns": [{"name": name, "type": kind} for name, kind in columns.items()],
    }
    text = base64.b64encode(json.dumps(document).encode()).decode()
    return f"/* Presto View: {text} */"


def _comments(tree: exp.Expr) -> dict[str, str]:
    """What the DDL says of its own columns; fields of a struct have no comments."""
    return {
        column.name: constraint.kind.this.name
        for column in tree.this.expressions
        for constraint in column.args.get("constraints", ())
    }


def _properties(tree: exp.Expr) -> dict[str, str]:
    """The table's own, without those of its reader."""
    return {
        each.name: each.args["value"].name
        for each in tree.find_all(exp.Property)
        if type(each) is exp.Property and not isinstance(each.parent, exp.SerdeProperties)
    }


def _storage(tree: exp.Expr) -> dict[str, Any]:
    """The classes that Hive reads and writes the files with, as Glue's catalog keeps them."""
    stored = tree.find(exp.FileFormatProperty)
    serde, options = tree.find(exp.RowFormatSerdeProperty), tree.find(exp.SerdeProperties)
    if stored is None:
        raise catalog.CatalogError("a table does not say how it is stored")
    return {
        **_FORMATS[stored.name.upper()],
        **({} if serde is None else {"serde": serde.name}),
        "serde_parameters": {each.name: each.args["value"].name for each in options.expressions}
        if options
        else {},
    }


def _named(columns: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in columns.items()]


def main() -> None:
    json.dump(export(), sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
