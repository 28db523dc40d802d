"""What PostgreSQL keeps of a password, made here: one that is sent in a statement may be logged."""

import hashlib
import hmac
import secrets
from base64 import b64encode

_ITERATIONS = 4096  # what PostgreSQL itself uses


def verifier(password: str, salt: bytes | None = None) -> str:
    """The SCRAM-SHA-256 verifier of a password (RFC 5803), for ``CREATE ROLE ... PASSWORD``.

    Raises:
        ValueError: for characters beyond printable ASCII, which would have to be normalised first.
    """
    if not password or not (password.isascii() and password.isprintable()):
        raise ValueError("a password consists of printable ASCII characters")
    salt = secrets.token_bytes(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(_mac(salted, b"Client Key")).digest()
    keys = f"{_text(stored)}:{_text(_mac(salted, b'Server Key'))}"
    return f"SCRAM-SHA-256${_ITERATIONS}:{_text(salt)}${keys}"


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _text(value: bytes) -> str:
    return b64encode(value).decode()
