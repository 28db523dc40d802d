"""Tokens that we sign ourselves: guest sessions, passes for one order, and short-lived tokens
between services.

All are HS256 JWTs, told apart by ``iss``; customers' access tokens are Cognito's (RS256) and are
verified elsewhere. The algorithm is pinned on both sides: a token never chooses how it is checked.

A secret may hold several keys, one a line: the first signs, all verify. So a key is
changed without signing anybody out.
"""

import contextlib
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OctKey

from contracts.errors import UnauthenticatedError
from contracts.ids import new_id
from contracts.principals import Principal

GUEST_ISSUER = "mercato:guest"
SERVICE_ISSUER = "mercato:service"
ORDER_ISSUER = "mercato:order-pass"
GUEST_SESSION_LIFETIME = timedelta(days=30)
ORDER_PASS_LIFETIME = timedelta(minutes=30)
SERVICE_TOKEN_LIFETIME = timedelta(seconds=60)
_LEEWAY_SECONDS = 30


def issue_guest_token(secret: str, now: datetime) -> tuple[str, Principal]:
    """A signed session for a new guest, good for 30 days, and who that guest is."""
    principal = Principal("guest", new_id("gst"))
    return _sign(secret, GUEST_ISSUER, principal.id, now, GUEST_SESSION_LIFETIME), principal


def verify_guest_token(token: str, secret: str, now: datetime) -> Principal:
    """The guest behind a session token.

    Raises:
        UnauthenticatedError: when the token is forged, expired or of another kind.
    """
    return Principal("guest", _verify(token, secret, GUEST_ISSUER, now)["sub"])


def issue_order_pass(secret: str, order_id: str, now: datetime) -> str:
    """A pass that opens one guest's order, and nothing else, for half an hour."""
    return _sign(secret, ORDER_ISSUER, order_id, now, ORDER_PASS_LIFETIME)


def verify_order_pass(token: str, secret: str, now: datetime) -> Principal:
    """Whoever holds a pass: known by the order alone.

    Raises:
        UnauthenticatedError: when the token is forged, expired or of another kind.
    """
    return Principal("order_pass", _verify(token, secret, ORDER_ISSUER, now)["sub"])


def issue_service_token(secret: str, service: str, now: datetime) -> str:
    """A token by which one service proves its name to another for a minute."""
    return _sign(secret, SERVICE_ISSUER, service, now, SERVICE_TOKEN_LIFETIME)


def verify_service_token(token: str, secret: str, now: datetime) -> Principal:
    """The service behind a token.

    Raises:
        UnauthenticatedError: when the token is forged, expired or of another kind.
    """
    return Principal("service", _verify(token, secret, SERVICE_ISSUER, now)["sub"])


def _sign(secret: str, issuer: str, subject: str, now: datetime, lifetime: timedelta) -> str:
    issued = int(now.timestamp())
    claims = {
        "iss": issuer,
        "sub": subject,
        "iat": issued,
        "exp": issued + int(lifetime.total_seconds()),
    }
    return jwt.encode({"alg": "HS256"}, claims, _keys(secret)[0], algorithms=["HS256"])


def _verify(token: str, secret: str, issuer: str, now: datetime) -> dict[str, Any]:
    try:
        decoded = _decode(token, secret)
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            sub={"essential": True},
            iat={"essential": True},
            exp={"essential": True},
        )
        registry.validate(decoded.claims)
    except (JoseError, ValueError) as error:
        raise UnauthenticatedError("The session token is not valid or has expired.") from error
    return decoded.claims


def _decode(token: str, secret: str) -> jwt.Token:
    """The token as the key that signed it opens it, or the last key's error."""
    *others, last = _keys(secret)
    for key in others:
        with contextlib.suppress(BadSignatureError):
            return jwt.decode(token, key, algorithms=["HS256"])
    return jwt.decode(token, last, algorithms=["HS256"])


def _keys(secret: str) -> list[OctKey]:
    return [OctKey.import_key(key) for key in secret.splitlines() or [secret]]
