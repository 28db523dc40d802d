"""The arithmetic of simulated orders is the shop's own, to the last minor unit."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from contracts.events import Event
from contracts.money import divide_half_up
from infra.ops.simulation.shop import Shop

STEPS = {
    "order.placed.v1": 0,
    "order.paid.v1": 1,
    "order.shipped.v1": 2,
    "order.delivered.v1": 3,
    "order.return_requested.v1": 4,
    "order.return_accepted.v1": 5,
}


@pytest.fixture(scope="module")
def of_order(events: Sequence[Event[Any]]) -> dict[str, list[Event[Any]]]:
    """Orders' own events, by order, as they happened."""
    found: dict[str, list[Event[Any]]] = defaultdict(list)
    for event in events:
        if event.source == "order" and event.type != "order.stock_changed.v1":
            found[event.subject].append(event)
    return found


def placed(events: Sequence[Event[Any]]) -> list[Any]:
    return [event.data for event in events if event.type == "order.placed.v1"]


def test_lines_and_shipping_are_the_total_and_contain_the_tax(
    events: Sequence[Event[Any]], shop: Shop
) -> None:
    orders = placed(events)
    assert len(orders) > 250
    for order in orders:
        added = 0 if order.currency in shop.tables.inclusive_currencies else 1
        for line in order.lines:
            goods = line.unit_price * line.quantity - line.discount
            assert line.total == goods + added * line.tax
            assert 0 <= line.tax <= line.total
        assert order.total == sum(line.total for line in order.lines) + order.shipping_total
        assert order.subtotal == sum(line.unit_price * line.quantity for line in order.lines)
        assert order.discount_total == sum(line.discount for line in order.lines)
        assert sum(line.tax for line in order.lines) <= order.tax_total <= order.total


def test_unit_prices_are_the_catalogues(events: Sequence[Event[Any]], shop: Shop) -> None:
    for order in placed(events):
        for line in order.lines:
            assert line.unit_price == shop.skus[order.currency][line.sku].unit_price


def test_german_tax_is_contained_at_its_rate(events: Sequence[Event[Any]], shop: Shop) -> None:
    taxed = [
        line
        for order in placed(events)
        if order.country == "DE"
        for line in order.lines
        if shop.skus["EUR"][line.sku].tax_class == "standard"
    ]
    assert len(taxed) > 100
    assert all(line.tax == divide_half_up(line.total * 19, 119) for line in taxed)


def test_discounts_name_the_promotions_that_made_them(events: Sequence[Event[Any]]) -> None:
    reduced = [order for order in placed(events) if order.discounts]
    assert {"WELCOME10"} < {code for order in reduced for code in order.coupon_codes}
    for order in reduced:
        assert sum(each.amount for each in order.discounts) >= order.discount_total
        assert set(order.coupon_codes) <= {each.code for each in order.discounts}


def test_several_currencies_and_countries_take_part(events: Sequence[Event[Any]]) -> None:
    orders = placed(events)
    assert {order.currency for order in orders} == {"EUR", "GBP", "USD", "JPY"}
    german = sum(1 for order in orders if order.country == "DE") / len(orders)
    assert 0.35 < german < 0.65


def test_an_orders_events_come_in_the_order_of_its_life(
    of_order: dict[str, list[Event[Any]]],
) -> None:
    for story in of_order.values():
        assert story[0].type == "order.placed.v1"
        assert [event.version for event in story] == sorted(event.version for event in story)
        steps = [STEPS[event.type] for event in story if event.type in STEPS]
        assert steps[:2] in ([0], [0, 1])
        first = {step: steps.index(step) for step in set(steps)}
        assert sorted(first, key=first.__getitem__) == sorted(first)
        types = {event.type for event in story}
        assert not {"order.cancelled.v1", "order.shipped.v1"} <= types


def test_versions_of_every_aggregate_grow(events: Sequence[Event[Any]]) -> None:
    latest: dict[tuple[str, str], int] = defaultdict(int)
    for event in events:
        if event.type.startswith("payment."):
            assert event.version > latest[event.source, event.subject]
            latest[event.source, event.subject] = event.version


