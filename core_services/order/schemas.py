"""The order service's wire types: what is accepted, and what is shown to whom."""

from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from contracts.addresses import find_region
from core_services.order.domain.fulfilling import Tracking
from core_services.order.domain.order import (
    Address,
    Fulfilment,
    HistoryEntry,
    OrderLine,
    PaymentNote,
    Refund,
    Return,
    ReturnReason,
    ShippingCharge,
    TaxLine,
)
from core_services.order.domain.status import Action, OrderStatus
from core_services.order.ports import Movement, StockItem

B = TypeVar("B", bound=msgspec.Struct)

# A line of text: no control characters, so that nothing written here can forge a log line or label.
_LINE = r"^[^\x00-\x1f\x7f]*$"
_FILLED = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
_AMOUNT_LIMIT = 2**53 - 1  # the largest whole number that every JSON reader keeps exact

Text = Annotated[str, Meta(max_length=200, pattern=_LINE)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_FILLED)]
Identifier = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Sku = Annotated[str, Meta(min_length=1, max_length=200, pattern=_FILLED)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Email = Annotated[
    str, Meta(max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s]+$")
]
Amount = Annotated[int, Meta(ge=0, le=_AMOUNT_LIMIT)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]
Reason = Annotated[str, Meta(max_length=1_000)]
LinkOrNothing = Annotated[str, Meta(max_length=2_000, pattern=r"^(https?://[^\s]+)?$")]


class AddressBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What its country needs is required (`GET /core/v1/countries/{code}/address-format`).

    ``region`` is a region's code; its name is understood.
    """

    name: Text
    line1: Text
    line2: Text | None = None
    city: Text = ""
    region: Text | None = None
    postal_code: Annotated[str, Meta(max_length=20, pattern=_LINE)] = ""
    country: Country
    phone: Annotated[str, Meta(max_length=30, pattern=r"^\+?[0-9 ()./-]*$")] | None = None

    def to_address(self) -> Address:
        text = (self.region or "").strip()
        region = find_region(self.country, text)
        return Address(
            name=self.name.strip(),
            line1=self.line1.strip(),
            line2=(self.line2 or "").strip(),
            city=self.city.strip(),
            region=region.code if region else text,
            region_name=region.written if region and region.written != region.code else "",
            postal_code=self.postal_code.strip(),
            country=self.country,
            phone=(self.phone or "").strip(),
        )


class PlaceOrderBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``expected_total`` is what the customer was shown: a higher total is asked about first."""

    cart_id: Identifier
    cart_version: Annotated[int, Meta(ge=0, le=_AMOUNT_LIMIT)]
    email: Email
    shipping_address: AddressBody
    billing_address: AddressBody | None = None
    shipping_method: Annotated[str, Meta(max_length=100, pattern=_LINE)] | None = None
    coupon_codes: Annotated[tuple[Name, ...], Meta(max_length=10)] = ()
    expected_total: Amount
    currency: CurrencyCode
    locale: Annotated[str, Meta(pattern=r"^[a-z]{2,3}([-_][A-Za-z]{2,4})?$")] = "en"


class LookupBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``order`` is an order's number, however it is copied, or its id."""

    order: Annotated[str, Meta(min_length=1, max_length=64, pattern=_FILLED)]
    email: Email


class ClaimBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    guest_token: Annotated[str, Meta(min_length=1, max_length=4_096)]


class CancelBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reason: Reason = ""


class DecisionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision of staff; the reason is kept in the order's history."""

    reason: Annotated[str, Meta(min_length=1, max_length=1_000)]


class LinePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    line_id: Identifier
    quantity: Quantity


Parts = Annotated[tuple[LinePart, ...], Meta(max_length=500)]


class ReturnBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    lines: Annotated[tuple[LinePart, ...], Meta(min_length=1, max_length=500)]
    reason: Reason = ""
    reason_code: ReturnReason = "other"


class AcceptReturnBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``restock`` says whether the goods can be sold again, ``refund`` whether money goes back."""

    restock: bool
    refund: bool = True
    reason: Reason = ""


class RefundPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``withdraw``: these units will not be shipped; they go back on the shelf."""

    line_id: Identifier
    quantity: Quantity
    withdraw: bool = False


class RefundBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of lines at their frozen amounts, a part of the shipping, a plain amount, summed."""

    lines: Annotated[tuple[RefundPart, ...], Meta(max_length=500)] = ()
    shipping: Amount = 0
    amount: Amount = 0
    reason: Annotated[str, Meta(min_length=1, max_length=1_000)]


class TrackingBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    carrier: Text = ""
    tracking_number: Text = ""
    tracking_url: LinkOrNothing = ""

    def to_tracking(self) -> Tracking:
        return Tracking(
            carrier=self.carrier,
            tracking_number=self.tracking_number,
            tracking_url=self.tracking_url,
        )


class FulfilmentBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No lines means all that is left. With ``tracking`` the parcel leaves at once."""

    lines: Parts = ()
    tracking: TrackingBody | None = None


class AdjustStockBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``delta`` changes what is there, ``on_hand`` is a count: send one of them."""

    sku: Sku
    kind: Literal["initial", "restock", "adjustment", "write-off"]
    delta: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] | None = None
    on_hand: Annotated[int, Meta(ge=0, le=100_000_000)] | None = None
    reason: Annotated[str, Meta(min_length=1, max_length=1_000)]


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    cursor: Identifier | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class OrderSearchQuery(PageQuery, frozen=True, kw_only=True):
    status: OrderStatus | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    number: Annotated[str, Meta(max_length=20)] | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None


class StockQuery(msgspec.Struct, frozen=True, kw_only=True):
    skus: Annotated[tuple[Sku, ...], Meta(min_length=1, max_length=100)]


class StockSearchQuery(msgspec.Struct, frozen=True, kw_only=True):
    """``q`` is how the SKU begins; ``below`` keeps those with fewer units to sell."""

    q: Annotated[str, Meta(max_length=200)] = ""
    below: Annotated[int, Meta(ge=0, le=100_000_000)] | None = None
    cursor: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class MovementQuery(msgspec.Struct, frozen=True, kw_only=True):
    sku: Sku
    cursor: Annotated[int, Meta(ge=1, le=_AMOUNT_LIMIT)] | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


class HistoryView(msgspec.Struct, frozen=True, kw_only=True):
    status: OrderStatus
    at: datetime
    reason: str = ""


class ShippingView(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    total: int


class OrderView(msgspec.Struct, frozen=True, kw_only=True):
    """An order as its owner sees it."""

    id: str
    number: str
    status: OrderStatus
    currency: str
    lines: tuple[OrderLine, ...]
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    paid_total: int
    refunded_total: int
    prices_include_tax: bool
    tax_lines: tuple[TaxLine, ...]
    shipping: ShippingView | None
    shipping_address: Address
    billing_address: Address
    email: str
    coupon_codes: tuple[str, ...]
    locale: str
    fulfilments: tuple[Fulfilment, ...]
    returns: tuple[Return, ...]
    refunds: tuple[Refund, ...]
    payment_id: str | None
    history: tuple[HistoryView, ...]
    cart_id: str
    cart_version: int
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    version: int


class FoundOrder(msgspec.Struct, frozen=True, kw_only=True):
    """``token`` is a bearer token that opens this order alone, also at the payment service."""

    order: OrderView
    token: str
    expires_at: datetime


class ClaimedOrders(msgspec.Struct, frozen=True, kw_only=True):
    claimed: int


class InternalOrderView(OrderView, frozen=True, kw_only=True):
    """An order as another service sees it: with its owner."""

    customer_id: str
    customer_kind: str


class StaffOrderView(InternalOrderView, frozen=True, kw_only=True):
    """An order as staff see it: with payments and everything that happened."""

    payments: tuple[PaymentNote, ...]
    timeline: tuple[HistoryEntry, ...]
    shipping_charge: ShippingCharge | None
    refundable: int
    actions: tuple[Action, ...]


class SummaryLine(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    title: str
    variant_title: str
    image_url: str | None
    quantity: int


class OrderSummary(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    number: str
    status: OrderStatus
    currency: str
    total: int
    refunded_total: int
    item_count: int
    lines: tuple[SummaryLine, ...]
    placed_at: datetime


class StaffOrderSummary(OrderSummary, frozen=True, kw_only=True):
    email: str
    customer_id: str


class OrderPage(msgspec.Struct, frozen=True, kw_only=True):
    orders: tuple[OrderSummary, ...]
    next_cursor: str | None


class StaffOrderPage(msgspec.Struct, frozen=True, kw_only=True):
    orders: tuple[StaffOrderSummary, ...]
    next_cursor: str | None


class TransitionView(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    source: OrderStatus
    action: Action
    target: OrderStatus


class TransitionTable(msgspec.Struct, frozen=True):
    statuses: tuple[OrderStatus, ...]
    transitions: tuple[TransitionView, ...]


class LevelView(msgspec.Struct, frozen=True):
    sku: str
    available: int


class StockLevels(msgspec.Struct, frozen=True):
    levels: tuple[LevelView, ...]


class StockPage(msgspec.Struct, frozen=True, kw_only=True):
    items: tuple[StockItem, ...]
    next_cursor: str | None


class MovementPage(msgspec.Struct, frozen=True, kw_only=True):
    movements: tuple[Movement, ...]
    next_cursor: int | None
