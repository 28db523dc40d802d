"""The edge as an ASGI application: check, count, then forward or answer."""

import logging
from collections.abc import Awaitable, Callable

import msgspec

from contracts.errors import DomainError, NotFoundError
from infra.local.edge import analytics, mail, pages
from infra.local.edge.forwarding import Forwarder
from infra.local.edge.media import MediaOrigin
from infra.local.edge.messages import Exchange, Headers, Receive, Scope, Send
from infra.local.edge.openapi import ApiDescription
from infra.local.edge.rate_limits import RateRules
from infra.local.edge.routing import clean_path, find_forwarding, matches
from infra.local.edge.settings import EdgeSettings
from infra.local.edge.storefront import Storefront

log = logging.getLogger("edge")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_READS = frozenset({"GET", "HEAD"})
_JSON: Headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


class MethodNotAllowedError(DomainError):
    status = 405
    code = "method-not-allowed"
    title = "This address does not take that method"

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__("This method is not for here.")
        self.allow = _listed(allowed)


class InternalError(DomainError):
    """Something we did not foresee."""


class Edge:
    """Everything between the client and the parts of the shop."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings
        self._rules = RateRules(settings.rate_limits)
        self._forwarder = Forwarder(settings)
        self._media = MediaOrigin(self._forwarder)
        self._storefront = Storefront(settings.storefront)
        self._description = ApiDescription(settings, self._forwarder)
        self._pages = pages.OwnPages(settings, self._forwarder)
        self._mail = mail.MailPages(self._forwarder, settings.aws_url)
        self._own = {
            "/dev": self._pages.landing,
            analytics.PATH: analytics.AnalyticsPage(settings.report).serve,
            "/docs": self._docs,
            "/health/live": self._alive,
            "/openapi.json": self._openapi,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(Exchange(scope, receive, send))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._forwarder.opened():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, exchange: Exchange) -> None:
        try:
            await self._dispatch(exchange)
        except MethodNotAllowedError as error:
            await exchange.refuse(error, (b"allow", error.allow))
        except DomainError as error:
            await exchange.refuse(error)
        except Exception:
            log.exception("unhandled error on %s", exchange.path)
            if not exchange.status:
                await exchange.refuse(InternalError("Trying again later may help."))

    async def _dispatch(self, exchange: Exchange) -> None:
        exchange.path = clean_path(exchange.scope["raw_path"])
        self._rules.count(exchange.path, exchange.client_address)
        forwarding = find_forwarding(self._settings.forwardings, exchange.path)
        if exchange.method == "OPTIONS":
            # No Access-Control header: the shop is one origin, and no other may read from it.
            await exchange.answer(204, [(b"allow", _listed(_METHODS))], b"")
        elif exchange.method not in _METHODS:
            raise MethodNotAllowedError(_METHODS)
        elif forwarding is None:
            await self._serve_own(exchange)
        elif forwarding.upstream.kind == "bucket":
            _require_reading(exchange)
            await self._media.serve(exchange, forwarding)
        else:
            limit = self._body_limit(exchange.path)
            await self._forwarder.forward(exchange, forwarding.upstream, limit)

    def _body_limit(self, path: str) -> int:
        for pattern, limit in self._settings.body_limits.items():
            if matches(pattern, path):
                return limit
        return self._settings.body_limit

    async def _serve_own(self, exchange: Exchange) -> None:
        own = self._own.get(exchange.path) or self._developers_page(exchange.path)
        if own is None and exchange.path == "/" and not self._storefront.is_built:
            own = self._pages.landing
        if own is None and not self._storefront.is_built:
            raise NotFoundError("Nothing lives at this address.")
        _require_reading(exchange)
        await (own or self._storefront.serve)(exchange)

    def _developers_page(self, path: str) -> Callable[[Exchange], Awaitable[None]] | None:
        """What stands below ``/dev``: on one machine there is such a thing, on AWS there is not."""
        return self._mail.serve if matches(f"{mail.PREFIX}*", path) else None

    async def _alive(self, exchange: Exchange) -> None:
        await exchange.answer(200, _JSON, b'{"status":"ok"}')

    async def _openapi(self, exchange: Exchange) -> None:
        document = await self._description.document()
        await exchange.answer(200, _JSON, msgspec.json.encode(document))

    async def _docs(self, exchange: Exchange) -> None:
        document = await self._description.document()
        await pages.render(
            exchange,
            "docs.html",
            parts=pages.describe_operations(document),
            schemas=document["components"]["schemas"],
            unavailable=document["x-unavailable"],
        )


def _require_reading(exchange: Exchange) -> None:
    if exchange.method not in _READS:
        raise MethodNotAllowedError(_READS)


def _listed(methods: frozenset[str]) -> bytes:
    return ", ".join(sorted(methods | {"OPTIONS"})).encode()


def create_app(settings: EdgeSettings) -> Edge:
    """The edge, ready to be served."""
    return Edge(settings)
