"""Money adds up, in currencies with no, two and three decimals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import InvalidError
from contracts.money import (
    CurrencyMismatchError,
    Money,
    PrecisionError,
    UnknownCurrencyError,
    allocate,
    exponent,
    format_amount,
    parse_amount,
)

CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD"])
AMOUNTS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4)])
def test_the_exponent_is_that_of_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@pytest.mark.parametrize("code", ["XAU", "EURO", "", "eur"])
def test_a_code_that_prices_cannot_be_in_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrencyError):
        exponent(code)


@given(AMOUNTS, CURRENCIES)
def test_a_formatted_amount_parses_to_itself(amount: int, currency: str) -> None:
    assert parse_amount(format_amount(amount, currency), currency) == amount


@pytest.mark.parametrize(
    ("text", "currency"), [("1.5", "JPY"), ("1.999", "EUR"), ("1.0001", "KWD")]
)
def test_too_many_decimals_are_an_error_and_never_rounded(text: str, currency: str) -> None:
    with pytest.raises(PrecisionError):
        parse_amount(text, currency)


def test_trailing_zeros_beyond_the_currency_are_harmless() -> None:
    assert parse_amount("19.9900", "EUR") == 1999


@pytest.mark.parametrize("text", ["", "abc", "1,99", "NaN", "Infinity", "--1"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_amount(text, "EUR")


def test_different_currencies_do_not_add() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money(1, "EUR") + Money(1, "USD")


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=50))
def test_the_parts_add_up_to_the_whole(amount: int, weights: list[int]) -> None:
    assert sum(allocate(amount, weights)) == amount


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_no_part_is_more_than_a_unit_from_its_exact_share(amount: int, weights: list[int]) -> None:
    total = sum(weights)
    if total:
        for part, weight in zip(allocate(amount, weights), weights, strict=True):
            assert abs(part * total - amount * weight) < total


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_part_without_weight_gets_nothing(amount: int, weights: list[int]) -> None:
    if sum(weights):
        parts = allocate(amount, weights)
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_the_earlier_of_two_equals_gets_the_unit_left_over() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_nonsense_weights_are_a_programming_error(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        allocate(1, weights)
