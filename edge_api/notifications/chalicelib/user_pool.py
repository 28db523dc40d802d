"""What Cognito calls: for the words of its mails, and after somebody has set a new password.

Cognito waits five seconds and takes a failure for its own: so nothing here may fail a sign-up or a
reset. What cannot be said in our words, Cognito says in its own.
"""

from typing import Any

from edge_api.chassis.observability import log

from .bootstrap import Deps
from .catalogue import texts_for
from .letters import code_letter, password_changed_letter
from .once import Guarantee
from .rendering import render
from .telling import Audience, tell

Event = dict[str, Any]
_MESSAGES = {
    "CustomMessage_SignUp": "confirm_account",
    "CustomMessage_ResendCode": "confirm_account",
    "CustomMessage_ForgotPassword": "reset_password",
}
_RESET = "PostConfirmation_ConfirmForgotPassword"
_SAME_CHANGE_MINUTES = 5  # Cognito calls again when it is not answered in time


def customize_message(event: Event, shop_url: str) -> Event:
    """Fill in the mail that Cognito is about to send; it replaces the placeholder by the code."""
    message = _MESSAGES.get(str(event.get("triggerSource")))
    if message is not None:
        request = event["request"]
        texts = texts_for(_locale(event))
        email = str(request["userAttributes"].get("email", ""))
        letter = code_letter(message, email, request["codeParameter"], texts, shop_url)
        event["response"]["emailSubject"] = letter.subject
        event["response"]["emailMessage"] = render(letter).html
        event["response"]["smsMessage"] = letter.short
    return event


def after_confirmation(event: Event, deps: Deps) -> Event:
    """Tell the owner of an account that its password was changed."""
    if event.get("triggerSource") == _RESET:
        try:
            _tell_of_new_password(event, deps)
        except Exception:  # the password is changed: there is nothing to take back
            log.exception("nobody was told of a changed password")
    return event


def _tell_of_new_password(event: Event, deps: Deps) -> None:
    attributes = event["request"]["userAttributes"]
    minutes = int(deps.clock.now().timestamp()) // 60
    subject = f"account/{attributes['sub']}/{minutes // _SAME_CHANGE_MINUTES}"
    letter = password_changed_letter(texts_for(_locale(event)), deps.settings.shop_url)
    audience = Audience(subject=subject, email=attributes["email"])
    tell(letter, audience, deps, Guarantee.RATHER_TWICE)


def _locale(event: Event) -> str:
    """The language of the page, which the BFF passes along; else the one of the account."""
    request = event["request"]
    given = (request.get("clientMetadata") or {}).get("locale")
    return str(given or request.get("userAttributes", {}).get("locale") or "en")
