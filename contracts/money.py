"""Money is a whole number of minor units and an ISO 4217 currency; never a float.

Documents in one currency (a quote, an order) carry the currency once and plain integers of minor
units; ``Money`` is for values that travel alone, such as a price.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import msgspec
from iso4217 import Currency

from contracts.errors import InvalidError


class UnknownCurrencyError(InvalidError):
    code = "unknown-currency"
    title = "This is not an ISO 4217 currency code"


class PrecisionError(InvalidError):
    code = "amount-precision"
    title = "The amount has more decimals than its currency"


class CurrencyMismatchError(InvalidError):
    code = "currency-mismatch"
    title = "The amounts are in different currencies"


@cache
def exponent(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD.

    Raises:
        UnknownCurrencyError: for a code outside ISO 4217, or one without a minor unit (XAU).
    """
    try:
        digits = Currency(currency).exponent
    except ValueError:
        digits = None
    if digits is None:
        raise UnknownCurrencyError(f"{currency!r} is not a currency that prices can be in.")
    return int(digits)


class Money(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """``amount`` minor units of ``currency``: ``Money(1999, "EUR")`` is 19.99 euros."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} do not add up.")


def parse_amount(text: str, currency: str) -> int:
    """Minor units from a decimal string with a point, such as ``"19.99"``.

    Raises:
        InvalidError: when the text is not a plain decimal number.
        PrecisionError: when it has more decimals than the currency; nothing is rounded away.
    """
    try:
        value = Decimal(text.strip())
    except ArithmeticError as error:
        raise InvalidError(f"{text!r} is not an amount; write it like 19.99.") from error
    if not value.is_finite():
        raise InvalidError(f"{text!r} is not an amount; write it like 19.99.")
    scaled = value.scaleb(exponent(currency))
    if scaled != scaled.to_integral_value():
        raise PrecisionError(f"{text} has more than {exponent(currency)} decimals of {currency}.")
    return int(scaled)


def format_amount(amount: int, currency: str) -> str:
    """Minor units as a decimal string for machines and logs: ``1999, "EUR"`` is ``"19.99"``."""
    return str(Decimal(amount).scaleb(-exponent(currency)))


def divide_half_up(numerator: int, denominator: int) -> int:
    """The one rounding rule of the shop: a fraction to the nearest minor unit, halves upwards.

    In integers, so that no digit is ever lost. ``denominator`` is above zero.
    """
    return (2 * numerator + denominator) // (2 * denominator)


def allocate(amount: int, weights: Sequence[int]) -> list[int]:
    """Split ``amount`` in proportion to ``weights`` so that the parts add up to it exactly.

    Largest remainders get the units that rounding leaves over; the earlier of two equals first, so
    the same input always gives the same split. With no weight at all the first part takes all.

    Raises:
        ValueError: for a negative weight, or nothing to split among.
    """
    if not weights or any(weight < 0 for weight in weights):
        raise ValueError("allocate needs at least one weight and none below zero")
    total = sum(weights)
    if total == 0:
        return [amount, *([0] * (len(weights) - 1))]
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    shares = [divmod(size * weight, total) for weight in weights]
    parts = [whole for whole, _ in shares]
    left_over = size - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[:left_over]:
        parts[index] += 1
    return [sign * part for part in parts]
