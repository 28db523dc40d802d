"""The countries of the world by their English names, from the Unicode CLDR."""

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale

from core_services.catalog.schemas import Country

_TWO_LETTERS = re.compile(r"^[A-Z]{2}$")
_NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


@cache
def every_country() -> tuple[Country, ...]:
    territories = map(str, Locale("en").territories)
    return countries_named(
        code for code in territories if _TWO_LETTERS.match(code) and code not in _NOT_COUNTRIES
    )


def countries_named(codes: Iterable[str]) -> tuple[Country, ...]:
    """The countries in alphabetical order of their names."""
    names = Locale("en").territories
    countries = (Country(code=code, name=names.get(code, code)) for code in codes)
    return tuple(sorted(countries, key=lambda country: country.name))
