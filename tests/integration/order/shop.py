"""An order service with stand-ins for its neighbours, and short ways to do things with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.errors import UnavailableError
from contracts.events import Event, EventType, decode
from contracts.events import payment as payment_events
from contracts.events.registry import EVENT_TYPES
from contracts.ids import new_event_id, new_id
from contracts.sessions import issue_guest_token, issue_service_token
from core_services.chassis import idempotency
from core_services.chassis.idempotency import Scope
from core_services.chassis.operations import Reply
from core_services.order import views
from core_services.order.commands import AdjustStock, Buyer, CancelOrder, PlaceOrder
from core_services.order.domain.errors import CartNotFoundError
from core_services.order.domain.identity import Asker
from core_services.order.domain.order import Address, Order
from core_services.order.handlers import cancelling, paying, placing, reading, stocking
from core_services.order.ports import (
    Cart,
    CartItem,
    CloseOutcome,
    Deps,
    Destination,
    Quote,
    QuotedShipping,
    QuoteLine,
    QuoteRequest,
    Redemption,
)
from core_services.order.schemas import OrderView
from core_services.order.settings import Settings

ADDRESS = Address(
    name="Ada", line1="1 Main Street", city="Dublin", postal_code="D01 F5P2", country="IE"
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHIPPING = 500


@dataclass
class FakeCarts:
    """Carts by id."""

    carts: dict[str, Cart] = field(default_factory=dict)

    async def fetch(self, cart_id: str, token: str) -> Cart:
        if cart_id not in self.carts:
            raise CartNotFoundError("There is no such cart.")
        return self.carts[cart_id]


@dataclass
class FakeCatalog:
    """Quotes 10.00 for everything, plus shipping; prices and redemptions can be changed."""

    unit_price: int = 1_000
    shipping: int = SHIPPING
    redemptions: tuple[Redemption, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)
    asked: list[QuoteRequest] = field(default_factory=list)

    async def quote(self, request: QuoteRequest) -> Quote:
        self.asked.append(request)
        lines = tuple(self._line(item) for item in request.lines)
        subtotal = sum(line.subtotal for line in lines)
        quote = Quote(
            currency=request.currency,
            prices_include_tax=True,
            lines=lines,
            subtotal=subtotal,
            discount_total=0,
            tax_total=0,
            shipping=QuotedShipping(
                code="standard", name="Standard", amount=self.shipping, total=self.shipping
            ),
            total=subtotal + self.shipping,
            redemptions=self.redemptions,
        )
        return msgspec.structs.replace(quote, **self.changes)

    def _line(self, item: CartItem) -> QuoteLine:
        total = self.unit_price * item.quantity
        return QuoteLine(
            sku=item.sku,
            product_id="prd_1",
            variant_id="var_1",
            title=f"A {item.sku}",
            quantity=item.quantity,
            unit_price=self.unit_price,
            subtotal=total,
            discount=0,
            tax=0,
            total=total,
        )


@dataclass
class FakePayments:
    """Answers what it is told to, and remembers who was asked about."""

    outcome: CloseOutcome = "closed"
    gone: bool = False
    asked: list[str] = field(default_factory=list)

    async def close(self, order_id: str) -> CloseOutcome:
        self.asked.append(order_id)
        if self.gone:
            raise UnavailableError("payment is not available right now.")
        return self.outcome


@dataclass
class Shop:
    """The order service with its stand-ins, and short ways to do things with it."""

    engine: AsyncEngine
    clock: FrozenClock
    carts: FakeCarts
    catalog: FakeCatalog
    payments: FakePayments
    deps: Deps

    async def stocked(self, units: int) -> str:
        """A fresh SKU with this many units."""
        sku = f"sku-{new_event_id()}"
        command = AdjustStock(
            scope=self.scope("stf_1", "stock"),
            sku=sku,
            kind="initial",
            delta=None,
            on_hand=units,
            reason="test",
            actor="staff:stf_1",
        )
        await stocking.adjust_stock(command, self.deps)
        return sku

    def cart(self, *items: tuple[str, int], version: int = 1, cart_id: str | None = None) -> Cart:
        cart = Cart(
            id=cart_id or new_id("crt"),
            version=version,
            currency="EUR",
            items=tuple(CartItem(sku, quantity) for sku, quantity in items),
        )
        self.carts.carts[cart.id] = cart
        return cart

    def scope(self, principal_id: str, operation: str, key: str = "", body: bytes = b"") -> Scope:
        return Scope(
            principal_id, operation, key or new_event_id(), idempotency.fingerprint("", body)
        )

    def placement(
        self,
        cart: Cart,
        *,
        buyer: str = "",
        key: str = "",
        expected_total: int = 10**9,
        email: str = "ada@example.com",
        **changes: Any,
    ) -> PlaceOrder:
        """The command to place this cart."""
        buyer = buyer or new_id("gst")
        command = PlaceOrder(
            scope=self.scope(buyer, "POST /core/v1/orders", key, cart.id.encode()),
            buyer=Buyer(buyer, "guest", "token"),
            request_hash=b"same",
            cart_id=cart.id,
            cart_version=cart.version,
            email=email,
            shipping_address=ADDRESS,
            billing_address=ADDRESS,
            shipping_method="standard",
            coupon_codes=(),
            expected_total=expected_total,
            currency="EUR",
            locale="en",
        )
        return msgspec.structs.replace(command, **changes)

    async def run_place(self, command: PlaceOrder) -> Reply:
        return await placing.place_order(command, self.deps, views.for_owner)

    async def place(self, *items: tuple[str, int], **options: Any) -> Order:
        """Place an order for these items; returns it as stored."""
        reply = await self.run_place(self.placement(self.cart(*items), **options))
        return await self.order(answered(reply).id)

    async def order(self, order_id: str) -> Order:
        return await reading.get_order(order_id, self.deps)

    def succeeded(self, order: Order, **changes: Any) -> Event[Any]:
        """The event that says that this order's payment succeeded."""
        data = payment_events.PaymentSucceeded(
            payment_id=new_id("pay"),
            order_id=order.id,
            currency=order.currency,
            amount=order.total,
            method="card",
        )
        return self.event(
            payment_events.PAYMENT_SUCCEEDED, msgspec.structs.replace(data, **changes)
        )

    def event(self, event_type: EventType[Any], data: Any) -> Event[Any]:
        return Event(
            id=new_event_id(),
            type=event_type.name,
            source=event_type.source,
            subject="subject",
            version=1,
            time=self.clock.now(),
            data=data,
        )

    async def pay(self, order: Order, **changes: Any) -> Order:
        await paying.on_payment_succeeded(self.succeeded(order, **changes), self.deps)
        return await self.order(order.id)

    async def refund_reported(self, order: Order, refund_id: str) -> Order:
        """The payment service says that this refund was made."""
        refund = next(item for item in order.refunds if item.id == refund_id)
        data = payment_events.PaymentRefunded(
            payment_id=refund.payment_id,
            order_id=order.id,
            refund_id=refund.id,
            currency=refund.currency,
            amount=refund.amount,
            refunded_total=refund.amount,
        )
        event = self.event(payment_events.PAYMENT_REFUNDED, data)
        await paying.on_payment_refunded(event, self.deps)
        return await self.order(order.id)

    async def refund_failed(self, order: Order, refund_id: str) -> None:
        """The payment service says that this refund could not be made."""
        refund = next(item for item in order.refunds if item.id == refund_id)
        data = payment_events.RefundFailed(
            payment_id=refund.payment_id,
            order_id=order.id,
            refund_id=refund.id,
            currency=refund.currency,
            amount=refund.amount,
            reason="account closed",
        )
        await paying.on_refund_failed(self.event(payment_events.REFUND_FAILED, data), self.deps)

    async def cancel(self, order: Order, *, by_staff: bool = False, key: str = "") -> Reply:
        command = CancelOrder(
            scope=self.scope(order.customer_id, f"cancel {order.id}", key),
            order_id=order.id,
            actor="staff:stf_1" if by_staff else f"guest:{order.customer_id}",
            reason="changed my mind",
            asker=None if by_staff else Asker("guest", order.customer_id),
        )
        return await cancelling.cancel_order(command, self.deps, views.for_owner)

    async def rows(self, query: str, *values: Any) -> Sequence[Any]:
        async with self.engine.connect() as conn:
            return (await conn.exec_driver_sql(query, values)).all()

    async def stock_of(self, sku: str) -> tuple[int, int]:
        """On hand and reserved."""
        rows = await self.rows("SELECT on_hand, reserved FROM stock_items WHERE sku = $1", sku)
        return rows[0].on_hand, rows[0].reserved

    async def told(self, subject: str) -> list[Event[Any]]:
        """The events about this subject, oldest first."""
        query = "SELECT payload FROM outbox WHERE subject = $1 ORDER BY seq"
        return [decode(bytes(row.payload), EVENT_TYPES) for row in await self.rows(query, subject)]

    async def told_types(self, subject: str) -> list[str]:
        return [event.type for event in await self.told(subject)]

    async def assert_stock_is_conserved(self) -> None:
        """On hand is the sum of the movements, reserved the sum of live reservations."""
        wrong = await self.rows(
            """
            SELECT s.sku FROM stock_items s
            WHERE s.on_hand <> (SELECT sum(quantity) FROM stock_movements m WHERE m.sku = s.sku)
               OR s.reserved <> (SELECT coalesce(sum(quantity), 0) FROM stock_reservations r
                                 WHERE r.sku = s.sku AND r.status = 'held')
            """
        )
        assert wrong == []


