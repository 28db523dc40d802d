"""A Cognito access token is checked down to its last claim."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from contracts.access_tokens import EMULATOR_KEY_IDS, UnknownKeyError, verify_access_token
from contracts.errors import UnauthenticatedError
from contracts.principals import Principal

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/pool"
KEY = RSAKey.generate_key(2048, {"kid": "key-1"})
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "4f2c",
    "client_id": "shop",
    "token_use": "access",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 900,
}


def token(changes: dict[str, Any] | None = None, *, key: RSAKey = KEY, kid: str = "key-1") -> str:
    merged = {**CLAIMS, **(changes or {})}
    claims = {name: value for name, value in merged.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


def verify(text: str, refused: frozenset[str] = frozenset()) -> Principal:
    return verify_access_token(
        text, KeySet([KEY]), issuer=ISSUER, client_id="shop", now=NOW, refused_key_ids=refused
    )


def test_a_good_token_names_its_customer() -> None:
    assert verify(token()) == Principal("customer", "4f2c")


def test_groups_of_ours_make_staff_and_others_do_not() -> None:
    assert verify(token({"cognito:groups": ["orders"]})).kind == "staff"
    assert verify(token({"cognito:groups": ["newsletter"]})).kind == "customer"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere"},
        {"client_id": "another-app"},
        {"client_id": None, "aud": "shop"},
        {"token_use": "id"},
        {"exp": int(NOW.timestamp()) - 60},
        {"exp": None},
        {"iat": None},
        {"iat": int(NOW.timestamp()) + 3600},
        {"nbf": int(NOW.timestamp()) + 3600},
        {"sub": None},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_a_wrong_or_missing_claim_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnauthenticatedError):
        verify(token(changes))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused() -> None:
    header = {"alg": "HS256", "kid": "key-1"}
    signed = b".".join(_base64(json.dumps(part).encode()) for part in (header, CLAIMS))
    signature = hmac.digest(KEY.as_pem(private=False), signed, "sha256")

    with pytest.raises(UnauthenticatedError):
        verify((signed + b"." + _base64(signature)).decode())


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def test_an_unknown_key_says_so_that_the_keys_may_be_fetched_again() -> None:
    other = RSAKey.generate_key(2048, {"kid": "key-2"})

    with pytest.raises(UnknownKeyError):
        verify(token(key=other, kid="key-2"))


def test_another_key_under_a_known_id_is_refused() -> None:
    other = RSAKey.generate_key(2048, {"kid": "key-1"})

    with pytest.raises(UnauthenticatedError):
        verify(token(key=other))


def test_an_emulators_key_is_refused_where_it_has_no_business() -> None:
    emulator = RSAKey.generate_key(2048, {"kid": "dummy"})
    signed = token(key=emulator, kid="dummy")
    keys = KeySet([emulator])

    def check(refused: frozenset[str]) -> Principal:
        return verify_access_token(
            signed, keys, issuer=ISSUER, client_id="shop", now=NOW, refused_key_ids=refused
        )

    assert check(frozenset()).id == "4f2c"
    with pytest.raises(UnauthenticatedError):
        check(EMULATOR_KEY_IDS)
