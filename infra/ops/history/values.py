"""From the text of a cell to a value. What is not plainly one is refused: nothing is guessed."""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final, Literal

from contracts.money import UnknownCurrencyError, exponent
from infra.ops.history.findings import BadValueError

PLACES: Final = 4
UNIT: Final = Decimal(1).scaleb(-PLACES)
_WHOLE_DIGITS: Final = 15
_LONGEST: Final = 500
_MOST_UNITS: Final = 2**31 - 1
_OLDEST: Final = 1990
_AMOUNT = {
    "point": re.compile(r"-?\d+(\.\d+)?"),
    "comma": re.compile(r"-?\d+(,\d+)?"),
}
_QUANTITY = re.compile(r"\d+([.,]0+)?")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_COUNTRY = re.compile(r"[A-Z]{2}")
_SPACE_BEFORE_OFFSET = re.compile(r" (?=[+-]\d\d:?\d\d$)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

DecimalMark = Literal["point", "comma"]
Parse = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Certain:
    """A moment, and whether the clocks showed its local time twice."""

    moment: datetime
    is_twice: bool = False


def text(cell: str) -> str:
    """One line of text."""
    cell = cell.strip()
    if len(cell) > _LONGEST:
        raise BadValueError(
            "text-too-long", f"This has {len(cell)} characters.", f"Cut it to {_LONGEST}."
        )
    return printable(cell)


def printable(cell: str) -> str:
    """The text without control characters, which could forge a line of a log or a report."""
    return _UNPRINTABLE.sub(" ", cell)


def required(cell: str) -> str:
    """A text that is not blank."""
    found = text(cell)
    if not found:
        raise BadValueError("value-missing", "This is empty.", "Fill it in, or leave the line out.")
    return found


def customer(cell: str) -> str:
    """Who bought, as a number or code: who that is must not be known in the lake."""
    found = text(cell)
    if _EMAIL.fullmatch(found):
        raise BadValueError(
            "personal-data",
            "This is an e-mail address, and no such thing may enter the lake.",
            "Use the customer's number, or a mapping with `customer_is_personal: true`.",
        )
    return found


def pseudonym(key: bytes) -> Parse:
    """Makes a code of what names a person: the same for the same person and key."""

    def parse(cell: str) -> str:
        found = text(cell).casefold()
        return hmac.new(key, found.encode(), sha256).hexdigest()[:32] if found else ""

    return parse


def amount(mark: DecimalMark) -> Parse:
    """Exact amounts of at most four decimals, not below zero."""
    pattern = _AMOUNT[mark]

    def parse(cell: str) -> Decimal:
        found = cell.strip()
        if not pattern.fullmatch(found):
            raise BadValueError(
                "amount-invalid", f"{found!r} is no amount.", _how_amounts_are(mark)
            )
        value = Decimal(found.replace(",", "."))
        if value < 0:
            raise BadValueError(
                "amount-negative",
                f"{found} is below zero.",
                "A return is no sale: put what went back into `refunded` of the line sold.",
            )
        return exact(value)

    return parse


def exact(value: Decimal) -> Decimal:
    """The value with four decimals.

    Raises:
        BadValueError: when it has more, or is too large for the lake.
    """
    if value.adjusted() >= _WHOLE_DIGITS:
        raise BadValueError("amount-range", f"{value} is too large.", "Look at the line again.")
    kept = value.quantize(UNIT)
    if kept != value:
        raise BadValueError(
            "amount-precision",
            f"{value} has more than four decimals.",
            "Round it as your old shop did; nothing is rounded here.",
        )
    return kept


def _how_amounts_are(mark: DecimalMark) -> str:
    example, other = ("1234.50", "comma") if mark == "point" else ("1234,50", "point")
    return f"Write it like {example}, without separators of thousands, or say --decimal {other}."


def quantity(cell: str) -> int:
    """Whole units; ``2.00`` is two."""
    found = cell.strip()
    if not _QUANTITY.fullmatch(found):
        raise BadValueError(
            "quantity-invalid", f"{found!r} is no whole number of units.", "Write it like 2."
        )
    units = int(re.split("[.,]", found)[0])
    if units > _MOST_UNITS:
        raise BadValueError("quantity-range", f"{units} is too many.", "Look at the line again.")
    return units


def currency(cell: str) -> str:
    """An ISO 4217 code."""
    code = cell.strip()
    try:
        exponent(code)
    except UnknownCurrencyError as error:
        raise BadValueError(
            "currency-unknown", f"{code!r} is no currency.", "Write its ISO 4217 code, such as EUR."
        ) from error
    return code


def country(cell: str) -> str:
    """An ISO 3166 code, or nothing."""
    code = cell.strip()
    if code and not _COUNTRY.fullmatch(code):
        raise BadValueError(
            "country-unknown",
            f"{code!r} is no country code.",
            "Write the two letters of ISO 3166, such as DE, or leave it empty.",
        )
    return code


def moment(zone: tzinfo | None, now: datetime) -> Parse:
    """ISO 8601 with an offset, or without one in the given time zone."""

    def parse(cell: str) -> Certain:
        found = _iso(cell.strip())
        if found.tzinfo is None:
            found, is_twice = _placed(found, zone)
        else:
            is_twice = False
        utc = found.astimezone(UTC)
        if utc.year < _OLDEST or utc > now + timedelta(days=1):
            raise BadValueError(
                "time-range",
                f"{cell.strip()} is not when an order was placed.",
                f"Orders are of {_OLDEST} until now; look at the format: it is year-month-day.",
            )
        return Certain(utc, is_twice)

    return parse


def _iso(cell: str) -> datetime:
    try:
        return datetime.fromisoformat(_SPACE_BEFORE_OFFSET.sub("", cell))
    except ValueError as error:
        raise BadValueError(
            "time-invalid",
            f"{cell!r} is no date or time.",
            "Write it like 2024-03-31 14:05:00, with an offset such as +02:00 if it has one.",
        ) from error


def _placed(naive: datetime, zone: tzinfo | None) -> tuple[datetime, bool]:
    """A local time in its zone, and whether the clocks showed it twice; the first one counts."""
    if zone is None:
        raise BadValueError(
            "time-zone-missing",
            f"{naive} does not say in which time zone.",
            "Say --time-zone, such as --time-zone Europe/Berlin.",
        )
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise BadValueError(
            "time-skipped",
            f"The clocks of {zone} never showed {naive}.",
            "Look whether --time-zone is the one that the file was written in.",
        )
    return first, first.utcoffset() != second.utcoffset()


def status(words: dict[str, str]) -> Parse:
    """What became of an order, in the file's own words; ``skipped`` is none that counts."""

    def parse(cell: str) -> str:
        found = cell.strip()
        known = words.get(found.casefold())
        if known is None:
            raise BadValueError(
                "status-unknown",
                f"{found!r} is no status.",
                f"Known are: {', '.join(sorted(words))}. A mapping may name others.",
            )
        return known

    return parse
