"""Writes what Terraform makes Glue's catalogue of: ``python -m infra.ops.lake.catalog``.

The same as `analytics.export`, without what Terraform does not use, and with the views as text, so
that a change of one can be read in a review. Terraform encodes them as Athena keeps them.
"""

import base64
import json
from pathlib import Path
from typing import Any

from analytics.export import export

CATALOG = Path(__file__).resolve().parents[2] / "terraform" / "modules" / "lake" / "catalog.json"


def text() -> str:
    """The file as it should be."""
    exported = export()
    content = {
        "databases": exported["databases"],
        "tables": [_without(table, "ddl") for table in exported["tables"]],
        "views": [_view(view) for view in exported["views"]],
        "named_queries": [_without(query, "parameters") for query in exported["named_queries"]],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _view(view: dict[str, Any]) -> dict[str, Any]:
    encoded = view["view_original_text"].removeprefix("/* Presto View: ").removesuffix(" */")
    document = json.loads(base64.b64decode(encoded))
    return {**_without(view, "ddl", "view_original_text"), "document": document}


def _without(mapping: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name not in names}


if __name__ == "__main__":
    CATALOG.write_text(text(), "utf-8")
