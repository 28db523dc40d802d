"""A payment intent's life: attempts with a card, a challenge, success or a decline."""

from typing import Any

from infra.local.provider.book import Json
from infra.local.provider.cards import Card, Decline
from infra.local.provider.currencies import fee_of
from infra.local.provider.errors import CardError, StateError
from infra.local.provider.events import emit
from infra.local.provider.identifiers import new_id, random_text
from infra.local.provider.rendering import public
from infra.local.provider.work import Work

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = (*CONFIRMABLE, "requires_capture", "processing")

AUTHENTICATION_FAILED: Json = {
    "code": "payment_intent_authentication_failure",
    "message": "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
    "type": "card_error",
}


def create_intent(work: Work, *, amount: int, currency: str, **details: Any) -> Json:
    id = new_id("payment_intent")
    intent: Json = {
        "id": id,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{id}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": work.now,
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": {},
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": None,
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
        "_session": None,
        "_challenge": None,
    }
    intent.update(details)
    work.book.insert(intent)
    emit(work, "payment_intent.created", intent)
    return intent


def attempt(
    work: Work,
    intent: Json,
    card: Card,
    billing: Json,
    *,
    challenge_url: str,
    amount_delta: int = 0,
) -> Json:
    """Confirms with a card. A decline raises CardError, with the attempt on record."""
    method = _add_payment_method(work, card, billing)
    if card.behaviour.challenge:
        return _ask_for_challenge(work, intent, card, method, challenge_url)
    return _charge(work, intent, card, method, amount_delta=amount_delta)


def finish_challenge(work: Work, intent: Json, *, passed: bool, amount_delta: int = 0) -> Json:
    challenge = intent["_challenge"]
    if intent["status"] != "requires_action" or challenge is None:
        raise unexpected_state(intent, "authenticated", ("requires_action",))
    method = work.get("payment_method", challenge["payment_method"])
    if passed:
        card = Card(**challenge["card"])
        return _charge(work, intent, card, method, authenticated=True, amount_delta=amount_delta)
    error = AUTHENTICATION_FAILED | {"payment_method": public(method)}
    _fail(work, intent, error)
    raise CardError(error, public(intent))


def cancel_intent(work: Work, intent: Json, reason: str | None) -> Json:
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(intent, "canceled", CANCELABLE)
    intent.update(
        status="canceled",
        canceled_at=work.now,
        cancellation_reason=reason,
        next_action=None,
        _challenge=None,
    )
    work.book.save(intent)
    emit(work, "payment_intent.canceled", intent)
    return intent


def unexpected_state(intent: Json, verb: str, wanted: tuple[str, ...]) -> StateError:
    listed = ", ".join(wanted)
    return StateError(
        f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}. "
        f"Only a PaymentIntent with one of the following statuses may be {verb}: {listed}.",
        code="payment_intent_unexpected_state",
    )


def _add_payment_method(work: Work, card: Card, billing: Json) -> Json:
    return work.book.insert(
        {
            "id": new_id("payment_method"),
            "object": "payment_method",
            "allow_redisplay": "limited",
            "billing_details": billing,
            "card": _card_details(card)
            | {"display_brand": card.brand, "generated_from": None, "wallet": None},
            "created": work.now,
            "customer": None,
            "customer_account": None,
            "livemode": False,
            "metadata": {},
            "type": "card",
        }
    )


def _ask_for_challenge(work: Work, intent: Json, card: Card, method: Json, url: str) -> Json:
    intent.update(
        status="requires_action",
        payment_method=method["id"],
        last_payment_error=None,
        next_action={
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": None},
        },
        _challenge={"card": card.as_json(), "payment_method": method["id"]},
    )
    work.book.save(intent)
    emit(work, "payment_intent.requires_action", intent)
    return intent


def _charge(
    work: Work,
    intent: Json,
    card: Card,
    method: Json,
    *,
    authenticated: bool = False,
    amount_delta: int = 0,
) -> Json:
    decline = card.behaviour.decline
    charge = _new_charge(work, intent, card, method, authenticated=authenticated)
    intent["latest_charge"] = charge["id"]
    if decline is not None:
        _decline(work, intent, charge, method, decline)
    return _succeed(work, intent, charge, amount_delta)


