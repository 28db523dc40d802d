"""Amazon Cognito behind the BFF: sign-up, sign-in, refresh, reset and one-time passwords.

Only calls that Cognito offers to anybody are made, so they are sent unsigned and the function's
role needs no permission for the pool. Whether an e-mail address has an account is never told:
neither by an error, nor by its absence.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NoReturn

import msgspec

from contracts.errors import (
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidError,
    MalformedError,
    RateLimitedError,
    UnauthenticatedError,
    UnavailableError,
)

from .settings import Settings


class WrongCredentialsError(UnauthenticatedError):
    code = "wrong-credentials"
    title = "The e-mail address or the password is wrong"


class SessionEndedError(UnauthenticatedError):
    code = "session-ended"
    title = "Your session has ended; sign in again"


class NotConfirmedError(ForbiddenError):
    code = "not-confirmed"
    title = "Confirm your e-mail address first"


class PasswordResetRequiredError(ForbiddenError):
    code = "password-reset-required"
    title = "Set a new password first"


class WrongCodeError(InvalidError):
    code = "wrong-code"
    title = "The code is wrong or has expired"


class WeakPasswordError(InvalidError):
    code = "weak-password"
    title = "The password is too weak"


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in session. ``refresh_token`` is empty when the one at hand stays good."""

    access_token: str
    expires_in: int
    refresh_token: str = ""


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What Cognito wants to see before it signs somebody in; ``session`` is for coming back."""

    name: str
    session: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    email: str
    email_verified: bool
    mfa_enabled: bool


_WRONG_CODE = frozenset(
    {
        "CodeMismatchException",
        "ExpiredCodeException",
        "UserNotFoundException",
        "AliasExistsException",
    }
)
_SLOW_DOWN = frozenset(
    {"LimitExceededException", "TooManyRequestsException", "TooManyFailedAttemptsException"}
)
_REFUSED = frozenset(
    {"NotAuthorizedException", "UserNotFoundException", "ResourceNotFoundException"}
)
_ANSWERS = {"SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE", "SMS_MFA": "SMS_MFA_CODE"}


class IdentityProvider:
    """One user pool, seen through one of its app clients."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _cognito(self) -> Any:
        # Here and not above: boto3 costs more than the rest of a cold start, and most requests
        # need no Cognito.
        import boto3
        from botocore import UNSIGNED
        from botocore.config import Config

        config = Config(
            signature_version=UNSIGNED,
            connect_timeout=2,
            read_timeout=5,
            retries={"mode": "standard", "max_attempts": 2},
        )
        return boto3.client(
            "cognito-idp",
            region_name=self._settings.aws_region,
            endpoint_url=self._settings.aws_endpoint_url,
            config=config,
        )

    def sign_up(self, email: str, password: str, language: str) -> None:
        """Make an account and have a code mailed; for an address that has one, look the same."""
        with self._refusals():
            try:
                self._cognito.sign_up(
                    ClientId=self._client_id,
                    Username=email,
                    Password=password,
                    UserAttributes=[{"Name": "email", "Value": email}],
                    ClientMetadata=_metadata(language),
                )
            except self._cognito.exceptions.UsernameExistsException:
                return

    def confirm(self, email: str, code: str) -> None:
        """Confirm an address with the code that was mailed to it."""
        with self._refusals(_WRONG_CODE | {"NotAuthorizedException"}):
            self._cognito.confirm_sign_up(
                ClientId=self._client_id, Username=email, ConfirmationCode=code
            )

    def resend_code(self, email: str, language: str) -> None:
        """Mail the code again, to an address that waits for one."""
        with self._refusals(), self._silence_about_accounts():
            self._cognito.resend_confirmation_code(
                ClientId=self._client_id, Username=email, ClientMetadata=_metadata(language)
            )

    def sign_in(self, email: str, password: str) -> Tokens | Challenge:
        """Tokens for the right password, or the challenge to pass first."""
        with self._refusals():
            try:
                answer = self._cognito.initiate_auth(
                    ClientId=self._client_id,
                    AuthFlow="USER_PASSWORD_AUTH",
                    AuthParameters={"USERNAME": email, "PASSWORD": password},
                )
            except self._cognito.exceptions.ClientError as error:
                if _code(error) in _REFUSED:
                    raise WrongCredentialsError("Check both, or reset the password.") from None
                raise
        return _outcome(answer, email)

    def answer_challenge(self, name: str, session: str, answer: str) -> Tokens | Challenge:
        """Go on with a sign-in: a one-time password, or a new password for an invited account."""
        username, own_session = _open_session(session)
        responses = {"USERNAME": username, _ANSWERS.get(name, "NEW_PASSWORD"): answer}
        with self._refusals(_WRONG_CODE | _REFUSED):
            outcome = self._cognito.respond_to_auth_challenge(
                ClientId=self._client_id,
                ChallengeName=name,
                Session=own_session,
                ChallengeResponses=responses,
            )
        return _outcome(outcome, username)

    def refresh(self, refresh_token: str) -> Tokens:
        """A fresh access token; with rotation switched on, a fresh refresh token as well."""
        with self._refusals():
            try:
                answer = self._cognito.initiate_auth(
                    ClientId=self._client_id,
                    AuthFlow="REFRESH_TOKEN_AUTH",
                    AuthParameters={"REFRESH_TOKEN": refresh_token},
                )
            except self._cognito.exceptions.ClientError as error:
                if _code(error) in _REFUSED:
                    raise SessionEndedError("Sign in again.") from None
                raise
        return _tokens(answer["AuthenticationResult"])

    def end_session(self, refresh_token: str) -> None:
        """Revoke a refresh token, and with it the access tokens that came from it."""
        with self._refusals():
            self._cognito.revoke_token(ClientId=self._client_id, Token=refresh_token)

    def end_all_sessions(self, access_token: str) -> None:
        """Sign out everywhere."""
        with self._refusals():
            try:
                self._cognito.global_sign_out(AccessToken=access_token)
            except self._cognito.exceptions.NotAuthorizedException:
                return  # signed out already

    def forgot_password(self, email: str, language: str) -> None:
        """Mail a code with which a new password can be set."""
        with self._refusals(), self._silence_about_accounts():
            self._cognito.forgot_password(
                ClientId=self._client_id, Username=email, ClientMetadata=_metadata(language)
            )

    def reset_password(self, email: str, code: str, password: str, language: str) -> None:
        """Set a new password with the code that was mailed."""
        with self._refusals(_WRONG_CODE | _REFUSED | {"UserNotConfirmedException"}):
            self._cognito.confirm_forgot_password(
                ClientId=self._client_id,
                Username=email,
                ConfirmationCode=code,
                Password=password,
                ClientMetadata=_metadata(language),
            )

    def account(self, access_token: str) -> Account:
        """The account behind an access token that is still good: this also sees a sign-out."""
        with self._session_ends():
            user = self._cognito.get_user(AccessToken=access_token)
        attributes = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
        return Account(
            email=attributes.get("email", ""),
            email_verified=attributes.get("email_verified", "false").lower() == "true",
            mfa_enabled=bool(user.get("UserMFASettingList")),
        )

    def start_totp(self, access_token: str) -> str:
        """A secret for an authenticator app; nothing changes before it is verified."""
        with self._session_ends():
            secret = self._cognito.associate_software_token(AccessToken=access_token)["SecretCode"]
        return str(secret)

    def verify_totp(self, access_token: str, code: str) -> None:
        """Switch one-time passwords on, once the app has shown that it knows the secret."""
        with self._session_ends(_WRONG_CODE | {"EnableSoftwareTokenMFAException"}):
            self._cognito.verify_software_token(AccessToken=access_token, UserCode=code)
            self._prefer_totp(access_token, enabled=True)

    def stop_totp(self, access_token: str) -> None:
        """Switch one-time passwords off."""
        with self._session_ends():
            self._prefer_totp(access_token, enabled=False)

    def _prefer_totp(self, access_token: str, *, enabled: bool) -> None:
        self._cognito.set_user_mfa_preference(
            AccessToken=access_token,
            SoftwareTokenMfaSettings={"Enabled": enabled, "PreferredMfa": enabled},
        )

    @property
    def _client_id(self) -> str:
        return self._settings.cognito_client_id

    @contextmanager
    def _refusals(self, wrong_code: frozenset[str] = frozenset()) -> Iterator[None]:
        """Turn what Cognito refuses into our errors; ``wrong_code`` names what means that here."""
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

        try:
            yield
        except ParamValidationError as error:
            raise InvalidError("A value is too short, too long or of the wrong form.") from error
        except ClientError as error:
            _refuse(error, wrong_code)
        except BotoCoreError as error:
            raise UnavailableError("Signing in is not possible right now; try again.") from error

    @contextmanager
    def _session_ends(self, wrong_code: frozenset[str] = frozenset()) -> Iterator[None]:
        """Like ``_refusals``, for calls made with an access token."""
        with self._refusals(wrong_code):
            try:
                yield
            except self._cognito.exceptions.ClientError as error:
                if _code(error) in _REFUSED:
                    raise SessionEndedError("Sign in again.") from None
                raise

    @contextmanager
    def _silence_about_accounts(self) -> Iterator[None]:
        """Answer the same for an address with an account and for one without."""
        try:
            yield
        except self._cognito.exceptions.ClientError as error:
            if _code(error) not in _REFUSED | {"InvalidParameterException"}:
                raise


