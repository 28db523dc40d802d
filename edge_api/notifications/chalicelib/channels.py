"""The ways out: e-mail through SES, SMS and push through SNS. None of them retries by itself.

What is certainly not sent raises ``NotSentError``; any other failure leaves open whether it was.
"""

import json
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cached_property
from typing import Any

import msgspec

from contracts.clock import Clock
from edge_api.chassis.aws import make_client

from .letters import Letter
from .once import NotSentError
from .rendering import render
from .settings import Settings

KEY_HEADER = "X-Mercato-Message"  # SES repeats a message's headers when it tells what became of it


class Email(msgspec.Struct, frozen=True, kw_only=True):
    """A letter on its way to an address. ``key`` is what makes it one message."""

    key: str
    to: str
    letter: Letter


class Mail:
    """SES."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    @cached_property
    def _ses(self) -> Any:
        return make_client("sesv2", self._settings, attempts=1)

    def send(self, email: Email) -> str:
        """Send it, and return the id that SES gave it.

        Raises:
            NotSentError: when SES refused it, or was not reached.
        """
        content = to_mime(email, self._settings.email_sender, self._clock)
        return _sent(
            lambda: self._ses.send_email(
                FromEmailAddress=self._settings.email_sender,
                Destination={"ToAddresses": [email.to]},
                Content={"Raw": {"Data": content}},
                ConfigurationSetName=self._settings.email_configuration_set,
            )
        )


class Phones:
    """SNS, for text messages and for apps."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _sns(self) -> Any:
        return make_client("sns", self._settings, attempts=1)

    def text(self, number: str, text: str) -> str:
        """Send a text message.

        Raises:
            NotSentError: when SNS refused it, or was not reached.
        """
        kind = {"DataType": "String", "StringValue": "Transactional"}
        return _sent(
            lambda: self._sns.publish(
                PhoneNumber=number, Message=text, MessageAttributes={"AWS.SNS.SMS.SMSType": kind}
            )
        )

    def push(self, endpoint: str, title: str, text: str, url: str) -> str:
        """Show a message on a device; one that is gone has nothing to be told.

        Raises:
            NotSentError: when SNS refused it, or was not reached.
        """
        try:
            return _sent(
                lambda: self._sns.publish(
                    TargetArn=endpoint,
                    MessageStructure="json",
                    Message=to_push(title, text, url),
                )
            )
        except NotSentError as error:
            if _code(error.__cause__) in ("EndpointDisabled", "NotFound"):
                return ""
            raise

    def register(self, token: str) -> str:
        """The endpoint of a device's token; the same token has the same one."""
        answer = self._sns.create_platform_endpoint(
            PlatformApplicationArn=self._settings.push_application_arn, Token=token
        )
        return str(answer["EndpointArn"])


def to_mime(email: Email, sender: str, clock: Clock) -> bytes:
    """The message as it travels: plain text first, HTML for who can show it."""
    letter = email.letter
    rendered = render(letter)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = email.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message[KEY_HEADER] = email.key
    if letter.unsubscribe is not None:  # RFC 8058: one click, in the mail program itself
        message["List-Unsubscribe"] = f"<{letter.unsubscribe.url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def to_push(title: str, text: str, url: str) -> str:
    """What SNS passes on to Firebase Cloud Messaging."""
    shown = {"notification": {"title": title, "body": text}, "data": {"url": url}}
    platform = json.dumps({"fcmV1Message": {"message": shown}}, ensure_ascii=False)
    return json.dumps({"default": text, "GCM": platform}, ensure_ascii=False)


def _sent(call: Callable[[], dict[str, Any]]) -> str:
    from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

    try:
        return str(call()["MessageId"])
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
            raise NotSentError(_code(error)) from error
        raise
    except (ConnectTimeoutError, EndpointConnectionError) as error:
        raise NotSentError("not reached") from error


def _code(error: BaseException | None) -> str:
    response: dict[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", ""))
