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

    Null for a code that is no currency of ISO 4217. SQL, because Spark parses one expression in a
    fraction of the time that it takes to build it of a column per currency.
    """
    return F.expr(f"CAST({minor} AS decimal(19,0)) * {_unit(currency)}").cast(AMOUNT)


@cache
def _unit(currency: str) -> str:
    cases = (
        f"WHEN {currency} IN ({_quoted(codes)}) THEN {Decimal(1).scaleb(-digits):f}BD"
        for digits, codes in _currencies_by_exponent().items()
    )
    return f"CAST(CASE {' '.join(cases)} END AS decimal(5,4))"


def _quoted(codes: list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


@cache
def _currencies_by_exponent() -> dict[int, list[str]]:
    by_exponent: dict[int, list[str]] = defaultdict(list)
    for code in sorted(currency.code for currency in Currency):
        try:
            by_exponent[exponent(code)].append(code)
        except UnknownCurrencyError:
            continue  # gold and the like: no minor unit
    return dict(by_exponent)
