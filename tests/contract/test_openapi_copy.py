"""The storefront's types come from a committed description; it must be of the code as it is."""

import json

import pytest

from infra.ops.openapi import COMMITTED, as_text, whole_document


def test_the_committed_openapi_document_is_fresh() -> None:
    document = whole_document()
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))

    changed = sorted(
        path
        for path in document["paths"].keys() | committed["paths"].keys()
        if document["paths"].get(path) != committed["paths"].get(path)
    )
    if COMMITTED.read_text(encoding="utf-8") != as_text(document):
        pytest.fail(f"storefront/openapi.json is stale: run `make schemas`. Changed: {changed}")


def test_every_part_behind_the_edge_is_described() -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))
    parts = {
        operation["x-part"] for item in committed["paths"].values() for operation in item.values()
    }

    assert committed["x-unavailable"] == []
    assert parts >= {"bff", "notifications", "catalog", "cart", "order", "payment", "search"}
