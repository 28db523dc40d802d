"""What the order service says about an order, and about what is in stock."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from contracts.clock import Clock
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.upstream import Upstream

_SERVICE = "notifications"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    region_name: str = ""
    postal_code: str
    country: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    sku: str
    title: str
    variant_title: str = ""
    image_url: str | None = None
    quantity: int
    total: int


class LineQuantity(msgspec.Struct, frozen=True):
    line_id: str
    quantity: int


class Shipping(msgspec.Struct, frozen=True):
    name: str
    total: int


class Fulfilment(msgspec.Struct, frozen=True, kw_only=True):
    """``status`` is packing, shipped, delivered or cancelled."""

    id: str
    status: str
    lines: tuple[LineQuantity, ...]
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """``status`` is requested, accepted or rejected."""

    id: str
    status: str
    lines: tuple[LineQuantity, ...]


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """``status`` is requested, succeeded or failed."""

    id: str
    status: str
    currency: str
    amount: int


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """As ``GET /internal/v1/orders/{id}`` shows it; what we do not use is not read."""

    id: str
    number: str
    status: str
    customer_id: str
    customer_kind: str
    email: str
    locale: str
    currency: str
    lines: tuple[Line, ...]
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    refunded_total: int
    prices_include_tax: bool
    shipping: Shipping | None
    shipping_address: Address
    fulfilments: tuple[Fulfilment, ...]
    returns: tuple[Return, ...]
    refunds: tuple[Refund, ...]
    paid_at: datetime | None


class _Level(msgspec.Struct, frozen=True):
    sku: str
    available: int


class _Levels(msgspec.Struct, frozen=True):
    levels: tuple[_Level, ...]


class OrderService:
    """Asks under our own name. ``secret`` is read when the first call is made."""

    def __init__(self, upstream: Upstream, secret: Callable[[], str], clock: Clock) -> None:
        self._upstream = upstream
        self._secret = secret
        self._clock = clock

    def fetch(self, order_id: str, deadline: Deadline) -> Order:
        """The order as it stands now.

        Raises:
            NotFoundError: when there is none.
            UnavailableError, DeadlineError: when it cannot be had in time.
        """
        # joserfc brings cryptography, most of a cold start: loaded when a call is made.
        from contracts.sessions import issue_service_token

        token = issue_service_token(self._secret(), _SERVICE, self._clock.now())
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/internal/v1/orders/{order_id}"
        return self._upstream.get(path, Order, deadline=deadline, headers=headers)

    def available(self, sku: str, deadline: Deadline) -> int:
        """How many can be sold now."""
        levels = self._upstream.get(
            "/core/v1/stock", _Levels, deadline=deadline, params={"skus": sku}
        ).levels
        return next((level.available for level in levels if level.sku == sku), 0)
