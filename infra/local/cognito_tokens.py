"""Makes moto ask a pool's pre token generation trigger before it makes tokens, as Cognito does.

A session's access and id token are made one after the other: the trigger is asked once for both.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

from moto.cognitoidp.models import CognitoIdpUserPool

from infra.local.user_pool_triggers import Happening

Changes = Mapping[str, Any]
Ask = Callable[[Happening], Changes | None]

_SECTIONS = {"access": "accessTokenGeneration", "id": "idTokenGeneration"}
# What the trigger said about the session whose tokens this thread is making.
_changes: ContextVar[Changes | None] = ContextVar("changes", default=None)


def ask_before_tokens(ask: Ask, waiting: Callable[[], AbstractContextManager[None]]) -> None:
    """``ask`` the trigger while ``waiting``: it calls us in turn, and must find the gate open."""
    make_access_token = CognitoIdpUserPool.create_access_token
    make_jwt = CognitoIdpUserPool.create_jwt

    def create_access_token(
        pool: CognitoIdpUserPool, client_id: str, username: str, origin_jti: str
    ) -> tuple[str, int]:
        user = pool._get_user(username)
        source = "TokenGeneration_Authentication"
        with waiting():
            _changes.set(ask(Happening(source, pool, user, client_id)))
        return make_access_token(pool, client_id, username, origin_jti)

    def create_jwt(
        pool: CognitoIdpUserPool,
        client_id: str,
        username: str,
        token_use: str,
        expires_in: int = 3600,
        extra_data: dict[str, Any] | None = None,
    ) -> tuple[str, int]:
        claims = changed(extra_data or {}, token_use, _changes.get())
        return make_jwt(pool, client_id, username, token_use, expires_in, claims)

    setattr(CognitoIdpUserPool, "create_access_token", create_access_token)  # noqa: B010
    setattr(CognitoIdpUserPool, "create_jwt", create_jwt)  # noqa: B010


def changed(claims: Mapping[str, Any], token_use: str, changes: Changes | None) -> dict[str, Any]:
    """The claims of a token as the trigger wants them. Groups that it does not repeat are gone."""
    if changes is None:
        return dict(claims)
    own = changes.get(_SECTIONS[token_use]) or {}
    groups = (changes.get("groupOverrideDetails") or {}).get("groupsToOverride") or []
    kept = {name: value for name, value in claims.items() if name != "cognito:groups"}
    kept |= {"cognito:groups": groups} if groups else {}
    kept |= own.get("claimsToAddOrOverride") or {}
    return {
        name: value
        for name, value in kept.items()
        if name not in (own.get("claimsToSuppress") or ())
    }
