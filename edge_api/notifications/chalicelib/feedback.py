"""What SES tells about mail that we sent: it took it, it bounced, somebody complained.

Both of SES's forms are read: event publishing (``eventType``) and an identity's notifications
(``notificationType``).
"""

from typing import Any

import msgspec

from contracts.errors import MalformedError

from .bootstrap import Deps
from .channels import KEY_HEADER

_TAKEN = frozenset({"Send", "Delivery"})


class _Header(msgspec.Struct):
    name: str
    value: str


class _Mail(msgspec.Struct, rename="camel"):
    message_id: str
    headers: tuple[_Header, ...] = ()


class _Recipient(msgspec.Struct, rename="camel"):
    email_address: str


class _Bounce(msgspec.Struct, rename="camel"):
    bounce_type: str
    bounced_recipients: tuple[_Recipient, ...]


class _Complaint(msgspec.Struct, rename="camel"):
    complained_recipients: tuple[_Recipient, ...]


class _Feedback(msgspec.Struct, rename="camel"):
    mail: _Mail
    event_type: str = ""
    notification_type: str = ""
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


def hear_feedback(message: str, deps: Deps) -> None:
    """Act on one message.

    Raises:
        MalformedError: for what is none of SES's.
    """
    try:
        feedback = msgspec.json.decode(message, type=_Feedback)
    except msgspec.MsgspecError as error:
        raise MalformedError(f"This is no feedback of SES: {error}.") from error
    if (feedback.event_type or feedback.notification_type) in _TAKEN:
        _note_taken(feedback.mail, deps)
    for address, reason in _refusals(feedback):
        deps.contacts.suppress(deps.addresses.hash(address), reason)


def _note_taken(mail: _Mail, deps: Deps) -> None:
    key = next((each.value for each in mail.headers if each.name == KEY_HEADER), None)
    if key is not None:
        deps.sent.heard_of(key, mail.message_id)


def _refusals(feedback: _Feedback) -> list[tuple[str, str]]:
    """Addresses that will never read us. A bounce may be transient: a full mailbox is emptied."""
    found: list[tuple[str, Any]] = []
    if feedback.bounce is not None and feedback.bounce.bounce_type == "Permanent":
        found += [("bounce", each) for each in feedback.bounce.bounced_recipients]
    if feedback.complaint is not None:
        found += [("complaint", each) for each in feedback.complaint.complained_recipients]
    return [(each.email_address, reason) for reason, each in found]
