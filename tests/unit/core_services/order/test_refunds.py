"""Refund arithmetic on frozen amounts: whatever is refunded in which order, the sum is exact."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.order.domain import refunds
from core_services.order.domain.errors import (
    InvalidTransitionError,
    NothingToRefundError,
    QuantityError,
    RefundExceedsError,
)
from core_services.order.domain.order import Address, Cause, Order, OrderLine, ShippingCharge
from core_services.order.domain.refunds import LineToRefund, RefundPlan
from core_services.order.domain.status import OrderStatus

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CAUSE = Cause("staff:stf_1", NOW, "sorry")
ADDRESS = Address(name="Ada", line1="1 Main Street", city="Dublin", postal_code="D01", country="IE")


def order_of(*lines: tuple[int, int], shipping: int = 0) -> Order:
    """A paid order of lines of (quantity, total)."""
    total = sum(amount for _, amount in lines) + shipping
    return Order(
        id="ord_1",
        number="KX4M-7QPD",
        customer_id="gst_1",
        customer_kind="guest",
        email="ada@example.com",
        cart_id="crt_1",
        cart_version=1,
        status=OrderStatus.PAID,
        currency="EUR",
        subtotal=total - shipping,
        discount_total=0,
        shipping_total=shipping,
        tax_total=0,
        total=total,
        paid_total=total,
        prices_include_tax=True,
        shipping=ShippingCharge(
            code="s", name="S", amount=shipping, discount=0, tax=0, total=shipping
        ),
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        payment_id="pay_1",
        placed_at=NOW,
        expires_at=NOW,
        paid_at=NOW,
        version=2,
        lines=tuple(_line(index, *line) for index, line in enumerate(lines)),
    )


def _line(index: int, quantity: int, total: int) -> OrderLine:
    return OrderLine(
        id=f"lin_{index}",
        sku=f"sku-{index}",
        product_id="prd_1",
        variant_id="var_1",
        title="A thing",
        quantity=quantity,
        unit_price=0,
        subtotal=0,
        discount=0,
        tax=0,
        total=total,
    )


def refund_units(order: Order, line: int, quantity: int, number: int) -> refunds.Outcome:
    plan = RefundPlan(lines=(LineToRefund(f"lin_{line}", quantity),))
    return refunds.request(order, plan, refund_id=f"ref_{number}", cause=CAUSE)


lines_strategy = st.lists(
    st.tuples(st.integers(1, 50), st.integers(0, 10**9)), min_size=1, max_size=5
)


@given(lines=lines_strategy, shipping=st.integers(0, 10**6), data=st.data())
def test_refunds_of_all_units_in_any_parts_are_the_total(
    lines: list[tuple[int, int]], shipping: int, data: st.DataObject
) -> None:
    order = order_of(*lines, shipping=shipping)
    left = {index: quantity for index, (quantity, _) in enumerate(lines)}
    number, paid_back = 0, 0
    while left:
        index = data.draw(st.sampled_from(sorted(left)))
        quantity = data.draw(st.integers(1, left[index]))
        left[index] -= quantity
        if not left[index]:
            del left[index]
        number += 1
        try:
            outcome = refund_units(order, index, quantity, number)
        except NothingToRefundError:
            # So little money that these units are worth none of it: they are refunded with others.
            return
        assert outcome.refund is not None
        order, paid_back = outcome.order, paid_back + outcome.refund.amount

    assert paid_back == order.total - shipping
    assert refunds.refundable(order) == shipping
    for line in order.lines:
        parts = [p for r in order.refunds for p in r.lines if p.line_id == line.id]
        assert sum(part.amount for part in parts) == line.total


@given(lines=lines_strategy, shipping=st.integers(0, 10**4), data=st.data())
def test_no_walk_of_refunds_and_failures_ever_gives_back_more_than_was_paid(
    lines: list[tuple[int, int]], shipping: int, data: st.DataObject
) -> None:
    order = order_of(*lines, shipping=shipping)
    for number in range(data.draw(st.integers(1, 12))):
        order = _random_step(order, number, data)

        pending = sum(r.amount for r in order.refunds if r.status == "requested")
        done = sum(r.amount for r in order.refunds if r.status == "succeeded")
        assert order.refunded_total == done
        assert 0 <= done + pending <= order.paid_total
        assert refunds.refundable(order) == order.paid_total - done - pending
        assert all(r.amount > 0 and all(p.amount >= 0 for p in r.lines) for r in order.refunds)


def _random_step(order: Order, number: int, data: st.DataObject) -> Order:
    open_refunds = [r.id for r in order.refunds if r.status == "requested"]
    step = data.draw(st.sampled_from(["units", "amount", "shipping", "succeed", "fail"]))
    if step in ("succeed", "fail") and open_refunds:
        refund_id = data.draw(st.sampled_from(open_refunds))
        if step == "fail":
            return refunds.fail(order, refund_id, cause=CAUSE)
        return refunds.succeed(order, refund_id, cause=CAUSE).order
    line = data.draw(st.sampled_from(order.lines))
    quantity = data.draw(st.integers(1, line.quantity))
    amount = data.draw(st.integers(0, order.total + 1))
    plan = {
        "units": RefundPlan(lines=(LineToRefund(line.id, quantity),)),
        "shipping": RefundPlan(shipping=amount),
    }.get(step, RefundPlan(amount=amount))
    try:
        return refunds.request(order, plan, refund_id=f"ref_{number}", cause=CAUSE).order
    except (NothingToRefundError, QuantityError, RefundExceedsError):
        return order


def test_thirds_of_a_euro_are_refunded_as_33_33_34() -> None:
    order = order_of((3, 100))
    amounts = []
    for number in range(3):
        outcome = refund_units(order, 0, 1, number)
        assert outcome.refund is not None
        amounts.append(outcome.refund.amount)
        order = outcome.order

    assert amounts == [33, 33, 34]


def test_a_refund_never_changes_what_the_other_lines_are_worth() -> None:
    before = order_of((1, 1_000), (2, 333))
    after = refund_units(before, 0, 1, 1).order

    assert after.lines == before.lines


def test_a_line_may_be_named_once_per_refund_and_only_in_units_that_exist() -> None:
    order = order_of((2, 100))

    with pytest.raises(QuantityError):
        refund_units(order, 0, 3, 1)


def test_money_that_went_back_whole_refunds_the_order_and_frees_unshipped_goods() -> None:
    order = order_of((2, 100), shipping=10)
    asked = refunds.request(order, RefundPlan(amount=110), refund_id="ref_1", cause=CAUSE)

    done = refunds.succeed(asked.order, "ref_1", cause=CAUSE)
    repeated = refunds.succeed(done.order, "ref_1", cause=CAUSE)

    assert done.order.status is OrderStatus.REFUNDED
    assert [part.quantity for part in done.restock] == [2]
    assert repeated.order is done.order
    assert repeated.restock == ()


def test_a_refund_that_a_bank_sends_back_later_is_refundable_again() -> None:
    order = order_of((1, 100))
    asked = refunds.request(order, RefundPlan(amount=100), refund_id="ref_1", cause=CAUSE)
    done = refunds.succeed(asked.order, "ref_1", cause=CAUSE).order

    failed = refunds.fail(done, "ref_1", cause=CAUSE)

    assert (failed.status, failed.refunded_total) == (OrderStatus.REFUNDED, 0)
    assert refunds.refundable(failed) == 100


def test_a_success_that_is_reported_after_the_failure_is_older_news() -> None:
    order = order_of((1, 100))
    asked = refunds.request(order, RefundPlan(amount=100), refund_id="ref_1", cause=CAUSE)
    failed = refunds.fail(asked.order, "ref_1", cause=CAUSE)

    assert refunds.succeed(failed, "ref_1", cause=CAUSE).order is failed


def test_goods_that_are_not_to_be_shipped_cannot_be_withdrawn() -> None:
    order = msgspec.structs.replace(order_of((1, 100)), status=OrderStatus.CANCELLED)
    plan = RefundPlan(lines=(LineToRefund("lin_0", 1, withdraw=True),))

    with pytest.raises(InvalidTransitionError):
        refunds.request(order, plan, refund_id="ref_1", cause=CAUSE)


def test_a_withdrawn_unit_that_was_retried_is_withdrawn_once() -> None:
    order = order_of((2, 100))
    plan = RefundPlan(lines=(LineToRefund("lin_0", 1, withdraw=True),))
    asked = refunds.request(order, plan, refund_id="ref_1", cause=CAUSE)
    failed = refunds.fail(asked.order, "ref_1", cause=CAUSE)

    again = refunds.retry(failed, "ref_1", refund_id="ref_2", cause=CAUSE)

    assert asked.restock == (
        msgspec.convert({"line_id": "lin_0", "quantity": 1}, type(asked.restock[0])),
    )
    assert again.restock == ()
