"""E-mail addresses as we keep them, and links that only we can have made.

Where an address need not be written to, what is kept is a keyed hash of it: enough to recognise it,
and useless to anybody without the key.
"""

import hashlib
import hmac
from collections.abc import Callable
from functools import cached_property

import msgspec

from contracts.errors import InvalidError

TOPICS = ("back-in-stock",)  # what one may unsubscribe from; anything else is about an order
_HASH_LENGTH = 32


class BadLinkError(InvalidError):
    code = "bad-link"
    title = "This link is not valid"


class Subscription(msgspec.Struct, frozen=True):
    """A topic and an address that hears of it."""

    topic: str
    address_hash: str
    language: str


class Addresses:
    """``secret`` is read when it is first needed."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret

    def hash(self, email: str) -> str:
        """The same for the same address, whatever its case."""
        return self._mac("address", normal(email))

    def token(self, subscription: Subscription) -> str:
        """What an unsubscribe link carries. It stays good: an old mail must still let one leave."""
        text = ".".join((subscription.topic, subscription.address_hash, subscription.language))
        return f"{text}.{self._mac('unsubscribe', text)}"

    def read_token(self, token: str) -> Subscription:
        """What a link is about.

        Raises:
            BadLinkError: when it was not made here.
        """
        text, _, mac = token.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("unsubscribe", text).encode()):
            raise BadLinkError("Use the link exactly as it is in the e-mail.")
        return Subscription(*text.split("."))

    def _mac(self, purpose: str, text: str) -> str:
        message = f"{purpose}\0{text}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:_HASH_LENGTH]

    @cached_property
    def _key(self) -> bytes:
        return self._secret().encode()


def normal(email: str) -> str:
    """An address as it is compared: mailboxes that differ by case are one in practice."""
    return email.strip().lower()
