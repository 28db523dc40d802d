"""What becomes of an order: paid or not, sent, delivered, brought back, repaid.

Every step is a rule of the order service's domain, and told by its own announcements; this module
only decides when, and whether.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, Literal, Protocol, cast

from contracts.events import EventType
from contracts.events import payment as told
from core_services.catalog.pricing.model import ShippingMethod
from core_services.order.domain import cancelling, fulfilling, payment, refunds, returning
from core_services.order.domain.fulfilling import Tracking
from core_services.order.domain.order import (
    Cause,
    LineQuantity,
    Order,
    PaymentNote,
    ReturnReason,
)
from core_services.order.domain.quantities import goods, goods_of, progress
from core_services.order.domain.refunds import Outcome, RefundPlan
from core_services.order.handlers import announcing
from core_services.order.ports import Work
from infra.ops.simulation import logistics
from infra.ops.simulation.chance import between, prefixed_id
from infra.ops.simulation.checkout import RESERVED_FOR
from infra.ops.simulation.paying import Cashier
from infra.ops.simulation.post import Teller
from infra.ops.simulation.shelf import Shelf

Step = Callable[[datetime], None]
PaymentData = told.PaymentFailed | told.PaymentSucceeded | told.PaymentClosed | told.PaymentRefunded
_PAYMENT_EVENTS: Final[dict[type, EventType[Any]]] = {
    each.data: each
    for each in (
        told.PAYMENT_FAILED,
        told.PAYMENT_SUCCEEDED,
        told.PAYMENT_CLOSED,
        told.PAYMENT_REFUNDED,
    )
}

_NEVER_PAYS: Final = 0.018
_TRIES_AGAIN: Final = 0.68
_TAKES_ANOTHER_METHOD: Final = 0.6
_THINKS_BETTER: Final = 0.022
_IN_TWO_PARCELS: Final = 0.09
_GOODWILL: Final = 0.012
_WRITTEN_OFF: Final = frozenset({"damaged", "not-as-described"})
_DECIDED: Final = 0.95


class Agenda(Protocol):
    """What has to be done later, in the order of time."""

    def add(self, at: datetime, step: Step) -> None: ...


@dataclass(slots=True)
class Surroundings:
    """What every order shares. ``roots`` are the rooms that SKUs belong to."""

    teller: Teller
    shelf: Shelf
    agenda: Agenda
    cashier: Cashier
    rng: Random
    methods: dict[str, ShippingMethod]
    roots: dict[str, str]

    @property
    def work(self) -> Work:
        """The announcements ask no more of a transaction than to be told to."""
        return cast(Work, self.teller)


@dataclass(slots=True)
class Payment:
    id: str
    version: int = 1
    refunded: int = 0


class Life:
    """One order from its placing on; each step plans the next."""

    def __init__(self, order: Order, around: Surroundings, on_paid: Step) -> None:
        self._order = order
        self._around = around
        self._rng = around.rng
        self._on_paid = on_paid
        self._payment = Payment(prefixed_id("pay", order.placed_at, around.rng))
        self._next_tracking = 10**11 + around.rng.randrange(10**11)
        self._is_appeased = around.rng.random() < _GOODWILL

    def begin(self) -> None:
        """Reserve the goods, tell of the order, and see whether it is paid."""
        order, at = self._order, self._order.placed_at
        self._around.teller.now = at
        wanted = goods((line.sku, line.quantity) for line in order.lines)
        announcing.stock_changed(self._around.work, self._around.shelf.reserve(wanted))
        announcing.placed(self._around.work, order)
        if self._rng.random() < _NEVER_PAYS:
            self._plan(RESERVED_FOR, self._expire, at)
        else:
            method = self._around.cashier.method(order.shipping_address.country, self._rng)
            self._plan(self._soon(20, 120), self._trier(method), at)

    # Paying --------------------------------------------------------------------------------------

    def _trier(self, method: str) -> Step:
        def attempt(at: datetime) -> None:
            result = self._around.cashier.attempt(method, at, self._rng)
            if not result.reason:
                self._pay(method, at)
                return
            self._fail(method, result.reason, at)
            again = at + self._soon(25, 150)
            if self._rng.random() < _TRIES_AGAIN and again < self._order.expires_at:
                self._around.agenda.add(again, self._trier(self._next_method(method)))
            else:
                self._around.agenda.add(max(at, self._order.expires_at), self._expire)

        return attempt

    def _next_method(self, method: str) -> str:
        if self._rng.random() > _TAKES_ANOTHER_METHOD:
            return method
        return self._around.cashier.method(self._order.shipping_address.country, self._rng)

    def _fail(self, method: str, reason: str, at: datetime) -> None:
        order = self._order
        self._tell_payment(
            told.PaymentFailed(
                payment_id=self._payment.id,
                order_id=order.id,
                currency=order.currency,
                amount=order.total,
                reason=reason,
                method=method,
            ),
            at,
        )
        self._order = payment.remember(
            order, self._note("failed", at), "payment_failed", Cause("payment", at, reason)
        )

    def _pay(self, method: str, at: datetime) -> None:
        order = self._order
        self._tell_payment(
            told.PaymentSucceeded(
                payment_id=self._payment.id,
                order_id=order.id,
                currency=order.currency,
                amount=order.total,
                method=method,
            ),
            at,
        )
        self._around.teller.now = at + timedelta(seconds=1)
        self._order = payment.accept(order, self._note("succeeded", at), Cause("payment", at))
        announcing.paid(self._around.work, self._order)
        self._on_paid(at)
        if self._rng.random() < _THINKS_BETTER:
            self._plan(self._soon(600, 7200), self._cancel, at)
        else:
            self._around.agenda.add(logistics.when_packed(at, self._rng), self._ship)

    def _note(self, status: Literal["failed", "succeeded"], at: datetime) -> PaymentNote:
        order = self._order
        return PaymentNote(
            payment_id=self._payment.id,
            status=status,
            currency=order.currency,
            amount=order.total,
            at=at,
        )

    def _expire(self, at: datetime) -> None:
        self._tell_payment(
            told.PaymentClosed(payment_id=self._payment.id, order_id=self._order.id), at
        )
        self._around.teller.now = at + timedelta(seconds=1)
        self._order = cancelling.expire(self._order, Cause("order", at, "not paid in time"))
        every = goods((line.sku, line.quantity) for line in self._order.lines)
        announcing.stock_changed(self._around.work, self._around.shelf.put_back(every))
        announcing.cancelled(self._around.work, self._order, "expired")

    def _cancel(self, at: datetime) -> None:
        outcome = cancelling.cancel(
            self._order, refund_id=self._refund_id(at), cause=self._customer(at)
        )
        self._carry_out(outcome, at)
        announcing.cancelled(self._around.work, self._order, "customer")

    # Sending -------------------------------------------------------------------------------------

    def _ship(self, at: datetime) -> None:
        first, rest = self._parcels()
        self._send(first, at)
        if rest:
            later = at + between(self._rng, timedelta(days=1), timedelta(days=4))
            self._around.agenda.add(later, lambda moment: self._send(rest, moment))
        elif self._is_appeased:
            self._plan(self._soon(86_400, 6 * 86_400), self._make_good, at)

    def _parcels(self) -> tuple[tuple[LineQuantity, ...], tuple[LineQuantity, ...]]:
        parts = tuple(LineQuantity(line.id, line.quantity) for line in self._order.lines)
        if len(parts) > 1 and self._rng.random() < _IN_TWO_PARCELS:
            return parts[:1], parts[1:]
        return parts, ()

    def _send(self, parts: tuple[LineQuantity, ...], at: datetime) -> None:
        parcel = prefixed_id("ful", at, self._rng)
        cause = Cause("staff:warehouse", at)
        packed = fulfilling.pack(self._order, parts, fulfilment_id=parcel, cause=cause)
        self._order = fulfilling.ship(packed, parcel, self._tracking(), cause)
        self._around.teller.now = at
        announcing.shipped(self._around.work, self._order, fulfilling.find(self._order, parcel))
        self._around.agenda.add(self._arrival(at), self._deliverer(parcel, parts))

    def _tracking(self) -> Tracking:
        carrier = logistics.carrier(self._order.shipping_address.country)
        self._next_tracking += 1
        return Tracking(carrier=carrier, tracking_number=str(self._next_tracking))

    def _arrival(self, at: datetime) -> datetime:
        shipping = self._order.shipping
        method = self._around.methods[shipping.code if shipping else ""]
        country = self._order.shipping_address.country
        return logistics.when_delivered(at, method, country, self._rng)

    def _deliverer(self, parcel: str, parts: tuple[LineQuantity, ...]) -> Step:
        def deliver(at: datetime) -> None:
            self._order = fulfilling.deliver(self._order, parcel, Cause("carrier", at))
            self._around.teller.now = at
            announcing.delivered(
                self._around.work, self._order, fulfilling.find(self._order, parcel)
            )
            self._consider_returning(parts, at)

        return deliver

    # Bringing back -------------------------------------------------------------------------------

    def _consider_returning(self, parts: tuple[LineQuantity, ...], at: datetime) -> None:
        unwanted = [
            part for part in parts if self._rng.random() < logistics.returned(self._room(part))
        ]
        if not unwanted or self._is_appeased:
            return
        back = tuple(
            LineQuantity(part.line_id, self._rng.randint(1, part.quantity)) for part in unwanted
        )
        reason = cast(ReturnReason, logistics.reasons(self._room(back[0])).draw(self._rng))
        self._plan(self._soon(86_400, 9 * 86_400), self._asker(back, reason), at)

    def _room(self, part: LineQuantity) -> str:
        return self._around.roots[self._order.line(part.line_id).sku]

    def _asker(self, back: tuple[LineQuantity, ...], reason: ReturnReason) -> Step:
        def ask(at: datetime) -> None:
            return_id = prefixed_id("ret", at, self._rng)
            self._order = returning.ask(
                self._order,
                back,
                return_id=return_id,
                cause=Cause(f"{self._order.customer_kind}:{self._order.customer_id}", at),
                reason_code=reason,
            )
            self._around.teller.now = at
            announcing.return_requested(
                self._around.work, self._order, returning.find(self._order, return_id)
            )
            if self._rng.random() < _DECIDED:
                restock = reason not in _WRITTEN_OFF
                wait = self._soon(3 * 86_400, 9 * 86_400)
                self._plan(wait, self._accepter(return_id, restock=restock), at)

        return ask

    def _accepter(self, return_id: str, *, restock: bool) -> Step:
        def accept(at: datetime) -> None:
            worth = returning.find(self._order, return_id)
            outcome = returning.accept(
                self._order,
                return_id,
                restock=restock,
                refund=self._is_worth_something(worth.lines),
                refund_id=self._refund_id(at),
                cause=Cause("staff:returns", at),
            )
            self._carry_out(outcome, at)
            announcing.return_accepted(
                self._around.work, self._order, returning.find(self._order, return_id)
            )

        return accept

    def _is_worth_something(self, parts: tuple[LineQuantity, ...]) -> bool:
        lines = ((self._order.line(part.line_id), part.quantity) for part in parts)
        return any(
            refunds.value_of(line, progress(self._order, line), quantity) > 0
            for line, quantity in lines
        )

    def _make_good(self, at: datetime) -> None:
        """A part of the price back, for a scratch or a long wait."""
        amount = min(self._order.total // 10, refunds.refundable(self._order))
        if amount > 0:
            outcome = refunds.request(
                self._order,
                RefundPlan(amount=amount),
                refund_id=self._refund_id(at),
                cause=Cause("staff:support", at),
            )
            self._carry_out(outcome, at)

    def _carry_out(self, outcome: Outcome, at: datetime) -> None:
        self._order = outcome.order
        self._around.teller.now = at
        if outcome.restock:
            back = self._around.shelf.put_back(goods_of(self._order, outcome.restock))
            announcing.stock_changed(self._around.work, back)
        if outcome.refund is not None:
            announcing.refund_requested(self._around.work, self._order, outcome.refund)
            refund_id = outcome.refund.id
            self._plan(self._soon(5, 40), lambda moment: self._repay(refund_id, moment), at)

    def _repay(self, refund_id: str, at: datetime) -> None:
        refund = refunds.find(self._order, refund_id)
        self._payment.refunded += refund.amount
        self._tell_payment(
            told.PaymentRefunded(
                payment_id=self._payment.id,
                order_id=self._order.id,
                refund_id=refund_id,
                currency=refund.currency,
                amount=refund.amount,
                refunded_total=self._payment.refunded,
            ),
            at,
        )
        outcome = refunds.succeed(self._order, refund_id, cause=Cause("payment", at))
        self._carry_out(outcome, at + timedelta(seconds=1))
        announcing.refunded(self._around.work, self._order, refunds.find(self._order, refund_id))

    # All of it -----------------------------------------------------------------------------------

    def _plan(self, wait: timedelta, step: Step, at: datetime) -> None:
        self._around.agenda.add(at + wait, step)

    def _soon(self, least: float, most: float) -> timedelta:
        return timedelta(seconds=least + (most - least) * self._rng.random())

    def _refund_id(self, at: datetime) -> str:
        return prefixed_id("ref", at, self._rng)

    def _customer(self, at: datetime) -> Cause:
        return Cause(f"{self._order.customer_kind}:{self._order.customer_id}", at)

    def _tell_payment(self, data: PaymentData, at: datetime) -> None:
        self._around.teller.now = at
        self._payment.version += 1
        self._around.teller.tell(
            _PAYMENT_EVENTS[type(data)],
            subject=self._payment.id,
            version=self._payment.version,
            data=data,
        )
