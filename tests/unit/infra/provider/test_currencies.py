import pytest

from infra.local.provider.currencies import check_amount, fee_of, format_amount
from infra.local.provider.errors import InvalidRequestError


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (140195, "eur", "€1,401.95"),
        (-5, "usd", "-$0.05"),
        (1200, "jpy", "¥1,200"),
        (1500, "kwd", "KWD 1.500"),
        (0, "chf", "CHF 0.00"),
    ],
)
def test_amounts_are_shown_with_the_decimals_of_their_currency(
    amount: int, currency: str, shown: str
) -> None:
    assert format_amount(amount, currency) == shown


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "eur", "amount_too_small"),
        (100_000_000, "eur", "amount_too_large"),
        (1005, "kwd", "invalid_charge_amount"),
        (5050, "ugx", "invalid_charge_amount"),
    ],
)
def test_amounts_that_stripe_would_refuse_are_refused(
    amount: int, currency: str, code: str
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        check_amount(amount, currency, param="line_items")
    assert refused.value.code == code


def test_the_fee_is_rounded_half_up_and_never_exceeds_the_amount() -> None:
    assert fee_of(10_000, "eur") == 175
    assert fee_of(1_033, "eur") == 40  # 15.495 → 15
    assert fee_of(1_034, "eur") == 41  # 15.51 → 16
    assert fee_of(10, "eur") == 10