def _metadata(language: str) -> dict[str, str]:
    """What Cognito hands on to whoever writes its mails: the language that the page is in."""
    return {"locale": language}


def _code(error: Any) -> str:
    return str(error.response["Error"]["Code"])


def _refuse(error: Any, wrong_code: frozenset[str]) -> NoReturn:
    refusal: DomainError
    code = _code(error)
    if code in wrong_code:
        refusal = WrongCodeError("Ask for a new one, or check what you typed.")
    elif code in _SLOW_DOWN:
        refusal = RateLimitedError("Too many attempts; wait a few minutes.", retry_after=300)
    elif code == "InvalidPasswordException":
        field = FieldError("/password", "weak-password", "It does not meet the password policy.")
        refusal = WeakPasswordError("Choose a longer password.", errors=(field,))
    elif code == "UserNotConfirmedException":
        refusal = NotConfirmedError("We sent a code to your address.")
    elif code == "PasswordResetRequiredException":
        refusal = PasswordResetRequiredError("We mailed a code to your address for that.")
    elif code == "InvalidParameterException":
        refusal = InvalidError("A value is of the wrong form.")
    else:
        refusal = UnavailableError("Signing in is not possible right now; try again.")
    raise refusal from error


def _outcome(answer: dict[str, Any], username: str) -> Tokens | Challenge:
    if result := answer.get("AuthenticationResult"):
        return _tokens(result)
    # A pool whose users sign in by e-mail wants its own name for them back.
    username = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP", username)
    return Challenge(
        name=answer["ChallengeName"], session=_seal_session(username, answer["Session"])
    )


def _tokens(result: dict[str, Any]) -> Tokens:
    return Tokens(
        access_token=result["AccessToken"],
        expires_in=result["ExpiresIn"],
        refresh_token=result.get("RefreshToken", ""),
    )


def _seal_session(username: str, session: str) -> str:
    """Cognito wants the user's name again with the answer; we keep no state, so it goes along."""
    return base64.urlsafe_b64encode(msgspec.json.encode((username, session))).decode()


def _open_session(sealed: str) -> tuple[str, str]:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(sealed), type=tuple[str, str])
    except (binascii.Error, ValueError) as error:
        raise MalformedError("Send the session exactly as it was given to you.") from error
