"""Numbers that look arbitrary and are the same every time."""

from hashlib import blake2b


def number(name: str, purpose: str, below: int) -> int:
    digest = blake2b(f"{purpose}:{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % below


def stock(name: str) -> int:
    """One in twelve is sold out."""
    return 0 if number(name, "luck", 12) == 0 else 1 + number(name, "stock", 250)