def quote_request(cart: Cart) -> QuoteRequest:
    """What the catalog is asked about this cart."""
    return QuoteRequest(
        currency=cart.currency,
        lines=cart.items,
        coupon_codes=(),
        ship_to=Destination(country=ADDRESS.country, region=None, postal_code=None),
        shipping_method="standard",
        customer_id="gst_1",
    )


def answered(reply: Reply) -> OrderView:
    """The order in an answer."""
    return msgspec.json.decode(reply.body, type=OrderView)


@dataclass
class Api:
    """The service's HTTP interface, spoken to without a socket."""

    http: httpx.AsyncClient
    shop: Shop
    settings: Settings
    staff_key: RSAKey

    def guest(self) -> tuple[str, str]:
        """A guest's token and id."""
        token, principal = issue_guest_token(
            self.settings.guest_session_secret, self.shop.clock.now()
        )
        return token, principal.id

    def staff(self, *groups: str) -> str:
        """An access token of a member of staff."""
        return self.access_token(new_id("stf"), *groups)

    def customer(self) -> tuple[str, str]:
        """An access token of a signed-in customer, and their id."""
        customer_id = str(uuid.uuid4())
        return self.access_token(customer_id), customer_id

    def access_token(self, sub: str, *groups: str) -> str:
        issued = int(self.shop.clock.now().timestamp())
        claims = {
            "iss": self.settings.cognito_issuer,
            "client_id": self.settings.cognito_client_id,
            "token_use": "access",
            "sub": sub,
            "iat": issued,
            "exp": issued + 600,
            "cognito:groups": list(groups),
        }
        return jwt.encode({"alg": "RS256", "kid": "test"}, claims, self.staff_key)

    def service(self) -> str:
        return issue_service_token(
            self.settings.service_token_secret, "payment", self.shop.clock.now()
        )

    def body(self, cart: Cart, **changes: Any) -> dict[str, Any]:
        """The body that places this cart."""
        address = {
            name: value for name, value in msgspec.to_builtins(ADDRESS).items() if value != ""
        }
        return {
            "cart_id": cart.id,
            "cart_version": cart.version,
            "email": "ada@example.com",
            "shipping_address": address,
            "shipping_method": "standard",
            "expected_total": 100_000,
            "currency": "EUR",
            **changes,
        }

    async def get(self, path: str, token: str = "") -> httpx.Response:
        return await self.http.get(path, headers=_bearer(token))

    async def post(
        self, path: str, body: Any = None, token: str = "", key: str | None = ""
    ) -> httpx.Response:
        """POST with a fresh key, this key, or (None) without one."""
        headers = _bearer(token)
        if key is not None:
            headers["idempotency-key"] = key or new_event_id()
        return await self.http.post(path, json=body, headers=headers)


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}
