"""Stripe counts a few currencies otherwise than ISO 4217; nothing is ever rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.payment.stripe_adapter.amounts import (
    NotChargeableError,
    from_provider,
    to_provider,
)


@pytest.mark.parametrize(
    ("amount", "currency", "provider"),
    [
        (1999, "EUR", 1999),
        (1999, "JPY", 1999),
        (5, "ISK", 500),
        (5, "UGX", 500),
        (500, "MGA", 5),
        (1230, "KWD", 1230),
    ],
)
def test_amounts_are_written_as_the_provider_counts_them(
    amount: int, currency: str, provider: int
) -> None:
    assert to_provider(amount, currency) == provider
    assert from_provider(provider, currency) == amount


@pytest.mark.parametrize(("amount", "currency"), [(1234, "KWD"), (1, "BHD"), (501, "MGA")])
def test_what_cannot_be_charged_exactly_is_refused(amount: int, currency: str) -> None:
    with pytest.raises(NotChargeableError):
        to_provider(amount, currency)


def test_a_fraction_of_our_unit_cannot_be_read() -> None:
    with pytest.raises(NotChargeableError):
        from_provider(450, "ISK")


@given(st.integers(0, 10**10), st.sampled_from(["EUR", "JPY", "ISK", "USD", "KRW", "HUF"]))
def test_there_and_back_is_the_same(amount: int, currency: str) -> None:
    assert from_provider(to_provider(amount, currency), currency) == amount
