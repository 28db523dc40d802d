"""What Cognito does and moto's does not: re-sending a code, revoking a token, signing out anywhere.

Calls that Cognito offers to everybody carry no signature and so no region; moto looks for the user
in its default region then, does not find a session to end, and says that there is none.
"""

from collections.abc import Callable, Iterator

from moto.cognitoidp.exceptions import InvalidParameterException, UserNotFoundError
from moto.cognitoidp.models import CognitoIdpUserPool, UserStatus, cognitoidp_backends
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult, EmptyResult


def complete_cognito() -> None:
    """Teach moto's Cognito the rest."""
    answers: dict[str, Callable[[CognitoIdpResponse], ActionResult]] = {
        "global_sign_out": _global_sign_out,
        "resend_confirmation_code": _resend_confirmation_code,
        "revoke_token": _revoke_token,
    }
    for action, answer in answers.items():
        setattr(CognitoIdpResponse, action, answer)


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
