"""Access tokens are checked here too, and keys are fetched with restraint."""

import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from contracts.clock import FrozenClock
from contracts.errors import UnauthenticatedError, UnavailableError
from edge_api.chassis.tokens import AccessTokens, JwksCache
from tests.unit.edge_api.bff.conftest import SETTINGS

KEY = RSAKey.generate_key(2048, {"kid": "pool-1"})
NEXT_KEY = RSAKey.generate_key(2048, {"kid": "pool-2"})
DUMMY = RSAKey.generate_key(2048, {"kid": "dummy"})


class Pool:
    """A JWKS address whose answers the test chooses."""

    def __init__(self) -> None:
        self.keys: KeySet | None = KeySet([KEY])
        self.fetches = 0

    def fetch(self, _: JwksCache) -> KeySet | None:
        self.fetches += 1
        return self.keys


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    pool = Pool()
    monkeypatch.setattr(JwksCache, "_fetch", lambda cache: pool.fetch(cache))
    return pool


@pytest.fixture
def token(clock: FrozenClock) -> Callable[..., str]:
    def issue(key: RSAKey = KEY, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        issued = int(clock.now().timestamp())
        content = {
            "iss": SETTINGS.cognito_issuer,
            "sub": "sub-of-ada",
            "client_id": SETTINGS.cognito_client_id,
            "token_use": "access",
            "iat": issued,
            "exp": issued + 900,
        } | claims
        content = {name: value for name, value in content.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": key.kid, **(header or {})}, content, key)

    return issue


def test_a_good_token_names_its_customer(
    pool: Pool, clock: FrozenClock, token: Callable[..., str]
) -> None:
    principal = AccessTokens(SETTINGS, clock).verify(token())
    assert (principal.kind, principal.id) == ("customer", "sub-of-ada")


@pytest.mark.parametrize(
    "claims",
    [
        {"token_use": "id", "client_id": None, "aud": "storefront"},
        {"client_id": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": None},
        {"exp": 1},
        {"iat": None},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(
    pool: Pool, clock: FrozenClock, token: Callable[..., str], claims: dict[str, Any]
) -> None:
    with pytest.raises(UnauthenticatedError):
        AccessTokens(SETTINGS, clock).verify(token(**claims))


def test_a_key_that_a_token_brings_along_is_not_used(
    pool: Pool, clock: FrozenClock, token: Callable[..., str]
) -> None:
    own = RSAKey.generate_key(2048, {"kid": "pool-1"})
    brought = {"jwk": own.as_dict(private=False), "jku": "http://127.0.0.1:9/evil.json"}
    with pytest.raises(UnauthenticatedError):
        AccessTokens(SETTINGS, clock).verify(token(own, header=brought))


@pytest.mark.parametrize("text", ["", "a.b.c", "a" * 10_000])
def test_what_is_no_token_is_refused_without_fetching_a_key(
    pool: Pool, clock: FrozenClock, text: str
) -> None:
    with pytest.raises(UnauthenticatedError):
        AccessTokens(SETTINGS, clock).verify(text)
    assert pool.fetches <= 1


def test_an_emulators_key_is_good_on_a_developers_machine_alone(
    pool: Pool, clock: FrozenClock, token: Callable[..., str]
) -> None:
    pool.keys = KeySet([DUMMY])
    production = msgspec.structs.replace(SETTINGS, environment="prod")

    assert AccessTokens(SETTINGS, clock).verify(token(DUMMY)).id == "sub-of-ada"
    with pytest.raises(UnauthenticatedError, match="emulator"):
        AccessTokens(production, clock).verify(token(DUMMY))


def test_a_rotated_key_is_fetched_once_and_a_flood_of_unknown_ones_fetches_nothing_more(
    pool: Pool,
    clock: FrozenClock,
    token: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    access = AccessTokens(SETTINGS, clock)
    access.verify(token())
    pool.keys, now[0] = KeySet([KEY, NEXT_KEY]), now[0] + 61

    assert access.verify(token(NEXT_KEY)).id == "sub-of-ada"
    unknown = RSAKey.generate_key(2048, {"kid": "made-up"})
    for _ in range(50):
        with pytest.raises(UnauthenticatedError):
            access.verify(token(unknown))
    assert pool.fetches == 2


def test_keys_at_hand_stay_good_while_the_pool_is_away(
    pool: Pool, clock: FrozenClock, token: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    access = AccessTokens(SETTINGS, clock)
    access.verify(token())
    pool.keys, now[0] = None, now[0] + 61

    with pytest.raises(UnauthenticatedError):
        access.verify(token(NEXT_KEY))
    assert access.verify(token()).id == "sub-of-ada"


def test_without_any_key_nobody_is_told_that_their_token_is_bad(
    pool: Pool, clock: FrozenClock, token: Callable[..., str]
) -> None:
    pool.keys = None
    with pytest.raises(UnavailableError):
        AccessTokens(SETTINGS, clock).verify(token())
