"""The neighbours that an order needs: cart, catalog and payment."""

import logging

import msgspec

from core_services.chassis.http_client import RemoteError, ServiceClient
from core_services.order.domain.errors import CartNotFoundError, QuoteRefusedError
from core_services.order.ports import Cart, CloseOutcome, Quote, QuoteRequest

log = logging.getLogger(__name__)

_NOT_FOUND = 404


class HttpCarts:
    """The cart service, asked in the shopper's own name."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def fetch(self, cart_id: str, token: str) -> Cart:
        try:
            return await self._client.get(f"/core/v1/carts/{cart_id}", returns=Cart, token=token)
        except RemoteError as error:
            if error.remote_status == _NOT_FOUND:
                raise CartNotFoundError("There is no such cart, or none of yours.") from error
            raise


class HttpCatalog:
    """The catalog, asked in our own name, so that it honours whose order it is."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def quote(self, request: QuoteRequest) -> Quote:
        try:
            return await self._client.post(
                "/core/v1/quotes", body=request, returns=Quote, idempotent=True
            )
        except RemoteError as error:
            raise QuoteRefusedError(
                error.detail or "The catalog cannot quote this.", reason=error.remote_code
            ) from error


class _Closed(msgspec.Struct, frozen=True):
    outcome: CloseOutcome


class HttpPayments:
    """The payment service."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def close(self, order_id: str) -> CloseOutcome:
        path = f"/internal/v1/orders/{order_id}/payments/close"
        try:
            return (await self._client.post(path, returns=_Closed, idempotent=True)).outcome
        except RemoteError as error:
            fields = {"order_id": order_id, "problem": error.detail}
            log.error("the payment service refused to close", extra={"fields": fields})
            return "unknown"
