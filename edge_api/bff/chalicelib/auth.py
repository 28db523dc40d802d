"""Signing people in and out. The access token goes to the page, the refresh token into a cookie.

The cookie is out of the page's reach (HttpOnly), is sent to ``/api/auth`` alone and never from
another site (SameSite=Strict); the POSTs that go by it also look at where the browser says that
they come from.
"""

import re
from typing import Any
from urllib.parse import quote

from contracts.errors import FieldError, RateLimitedError, UnavailableError
from edge_api.chassis.observability import log
from edge_api.chassis.operations import Call, Operation, Reply

from .bootstrap import Deps
from .guests import bring_along
from .identity import (
    Challenge,
    NotConfirmedError,
    PasswordResetRequiredError,
    SessionEndedError,
    Tokens,
    WeakPasswordError,
    WrongCodeError,
    WrongCredentialsError,
)
from .schemas import (
    Accepted,
    ChallengeAsked,
    ChallengeBody,
    ConfirmBody,
    Done,
    EmailBody,
    Me,
    RefreshBody,
    ResetPasswordBody,
    SignedIn,
    SignInBody,
    SignOutBody,
    SignUpBody,
    TotpCodeBody,
    TotpSecret,
)
from .settings import Settings

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?(?=$|[,;])")


def sign_up(call: Call[Deps, SignUpBody, None]) -> Accepted:
    email = _normal(call.body.email)
    # Asked here first: Cognito would tell an address that is taken before a weak password, and so
    # tell which addresses are.
    _require_length(call.body.password, call.deps.settings)
    call.deps.identity.sign_up(email, call.body.password, _language(call))
    return Accepted()


def confirm(call: Call[Deps, ConfirmBody, None]) -> Done:
    call.deps.identity.confirm(_normal(call.body.email), call.body.code)
    return Done()


def resend_code(call: Call[Deps, EmailBody, None]) -> Accepted:
    call.deps.identity.resend_code(_normal(call.body.email), _language(call))
    return Accepted()


def sign_in(call: Call[Deps, SignInBody, None]) -> Reply:
    outcome = call.deps.identity.sign_in(_normal(call.body.email), call.body.password)
    return _answer(call, outcome, call.body.guest_token)


def answer_challenge(call: Call[Deps, ChallengeBody, None]) -> Reply:
    body = call.body
    if body.challenge == "NEW_PASSWORD_REQUIRED":
        _require_length(body.answer, call.deps.settings)
    outcome = call.deps.identity.answer_challenge(body.challenge, body.session, body.answer)
    return _answer(call, outcome, body.guest_token)


def refresh_session(call: Call[Deps, RefreshBody, None]) -> Reply:
    token = _cookie(call)
    if not token:
        raise SessionEndedError("There is no session to refresh; sign in.")
    tokens = call.deps.identity.refresh(token)
    body = SignedIn(access_token=tokens.access_token, expires_in=tokens.expires_in)
    return Reply(body, headers=_cookie_header(tokens, call.deps.settings))


def sign_out(call: Call[Deps, SignOutBody, None]) -> Reply:
    if call.body.everywhere:
        call.deps.tokens.verify(call.bearer_token)
        call.deps.identity.end_all_sessions(call.bearer_token)
    elif token := _cookie(call):
        _end_session(call, token)
    return Reply(Done(), headers={"Set-Cookie": _forgotten_cookie(call.deps.settings)})


def forgot_password(call: Call[Deps, EmailBody, None]) -> Accepted:
    call.deps.identity.forgot_password(_normal(call.body.email), _language(call))
    return Accepted()


def reset_password(call: Call[Deps, ResetPasswordBody, None]) -> Done:
    body = call.body
    _require_length(body.password, call.deps.settings)
    call.deps.identity.reset_password(
        _normal(body.email), body.code, body.password, _language(call)
    )
    return Done()


def me(call: Call[Deps, None, None]) -> Me:
    account = call.deps.identity.account(call.bearer_token)
    return Me(
        id=call.principal.id,
        email=account.email,
        email_verified=account.email_verified,
        mfa_enabled=account.mfa_enabled,
        mfa_required=call.principal.mfa_required,
        groups=tuple(sorted(call.principal.groups)),
    )


def start_totp(call: Call[Deps, None, None]) -> TotpSecret:
    email = call.deps.identity.account(call.bearer_token).email
    secret = call.deps.identity.start_totp(call.bearer_token)
    label = quote(f"Mercato:{email}")
    return TotpSecret(secret=secret, uri=f"otpauth://totp/{label}?secret={secret}&issuer=Mercato")


def verify_totp(call: Call[Deps, TotpCodeBody, None]) -> Done:
    call.deps.identity.verify_totp(call.bearer_token, call.body.code)
    return Done()


def stop_totp(call: Call[Deps, None, None]) -> Done:
    call.deps.identity.stop_totp(call.bearer_token)
    return Done()


def _normal(email: str) -> str:
    """One account per address, however its letters are typed."""
    return email.strip().lower()


def _language(call: Call[Deps, Any, None]) -> str:
    """What the browser would rather read; the mails that follow are written in it."""
    found = _LANGUAGE.match(str(call.headers.get("accept-language", "")).strip())
    return found[0] if found else "en"


def _require_length(password: str, settings: Settings) -> None:
    minimum = settings.password_minimum_length
    if len(password) < minimum:
        field = FieldError("/password", "weak-password", f"It needs at least {minimum} characters.")
        raise WeakPasswordError(f"Use {minimum} characters or more.", errors=(field,))