def test_no_more_is_shipped_or_returned_than_was_bought(
    of_order: dict[str, list[Event[Any]]],
) -> None:
    for story in of_order.values():
        bought = {line.line_id: line.quantity for line in story[0].data.lines}
        shipped: dict[str, int] = defaultdict(int)
        returned: dict[str, int] = defaultdict(int)
        for event in story:
            if event.type == "order.shipped.v1":
                for line in event.data.lines:
                    shipped[line.line_id] += line.quantity
            if event.type == "order.return_requested.v1":
                for line in event.data.lines:
                    returned[line.line_id] += line.quantity
        assert all(shipped[line_id] <= quantity for line_id, quantity in bought.items())
        assert all(returned[line_id] <= shipped[line_id] for line_id in bought)


def test_no_more_goes_back_than_was_paid(events: Sequence[Event[Any]]) -> None:
    paid: dict[str, int] = {}
    repaid: dict[str, int] = defaultdict(int)
    told: dict[str, int] = {}
    for event in events:
        if event.type == "payment.succeeded.v1":
            assert event.data.order_id not in paid
            paid[event.data.order_id] = event.data.amount
        elif event.type == "payment.refunded.v1":
            repaid[event.data.order_id] += event.data.amount
            assert event.data.refunded_total == repaid[event.data.order_id]
        elif event.type == "order.refunded.v1":
            told[event.subject] = event.data.refunded_total
    assert len(repaid) > 10
    assert all(0 < amount <= paid[order_id] for order_id, amount in repaid.items())
    assert {order: told[order] for order in told} == {order: repaid[order] for order in told}
    assert any(amount < paid[order_id] for order_id, amount in repaid.items())
    assert any(amount == paid[order_id] for order_id, amount in repaid.items())


def test_what_is_paid_is_what_the_order_came_to(events: Sequence[Event[Any]]) -> None:
    totals = {order.order_id: (order.currency, order.total) for order in placed(events)}
    for event in events:
        if event.type in ("payment.succeeded.v1", "payment.failed.v1"):
            assert (event.data.currency, event.data.amount) == totals[event.data.order_id]


def test_stock_is_never_below_nothing_and_its_versions_have_no_gap(
    events: Sequence[Event[Any]], shop: Shop
) -> None:
    versions: dict[str, int] = {}
    ran_out = set()
    for event in events:
        if event.type == "order.stock_changed.v1":
            for level in event.data.levels:
                assert level.available >= 0
                assert level.version == versions.get(level.sku, 0) + 1
                versions[level.sku] = level.version
                if level.available == 0:
                    ran_out.add(level.sku)
    assert set(versions) == {sku for product in shop.products for sku in product.skus}
    assert ran_out


def test_every_order_takes_its_goods_from_the_shelf(events: Sequence[Event[Any]]) -> None:
    left: dict[str, int] = {}
    taken: dict[tuple[Any, str], int] = {}
    for event in events:
        if event.type == "order.stock_changed.v1":
            for level in event.data.levels:
                taken[event.time, level.sku] = left.get(level.sku, 0) - level.available
                left[level.sku] = level.available
    for event in events:
        if event.type == "order.placed.v1":
            for line in event.data.lines:
                assert taken[event.time, line.sku] == line.quantity


def test_some_methods_of_payment_fail_more_often_than_others(
    events: Sequence[Event[Any]],
) -> None:
    failed = [event.data for event in events if event.type == "payment.failed.v1"]
    assert len({each.method for each in failed}) > 2
    assert all(each.reason for each in failed)
    reasons = {e.data.reason_code for e in events if e.type == "order.return_requested.v1"}
    assert len(reasons) > 3


def test_an_order_that_is_not_paid_expires_and_gives_its_goods_back(
    of_order: dict[str, list[Event[Any]]],
) -> None:
    expired = [
        story
        for story in of_order.values()
        if any(e.type == "order.cancelled.v1" and e.data.reason == "expired" for e in story)
    ]
    assert expired
    assert all(not any(e.type == "order.paid.v1" for e in story) for story in expired)
