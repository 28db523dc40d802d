"""What Cognito does and moto's does not: re-sending a code, revoking a token, signing out anywhere,
and telling a pool's triggers what happened.

Calls that Cognito offers to everybody carry no signature and so no region; moto looks for the user
in its default region then, does not find a session to end, and says that there is none.
"""

from collections.abc import Callable, Iterator

from moto.cognitoidp.exceptions import InvalidParameterException, UserNotFoundError
from moto.cognitoidp.models import (
    CognitoIdpUser,
    CognitoIdpUserPool,
    UserStatus,
    cognitoidp_backends,
)
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult, EmptyResult

from infra.local.cognito_accounts import complete_accounts
from infra.local.user_pool_triggers import Happening, Tell, new_code


def complete_cognito(tell: Tell = lambda _: None) -> None:
    """Teach moto's Cognito the rest; ``tell`` hears what a trigger would."""
    answers: dict[str, Callable[[CognitoIdpResponse], ActionResult]] = {
        "global_sign_out": _global_sign_out,
        "resend_confirmation_code": _resend_confirmation_code,
        "revoke_token": _revoke_token,
    }
    for action, answer in answers.items():
        setattr(CognitoIdpResponse, action, answer)
    complete_accounts(tell)
    for action, source in _TOLD.items():
        _tell_afterwards(action, source, tell)


_TOLD = {
    "sign_up": "CustomMessage_SignUp",
    "resend_confirmation_code": "CustomMessage_ResendCode",
    "forgot_password": "CustomMessage_ForgotPassword",
    "confirm_forgot_password": "PostConfirmation_ConfirmForgotPassword",
}


def _tell_afterwards(action: str, source: str, tell: Tell) -> None:
    answer = getattr(CognitoIdpResponse, action)

    def answer_and_tell(request: CognitoIdpResponse) -> ActionResult:
        result: ActionResult = answer(request)
        if (happening := _happening(request, source)) is not None:
            tell(happening)
        return result

    setattr(CognitoIdpResponse, action, answer_and_tell)


def _happening(request: CognitoIdpResponse, source: str) -> Happening | None:
    """What happened to whom; None where there is no such user."""
    client, username = request._get_param("ClientId"), request._get_param("Username")
    pool = next((each for each in _pools() if client in each.clients), None)
    user = None if pool is None else pool._get_user(username)
    if pool is None or user is None:
        return None
    metadata = request._get_param("ClientMetadata") or {}
    code = "" if source.startswith("PostConfirmation") else _code_of(user, source)
    return Happening(source, pool, user, client, metadata, code)


def _code_of(user: CognitoIdpUser, source: str) -> str:
    """moto makes a code for a new password alone, and takes it without what it puts before it."""
    if source == "CustomMessage_ForgotPassword" and user.confirmation_code:
        return str(user.confirmation_code).rpartition(":")[2]
    return new_code()


def _global_sign_out(request: CognitoIdpResponse) -> ActionResult:
    token = request._get_param("AccessToken")
    for pool in _pools():
        if token in pool.access_tokens:
            pool.sign_out(pool.access_tokens[token][1])
    return EmptyResult()


def _revoke_token(request: CognitoIdpResponse) -> ActionResult:
    """End one session. Access tokens are not looked at: verifiers do not ask Cognito about them."""
    token = request._get_param("Token")
    for pool in _pools():
        if pool.refresh_tokens.get(token) is not None:
            pool.refresh_tokens[token] = None
    return EmptyResult()


def _resend_confirmation_code(request: CognitoIdpResponse) -> ActionResult:
    client, username = request._get_param("ClientId"), request._get_param("Username")
    user = next((pool._get_user(username) for pool in _pools() if client in pool.clients), None)
    if user is None:
        raise UserNotFoundError(username)
    if user.status is not UserStatus.UNCONFIRMED:
        raise InvalidParameterException("User is already confirmed.")
    destination = {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "***"}
    return ActionResult({"CodeDeliveryDetails": destination})


def _pools() -> Iterator[CognitoIdpUserPool]:
    for account in cognitoidp_backends.values():
        for backend in account.values():
            yield from backend.user_pools.values()
