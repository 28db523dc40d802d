"""Cognito's triggers: its mails in our words, and no sign-up or reset that fails because of us."""

from typing import Any

import pytest

from edge_api.notifications.chalicelib import user_pool
from edge_api.notifications.chalicelib.user_pool import after_confirmation, customize_message

SHOP = "https://shop.example"
INERT: Any = object()
_MAX_SUBJECT, _MAX_MESSAGE, _MAX_SMS = 140, 20_000, 140  # Cognito takes no more


def event(source: str, *, metadata: Any = None, **attributes: str) -> dict[str, Any]:
    return {
        "version": "1",
        "triggerSource": source,
        "request": {
            "userAttributes": {"sub": "sub-of-ada", "email": "ada@example.test", **attributes},
            "codeParameter": "{####}",
            "usernameParameter": None,
            "clientMetadata": metadata,
        },
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    }


@pytest.mark.parametrize(
    ("source", "heading"),
    [
        ("CustomMessage_SignUp", "Bestätigen Sie Ihre E-Mail-Adresse"),
        ("CustomMessage_ResendCode", "Bestätigen Sie Ihre E-Mail-Adresse"),
        ("CustomMessage_ForgotPassword", "Neues Passwort festlegen"),
    ],
)
def test_a_code_is_mailed_in_our_words_and_its_placeholder_stays(source: str, heading: str) -> None:
    answer = customize_message(event(source, metadata={"locale": "de-AT"}), SHOP)["response"]

    assert heading in answer["emailMessage"]
    assert answer["emailMessage"].count("{####}") == 2  # to read, and in the link
    assert "{####}" in answer["smsMessage"]
    assert len(answer["emailSubject"]) <= _MAX_SUBJECT
    assert len(answer["emailMessage"]) <= _MAX_MESSAGE
    assert len(answer["smsMessage"]) <= _MAX_SMS


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("CustomMessage_SignUp", "confirm"),
        ("CustomMessage_ForgotPassword", "reset-password"),
    ],
)
def test_the_link_carries_address_and_code_where_no_server_sees_them(
    source: str, page: str
) -> None:
    answer = customize_message(event(source, email="ada+shop@example.test"), SHOP)["response"]

    link = f"{SHOP}/{page}#email=ada%2Bshop%40example.test&amp;code={{####}}"
    assert f'href="{link}"' in answer["emailMessage"]


@pytest.mark.parametrize(
    ("metadata", "attributes", "word"),
    [
        ({"locale": "de"}, {"locale": "en"}, "Ihr Code"),
        (None, {"locale": "de"}, "Ihr Code"),
        ({}, {}, "Your code"),
        ({"locale": "xx"}, {}, "Your code"),
    ],
)
def test_the_page_knows_the_language_better_than_the_account(
    metadata: Any, attributes: dict[str, str], word: str
) -> None:
    written = customize_message(
        event("CustomMessage_SignUp", metadata=metadata, **attributes), SHOP
    )
    assert word in written["response"]["emailMessage"]


@pytest.mark.parametrize("source", ["CustomMessage_AdminCreateUser", "CustomMessage_Other"])
def test_what_we_have_no_words_for_cognito_says_itself(source: str) -> None:
    given = event(source)
    assert customize_message(event(source), SHOP) == given


def test_a_reset_does_not_fail_when_nobody_can_be_told() -> None:
    given = event("PostConfirmation_ConfirmForgotPassword")
    assert after_confirmation(given, INERT) is given


def test_a_confirmed_account_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(user_pool, "_tell_of_new_password", lambda *given: told.append(given))
    after_confirmation(event("PostConfirmation_ConfirmSignUp"), INERT)
    assert told == []
    after_confirmation(event("PostConfirmation_ConfirmForgotPassword"), INERT)
    assert len(told) == 1
