"""The page's two languages: sentences from ``words/*.yaml``, numbers and dates from Babel."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

LocaleName = Literal["en", "de"]
_DIRECTORY: Final = Path(__file__).parent / "words"
_MINUS, _NARROW = "−", "\u202f"


class Language:
    """How one language says a thing."""

    def __init__(self, name: LocaleName) -> None:
        self.name: LocaleName = name
        self._words: dict[str, Any] = _read(name)
        self._locale = "en_GB" if name == "en" else "de_DE"

    def say(self, key: str, **facts: Any) -> str:
        """The sentence with this dotted key.

        Raises:
            KeyError: for a sentence that the language does not have.
        """
        found: Any = self._words
        for part in key.split("."):
            found = found[part]
        return str(found).format(**facts)

    def term(self, group: str, name: str) -> str:
        """A word for a name from the data; the name itself where there is none."""
        return str(self._words[group].get(name, name.replace("_", " ").replace("-", " ")))

    def money(self, amount: Decimal | None, currency: str) -> str:
        if amount is None:
            return "–"
        return format_currency(amount, currency, locale=self._locale).replace("-", _MINUS)

    def round_money(self, amount: Decimal, currency: str) -> str:
        """Without cents: for axes and bars."""
        return format_currency(
            amount, currency, format="¤#,##0" if self.name == "en" else "#,##0 ¤",
            locale=self._locale, currency_digits=False,
        ).replace("-", _MINUS)  # fmt: skip

    def count(self, number: Decimal | int | None) -> str:
        if number is None:
            return "–"
        return format_decimal(number, format="#,##0", locale=self._locale).replace("-", _MINUS)

    def decimal(self, number: Decimal | int | None, digits: int = 1) -> str:
        if number is None:
            return "–"
        pattern = "#,##0." + "0" * digits
        return format_decimal(number, format=pattern, locale=self._locale)

    def percent(self, share: Decimal | None, digits: int = 1) -> str:
        if share is None:
            return "–"
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + self._percent_sign
        return format_percent(share, format=pattern, locale=self._locale).replace("-", _MINUS)

    def change(self, share: Decimal | None) -> str:
        """With its sign: a share that rose or fell."""
        if share is None:
            return "–"
        digits = 0 if abs(share) >= Decimal("0.1") else 1
        return ("+" if share > 0 else "") + self.percent(share, digits)

    def points(self, difference: Decimal) -> str:
        """The difference of two shares, in percentage points."""
        sign = "+" if difference > 0 else ""
        number = format_decimal(difference * 100, format="0.0", locale=self._locale)
        return f"{sign}{number.replace('-', _MINUS)}{_NARROW}{self.say('points')}"

    def day(self, day: date) -> str:
        return format_date(day, format="long", locale=self._locale)

    def short_day(self, day: date) -> str:
        pattern = "d MMM" if self.name == "en" else "d. MMM"
        return format_date(day, format=pattern, locale=self._locale)

    def weekday(self, day: date) -> str:
        return format_date(day, format="EEE", locale=self._locale).rstrip(".")

    def month(self, day: date) -> str:
        return format_date(day, format="MMM yyyy", locale=self._locale)

    def moment(self, moment: datetime) -> str:
        return format_datetime(moment, format="d MMMM yyyy, HH:mm", locale=self._locale) + " UTC"

    def country(self, code: str) -> str:
        return str(Locale.parse(self._locale).territories.get(code, code))

    @property
    def _percent_sign(self) -> str:
        return "%" if self.name == "en" else "\u00a0%"


@cache
def _read(name: str) -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((_DIRECTORY / f"{name}.yaml").read_text())
    return words
