"""Only the provider's own messages pass, and only while they are fresh."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from contracts.errors import DomainError, MalformedError
from core_services.payment.stripe_adapter.webhooks import (
    SignatureExpiredError,
    SignatureInvalidError,
    SignatureMissingError,
    StripeWebhooks,
    WrongModeError,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OLD, CURRENT, FOREIGN = "whsec_old", "whsec_current", "whsec_foreign"
WEBHOOKS = StripeWebhooks([CURRENT, OLD], live=False)


def an_event(**changes: Any) -> dict[str, Any]:
    subject = {
        "object": "checkout.session",
        "id": "cs_1",
        "client_reference_id": "pay_1",
        "payment_intent": "pi_1",
        "metadata": {"payment_id": "pay_1"},
    }
    event = {
        "object": "event",
        "id": "evt_1",
        "type": "checkout.session.completed",
        "livemode": False,
        "data": {"object": subject},
    }
    return event | changes


def body_of(event: dict[str, Any]) -> bytes:
    return json.dumps(event).encode()


def sign(body: bytes, *, secret: str = CURRENT, skew: int = 0) -> str:
    moment = int(NOW.timestamp()) + skew
    header: str = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, moment)
    return header


def test_a_signed_event_names_what_to_read() -> None:
    body = body_of(an_event())
    event = WEBHOOKS.verify(body, sign(body), NOW)
    assert (event.id, event.type) == ("evt_1", "checkout.session.completed")
    assert (event.page_id, event.provider_payment_id) == ("cs_1", "pi_1")
    assert (event.payment_id, event.refund_id) == ("pay_1", "")


def test_a_refund_event_names_the_refund() -> None:
    subject = {
        "object": "refund",
        "id": "re_1",
        "payment_intent": "pi_1",
        "metadata": {"refund_id": "ref_1"},
    }
    body = body_of(an_event(type="refund.updated", data={"object": subject}))
    event = WEBHOOKS.verify(body, sign(body), NOW)
    assert (event.refund_id, event.provider_payment_id, event.page_id) == ("ref_1", "pi_1", "")


@pytest.mark.parametrize("skew", [-300, 0, 300])
@pytest.mark.parametrize("secret", [OLD, CURRENT])
def test_every_active_secret_is_good_within_the_tolerance(secret: str, skew: int) -> None:
    body = body_of(an_event())
    assert WEBHOOKS.verify(body, sign(body, secret=secret, skew=skew), NOW).id == "evt_1"


def test_two_signatures_of_which_one_is_ours_pass() -> None:
    body = body_of(an_event())
    ours = sign(body)
    foreign = sign(body, secret=FOREIGN).split(",")[1]
    time_part, signature = ours.split(",")
    assert WEBHOOKS.verify(body, f"{time_part},{foreign},{signature}", NOW).id == "evt_1"


BODY = body_of(an_event())
OTHER = body_of(an_event(id="evt_2"))
TIME = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("body", "signature", "error", "status"),
    [
        (BODY, None, SignatureMissingError, 401),
        (BODY, "", SignatureMissingError, 401),
        (BODY, sign(BODY, secret=FOREIGN), SignatureInvalidError, 400),
        (BODY, sign(BODY, secret=""), SignatureInvalidError, 400),
        (BODY, sign(BODY, skew=-301), SignatureExpiredError, 400),
        (BODY, sign(BODY, skew=301), SignatureExpiredError, 400),
        (BODY, sign(BODY, skew=30 * 86_400), SignatureExpiredError, 400),
        (BODY, sign(OTHER), SignatureInvalidError, 400),
        (json.dumps(json.loads(BODY), indent=1).encode(), sign(BODY), SignatureInvalidError, 400),
        (BODY + b" ", sign(BODY), SignatureInvalidError, 400),
        (BODY, f"t={TIME}", SignatureInvalidError, 400),
        (BODY, "v1=00", SignatureInvalidError, 400),
        (BODY, f"t={TIME},v0={sign(BODY).split('=')[-1]}", SignatureInvalidError, 400),
        (BODY, f"t={TIME},v1=", SignatureInvalidError, 400),
        (BODY, f"t={TIME},v1=ünicode", SignatureInvalidError, 400),
        (BODY, f"t=now,v1={sign(BODY).split('=')[-1]}", SignatureInvalidError, 400),
        (BODY, "," * 10_000, SignatureInvalidError, 400),
        (b"\xff\xfe", f"t={TIME},v1=00", SignatureInvalidError, 400),
        (b"", f"t={TIME},v1=00", SignatureInvalidError, 400),
    ],
)
def test_a_bad_signature_is_refused(
    body: bytes, signature: str | None, error: type[DomainError], status: int
) -> None:
    with pytest.raises(error) as caught:
        WEBHOOKS.verify(body, signature, NOW)
    assert caught.value.status == status


def test_a_secret_that_was_rolled_out_is_no_longer_good() -> None:
    with pytest.raises(SignatureInvalidError):
        StripeWebhooks([CURRENT], live=False).verify(BODY, sign(BODY, secret=OLD), NOW)


def test_a_test_event_is_not_for_a_live_shop_nor_the_other_way_round() -> None:
    live = body_of(an_event(livemode=True))
    with pytest.raises(WrongModeError):
        StripeWebhooks([CURRENT], live=True).verify(BODY, sign(BODY), NOW)
    with pytest.raises(WrongModeError):
        WEBHOOKS.verify(live, sign(live), NOW)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"null", b'{"object": "event"}', body_of(an_event(object="list")), b"{", b"\x00"],
)
def test_what_is_signed_and_no_event_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedError):
        WEBHOOKS.verify(body, sign(body), NOW)
