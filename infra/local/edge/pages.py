"""The edge's own pages: what is running, and the API in readable form. No asset from elsewhere."""

import asyncio
import json
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

import aiohttp
import jinja2
import msgspec

from infra.local.edge.forwarding import Forwarder
from infra.local.edge.messages import Exchange
from infra.local.edge.settings import EdgeSettings, Upstream

_PROBE_SECONDS = 1.0
_SHELF = "/core/v1/products?limit=8&sort=newest"
_PARAGRAPH = " "


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("infra.local.edge"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["price"] = _price
    templates.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    return templates


class OwnPages:
    """Rendered on the server; scripts and styles are inline and allowed by a nonce."""

    def __init__(self, settings: EdgeSettings, forwarder: Forwarder) -> None:
        self._settings = settings
        self._forwarder = forwarder

    async def landing(self, exchange: Exchange) -> None:
        """What runs, what is on the shelf, and where to go from here."""
        upstreams = self._settings.upstreams
        *states, cards = await asyncio.gather(
            *(self._is_ready(each) for each in upstreams), self._shelf()
        )
        parts = [
            {"name": each.name, "kind": each.kind, "ready": ready}
            for each, ready in zip(upstreams, states, strict=True)
        ]
        origin = f"http://127.0.0.1:{self._settings.port}"
        await render(exchange, "landing.html", parts=parts, cards=cards, origin=origin)

    async def _is_ready(self, upstream: Upstream) -> bool:
        path = "/health/live" if upstream.kind == "function" else "/health/ready"
        answer = await self._get(f"{upstream.url}{path}", lambda body: True)
        return bool(answer)

    async def _shelf(self) -> list[dict[str, Any]]:
        forwarding = next(
            (e for e in self._settings.forwardings if e.pattern.startswith("/core/v1/products")),
            None,
        )
        if forwarding is None:
            return []
        url = f"{forwarding.upstream.url}{_SHELF}"
        return await self._get(url, lambda body: msgspec.json.decode(body)["products"]) or []

    async def _get(self, url: str, read: Callable[[bytes], Any]) -> Any:
        timeout = aiohttp.ClientTimeout(total=_PROBE_SECONDS)
        try:
            async with self._forwarder.session.get(url, timeout=timeout) as response:
                return read(await response.read()) if response.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, msgspec.MsgspecError, LookupError, TypeError):
            return None


async def render(
    exchange: Exchange, template: str, status: int = 200, *, framed: bool = False, **values: Any
) -> None:
    """Answer with a page whose inline script and style carry a nonce of this answer.

    ``framed`` says that it shows others of our pages within itself.
    """
    nonce = secrets.token_urlsafe(16)
    page = _templates().get_template(template).render(nonce=nonce, **values)
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'" + ("; frame-src 'self'" if framed else "")
    )
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", policy.encode()),
    ]
    await exchange.answer(status, headers, page.encode())


def describe_operations(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The operations of an OpenAPI document by the part that serves them, ready to be shown."""
    by_part: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            shown = _shown(method, path, operation)
            by_part.setdefault(operation.get("x-part", "edge"), []).append(shown)
    return dict(sorted(by_part.items()))


def _shown(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    text = (method, path, operation.get("summary", ""), *operation.get("tags", ()))
    return {
        "method": method.upper(),
        "path": path,
        "id": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "signed_in": bool(operation.get("security")),
        "parameters": operation.get("parameters", ()),
        "body": _schema_of(operation.get("requestBody", {})),
        "responses": [
            {
                "status": status,
                "description": each.get("description", ""),
                "schema": _schema_of(each),
            }
            for status, each in sorted(operation.get("responses", {}).items())
        ],
        "haystack": _PARAGRAPH.join(text).lower(),
    }


def _schema_of(holder: dict[str, Any]) -> dict[str, Any] | None:
    for content in holder.get("content", {}).values():
        schema: dict[str, Any] | None = content.get("schema")
        return schema
    return None


def _price(money: dict[str, Any] | None) -> str:
    from contracts.money import format_amount

    if not money:
        return ""
    return f"{format_amount(money['amount'], money['currency'])} {money['currency']}"
