"""What may be asked of the order service, after parsing and before any rule."""

from datetime import datetime
from typing import Literal

import msgspec

from core_services.chassis.idempotency import Scope
from core_services.order.domain.fulfilling import Tracking
from core_services.order.domain.identity import Asker
from core_services.order.domain.order import Address, LineQuantity, ReturnReason
from core_services.order.domain.refunds import LineToRefund


class Buyer(msgspec.Struct, frozen=True):
    """Who places an order. The token is forwarded to the cart service, and nowhere else."""

    id: str
    kind: str
    token: str

    @property
    def asker(self) -> Asker:
        return Asker(self.kind, self.id)


class PlaceOrder(msgspec.Struct, frozen=True, kw_only=True):
    scope: Scope
    buyer: Buyer
    request_hash: bytes
    cart_id: str
    cart_version: int
    email: str
    shipping_address: Address
    billing_address: Address
    shipping_method: str | None
    coupon_codes: tuple[str, ...]
    expected_total: int
    currency: str
    locale: str


class OrderCommand(msgspec.Struct, frozen=True, kw_only=True):
    """A request about one order. ``asker`` is set when only who may see it may make it."""

    scope: Scope
    order_id: str
    actor: str
    reason: str = ""
    asker: Asker | None = None


class CancelOrder(OrderCommand, frozen=True, kw_only=True):
    pass


class ReleaseOrder(OrderCommand, frozen=True, kw_only=True):
    pass


class RequestReturn(OrderCommand, frozen=True, kw_only=True):
    lines: tuple[LineQuantity, ...]
    reason_code: ReturnReason


class AcceptReturn(OrderCommand, frozen=True, kw_only=True):
    return_id: str
    restock: bool
    refund: bool


class RejectReturn(OrderCommand, frozen=True, kw_only=True):
    return_id: str


class RequestRefund(OrderCommand, frozen=True, kw_only=True):
    lines: tuple[LineToRefund, ...]
    shipping: int
    amount: int


class RetryRefund(OrderCommand, frozen=True, kw_only=True):
    refund_id: str


class PackFulfilment(OrderCommand, frozen=True, kw_only=True):
    """``tracking`` ships the parcel at once."""

    lines: tuple[LineQuantity, ...]
    tracking: Tracking | None = None


class ShipFulfilment(OrderCommand, frozen=True, kw_only=True):
    fulfilment_id: str
    tracking: Tracking


class DeliverFulfilment(OrderCommand, frozen=True, kw_only=True):
    fulfilment_id: str


class CallOffFulfilment(OrderCommand, frozen=True, kw_only=True):
    fulfilment_id: str


class AdjustStock(msgspec.Struct, frozen=True, kw_only=True):
    """A change by ``delta``, or a count: exactly one of them is given."""

    scope: Scope
    sku: str
    kind: Literal["initial", "restock", "adjustment", "write-off"]
    delta: int | None
    on_hand: int | None
    reason: str
    actor: str


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders to list, newest first, from ``before`` (an order's id) on."""

    customer_id: str | None = None
    status: str | None = None
    email: str | None = None
    number: str | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    before: str | None = None
    limit: int = 20
