"""What the handlers need from the world: a transaction, three neighbours and a clock."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

import msgspec

from contracts.clock import Clock
from contracts.events import EventType
from core_services.chassis.idempotency import Scope, Stored
from core_services.order.commands import AdjustStock, OrderFilter
from core_services.order.domain.order import LineDiscount, Order, TaxLine
from core_services.order.domain.quantities import Goods

D = TypeVar("D", bound=msgspec.Struct)


class CartItem(msgspec.Struct, frozen=True):
    sku: str
    quantity: int


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    currency: str
    items: tuple[CartItem, ...]


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    product_id: str
    variant_id: str
    title: str
    variant_title: str | None = None
    image_url: str | None = None
    quantity: int
    unit_price: int
    compare_at: int | None = None
    subtotal: int
    discount: int
    discounts: tuple[LineDiscount, ...] = ()
    tax: int
    tax_lines: tuple[TaxLine, ...] = ()
    total: int
    weight_grams: int | None = 0
    requires_shipping: bool = True


class QuotedShipping(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    amount: int
    discount: int = 0
    discounts: tuple[LineDiscount, ...] = ()
    tax: int = 0
    total: int


class UnavailableItem(msgspec.Struct, frozen=True):
    sku: str
    reason: str


class CouponVerdict(msgspec.Struct, frozen=True):
    code: str
    applied: bool
    reason: str | None = None


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    promotion_id: str
    code: str | None = None
    usage_limit: int | None = None
    usage_limit_per_customer: int | None = None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    currency: str
    prices_include_tax: bool
    lines: tuple[QuoteLine, ...]
    unavailable: tuple[UnavailableItem, ...] = ()
    subtotal: int
    discount_total: int
    shipping: QuotedShipping | None = None
    tax_total: int
    tax_lines: tuple[TaxLine, ...] = ()
    total: int
    coupons: tuple[CouponVerdict, ...] = ()
    redemptions: tuple[Redemption, ...] = ()


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    country: str
    region: str | None
    postal_code: str | None


class QuoteRequest(msgspec.Struct, frozen=True, kw_only=True):
    currency: str
    lines: tuple[CartItem, ...]
    coupon_codes: tuple[str, ...]
    ship_to: Destination
    shipping_method: str | None
    customer_id: str


class Carts(Protocol):
    async def fetch(self, cart_id: str, token: str) -> Cart:
        """The buyer's cart, read with the buyer's own token."""
        ...


class Catalog(Protocol):
    async def quote(self, request: QuoteRequest) -> Quote:
        """The one authority on prices, discounts, taxes and shipping."""
        ...


CloseOutcome = Literal["closed", "paid", "unknown"]


class Payments(Protocol):
    async def close(self, order_id: str) -> CloseOutcome:
        """Make sure that an order can no longer be paid, or learn that it was.

        Raises:
            UnavailableError, DeadlineError: when the payment service cannot be asked now.
        """
        ...


class StockLevel(msgspec.Struct, frozen=True):
    """``version`` grows with every change of what is available."""

    sku: str
    available: int
    version: int


class StockItem(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    on_hand: int
    reserved: int
    available: int
    version: int
    counted_at: datetime
    updated_at: datetime


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    sku: str
    kind: str
    quantity: int
    on_hand: int
    reference: str
    reason: str
    actor: str
    at: datetime


class NumberTakenError(Exception):
    """The order number that was drawn is in use; draw again."""


class Orders(Protocol):
    """Orders, inside a transaction."""

    async def add(self, order: Order, email_key: str, request_hash: bytes) -> int | None:
        """Store a new order and its reservations; None when its cart has a live order.

        Returns how many other orders of the customer wait for payment.

        Raises:
            NumberTakenError: when another order has its number.
        """
        ...

    async def get(self, order_id: str) -> Order:
        """The order.

        Raises:
            OrderNotFoundError: when there is none.
        """
        ...

    async def of_guest(self, reference: str, email: str) -> Order | None:
        """A guest's order by its id or number, if it was placed with this address."""
        ...

    async def ids_of(self, customer_id: str) -> list[str]:
        """All orders of a shopper, oldest first."""
        ...

    async def lock(self, order_id: str) -> Order:
        """The order, which nobody else can change until the transaction ends."""
        ...

    async def save(self, before: Order, after: Order) -> None:
        """Store what changed, with the history entries that were added."""
        ...

    async def live_order_of_cart(
        self, cart_id: str, cart_version: int
    ) -> tuple[Order, bytes] | None:
        """The cart's order that is neither cancelled nor expired, and its request's hash."""
        ...

    async def unpaid_orders_of_cart(self, cart_id: str, *, before: int) -> list[str]:
        """Orders of this cart that wait for payment, from versions before this one."""
        ...

    async def find(self, wanted: OrderFilter) -> list[Order]:
        """Orders without their history, newest first."""
        ...

    async def count_overdue(self, since: datetime) -> int:
        """How many unpaid orders have been past their time since then, or for longer."""
        ...

    async def claim_overdue(self, now: datetime, again_at: datetime, limit: int) -> list[str]:
        """Unpaid orders past their time, which nobody else will be given before ``again_at``."""
        ...


