import time

import pytest
import stripe

from infra.local.provider.webhooks import sign

_PAYLOAD = b'{"id": "evt_1", "object": "event"}'


def test_stripe_accepts_the_signature() -> None:
    header = sign(_PAYLOAD, ["whsec_new"], int(time.time()))
    assert stripe.WebhookSignature.verify_header(_PAYLOAD.decode(), header, "whsec_new", 300)


def test_while_a_secret_is_rolled_both_verify() -> None:
    header = sign(_PAYLOAD, ["whsec_new", "whsec_old"], int(time.time()))
    for secret in ("whsec_new", "whsec_old"):
        assert stripe.WebhookSignature.verify_header(_PAYLOAD.decode(), header, secret, 300)


def test_another_secret_another_body_or_an_old_time_does_not_verify() -> None:
    fresh, old = int(time.time()), int(time.time()) - 301
    cases = [
        (_PAYLOAD, sign(_PAYLOAD, ["whsec_new"], fresh), "whsec_other"),
        (_PAYLOAD + b" ", sign(_PAYLOAD, ["whsec_new"], fresh), "whsec_new"),
        (_PAYLOAD, sign(_PAYLOAD, ["whsec_new"], old), "whsec_new"),
    ]
    for payload, header, secret in cases:
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.WebhookSignature.verify_header(payload.decode(), header, secret, 300)
