"""Calls to the order service."""

from datetime import datetime

import msgspec

from core_services.chassis.http_client import RemoteError, ServiceClient
from core_services.payment.ports import PayableOrder


class _Order(msgspec.Struct, frozen=True):
    id: str
    number: str
    customer_id: str
    customer_kind: str
    status: str
    currency: str
    total: int
    refunded_total: int = 0
    expires_at: datetime | None = None


class OrderService:
    """`Orders` over HTTP, with our own name as the caller."""

    def __init__(self, http: ServiceClient) -> None:
        self._http = http

    async def find(self, order_id: str) -> PayableOrder | None:
        try:
            order = await self._http.get(f"/internal/v1/orders/{order_id}", returns=_Order)
        except RemoteError as error:
            if error.remote_status == 404:
                return None
            raise
        return PayableOrder(**{name: getattr(order, name) for name in order.__struct_fields__})