def _answer(
    call: Call[Deps, Any, None], outcome: Tokens | Challenge, guest_token: str | None
) -> Reply:
    if isinstance(outcome, Challenge):
        return Reply(ChallengeAsked(challenge=outcome.name, session=outcome.session))
    body = SignedIn(access_token=outcome.access_token, expires_in=outcome.expires_in)
    if guest_token:
        body = bring_along(call, body, guest_token)
    return Reply(body, headers=_cookie_header(outcome, call.deps.settings))


def _end_session(call: Call[Deps, SignOutBody, None], refresh_token: str) -> None:
    """Revoke this session; where the pool does not offer that, all sessions of this customer."""
    try:
        call.deps.identity.end_session(refresh_token)
    except UnavailableError:
        if not call.bearer_token:
            log.warning("a refresh token could not be revoked")
            return
        call.deps.tokens.verify(call.bearer_token)
        call.deps.identity.end_all_sessions(call.bearer_token)


def _cookie_name(settings: Settings) -> str:
    # Browsers accept the prefix over HTTPS only, and with it nothing set over plain HTTP.
    return "mercato_refresh" if settings.is_emulated else "__Secure-mercato_refresh"


def _cookie(call: Call[Deps, Any, Any]) -> str:
    name = _cookie_name(call.deps.settings)
    for pair in str(call.headers.get("cookie", "")).split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value
    return ""


def _cookie_header(tokens: Tokens, settings: Settings) -> dict[str, str]:
    if not tokens.refresh_token:
        return {}
    seconds = settings.refresh_cookie_days * 86_400
    return {"Set-Cookie": _bake(tokens.refresh_token, seconds, settings)}


def _forgotten_cookie(settings: Settings) -> str:
    return _bake("", 0, settings)


def _bake(value: str, max_age: int, settings: Settings) -> str:
    secure = "" if settings.is_emulated else "; Secure"
    return (
        f"{_cookie_name(settings)}={value}; Path=/api/auth; Max-Age={max_age}"
        f"; HttpOnly; SameSite=Strict{secure}"
    )


_BUSY = (RateLimitedError, UnavailableError)
_NEEDS_SESSION = (SessionEndedError, *_BUSY)
_SIGNS_IN = (WrongCredentialsError, NotConfirmedError, PasswordResetRequiredError, *_BUSY)

OPERATIONS = (
    Operation(
        method="POST",
        path="/api/auth/sign-up",
        view=sign_up,
        summary="Make an account; a code is mailed to the address",
        description="Answers the same when the address already has an account.",
        tag="identity",
        body=SignUpBody,
        returns=Accepted,
        status=202,
        errors=(WeakPasswordError, *_BUSY),
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/confirm",
        view=confirm,
        summary="Confirm the address with the code",
        tag="identity",
        body=ConfirmBody,
        returns=Done,
        errors=(WrongCodeError, *_BUSY),
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/resend-code",
        view=resend_code,
        summary="Mail the code again",
        tag="identity",
        body=EmailBody,
        returns=Accepted,
        status=202,
        errors=_BUSY,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/sign-in",
        view=sign_in,
        summary="Sign in with address and password, and bring the guest's cart along",
        description="Sets the refresh cookie. With one-time passwords on, answers a challenge.",
        tag="identity",
        body=SignInBody,
        returns=SignedIn | ChallengeAsked,
        errors=_SIGNS_IN,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/challenge",
        view=answer_challenge,
        summary="Answer the challenge that a sign-in asked for",
        tag="identity",
        body=ChallengeBody,
        returns=SignedIn | ChallengeAsked,
        errors=(WrongCodeError, WeakPasswordError, *_BUSY),
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/refresh",
        view=refresh_session,
        summary="A fresh access token for the refresh cookie",
        tag="identity",
        body=RefreshBody,
        returns=SignedIn,
        errors=_NEEDS_SESSION,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/sign-out",
        view=sign_out,
        summary="End this session, or those of all devices",
        tag="identity",
        body=SignOutBody,
        returns=Done,
        errors=_BUSY,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/forgot-password",
        view=forgot_password,
        summary="Mail a code for setting a new password",
        description="Answers the same when the address has no account.",
        tag="identity",
        body=EmailBody,
        returns=Accepted,
        status=202,
        errors=_BUSY,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/reset-password",
        view=reset_password,
        summary="Set a new password with the code",
        tag="identity",
        body=ResetPasswordBody,
        returns=Done,
        errors=(WrongCodeError, WeakPasswordError, *_BUSY),
        from_our_pages=True,
    ),
    Operation(
        method="GET",
        path="/api/auth/me",
        view=me,
        summary="Who is signed in",
        tag="identity",
        returns=Me,
        customer=True,
        errors=_NEEDS_SESSION,
    ),
    Operation(
        method="POST",
        path="/api/auth/mfa/totp",
        view=start_totp,
        summary="A secret for an authenticator app",
        tag="identity",
        returns=TotpSecret,
        customer=True,
        errors=_NEEDS_SESSION,
        from_our_pages=True,
    ),
    Operation(
        method="POST",
        path="/api/auth/mfa/totp/verify",
        view=verify_totp,
        summary="Switch one-time passwords on",
        tag="identity",
        body=TotpCodeBody,
        returns=Done,
        customer=True,
        errors=(WrongCodeError, *_NEEDS_SESSION),
        from_our_pages=True,
    ),
    Operation(
        method="DELETE",
        path="/api/auth/mfa/totp",
        view=stop_totp,
        summary="Switch one-time passwords off",
        tag="identity",
        returns=Done,
        customer=True,
        errors=_NEEDS_SESSION,
        from_our_pages=True,
    ),
)
