"""Reading what was sent, and forgetting the oldest of it."""

import json
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local import sent_messages
from infra.local.mailbox import read_messages


def mail(number: int, at: str = "", **headers: str) -> dict[str, str]:
    message = EmailMessage()
    message["To"], message["Subject"] = "ada@example.test", f"Grüße {number}"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Text ä\n")
    message.add_alternative("<p>HTML ä</p>\n", subtype="html")
    return {"Id": f"id-{number}", "Timestamp": at, "RawData": message.as_string()}


def test_a_mail_is_read_in_both_its_forms() -> None:
    document = {"messages": [mail(1, List_Unsubscribe="<https://shop.example/u>")]}
    (sent,) = read_messages([("/_aws/ses", document)])
    assert (sent.kind, sent.to, sent.title) == ("email", "ada@example.test", "Grüße 1")
    assert (sent.text, sent.html) == ("Text ä\n", "<p>HTML ä</p>\n")
    assert sent.headers["List-Unsubscribe"] == "<https://shop.example/u>"


def test_all_kinds_are_in_one_list_and_the_newest_comes_first() -> None:
    shown = {"notification": {"title": "Paid", "body": "Thank you"}}
    push = {"GCM": json.dumps({"fcmV1Message": {"message": shown}})}
    text = {"MessageId": "s", "Message": "Hi", "Timestamp": "2026-01-02"}
    documents: list[tuple[str, dict[str, Any]]] = [
        ("/_aws/ses", {"messages": [mail(1, "2026-01-01"), mail(2, "2026-01-03")]}),
        (
            "/_aws/sns/sms-messages",
            {"sms_messages": {"+49170": [text]}},
        ),
        (
            "/_aws/sns/platform-endpoint-messages",
            {
                "platform_endpoint_messages": {
                    "arn:endpoint/GCM/customers/dev": [
                        {"MessageId": "p", "Message": json.dumps(push), "Timestamp": "2026-01-04"},
                        {"MessageId": "q", "Message": "as it is", "Timestamp": "2026-01-00"},
                    ]
                }
            },
        ),
    ]
    found = [(each.kind, each.to, each.title) for each in read_messages(documents)]
    assert found == [
        ("push", "dev", "Paid"),
        ("email", "ada@example.test", "Grüße 2"),
        ("sms", "+49170", "Hi"),
        ("email", "ada@example.test", "Grüße 1"),
        ("push", "dev", "as it is"),
    ]


def test_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [str(number) for number in range(sent_messages.KEPT + 3)]
    endpoint = SimpleNamespace(messages=dict.fromkeys(numbers), sent_at=dict.fromkeys(numbers))
    ses = SimpleNamespace(sent_messages=list(numbers))
    sns = SimpleNamespace(
        sms_messages=dict.fromkeys(numbers),
        sms_message_objects=dict.fromkeys(numbers),
        platform_endpoints={"arn": endpoint},
    )
    _replace(monkeypatch, "_ses", ses)
    _replace(monkeypatch, "_sns", sns)

    sent_messages.forget_old_messages()

    for kept in (
        ses.sent_messages,
        sns.sms_messages,
        sns.sms_message_objects,
        endpoint.messages,
        endpoint.sent_at,
    ):
        assert list(kept) == numbers[3:]


def _replace(monkeypatch: pytest.MonkeyPatch, name: str, backend: Any) -> None:
    backends = SimpleNamespace(iter_backends=lambda: [("account", "region", backend)])
    monkeypatch.setattr(sent_messages, name, backends)