class Stock(Protocol):
    """Stock, inside a transaction. Rows are always locked in the order of their SKUs."""

    async def reserve(self, goods: Sequence[Goods]) -> tuple[StockLevel, ...]:
        """Reserve all of it.

        Raises:
            OutOfStockError: naming what falls short, and what there is.
        """
        ...

    async def reserve_again(self, order_id: str) -> tuple[StockLevel, ...] | None:
        """Reserve what a dead order had released; None, and nothing taken, when it is gone."""
        ...

    async def release(self, order_id: str) -> tuple[StockLevel, ...]:
        """Give back what the order holds in reserve; once."""
        ...

    async def commit(self, order_id: str, actor: str, at: datetime) -> None:
        """What the order holds in reserve is sold and leaves the stock; once."""
        ...

    async def restock(
        self, goods: Sequence[Goods], *, reference: str, reason: str, actor: str, at: datetime
    ) -> tuple[StockLevel, ...]:
        """Put units back on the shelf."""
        ...

    async def declare(
        self, levels: Mapping[str, int], *, reference: str, counted_at: datetime, at: datetime
    ) -> tuple[StockLevel, ...]:
        """Set counted stock; a count older than the last one changes nothing."""
        ...

    async def adjust(self, command: AdjustStock, at: datetime) -> tuple[StockItem, StockLevel]:
        """Change one item by hand.

        Raises:
            StockItemNotFoundError: for a SKU that was never counted.
            StockBelowReservedError: when orders wait for more than would be left.
        """
        ...

    async def levels(self, skus: Sequence[str]) -> list[StockLevel]:
        """What can be sold now; unknown SKUs are left out."""
        ...

    async def items(
        self, *, after: str, search: str, below: int | None, limit: int
    ) -> list[StockItem]:
        """Stock items by SKU."""
        ...

    async def movements(self, sku: str, *, before: int | None, limit: int) -> list[Movement]:
        """What happened to a SKU, newest first."""
        ...


class Redemptions(Protocol):
    """Uses of promotions, inside a transaction."""

    async def redeem(
        self, order_id: str, customer_key: str, wanted: Sequence[Redemption], at: datetime
    ) -> None:
        """Count one use of each.

        Raises:
            CouponExhaustedError: when a limit is reached; nothing is counted.
        """
        ...

    async def release(self, order_id: str, at: datetime) -> None:
        """Give the uses of a dead order back; once."""
        ...

    async def redeem_again(self, order_id: str) -> None:
        """Count the uses of an order that came back to life, whatever the limits say now."""
        ...


class Work(Protocol):
    """One transaction: what is done through it is committed together or not at all."""

    @property
    def orders(self) -> Orders: ...
    @property
    def stock(self) -> Stock: ...
    @property
    def redemptions(self) -> Redemptions: ...

    async def answered(self, scope: Scope) -> Stored | None:
        """The answer to an earlier request of this scope, if there was one."""
        ...

    async def claim(self, scope: Scope) -> Stored | None:
        """Take an idempotency key; see `chassis.idempotency.claim`."""
        ...

    async def claim_with_answer(
        self, scope: Scope, status: int, body: bytes, resource_id: str
    ) -> Stored | None:
        """`claim` and `record` in one statement, for an answer that is known beforehand."""
        ...

    async def record(self, scope: Scope, status: int, body: bytes, resource_id: str) -> None:
        """Keep the answer with its effect."""
        ...

    async def first_time(self, consumer: str, event_id: str) -> bool:
        """Whether this consumer sees the event for the first time."""
        ...

    def tell(self, event_type: EventType[D], *, subject: str, version: int, data: D) -> None:
        """Put an event into the outbox; it is written when the transaction ends well."""
        ...


class OpenWork(Protocol):
    """Opens a transaction."""

    def __call__(self) -> AbstractAsyncContextManager[Work]: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """What the merchant decides about orders."""

    reservation_ttl: timedelta
    max_open_orders: int
    recheck_after: timedelta


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything a handler may use. ``look`` is for reading: nothing is locked or committed.
    ``session_secret`` signs guests' sessions, and passes for their orders.
    """

    work: OpenWork
    look: OpenWork
    carts: Carts
    catalog: Catalog
    payments: Payments
    policy: Policy
    session_secret: str
    clock: Clock
    checks: Mapping[str, Callable[[], Awaitable[None]]]
