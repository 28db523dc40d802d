"""Bearer tokens that look right and are not."""

import base64
import gzip
import hashlib
import hmac
import json
import time
from importlib.resources import files
from typing import Any, Literal

import msgspec
from joserfc import jws
from joserfc.jwk import RSAKey

from infra.local.environment import Environment

Signature = Literal["right", "none", "another secret", "another key", "public key as hmac"]


class Forgery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A good token of ``base``, with other headers and claims, and signed in some way.

    A claim of null is left out; ``exp``, ``nbf`` and ``iat`` are seconds from now.
    """

    base: Literal["guest", "customer"]
    sign: Signature
    header: dict[str, Any] = {}
    claims: dict[str, Any] = {}


def forge(forgery: Forgery, platform: Environment, guest_token: str, customer_token: str) -> str:
    original = guest_token if forgery.base == "guest" else customer_token
    header, claims = (json.loads(_decoded(part)) for part in original.split(".")[:2])
    header = {**header, **forgery.header}
    claims = {**claims, **{name: _moment(name, value) for name, value in forgery.claims.items()}}
    claims = {name: value for name, value in claims.items() if value is not None}
    signed = f"{_encoded(json.dumps(header))}.{_encoded(json.dumps(claims))}"
    return f"{signed}.{_signature(forgery, signed, platform)}"


def _moment(name: str, value: Any) -> Any:
    is_relative = name in ("exp", "nbf", "iat") and isinstance(value, int)
    return int(time.time()) + value if is_relative else value


def _signature(forgery: Forgery, signed: str, platform: Environment) -> str:
    if forgery.sign == "none":
        return ""
    if forgery.sign == "another secret":
        return _hmac(b"x" * 48, signed)
    if forgery.sign == "public key as hmac":
        return _hmac(_pool_key().as_pem(private=False), signed)
    if forgery.sign == "another key":
        return _rsa(RSAKey.generate_key(2048), signed)
    if forgery.base == "guest":
        return _hmac(platform.credentials.guest_session_secret.encode(), signed)
    return _rsa(_pool_key(), signed)


def _pool_key() -> RSAKey:
    """The local user pool's own key: moto publishes both halves."""
    packed = (files("moto.cognitoidp") / "resources" / "jwks-private.json.gz").read_bytes()
    document = json.loads(gzip.decompress(packed))
    return RSAKey.import_key(document["keys"][0] if "keys" in document else document)


def _hmac(secret: bytes, signed: str) -> str:
    return _encoded(hmac.digest(secret, signed.encode(), hashlib.sha256))


def _rsa(key: RSAKey, signed: str) -> str:
    algorithm = jws.JWSRegistry.algorithms["RS256"]
    return _encoded(algorithm.sign(signed.encode(), key))


def _encoded(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
