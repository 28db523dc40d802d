"""Verifying a Cognito access token: RS256 only, pinned issuer and keys, never an id token.

Cognito's access tokens carry ``client_id`` and no ``aud``; its id tokens the reverse. Both front
doors call this, and each fetches and caches the pool's keys in its own way.
Source: Amazon Cognito developer guide, "Verifying JSON web tokens".
"""

from datetime import datetime

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from contracts.errors import UnauthenticatedError
from contracts.principals import MFA_REQUIRED_CLAIM, STAFF_GROUPS, Principal, PrincipalKind

EMULATOR_KEY_IDS = frozenset({"dummy", "ministack-key-1"})
"""Keys whose private half is public package data: anybody can sign with them."""

_LEEWAY_SECONDS = 5


class UnknownKeyError(UnauthenticatedError):
    """The key set at hand does not hold the token's key: it may have been rotated."""


def verify_access_token(
    token: str,
    keys: KeySet,
    *,
    issuer: str,
    client_id: str,
    now: datetime,
    refused_key_ids: frozenset[str],
) -> Principal:
    """The customer or staff member behind an access token.

    Raises:
        UnknownKeyError: when no key has the token's key id; fetch the keys again, once.
        UnauthenticatedError: when the token is not good for us, for whatever reason.
    """
    try:
        decoded = jwt.decode(token, keys, algorithms=["RS256"])
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            client_id={"essential": True, "value": client_id},
            token_use={"essential": True, "value": "access"},
            sub={"essential": True},
            iat={"essential": True},
            exp={"essential": True},
        )
        registry.validate(decoded.claims)
    except InvalidKeyIdError as error:
        raise UnknownKeyError("The access token was signed with a key we do not know.") from error
    except (JoseError, ValueError, TypeError) as error:
        raise UnauthenticatedError("The access token is not valid or has expired.") from error
    if decoded.header.get("kid") in refused_key_ids:
        raise UnauthenticatedError("The access token was signed by an emulator.")
    groups = frozenset(map(str, decoded.claims.get("cognito:groups", ())))
    kind: PrincipalKind = "staff" if groups & STAFF_GROUPS else "customer"
    mfa_required = decoded.claims.get(MFA_REQUIRED_CLAIM) == "true"
    return Principal(kind, str(decoded.claims["sub"]), groups, mfa_required)
