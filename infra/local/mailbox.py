"""What the shop sent to people, from the documents of ``infra.local.sent_messages``."""

import email
import email.policy
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Literal

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message. An e-mail has ``headers`` and may have ``html``; ``title`` is its subject."""

    id: str
    kind: Literal["email", "sms", "push"]
    to: str
    at: str
    title: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def read_messages(documents: Iterable[tuple[str, Document]]) -> list[Sent]:
    """Everything in the documents, by their address; the newest first."""
    found = [sent for path, document in documents for sent in SOURCES[path](document)]
    return sorted(found, key=lambda sent: sent.at, reverse=True)


def _mails(document: Document) -> list[Sent]:
    return [_mail(each) for each in document["messages"]]


def _mail(raw: Document) -> Sent:
    parsed = email.message_from_string(raw["RawData"], policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return Sent(
        id=raw["Id"],
        kind="email",
        to=str(parsed["To"] or ""),
        at=raw["Timestamp"],
        title=str(parsed["Subject"] or ""),
        text=_content(parsed, "plain"),
        html=_content(parsed, "html"),
        headers={name: str(value) for name, value in parsed.items()},
    )


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


def _texts(document: Document) -> list[Sent]:
    return [
        Sent(
            id=each["MessageId"],
            kind="sms",
            to=number,
            at=each["Timestamp"],
            title=each["Message"],
            text=each["Message"],
        )
        for number, texts in document["sms_messages"].items()
        for each in texts
    ]


def _pushes(document: Document) -> list[Sent]:
    return [
        _push(each, endpoint.rpartition("/")[2])
        for endpoint, pushes in document["platform_endpoint_messages"].items()
        for each in pushes
    ]


def _push(raw: Document, device: str) -> Sent:
    title = text = str(raw["Message"])
    try:
        platform = json.loads(json.loads(text)["GCM"])
        shown = platform["fcmV1Message"]["message"]["notification"]
        title, text = shown["title"], shown["body"]
    except (ValueError, KeyError, TypeError):
        pass  # shown as it is
    return Sent(
        id=raw["MessageId"], kind="push", to=device, at=raw["Timestamp"], title=title, text=text
    )


SOURCES: Mapping[str, Callable[[Document], list[Sent]]] = {
    "/_aws/ses": _mails,
    "/_aws/sns/sms-messages": _texts,
    "/_aws/sns/platform-endpoint-messages": _pushes,
}
