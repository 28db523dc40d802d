"""From minor units to the curated zone's ``decimal(19,4)`` in major units; exact, never a float."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache

from iso4217 import Currency
from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812 (its name everywhere)

from contracts.money import UnknownCurrencyError, exponent

AMOUNT = "decimal(19,4)"


def major_units(minor: str, currency: str) -> Column:
    """The amount in the column ``minor`` in major units of the currency in the other column.

    Null for a code that is no currency of ISO 4217.
    """
    return F.expr(f"CAST({minor} AS decimal(19,0)) * {_unit(currency)}").cast(AMOUNT)


@cache
def _unit(currency: str) -> str:
    """What a minor unit is worth. A list in one literal is planned much faster than 160 of them."""
    cases = (
        f"WHEN find_in_set({currency}, '{','.join(codes)}') > 0 THEN {Decimal(1).scaleb(-digits):f}"
        for digits, codes in _currencies_by_exponent().items()
    )
    return f"CAST(CASE {' '.join(cases)} END AS decimal(5,4))"


@cache
def _currencies_by_exponent() -> dict[int, list[str]]:
    by_exponent: dict[int, list[str]] = defaultdict(list)
    for code in sorted(currency.code for currency in Currency):
        try:
            by_exponent[exponent(code)].append(code)
        except UnknownCurrencyError:
            continue  # gold and the like: no minor unit
    return dict(by_exponent)
