"""Amounts as Stripe counts them, which for a few currencies is not as ISO 4217 does.

Stripe's list of currencies without decimals is its own; two that lost their decimals are still
counted in hundredths; three-decimal amounts must end in 0. We refuse what cannot be charged
exactly: rounding here would make the charge differ from the order.
"""

from contracts.money import exponent

_WITHOUT_DECIMALS = frozenset(
    {
        *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
        *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
    }
)
_STILL_IN_HUNDREDTHS = frozenset({"ISK", "UGX"})


class NotChargeableError(ValueError):
    """The provider has no way to write this amount."""


def to_provider(amount: int, currency: str) -> int:
    """Our minor units as the provider counts them.

    Raises:
        NotChargeableError: when the amount is finer than what the provider can take.
    """
    scaled, rest = _shifted(amount, _decimals(currency) - exponent(currency))
    if rest:
        raise NotChargeableError(f"{currency} is charged in larger units than this.")
    if _decimals(currency) == 3 and scaled % 10:
        raise NotChargeableError(f"{currency} is charged in steps of ten minor units.")
    return scaled


def from_provider(amount: int, currency: str) -> int:
    """The provider's number as our minor units.

    Raises:
        NotChargeableError: for a fraction of our minor unit.
    """
    scaled, rest = _shifted(amount, exponent(currency) - _decimals(currency))
    if rest:
        raise NotChargeableError(f"{amount} is not a whole number of minor units of {currency}.")
    return scaled


def _shifted(amount: int, places: int) -> tuple[int, int]:
    """``amount`` times ten to the ``places``, and what is left over."""
    factor: int = 10 ** abs(places)
    return (amount * factor, 0) if places >= 0 else divmod(amount, factor)


def _decimals(currency: str) -> int:
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 2 if currency in _STILL_IN_HUNDREDTHS else exponent(currency)
