"""Units sold, of which older ones count less."""

from datetime import UTC, datetime, timedelta

import pytest

from core_services.catalog.popularity import least_sold_lately, sold

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEN_DAYS = timedelta(days=10)


def test_more_units_are_more_popular_and_add_up() -> None:
    one, two = sold(0, 1, NOON), sold(0, 2, NOON)

    assert 0 < one < two
    assert sold(one, 1, NOON) == two
    assert sold(sold(0, 10_000, NOON), 1, NOON) > sold(0, 10_000, NOON)


def test_a_unit_counts_half_after_ten_days() -> None:
    old = sold(0, 4, NOON - TEN_DAYS)

    assert old == sold(0, 2, NOON)
    assert sold(old, 2, NOON) == sold(0, 4, NOON)


@pytest.mark.parametrize("days", [0, 3, 400])
def test_the_order_in_which_sales_are_heard_of_does_not_matter(days: int) -> None:
    earlier = NOON - timedelta(days=days)

    assert sold(sold(0, 3, earlier), 5, NOON) == sold(sold(0, 5, NOON), 3, earlier)


def test_lately_is_a_unit_in_thirty_days() -> None:
    least = least_sold_lately(NOON)

    assert sold(0, 1, NOON - timedelta(days=30)) >= least
    assert sold(0, 1, NOON - timedelta(days=31)) < least
    assert sold(0, 2, NOON - timedelta(days=40)) >= least
