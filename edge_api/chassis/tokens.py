"""Checks access tokens here, whatever API Gateway or the edge may have checked before."""

import threading
import time
from typing import TYPE_CHECKING

import urllib3

from contracts.clock import Clock
from contracts.errors import UnauthenticatedError, UnavailableError
from contracts.principals import Principal

from .observability import log
from .settings import EdgeSettings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

_REFETCH_SECONDS = 60.0
_MAX_TOKEN_LENGTH = 8_192


class AccessTokens:
    """Verifies the access tokens of one user pool and one app client."""

    def __init__(self, settings: EdgeSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = JwksCache(settings.cognito_jwks_url)

    def verify(self, token: str) -> Principal:
        """Who the token was issued to.

        Raises:
            UnauthenticatedError: for no token, or one that is not good here.
            UnavailableError: when the pool's keys cannot be had.
        """
        from contracts.access_tokens import UnknownKeyError

        if not token or len(token) > _MAX_TOKEN_LENGTH:
            raise UnauthenticatedError("Send 'Authorization: Bearer <access token>'.")
        try:
            return self._check(token, self._keys.get())
        except UnknownKeyError:
            return self._check(token, self._keys.refetch())

    def _check(self, token: str, keys: "KeySet") -> Principal:
        # joserfc brings cryptography, a third of a cold start: loaded when a token comes.
        from contracts.access_tokens import EMULATOR_KEY_IDS, verify_access_token

        return verify_access_token(
            token,
            keys,
            issuer=self._settings.cognito_issuer,
            client_id=self._settings.cognito_client_id,
            now=self._clock.now(),
            refused_key_ids=frozenset() if self._settings.is_emulated else EMULATOR_KEY_IDS,
        )


class JwksCache:
    """The pool's public keys: fetched by one caller at a time, and again at most once a minute.

    A token with an unknown key id may mean that keys were rotated, or that somebody makes tokens
    up: the pause between fetches keeps the second from becoming a flood on Cognito.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._keys: KeySet | None = None
        self._tried_at = float("-inf")

    def get(self) -> "KeySet":
        """The keys at hand, or freshly fetched ones."""
        return self._keys or self.refetch()

    def refetch(self) -> "KeySet":
        """Keys fetched now, unless that was done a moment ago; the old ones when it fails.

        Raises:
            UnavailableError: when there are none.
        """
        with self._lock:
            if self._keys is None or time.monotonic() - self._tried_at >= _REFETCH_SECONDS:
                self._tried_at = time.monotonic()
                self._keys = self._fetch() or self._keys
            if self._keys is None:
                raise UnavailableError("Sign-in cannot be checked right now; try again.")
            return self._keys

    def _fetch(self) -> "KeySet | None":
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            response = urllib3.request("GET", self._url, timeout=2.0, retries=1, redirect=False)
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            return KeySet.import_key_set(response.json())
        except (urllib3.exceptions.HTTPError, JoseError, ValueError, KeyError) as error:
            log.warning("cannot fetch the pool's keys", reason=str(error))
            return None
