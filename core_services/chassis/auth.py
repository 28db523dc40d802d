"""Who is asking. Four kinds of bearer token, told apart by their issuer and never by their wish.

A customer's access token is Cognito's (RS256, keys from the pool's JWKS); guests, holders of a pass
for one order and services hold tokens that we sign (`contracts.sessions`). A verified token is
remembered for at most a minute, so revoking a group takes effect within that time.
"""

import asyncio
import base64
import binascii
import logging
import time
from typing import Any

import httpx
import msgspec
from joserfc.jwk import KeySet

from contracts import sessions
from contracts.access_tokens import EMULATOR_KEY_IDS, UnknownKeyError, verify_access_token
from contracts.clock import Clock
from contracts.errors import UnauthenticatedError, UnavailableError
from contracts.principals import ANONYMOUS, Principal
from core_services.chassis.settings import ServiceSettings

log = logging.getLogger(__name__)

_REMEMBER_SECONDS = 60.0
_REMEMBER_TOKENS = 10_000
_REFRESH_KEYS_SECONDS = 60.0
_MAX_TOKEN_LENGTH = 8_192


class Authenticator:
    """Turns an ``Authorization`` header into a Principal."""

    def __init__(self, settings: ServiceSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._keys = JwksCache(settings.cognito_jwks_url)
        self._remembered: dict[str, tuple[float, Principal]] = {}

    async def authenticate(self, header: str | None) -> Principal:
        """The caller; ``ANONYMOUS`` without a header.

        Raises:
            UnauthenticatedError: for a token that is not good.
            UnavailableError: when the identity provider's keys cannot be had.
        """
        if not header:
            return ANONYMOUS
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > _MAX_TOKEN_LENGTH:
            raise UnauthenticatedError("Send 'Authorization: Bearer <token>'.")
        remembered = self._remembered.get(token)
        if remembered is not None and remembered[0] > time.monotonic():
            return remembered[1]
        principal = await self._verify(token)
        self._remember(token, principal)
        return principal

    def _remember(self, token: str, principal: Principal) -> None:
        if len(self._remembered) >= _REMEMBER_TOKENS:
            self._remembered.clear()
        self._remembered[token] = (time.monotonic() + _REMEMBER_SECONDS, principal)

    async def _verify(self, token: str) -> Principal:
        now, issuer = self._clock.now(), _issuer(token)
        if issuer == sessions.GUEST_ISSUER:
            return sessions.verify_guest_token(token, self._settings.guest_session_secret, now)
        if issuer == sessions.ORDER_ISSUER:
            return sessions.verify_order_pass(token, self._settings.guest_session_secret, now)
        if issuer == sessions.SERVICE_ISSUER:
            return sessions.verify_service_token(token, self._settings.service_token_secret, now)
        if issuer == self._settings.cognito_issuer:
            return await self._verify_access_token(token)
        raise UnauthenticatedError("The token is not one of ours.")

    async def _verify_access_token(self, token: str) -> Principal:
        try:
            return self._check(token, await self._keys.get())
        except UnknownKeyError:
            return self._check(token, await self._keys.refresh())

    def _check(self, token: str, keys: KeySet) -> Principal:
        return verify_access_token(
            token,
            keys,
            issuer=self._settings.cognito_issuer,
            client_id=self._settings.cognito_client_id,
            now=self._clock.now(),
            refused_key_ids=frozenset() if self._settings.is_emulated else EMULATOR_KEY_IDS,
        )


class JwksCache:
    """The pool's public keys, fetched once, and again at most once a minute for a new key id."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = asyncio.Lock()
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")

    async def get(self) -> KeySet:
        """The keys, fetched by the first caller while the others wait."""
        return self._keys or await self.refresh()

    async def refresh(self) -> KeySet:
        """Fresh keys, or the ones at hand when they were fetched a moment ago or cannot be had."""
        async with self._lock:
            if self._keys and time.monotonic() - self._fetched_at < _REFRESH_KEYS_SECONDS:
                return self._keys
            try:
                self._keys = await self._fetch()
                self._fetched_at = time.monotonic()
            except (httpx.HTTPError, ValueError) as error:
                if self._keys is None:
                    raise UnavailableError("Sign-in cannot be checked right now.") from error
                log.warning("cannot refresh the identity provider's keys", exc_info=error)
            return self._keys

    async def _fetch(self) -> KeySet:
        async with httpx.AsyncClient(timeout=2.0) as client:
            response = await client.get(self._url)
            response.raise_for_status()
            return KeySet.import_key_set(response.json())


def _issuer(token: str) -> str:
    """The issuer that an unverified token claims: it only chooses how the token is checked."""
    try:
        payload = token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        claims: Any = msgspec.json.decode(base64.urlsafe_b64decode(padded))
        return str(claims["iss"])
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise UnauthenticatedError("The token cannot be read.") from error
