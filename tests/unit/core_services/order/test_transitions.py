"""The published table: nothing moves an order but what stands in it."""

import contextlib
import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.errors import ConflictError
from core_services.order.domain import cancelling, fulfilling, payment, refunds, returning
from core_services.order.domain.errors import InvalidTransitionError
from core_services.order.domain.fulfilling import Tracking
from core_services.order.domain.order import (
    Address,
    Cause,
    HistoryEntry,
    LineQuantity,
    Order,
    OrderLine,
    PaymentNote,
    advance,
)
from core_services.order.domain.payment import Verdict
from core_services.order.domain.quantities import progress
from core_services.order.domain.refunds import LineToRefund, RefundPlan
from core_services.order.domain.status import (
    TRANSITIONS,
    Action,
    OrderStatus,
    next_status,
    published_table,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CAUSE = Cause("test", NOW)
ADDRESS = Address(name="Ada", line1="1 Main Street", city="Dublin", postal_code="D01", country="IE")
QUANTITIES = (3, 2)


def new_order() -> Order:
    lines = tuple(
        OrderLine(
            id=f"lin_{index}",
            sku=f"sku-{index}",
            product_id="prd_1",
            variant_id="var_1",
            title="A thing",
            quantity=quantity,
            unit_price=100,
            subtotal=100 * quantity,
            discount=0,
            tax=0,
            total=100 * quantity,
        )
        for index, quantity in enumerate(QUANTITIES)
    )
    status = OrderStatus.PENDING_PAYMENT
    return Order(
        id="ord_1",
        number="KX4M-7QPD",
        customer_id="gst_1",
        customer_kind="guest",
        email="ada@example.com",
        cart_id="crt_1",
        cart_version=1,
        status=status,
        currency="EUR",
        subtotal=500,
        discount_total=0,
        shipping_total=0,
        tax_total=0,
        total=500,
        prices_include_tax=True,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        placed_at=NOW,
        expires_at=NOW,
        version=1,
        lines=lines,
        history=(HistoryEntry(version=1, action="place", status=status, at=NOW, actor="test"),),
    )


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("status", list(OrderStatus))
def test_an_action_that_is_not_in_the_table_is_refused(status: OrderStatus, action: Action) -> None:
    if status in TRANSITIONS[action]:
        assert next_status(status, action) is TRANSITIONS[action][status]
    else:
        with pytest.raises(InvalidTransitionError):
            next_status(status, action)


def test_every_status_can_be_reached_and_nothing_leads_back_to_waiting_for_payment() -> None:
    targets = {target for _, _, target in published_table()}

    assert targets == set(OrderStatus) - {OrderStatus.PENDING_PAYMENT}


def test_a_refunded_order_is_the_end() -> None:
    assert not [row for row in published_table() if row[0] is OrderStatus.REFUNDED]


def test_advancing_writes_history() -> None:
    order = advance(new_order(), Action.EXPIRE, Cause("order", NOW, "late"))

    entry = order.history[-1]
    assert (order.version, entry.version, entry.status) == (2, 2, OrderStatus.EXPIRED)
    assert (entry.actor, entry.reason) == ("order", "late")


@pytest.mark.parametrize(
    ("status", "amount", "verdict"),
    [
        (OrderStatus.PENDING_PAYMENT, 500, Verdict.ACCEPT),
        (OrderStatus.PENDING_PAYMENT, 499, Verdict.HOLD),
        (OrderStatus.HELD, 500, Verdict.ACCEPT),
        (OrderStatus.EXPIRED, 500, Verdict.LATE),
        (OrderStatus.EXPIRED, 501, Verdict.SEND_BACK),
        (OrderStatus.CANCELLED, 500, Verdict.SEND_BACK),
    ],
)
def test_a_payment_is_judged_by_status_and_amount(
    status: OrderStatus, amount: int, verdict: Verdict
) -> None:
    order = _with_status(new_order(), status)

    assert payment.judge(order, _payment("pay_1", amount)) is verdict


def _with_status(order: Order, status: OrderStatus) -> Order:
    path = {
        OrderStatus.HELD: Action.HOLD,
        OrderStatus.EXPIRED: Action.EXPIRE,
        OrderStatus.CANCELLED: Action.CANCEL,
    }.get(status)
    return advance(order, path, CAUSE) if path else order


def _payment(payment_id: str, amount: int) -> PaymentNote:
    return PaymentNote(
        payment_id=payment_id, status="succeeded", currency="EUR", amount=amount, at=NOW
    )


class OrderLife(RuleBasedStateMachine):
    """Anything that may happen to an order, in any order: the invariants always hold."""

    def __init__(self) -> None:
        super().__init__()
        self.order = new_order()
        self.counter = 0
        self.taken = 0  # units that left the stock, as the handlers would take and restock them
        self.received = 0

    def _id(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}_{self.counter}"

    def _move(self, outcome: refunds.Outcome) -> None:
        self.order = outcome.order
        self.taken -= sum(part.quantity for part in outcome.restock)

    @rule(amount=st.sampled_from([500, 500, 500, 499]), stock_is_there=st.booleans())
    def pay(self, amount: int, stock_is_there: bool) -> None:
        note = _payment(self._id("pay"), amount)
        self.received += amount
        match payment.judge(self.order, note):
            case Verdict.ACCEPT:
                self.order, self.taken = payment.accept(self.order, note, CAUSE), 5
            case Verdict.HOLD:
                self.order = payment.hold(self.order, note, CAUSE)
            case Verdict.LATE if stock_is_there:
                self.order, self.taken = payment.accept(self.order, note, CAUSE), 5
            case _:
                self._move(
                    payment.send_back(self.order, note, refund_id=self._id("ref"), cause=CAUSE)
                )

    @rule()
    def release(self) -> None:
        self._try(lambda: payment.release(self.order, CAUSE))
        if self.order.status is OrderStatus.PAID and self.order.paid_at and not self.taken:
            self.taken = 5

    @rule()
    def expire(self) -> None:
        self._try(lambda: cancelling.expire(self.order, CAUSE))

    @rule()
    def cancel(self) -> None:
        with contextlib.suppress(ConflictError):
            self._move(cancelling.cancel(self.order, refund_id=self._id("ref"), cause=CAUSE))

    @rule(line=st.integers(0, 1), quantity=st.integers(1, 3))
    def pack(self, line: int, quantity: int) -> None:
        wanted = (LineQuantity(f"lin_{line}", quantity),)
        fulfilment_id = self._id("ful")
        self._try(
            lambda: fulfilling.pack(self.order, wanted, fulfilment_id=fulfilment_id, cause=CAUSE)
        )

    @precondition(lambda self: self.order.fulfilments)
    @rule(data=st.data(), step=st.sampled_from(["ship", "ship", "deliver", "unpack"]))
    def move_parcel(self, data: st.DataObject, step: str) -> None:
        parcel = data.draw(st.sampled_from(self.order.fulfilments)).id
        if step == "ship":
            self._try(lambda: fulfilling.ship(self.order, parcel, Tracking(), CAUSE))
        elif step == "deliver":
            self._try(lambda: fulfilling.deliver(self.order, parcel, CAUSE))
        else:
            self._try(lambda: fulfilling.unpack(self.order, parcel, CAUSE))

    @rule(line=st.integers(0, 1), quantity=st.integers(1, 3))
    def ask_return(self, line: int, quantity: int) -> None:
        wanted = (LineQuantity(f"lin_{line}", quantity),)
        return_id = self._id("ret")
        self._try(lambda: returning.ask(self.order, wanted, return_id=return_id, cause=CAUSE))

    @precondition(lambda self: self.order.returns)
    @rule(data=st.data(), restock=st.booleans(), refund=st.booleans())
    def accept_return(self, data: st.DataObject, restock: bool, refund: bool) -> None:
        back = data.draw(st.sampled_from(self.order.returns)).id
        try:
            outcome = returning.accept(
                self.order,
                back,
                restock=restock,
                refund=refund,
                refund_id=self._id("ref"),
                cause=CAUSE,
            )
        except ConflictError:
            return
        self._move(outcome)

    @rule(line=st.integers(0, 1), quantity=st.integers(1, 3), withdraw=st.booleans())
    def refund_units(self, line: int, quantity: int, withdraw: bool) -> None:
        plan = RefundPlan(lines=(LineToRefund(f"lin_{line}", quantity, withdraw),))
        self._refund(plan)

    @rule(amount=st.integers(1, 500))
    def refund_amount(self, amount: int) -> None:
        self._refund(RefundPlan(amount=amount))

    def _refund(self, plan: RefundPlan) -> None:
        if self.order.status is OrderStatus.HELD:
            return
        try:
            outcome = refunds.request(self.order, plan, refund_id=self._id("ref"), cause=CAUSE)
        except ConflictError:
            return
        self._move(outcome)

    @precondition(lambda self: self.order.refunds)
    @rule(data=st.data(), well=st.booleans())
    def settle_refund(self, data: st.DataObject, well: bool) -> None:
        refund_id = data.draw(st.sampled_from(self.order.refunds)).id
        if well:
            self._move(refunds.succeed(self.order, refund_id, cause=CAUSE))
        else:
            self.order = refunds.fail(self.order, refund_id, cause=CAUSE)

    def _try(self, step) -> None:  # type: ignore[no-untyped-def]
        with contextlib.suppress(ConflictError):
            self.order = step()

    @invariant()
    def history_is_gapless_and_follows_the_table(self) -> None:
        entries = self.order.history
        assert [entry.version for entry in entries] == list(range(1, self.order.version + 1))
        assert entries[-1].status is self.order.status
        rows = published_table()
        for before, after in itertools.pairwise(entries):
            assert (
                before.status is after.status
                or (
                    before.status,
                    after.action,
                    after.status,
                )
                in rows
            )

    @invariant()
    def money_adds_up(self) -> None:
        order = self.order
        going = [refund for refund in order.refunds if refund.status != "failed"]
        assert 0 <= order.refunded_total <= order.paid_total
        assert refunds.refundable(order) >= 0
        assert sum(refund.amount for refund in going) <= self.received

    @invariant()
    def no_unit_is_in_two_places(self) -> None:
        for line in self.order.lines:
            done = progress(self.order, line)
            assert min(done.to_ship, done.packing, done.shipped, done.withdrawn) >= 0
            assert done.to_ship + done.packing + done.shipped + done.withdrawn == line.quantity
            assert 0 <= done.returned <= done.shipped
            assert done.refunded <= line.quantity

    @invariant()
    def stock_never_comes_back_twice(self) -> None:
        assert 0 <= self.taken <= sum(QUANTITIES)


OrderLife.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestOrderLife = OrderLife.TestCase
