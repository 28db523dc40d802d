"""What a customer types on the payment page, checked as a browser's card form checks it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from infra.local.provider.book import Json
from infra.local.provider.cards import CardEntry, brand_of, passes_luhn

_EXPIRY = re.compile(r"^(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.?[^@\s]*$")

KEPT_FIELDS = ("email", "cardholder_name", "country", "postal_code")
"""What the page may show again after a decline. Card fields never travel back."""


@dataclass(frozen=True, slots=True)
class CardForm:
    entry: CardEntry | None
    billing: Json
    errors: dict[str, str] = field(default_factory=dict)


def read_card_form(fields: Mapping[str, str], *, year: int, month: int) -> CardForm:
    """`year` and `month` are today's."""
    errors: dict[str, str] = {}
    number = re.sub(r"[\s-]", "", fields.get("card_number", ""))
    _check_number(number, errors)
    exp_year, exp_month = _read_expiry(fields.get("expiry", ""), year, month, errors)
    cvc = fields.get("cvc", "").strip()
    _check_cvc(cvc, number, errors)
    billing = read_billing(fields, errors)
    entry = None if errors else CardEntry(number, exp_month, exp_year, cvc)
    return CardForm(entry, billing, errors)


def read_billing(fields: Mapping[str, str], errors: dict[str, str]) -> Json:
    email = fields.get("email", "").strip()
    if email and not _EMAIL.match(email):
        errors["email"] = "Your email is incomplete."
    return {
        "address": {
            "city": None,
            "country": _text(fields, "country"),
            "line1": None,
            "line2": None,
            "postal_code": _text(fields, "postal_code"),
            "state": None,
        },
        "email": email or None,
        "name": _text(fields, "cardholder_name"),
        "phone": None,
        "tax_id": None,
    }


def _check_number(number: str, errors: dict[str, str]) -> None:
    if not number.isascii() or not number.isdigit() or not 12 <= len(number) <= 19:
        errors["card_number"] = "Your card number is incomplete."
    elif not passes_luhn(number):
        errors["card_number"] = "Your card number is invalid."


def _read_expiry(text: str, year: int, month: int, errors: dict[str, str]) -> tuple[int, int]:
    match = _EXPIRY.match(text.strip())
    if match is None or not 1 <= int(match[1]) <= 12:
        errors["expiry"] = "Your card's expiration date is incomplete."
        return 0, 0
    exp_month, exp_year = int(match[1]), int(match[2]) % 2000 + 2000
    if (exp_year, exp_month) < (year, month):
        errors["expiry"] = "Your card's expiration date is in the past."
    elif exp_year > year + 50:
        errors["expiry"] = "Your card's expiration year is invalid."
    return exp_year, exp_month


def _check_cvc(cvc: str, number: str, errors: dict[str, str]) -> None:
    length = 4 if brand_of(number or "0") == "amex" else 3
    if not (cvc.isascii() and cvc.isdigit() and len(cvc) == length):
        errors["cvc"] = "Your card's security code is incomplete."


def _text(fields: Mapping[str, str], name: str) -> str | None:
    return fields.get(name, "").strip()[:200] or None
