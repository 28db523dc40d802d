"""What moto leaves out of an account's life: its address is verified by a code, and staff disables
it, ends its sessions or resets its password.

Cognito lets nobody go on with tokens of a disabled account, mails a code with a reset, and asks for
a new password at the next sign-in; moto forgets who an administrator means when a session was begun
with an e-mail address, and keeps an account that was reset so for ever.
"""

from collections.abc import Callable
from typing import Any

from moto.cognitoidp.exceptions import NotAuthorizedError
from moto.cognitoidp.models import (
    CognitoIdpBackend,
    CognitoIdpUser,
    CognitoIdpUserPool,
    UserStatus,
)
from moto.core.exceptions import JsonRESTError

from infra.local.user_pool_triggers import Happening, Tell, new_code


class PasswordResetRequiredError(JsonRESTError):
    def __init__(self) -> None:
        super().__init__("PasswordResetRequiredException", "Password reset required for the user")


def complete_accounts(tell: Tell) -> None:
    """Teach moto's Cognito the rest; ``tell`` hears of codes that are to be mailed."""
    _wrap("initiate_auth", _initiate_auth)
    _wrap("confirm_sign_up", _confirm_sign_up)
    _wrap("confirm_forgot_password", _confirm_forgot_password)
    _wrap("admin_user_global_sign_out", _then_sign_out)
    _wrap("admin_disable_user", _then_sign_out)
    _wrap("admin_reset_user_password", lambda *given: _reset_and_tell(tell, *given))


Original = Callable[..., Any]


def _wrap(name: str, replacement: Callable[..., Any]) -> None:
    original: Original = getattr(CognitoIdpBackend, name)

    def method(backend: CognitoIdpBackend, *arguments: Any, **named: Any) -> Any:
        return replacement(original, backend, *arguments, **named)

    setattr(CognitoIdpBackend, name, method)


def _initiate_auth(
    original: Original,
    backend: CognitoIdpBackend,
    client_id: str,
    auth_flow: str,
    auth_parameters: dict[str, str],
) -> Any:
    pool = next((each for each in backend.user_pools.values() if client_id in each.clients), None)
    session = pool and pool.refresh_tokens.get(auth_parameters.get("REFRESH_TOKEN", ""))
    name = session[1] if session else auth_parameters.get("USERNAME", "")
    user = pool and pool._get_user(name)
    if user and session and not user.enabled:
        raise NotAuthorizedError("User is disabled.")
    is_reset = user is not None and user.status is UserStatus.RESET_REQUIRED
    if user and is_reset and user.password == auth_parameters.get("PASSWORD"):
        raise PasswordResetRequiredError
    return original(backend, client_id, auth_flow, auth_parameters)


def _confirm_sign_up(
    original: Original, backend: CognitoIdpBackend, client_id: str, username: str
) -> Any:
    """Who knows the code reads the mail."""
    answer = original(backend, client_id, username)
    for pool in backend.user_pools.values():
        user = pool._get_user(username) if client_id in pool.clients else None
        if user:
            user.update_attributes([{"Name": "email_verified", "Value": "true"}])
    return answer


def _confirm_forgot_password(
    original: Original, backend: CognitoIdpBackend, client_id: str, username: str, *rest: Any
) -> Any:
    answer = original(backend, client_id, username, *rest)
    for pool in backend.user_pools.values():
        user = pool._get_user(username) if client_id in pool.clients else None
        if user and user.status is UserStatus.RESET_REQUIRED:
            user.status = UserStatus.CONFIRMED
    return answer


def _then_sign_out(
    original: Original, backend: CognitoIdpBackend, user_pool_id: str, username: str
) -> Any:
    answer = original(backend, user_pool_id, username)
    pool, user = _found(backend, user_pool_id, username)
    for name in (user.username, user.attribute_lookup.get("email", "")):
        pool.sign_out(name)
    return answer


def _reset_and_tell(
    tell: Tell, original: Original, backend: CognitoIdpBackend, user_pool_id: str, username: str
) -> Any:
    answer = original(backend, user_pool_id, username)
    pool, user = _found(backend, user_pool_id, username)
    tell(Happening("CustomMessage_ForgotPassword", pool, user, "", code=new_code()))
    return answer


def _found(
    backend: CognitoIdpBackend, user_pool_id: str, username: str
) -> tuple[CognitoIdpUserPool, CognitoIdpUser]:
    pool = backend.describe_user_pool(user_pool_id)
    return pool, backend.admin_get_user(user_pool_id, username)
