"""Telling Stripe's webhooks from everybody else's, on both sides of the clock.

The library checks the signature in constant time but accepts timestamps from the future, so the
clock is checked here. Several secrets may be active while one is being rolled.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import stripe

from contracts.errors import MalformedError, UnauthenticatedError
from core_services.payment.ports import ProviderEvent

TOLERANCE_SECONDS = 300


class SignatureMissingError(UnauthenticatedError):
    code = "signature-missing"
    title = "This message is not signed"


class SignatureInvalidError(MalformedError):
    code = "signature-invalid"
    title = "This message is not signed by the payment provider"


class SignatureExpiredError(MalformedError):
    code = "signature-expired"
    title = "This message was signed too long ago, or in the future"


class WrongModeError(MalformedError):
    code = "wrong-mode"
    title = "Test events are not for a live shop, nor live ones for a test shop"


class _Object(msgspec.Struct):
    """The fields by which any object of the provider may be traced to a payment of ours."""

    object: str = ""
    id: str = ""
    client_reference_id: str | None = None
    payment_intent: str | None = None
    metadata: dict[str, str] | None = None


class _Data(msgspec.Struct):
    object: _Object


class _Event(msgspec.Struct):
    object: str
    id: str
    type: str
    data: _Data
    livemode: bool


class StripeWebhooks:
    """Verifies with every active secret; ``live`` says which mode's events we take."""

    def __init__(self, secrets: Sequence[str], *, live: bool) -> None:
        self._secrets = tuple(secrets)
        self._live = live

    def verify(self, body: bytes, signature: str | None, now: datetime) -> ProviderEvent:
        if not signature:
            raise SignatureMissingError("Send the Stripe-Signature header.")
        if not any(_is_signed(body, signature, secret) for secret in self._secrets):
            raise SignatureInvalidError("The signature does not fit the body.")
        if abs(now.timestamp() - _signed_at(signature)) > TOLERANCE_SECONDS:
            raise SignatureExpiredError(f"Messages are good for {TOLERANCE_SECONDS} seconds.")
        return self._read(body)

    def _read(self, body: bytes) -> ProviderEvent:
        try:
            event = msgspec.json.decode(body, type=_Event)
        except msgspec.MsgspecError as error:
            raise MalformedError("The body is not an event.") from error
        if event.object != "event" or not event.id:
            raise MalformedError("The body is not an event.")
        if event.livemode is not self._live:
            raise WrongModeError("This event is of the other mode.")
        return _provider_event(event)


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    try:
        stripe.WebhookSignature.verify_header(body, signature, secret, None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError):
        return False
    return True


def _signed_at(signature: str) -> int:
    """The timestamp that the signature covers: the first, as the library reads it."""
    for part in signature.split(","):
        name, _, value = part.partition("=")
        if name == "t":
            return int(value.partition("=")[0])
    raise SignatureInvalidError("The signature has no timestamp.")


def _provider_event(event: _Event) -> ProviderEvent:
    subject, references = event.data.object, event.data.object.metadata or {}
    is_page, is_intent = subject.object == "checkout.session", subject.object == "payment_intent"
    return ProviderEvent(
        id=event.id,
        type=event.type,
        page_id=subject.id if is_page else "",
        provider_payment_id=subject.id if is_intent else subject.payment_intent or "",
        payment_id=subject.client_reference_id or references.get("payment_id", ""),
        refund_id=references.get("refund_id", "") if subject.object == "refund" else "",
    )