def _succeed(work: Work, intent: Json, charge: Json, amount_delta: int) -> Json:
    amount = intent["amount"] + amount_delta
    transaction = add_balance_transaction(work, "charge", charge["id"], amount, charge["currency"])
    charge.update(
        amount=amount,
        amount_captured=amount,
        balance_transaction=transaction["id"],
        captured=True,
        paid=True,
        status="succeeded",
    )
    work.book.insert(charge)
    intent.update(
        amount=amount,
        amount_received=amount,
        last_payment_error=None,
        next_action=None,
        payment_method=charge["payment_method"],
        status="succeeded",
        _challenge=None,
    )
    work.book.save(intent)
    emit(work, "charge.succeeded", charge)
    emit(work, "payment_intent.succeeded", intent)
    return intent


def _decline(work: Work, intent: Json, charge: Json, method: Json, decline: Decline) -> None:
    charge.update(
        status="failed",
        failure_code=decline.code,
        failure_message=decline.message,
        outcome=_outcome("declined_by_network", decline),
    )
    work.book.insert(charge)
    emit(work, "charge.failed", charge)
    error = {
        "charge": charge["id"],
        "code": decline.code,
        "decline_code": decline.decline_code,
        "message": decline.message,
        "payment_method": public(method),
        "type": "card_error",
    }
    _fail(work, intent, error)
    raise CardError(error, public(intent))


def _fail(work: Work, intent: Json, error: Json) -> None:
    intent.update(
        status="requires_payment_method",
        last_payment_error=error,
        next_action=None,
        payment_method=None,
        _challenge=None,
    )
    work.book.save(intent)
    emit(work, "payment_intent.payment_failed", intent)


def _new_charge(work: Work, intent: Json, card: Card, method: Json, *, authenticated: bool) -> Json:
    return {
        "id": new_id("charge"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": work.settings.merchant_name.upper()[:22],
        "captured": False,
        "created": work.now,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": _outcome("approved_by_network", None),
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {
            "type": "card",
            "card": _charged_card(intent, card, authenticated=authenticated),
        },
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
        "_test_card": card.name,
    }


def _outcome(network_status: str, decline: Decline | None) -> Json:
    return {
        "advice_code": "try_again_later" if decline else None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": decline.decline_code if decline else None,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": (
            "The bank did not return any further details with this decline."
            if decline
            else "Payment complete."
        ),
        "type": "issuer_declined" if decline else "authorized",
    }


def _card_details(card: Card) -> Json:
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "fail" if card.name == "incorrect_cvc" else "pass",
        },
        "country": card.behaviour.country,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": card.fingerprint,
        "funding": card.behaviour.funding,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
    }


def _charged_card(intent: Json, card: Card, *, authenticated: bool) -> Json:
    challenge = {
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result": "authenticated",
        "result_reason": None,
        "version": "2.2.0",
    }
    details = _card_details(card)
    details.pop("networks")
    details.pop("three_d_secure_usage")
    return details | {
        "amount_authorized": intent["amount"],
        "authorization_code": None,
        "installments": None,
        "mandate": None,
        "network": card.brand,
        "network_token": {"used": False},
        "three_d_secure": challenge if authenticated else None,
        "wallet": None,
    }


def add_balance_transaction(work: Work, type: str, source: str, amount: int, currency: str) -> Json:
    """One line of the account statement. Fees are taken on charges and never given back."""
    fee = fee_of(amount, currency) if type == "charge" else 0
    return work.book.insert(
        {
            "id": new_id("balance_transaction"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": work.now + 2 * 86_400,
            "balance_type": "payments",
            "created": work.now,
            "currency": currency,
            "description": None,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": _fee_details(fee, currency),
            "net": amount - fee,
            "reporting_category": type,
            "source": source,
            "status": "pending",
            "type": type,
        }
    )


def _fee_details(fee: int, currency: str) -> list[Json]:
    if not fee:
        return []
    return [
        {
            "amount": fee,
            "application": None,
            "currency": currency,
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
