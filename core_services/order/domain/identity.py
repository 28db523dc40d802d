"""Numbers that people read, and keys by which a buyer is recognised."""

import hashlib
import secrets
import unicodedata

import msgspec

from core_services.order.domain.order import Order

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without doubt
_GROUP = 4


def new_number() -> str:
    """An order number such as ``KX4M-7QPD``.

    Random, not counted: a counter without gaps is a lock that every checkout waits for, and any
    counter tells competitors how much is sold. A clash (30^8 numbers) is caught by a unique index
    and answered by drawing again. Invoices, which some laws want without gaps, are numbered by the
    books, not by the shop.
    """
    first, second = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(2))
    return f"{first}-{second}"


def normalised_email(email: str) -> str:
    """One spelling for one mailbox: what limits per customer are counted by."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class Asker(msgspec.Struct, frozen=True):
    """Who asks about one order: a shopper, or (``order_pass``) the holder of an order's pass."""

    kind: str
    id: str

    def may_see(self, order: Order) -> bool:
        """Whether the order is theirs. A pass ends when an account has taken the order over."""
        if self.kind == "order_pass":
            return order.id == self.id and order.customer_kind == "guest"
        return order.customer_id == self.id


def written_number(text: str) -> str:
    """An order number as we write it, however somebody copied it: ``kx4m 7qpd``."""
    letters = "".join(character for character in text.upper() if character.isalnum())
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def customer_key(kind: str, customer_id: str, email: str) -> str:
    """Who a redemption counts for: an account, or a guest's mailbox (hashed)."""
    if kind == "guest":
        digest = hashlib.sha256(normalised_email(email).encode()).hexdigest()
        return f"email:{digest}"
    return f"customer:{customer_id}"
