"""Amounts as each language writes them: as CLDR has it, without carrying CLDR into the Lambda."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency

from contracts.money import format_amount
from edge_api.notifications.chalicelib.catalogue import texts_for

AMOUNTS = (0, 1, 99, 100, 123_456, 100_000_000, -2_990)
CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF", "KWD", "PLN")


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_an_amount_is_written_as_cldr_writes_it(currency: str, language: str) -> None:
    for amount in AMOUNTS:
        expected = format_currency(
            Decimal(format_amount(amount, currency)), currency, locale=language
        )
        if language == "en":  # CLDR's alphaNextToNumber, which babel does not read
            expected = expected.replace(currency, f"{currency}\u00a0")
        assert texts_for(language).amount(amount, currency) == expected


def test_the_minor_units_are_the_currencys() -> None:
    assert texts_for("en").amount(1_234, "EUR") == "€12.34"
    assert texts_for("en").amount(1_234, "JPY") == "¥1,234"
    assert texts_for("de").amount(1_234, "KWD") == "1,234\u00a0KWD"
