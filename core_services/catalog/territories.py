"""Names of countries and currencies in a reader's language, from the Unicode CLDR."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from babel import Locale, UnknownLocaleError

from core_services.catalog.schemas import Country

_TWO_LETTERS = re.compile(r"^[A-Z]{2}$")
_NOT_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_OTHERWISE = "en"


def known_language(tag: str) -> str:
    """The language of a tag such as ``de-AT`` if names are known in it, else English."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if _has_names(language) else _OTHERWISE


@cache
def every_country() -> frozenset[str]:
    """The codes of all countries."""
    territories = map(str, Locale(_OTHERWISE).territories)
    return frozenset(
        code for code in territories if _TWO_LETTERS.match(code) and code not in _NOT_COUNTRIES
    )


def countries_named(codes: Iterable[str], language: str) -> tuple[Country, ...]:
    """The countries in alphabetical order of their names in a known language."""
    names, english = Locale(language).territories, Locale(_OTHERWISE).territories
    countries = (
        Country(code=code, name=names.get(code) or english.get(code, code)) for code in codes
    )
    return tuple(sorted(countries, key=lambda country: _alphabetical(country.name)))


def currency_name(code: str, language: str) -> str:
    """A currency's name in a known language; its code where it has none."""
    return str(Locale(language).currencies.get(code, code))


@cache
def _has_names(language: str) -> bool:
    try:
        return bool(Locale(language).territories)
    except (UnknownLocaleError, ValueError):
        return False


def _alphabetical(name: str) -> str:
    """Accents do not send a name to the end of the list: ``Österreich`` is between N and P."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold() or name
