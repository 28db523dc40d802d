"""The texts of the shop's languages, and amounts as each language writes them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from contracts.money import exponent

LANGUAGES = ("en", "de")
_DIRECTORY = Path(__file__).parent / "texts"


class Texts:
    """One language. ``section`` is a message, or ``common``."""

    def __init__(self, language: str, tables: dict[str, Any]) -> None:
        self.language = language
        self._tables = tables

    def get(self, section: str, key: str, **values: str) -> str:
        """A text with its ``{names}`` filled in; what is filled in is never read as a text."""
        return str(self._tables[section][key]).format_map(values)

    def find(self, section: str, key: str, **values: str) -> str | None:
        """The text, or None where this message has none of that kind."""
        return self.get(section, key, **values) if key in self._tables[section] else None

    def paragraphs(self, section: str, **values: str) -> tuple[str, ...]:
        return tuple(str(each).format_map(values) for each in self._tables[section]["paragraphs"])

    def reason(self, section: str, reason: str, **values: str) -> str:
        """One of a message's reasons; one that we do not know yet reads as the shop's own."""
        reasons = self._tables[section]["reasons"]
        return str(reasons.get(reason, reasons["staff"])).format_map(values)

    def amount(self, amount: int, currency: str) -> str:
        """Minor units as this language writes them: ``€1,234.56``, ``1.234,56 €``."""
        form = self._tables["format"]
        digits = exponent(currency)
        whole, fraction = divmod(abs(amount), 10**digits)
        number = f"{whole:,}".replace(",", form["group"])
        if digits:
            number += f"{form['decimal']}{fraction:0{digits}}"
        symbol = form["symbols"].get(currency)
        pattern = form["with_symbol"] if symbol else form["with_code"]
        sign = "-" if amount < 0 else ""
        return str(pattern).format(sign=sign, symbol=symbol, code=currency, amount=number)


def texts_for(locale: str) -> Texts:
    """The texts for somebody's locale, such as ``de-AT``; English for one that we do not speak."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return _load(language if language in LANGUAGES else LANGUAGES[0])


@cache
def _load(language: str) -> Texts:
    return Texts(language, tomllib.loads((_DIRECTORY / f"{language}.toml").read_text("utf-8")))
