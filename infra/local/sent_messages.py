"""What moto's SES and SNS sent, kept so that a person can read it, and told of as SES tells it.

It is read at the addresses, and in the form, that LocalStack has for the same: ``/_aws/ses``,
``/_aws/sns/sms-messages`` and ``/_aws/sns/platform-endpoint-messages``. The newest ``KEPT`` of each
kind are kept, with the rest of moto's state.
"""

import email
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import getaddresses
from typing import Any

from moto.ses.models import RawMessage, SESBackend, ses_backends
from moto.sns.models import SMS, PlatformEndpoint, SNSBackend, sns_backends

KEPT = 500
# moto's types are those of its generics; here its backends are only data.
_ses: Any = ses_backends
_sns: Any = sns_backends
_SIMULATOR = "@simulator.amazonses.com"  # SES's mailbox simulator: addresses that always fail


def keep_sent_messages(feedback_topic: str) -> None:
    """Teach moto when it sent what, and SES to tell its feedback topic what became of a mail."""
    send, publish, push = SESBackend.send_raw_email, SNSBackend.publish, PlatformEndpoint.publish

    def send_raw_email(backend: Any, *args: Any, **kwargs: Any) -> RawMessage:
        message = send(backend, *args, **kwargs)
        _stamp(message)
        _tell(backend, message, feedback_topic)
        return message

    def publish_message(backend: Any, *args: Any, **kwargs: Any) -> str:
        message_id = publish(backend, *args, **kwargs)
        if (text := backend.sms_message_objects.get(message_id)) is not None:
            _stamp(text)
        return message_id

    def push_message(endpoint: Any, message: str) -> str:
        message_id = push(endpoint, message)
        times = vars(endpoint).setdefault("sent_at", {})
        times[message_id] = _now()
        return message_id

    _replace(SESBackend, "send_raw_email", send_raw_email)
    _replace(SNSBackend, "publish", publish_message)
    _replace(PlatformEndpoint, "publish", push_message)


def forget_old_messages() -> None:
    """Keep the newest of each kind."""
    for _, _, ses in _ses.iter_backends():
        del ses.sent_messages[:-KEPT]
    for _, _, sns in _sns.iter_backends():
        for old in list(sns.sms_messages)[:-KEPT]:
            del sns.sms_messages[old], sns.sms_message_objects[old]
        for endpoint in sns.platform_endpoints.values():
            for old in list(endpoint.messages)[:-KEPT]:
                del endpoint.messages[old]
                vars(endpoint).get("sent_at", {}).pop(old, None)


def sent_messages(path: str) -> dict[str, Any] | None:
    """The document at one of the addresses; None for any other."""
    found = _DOCUMENTS.get(path)
    return None if found is None else found()


def _mails() -> dict[str, Any]:
    return {"messages": [_mail(message, region) for message, region in _raw_messages()]}


def _raw_messages() -> Iterator[tuple[RawMessage, str]]:
    for _, region, backend in _ses.iter_backends():
        for message in backend.sent_messages:
            if isinstance(message, RawMessage):
                yield message, region


def _mail(message: RawMessage, region: str) -> dict[str, Any]:
    return {
        "Id": message.id,
        "Region": region,
        "Timestamp": _stamp_of(message),
        "Source": message.source,
        "RawData": message.raw_data,
    }


def _texts() -> dict[str, Any]:
    by_number: dict[str, list[dict[str, str]]] = {}
    for _, _, backend in _sns.iter_backends():
        for text in backend.sms_message_objects.values():
            by_number.setdefault(text.phone_number, []).append(_text(text))
    return {"sms_messages": by_number}


def _text(text: SMS) -> dict[str, str]:
    return {
        "PhoneNumber": text.phone_number,
        "MessageId": text.message_id,
        "Message": text.message,
        "Timestamp": _stamp_of(text),
    }


def _pushes() -> dict[str, Any]:
    by_endpoint: dict[str, list[dict[str, str]]] = {}
    for _, _, backend in _sns.iter_backends():
        for endpoint in backend.platform_endpoints.values():
            times = vars(endpoint).get("sent_at", {})
            by_endpoint[endpoint.arn] = [
                {
                    "TargetArn": endpoint.arn,
                    "MessageId": message_id,
                    "Message": message,
                    "Timestamp": times.get(message_id, ""),
                }
                for message_id, message in endpoint.messages.items()
            ]
    return {"platform_endpoint_messages": by_endpoint}


_DOCUMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "/_aws/ses": _mails,
    "/_aws/sns/sms-messages": _texts,
    "/_aws/sns/platform-endpoint-messages": _pushes,
}


def _tell(backend: Any, message: RawMessage, topic: str) -> None:
    """Publish what SES would to a configuration set's topic: it was taken, and how it fared."""
    sns = _sns[backend.account_id][backend.region_name]
    if topic in sns.topics:
        for event in _events(message):
            sns.publish(json.dumps(event), arn=topic)


def _events(message: RawMessage) -> Iterator[dict[str, Any]]:
    content = email.message_from_string(message.raw_data)
    recipients = [address for _, address in getaddresses(content.get_all("to", []))]
    mail = {
        "timestamp": _stamp_of(message),
        "messageId": message.id,
        "source": message.source,
        "destination": recipients,
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in content.items()],
    }
    yield {"eventType": "Send", "mail": mail, "send": {}}
    for address in recipients:
        mailbox, _, _ = address.partition(_SIMULATOR)
        if not address.endswith(_SIMULATOR):
            continue
        name = mailbox.partition("+")[0]
        if name == "bounce":
            told = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address}]}
            yield {"eventType": "Bounce", "mail": mail, "bounce": told}
        elif name == "complaint":
            complained = {"complainedRecipients": [{"emailAddress": address}]}
            yield {"eventType": "Complaint", "mail": mail, "complaint": complained}


def _stamp(message: Any) -> None:
    message.sent_at = _now()


def _stamp_of(message: Any) -> str:
    return str(getattr(message, "sent_at", ""))


def _now() -> str:
    # moto runs on the machine's clock; so does all that it notes down.
    return datetime.now(UTC).isoformat()


def _replace(owner: type, name: str, method: Callable[..., Any]) -> None:
    setattr(owner, name, method)
