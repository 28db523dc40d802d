"""The catalog: where documents come from, and who answers while the engine is away."""

from collections.abc import Sequence
from typing import Any

from core_services.chassis.http_client import RemoteError, ServiceClient
from core_services.search.schemas import CatalogPage, DocumentBatch, DocumentPage, SearchQuery

_LONGEST_QUERY = 200  # what the catalog takes
_NO_SUCH_PAGE = CatalogPage(products=())


class Catalog:
    """The operations of the catalog that search uses."""

    def __init__(self, http: ServiceClient) -> None:
        self._http = http

    async def documents(self, ids: Sequence[str]) -> DocumentBatch:
        """The present documents of products; ``missing`` are gone or not for sale."""
        return await self._http.post(
            "/internal/v1/products/batch",
            body={"ids": list(ids)},
            returns=DocumentBatch,
            idempotent=True,
        )

    async def export(self, after: str | None, limit: int) -> DocumentPage:
        """A page of all documents, in a stable order."""
        params = {"limit": str(limit)} | ({"after": after} if after else {})
        return await self._http.get(
            "/internal/v1/products/export", params=params, returns=DocumentPage
        )

    async def search(self, query: SearchQuery, cursor: str | None) -> CatalogPage:
        """The catalog's own search. A category or cursor that it refuses gives an empty page."""
        params: dict[str, Any] = {
            "sort": query.sort,
            "limit": str(query.limit),
            "currency": query.currency,
            "q": query.q[:_LONGEST_QUERY] or None,
            "category": query.category or None,
            "brand": query.brand[0] if len(query.brand) == 1 else None,
            "in_stock": None if query.in_stock is None else str(query.in_stock).lower(),
            "cursor": cursor,
        }
        present = {name: value for name, value in params.items() if value is not None}
        try:
            return await self._http.get("/core/v1/products", params=present, returns=CatalogPage)
        except RemoteError:
            return _NO_SUCH_PAGE
