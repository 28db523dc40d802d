"""Numbers that people read, and keys by which a buyer is recognised."""

import hashlib
import secrets
import unicodedata

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


def customer_key(kind: str, customer_id: str, email: str) -> str:
    """Who a redemption counts for: an account, or a guest's mailbox (hashed)."""
    if kind == "guest":
        digest = hashlib.sha256(normalised_email(email).encode()).hexdigest()
        return f"email:{digest}"
    return f"customer:{customer_id}"
