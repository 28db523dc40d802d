"""One OpenAPI document of everything behind the edge, merged from what each part serves."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import msgspec

from infra.local.edge.forwarding import Forwarder
from infra.local.edge.routing import find_forwarding
from infra.local.edge.settings import EdgeSettings, Forwarding, Upstream

_FRESH_SECONDS = 30.0
_FETCH_SECONDS = 2.0
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class ApiDescription:
    """The merged document, fetched again when it has become old."""

    def __init__(self, settings: EdgeSettings, forwarder: Forwarder) -> None:
        self._settings = settings
        self._forwarder = forwarder
        self._merged: dict[str, Any] | None = None
        self._merged_at = float("-inf")

    async def document(self) -> dict[str, Any]:
        """All that can be had now; parts that are down are named in ``x-unavailable``."""
        if self._merged is None or time.monotonic() - self._merged_at > _FRESH_SECONDS:
            upstreams = self._settings.upstreams
            fetched = await asyncio.gather(*(self._fetch(each) for each in upstreams))
            parts = {each.name: part for each, part in zip(upstreams, fetched, strict=True)}
            self._merged = merge(parts, self._settings.forwardings)
            # An incomplete document is worth keeping for a moment only.
            self._merged_at = time.monotonic() if None not in parts.values() else float("-inf")
        return self._merged

    async def _fetch(self, upstream: Upstream) -> dict[str, Any] | None:
        url = f"{upstream.url}{description_path(upstream, self._settings.forwardings)}"
        timeout = aiohttp.ClientTimeout(total=_FETCH_SECONDS)
        try:
            async with self._forwarder.session.get(url, timeout=timeout) as response:
                if response.status != 200:
                    return None
                return msgspec.json.decode(await response.read(), type=dict[str, Any])
        except (aiohttp.ClientError, TimeoutError, msgspec.MsgspecError):
            return None


def description_path(upstream: Upstream, forwardings: Sequence[Forwarding]) -> str:
    """Where a part describes itself. A function's REST API begins where its route does."""
    if upstream.kind != "function":
        return "/openapi.json"
    own = (each.pattern for each in forwardings if each.upstream == upstream)
    return f"{min(own, key=len).rstrip('*')}openapi.json"  # below the widest of its routes


def merge(
    parts: Mapping[str, dict[str, Any] | None], forwardings: Sequence[Forwarding]
) -> dict[str, Any]:
    """One document; only what the edge forwards is in it."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for name, part in parts.items():
        if part is not None:
            own = _with_distinct_schemas(name, part, schemas)
            schemas.update(own.get("components", {}).get("schemas", {}))
            for path, item in own.get("paths", {}).items():
                if find_forwarding(forwardings, path) is not None:
                    paths[path] = _with_part(name, item)
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mercato",
            "version": "1",
            "description": "The whole API of the shop, as it is reachable on this origin.",
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": schemas, "securitySchemes": {"bearer": bearer}},
        "x-unavailable": [name for name, part in parts.items() if part is None],
    }


def _with_part(name: str, item: dict[str, Any]) -> dict[str, Any]:
    """Operation ids are unique across parts, and each operation says whose it is."""
    return {
        key: {**value, "operationId": f"{name}.{value.get('operationId', key)}", "x-part": name}
        if key in _METHODS
        else value
        for key, value in item.items()
    }


def _with_distinct_schemas(
    name: str, part: dict[str, Any], taken: dict[str, Any]
) -> dict[str, Any]:
    """The part, its schemas renamed where another part uses the name for something else."""
    own = part.get("components", {}).get("schemas", {})
    clashing = [each for each, schema in own.items() if taken.get(each, schema) != schema]
    if not clashing:
        return part
    renamed = {f"#/components/schemas/{each}": f"{name.title()}{each}" for each in clashing}
    rewritten: dict[str, Any] = _rewrite(part, renamed)
    schemas = rewritten["components"]["schemas"]
    for each in clashing:
        schemas[f"{name.title()}{each}"] = schemas.pop(each)
    return rewritten


def _rewrite(node: Any, renamed: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_rewrite(each, renamed) for each in node]
    if isinstance(node, dict):
        return {
            key: f"#/components/schemas/{renamed[value]}"
            if key == "$ref" and value in renamed
            else _rewrite(value, renamed)
            for key, value in node.items()
        }
    return node
