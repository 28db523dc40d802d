"""Which tax rates apply, and how much tax an amount holds or gains."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from contracts.money import allocate, divide_half_up
from core_services.catalog.pricing.model import MILLION, ShipTo, TaxRate

FALLBACK_CLASS = "standard"


class TaxLine(msgspec.Struct, frozen=True, kw_only=True):
    """``rate`` is a decimal string: ``0.19`` is 19 percent."""

    name: str
    rate: str
    amount: int


def by_country(rates: Iterable[TaxRate]) -> dict[str, tuple[TaxRate, ...]]:
    grouped: dict[str, list[TaxRate]] = {}
    for rate in rates:
        grouped.setdefault(rate.country, []).append(rate)
    return {country: tuple(rows) for country, rows in grouped.items()}


def effective_rates(
    rates: Mapping[str, tuple[TaxRate, ...]],
    ship_to: ShipTo | None,
    tax_class: str,
    moment: datetime,
) -> tuple[TaxRate, ...]:
    """The rates that apply together; none without an address, or where none was loaded.

    A class for which the address has no row is taxed as ``standard``: what is zero-rated says so
    with a row of rate 0, and nothing goes untaxed by a forgotten row.
    """
    if ship_to is None:
        return ()
    here = [
        rate
        for rate in rates.get(ship_to.country, ())
        if rate.region in (None, ship_to.region_code) and rate.window.holds(moment)
    ]
    of_class = [rate for rate in here if rate.tax_class == tax_class]
    chosen = of_class or [rate for rate in here if rate.tax_class == FALLBACK_CLASS]
    replacing = [rate for rate in chosen if rate.replaces_country]
    applied = [rate for rate in chosen if rate.region is not None] if replacing else chosen
    return tuple(sorted(applied, key=lambda rate: (rate.region or "", rate.name)))


def tax_on(amount: int, rates: tuple[TaxRate, ...], *, inclusive: bool) -> tuple[TaxLine, ...]:
    """The tax in (inclusive) or on (exclusive) an amount, rounded once and split by rate."""
    weights = [rate.millionths for rate in rates]
    share = sum(weights)
    if not rates:
        return ()
    tax = divide_half_up(amount * share, MILLION + share if inclusive else MILLION)
    parts = allocate(tax, weights)
    return tuple(
        TaxLine(name=rate.name, rate=rate.rate, amount=part)
        for rate, part in zip(rates, parts, strict=True)
    )


def sum_by_rate(lines: Iterable[TaxLine]) -> tuple[TaxLine, ...]:
    """One line for each rate, in order of first appearance."""
    totals: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (line.name, line.rate)
        totals[key] = totals.get(key, 0) + line.amount
    return tuple(
        TaxLine(name=name, rate=rate, amount=amount) for (name, rate), amount in totals.items()
    )
