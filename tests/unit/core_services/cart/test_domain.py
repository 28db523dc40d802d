"""How a cart changes: limits, repeated mutations, merging and settling."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.principals import Principal
from core_services.cart.domain import (
    REMEMBERED_MUTATIONS,
    Cart,
    CouponLimitError,
    Limits,
    LineLimitError,
    QuantityLimitError,
    add_item,
    emptied_by_merge,
    merge,
    new_cart,
    set_coupons,
    set_quantity,
    settle,
)

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LIMITS = Limits(max_quantity_per_line=10, max_lines=5)
SKUS = st.sampled_from(["A", "B", "C", "D"])
QUANTITIES = st.dictionaries(SKUS, st.integers(1, 10))


def cart(owner: str = "customer", /, **quantities: int) -> Cart:
    empty = new_cart(f"crt_{owner}", Principal("customer", owner), "EUR", NOW)
    for sku, quantity in quantities.items():
        empty = set_quantity(empty, sku, quantity, LIMITS)
    return empty


def test_the_same_mutation_adds_once() -> None:
    once = add_item(cart(), "A", 2, "m-1", LIMITS)

    assert add_item(once, "A", 2, "m-1", LIMITS) == once
    assert add_item(once, "A", 2, "m-2", LIMITS).quantities == {"A": 4}


def test_only_the_last_mutations_are_remembered() -> None:
    filled = cart()
    for number in range(REMEMBERED_MUTATIONS + 5):
        filled = set_quantity(add_item(filled, "A", 1, f"m-{number}", LIMITS), "A", 0, LIMITS)

    assert len(filled.mutations) == REMEMBERED_MUTATIONS


@pytest.mark.parametrize("quantity", [11, 1_000_000])
def test_a_line_has_a_limit(quantity: int) -> None:
    with pytest.raises(QuantityLimitError):
        set_quantity(cart(), "A", quantity, LIMITS)


def test_adding_to_a_line_counts_what_is_there() -> None:
    with pytest.raises(QuantityLimitError):
        add_item(cart(A=9), "A", 2, "m", LIMITS)


def test_a_cart_has_a_limit_of_lines_and_a_full_one_can_still_change_its_lines() -> None:
    full = cart(A=1, B=1, C=1, D=1, E=1)

    with pytest.raises(LineLimitError):
        set_quantity(full, "F", 1, LIMITS)
    assert set_quantity(full, "A", 5, LIMITS).quantities["A"] == 5


def test_no_quantity_removes_the_line() -> None:
    assert set_quantity(cart(A=1), "A", 0, LIMITS).quantities == {}


def test_coupons_are_kept_once_each_in_order() -> None:
    assert set_coupons(cart(), (" B ", "A", "B")).coupon_codes == ("B", "A")
    with pytest.raises(CouponLimitError):
        set_coupons(cart(), tuple(map(str, range(11))))


def test_merging_adds_up_and_keeps_the_customers_lines_first() -> None:
    merged = merge(cart(A=1, B=2), cart("guest", C=4, A=3), LIMITS)

    assert list(merged.quantities.items()) == [("A", 4), ("B", 2), ("C", 4)]


@given(QUANTITIES, QUANTITIES)
def test_merging_twice_is_merging_once(own: dict[str, int], guests: dict[str, int]) -> None:
    mine, guest = cart(**own), cart("guest", **guests)
    once = merge(mine, guest, LIMITS)

    assert merge(once, guest, LIMITS).quantities == once.quantities


@given(QUANTITIES, QUANTITIES, SKUS, st.integers(1, 10))
def test_what_the_guest_adds_between_two_merges_is_taken_once(
    own: dict[str, int], guests: dict[str, int], sku: str, more: int
) -> None:
    limits = Limits(max_quantity_per_line=1000, max_lines=100)
    mine, guest = cart(**own), cart("guest", **guests)
    first = merge(mine, guest, limits)
    guest = add_item(guest, sku, more, "m", limits)
    second = merge(merge(first, guest, limits), guest, limits)

    everything = {s: own.get(s, 0) + guest.quantities.get(s, 0) for s in {*own, *guest.quantities}}
    assert second.quantities == everything


def test_a_guest_cart_that_was_emptied_and_filled_again_is_merged_anew() -> None:
    guest = cart("guest", A=2)
    mine = merge(cart(), guest, LIMITS)
    refilled = set_quantity(emptied_by_merge(guest), "A", 1, LIMITS)

    assert merge(mine, refilled, LIMITS).quantities == {"A": 3}


def test_merging_drops_nothing_and_caps_each_line() -> None:
    merged = merge(cart(A=9, B=1, C=1, D=1, E=1), cart("guest", A=9, F=1), LIMITS)

    assert merged.quantities == {"A": 10, "B": 1, "C": 1, "D": 1, "E": 1, "F": 1}


def test_a_paid_order_takes_what_it_bought_once_and_leaves_what_came_later() -> None:
    mine = set_coupons(cart(A=3, B=1), ("X",))
    settled = settle(mine, "ord_1", {"A": 2, "B": 1})

    assert settled.quantities == {"A": 1}
    assert settled.coupon_codes == ()
    assert settle(settled, "ord_1", {"A": 2}) == settled
