"""Stripe's test cards, and what is kept of a card: never its number."""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

RefundOutcome = Literal["succeeds", "succeeds_later", "fails_later"]


@dataclass(frozen=True, slots=True)
class Decline:
    code: str
    decline_code: str
    message: str


GENERIC_DECLINE = Decline("card_declined", "generic_decline", "Your card was declined.")
LIVE_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card. "
    "For a list of valid test cards, visit the simulator's README.",
)


@dataclass(frozen=True, slots=True)
class TestCard:
    """A number with a known behaviour; `name` is what the book keeps to remember it by."""

    __test__ = False

    name: str
    number: str
    hint: str
    decline: Decline | None = None
    challenge: bool = False
    refund: RefundOutcome = "succeeds"
    funding: str = "credit"
    country: str = "US"

    @property
    def spaced(self) -> str:
        return " ".join(self.number[i : i + 4] for i in range(0, len(self.number), 4))


def _declined(name: str, number: str, hint: str, decline_code: str, message: str) -> TestCard:
    return TestCard(name, number, hint, Decline("card_declined", decline_code, message))


_INSUFFICIENT = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")

TEST_CARDS: tuple[TestCard, ...] = (
    TestCard("visa", "4242424242424242", "Payment succeeds"),
    TestCard("visa_debit", "4000056655665556", "Payment succeeds (debit)", funding="debit"),
    TestCard("mastercard", "5555555555554444", "Payment succeeds (Mastercard)"),
    TestCard("mastercard_2_series", "2223003122003222", "Payment succeeds (Mastercard)"),
    TestCard("amex", "378282246310005", "Payment succeeds (American Express)"),
    TestCard("discover", "6011111111111117", "Payment succeeds (Discover)"),
    TestCard("germany", "4000002760000016", "Payment succeeds (German card)", country="DE"),
    TestCard("three_d_secure_supported", "4000000000003055", "Payment succeeds, no challenge"),
    TestCard("three_d_secure_required", "4000000000003220", "3-D Secure challenge", challenge=True),
    TestCard("authentication_on_setup", "4000002500003155", "3-D Secure challenge", challenge=True),
    TestCard("authentication_always", "4000002760003184", "3-D Secure challenge", challenge=True),
    TestCard(
        "challenge_then_decline",
        "4000008400001629",
        "3-D Secure challenge, then declined",
        GENERIC_DECLINE,
        challenge=True,
    ),
    TestCard(
        "challenge_then_insufficient_funds",
        "4000008260003178",
        "3-D Secure challenge, then insufficient funds",
        _INSUFFICIENT,
        challenge=True,
    ),
    TestCard("declined", "4000000000000002", "Declined", GENERIC_DECLINE),
    TestCard("insufficient_funds", "4000000000009995", "Insufficient funds", _INSUFFICIENT),
    TestCard("decline_after_attaching", "4000000000000341", "Declined", GENERIC_DECLINE),
    _declined("lost_card", "4000000000009987", "Lost card", "lost_card", "Your card was declined."),
    _declined(
        "stolen_card", "4000000000009979", "Stolen card", "stolen_card", "Your card was declined."
    ),
    _declined(
        "velocity_exceeded",
        "4000000000006975",
        "Too many attempts with this card",
        "card_velocity_exceeded",
        "Your card was declined for making repeated attempts too frequently "
        "or exceeding its amount limit.",
    ),
    TestCard(
        "expired_card",
        "4000000000000069",
        "Expired card",
        Decline("expired_card", "expired_card", "Your card has expired."),
    ),
    TestCard(
        "incorrect_cvc",
        "4000000000000127",
        "Wrong security code",
        Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    ),
    TestCard(
        "processing_error",
        "4000000000000119",
        "Processing error",
        Decline(
            "processing_error",
            "processing_error",
            "An error occurred while processing your card. Try again in a little bit.",
        ),
    ),
    TestCard(
        "refund_fails_later",
        "4000000000005126",
        "Succeeds; its refunds fail later",
        refund="fails_later",
    ),
    TestCard(
        "refund_succeeds_later",
        "4000000000007726",
        "Succeeds; its refunds stay pending at first",
        refund="succeeds_later",
    ),
)

BY_NUMBER = {card.number: card for card in TEST_CARDS}
BY_NAME = {card.name: card for card in TEST_CARDS}


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the book may know it. The number and the security code are not part of it."""

    name: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    fingerprint: str

    @property
    def behaviour(self) -> TestCard:
        return BY_NAME[self.name]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "brand": self.brand,
            "last4": self.last4,
            "exp_month": self.exp_month,
            "exp_year": self.exp_year,
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What a customer typed. It lives for one request and hides itself from logs."""

    number: str = field(repr=False)
    exp_month: int
    exp_year: int
    cvc: str = field(repr=False)

    def recognize(self, secret: bytes) -> Card | None:
        """The test card with this number, or None for a number of the real world."""
        known = BY_NUMBER.get(self.number)
        if known is None:
            return None
        return Card(
            name=known.name,
            brand=brand_of(self.number),
            last4=self.number[-4:],
            exp_month=self.exp_month,
            exp_year=self.exp_year,
            fingerprint=hmac.new(secret, self.number.encode(), sha256).hexdigest()[:16],
        )


def passes_luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def brand_of(number: str) -> str:
    if number.startswith("4"):
        return "visa"
    if number.startswith(("34", "37")):
        return "amex"
    if number.startswith("6011"):
        return "discover"
    return "mastercard" if number[0] in "25" else "unknown"
