"""Payment intents made through the API instead of a checkout page: create, confirm, cancel."""

from datetime import UTC, datetime

from infra.local.provider import payments
from infra.local.provider.book import Json
from infra.local.provider.cards import BY_NAME, Card, CardEntry
from infra.local.provider.currencies import check_amount, check_currency
from infra.local.provider.errors import InvalidRequestError, MissingObjectError, StateError
from infra.local.provider.parameters import Parameters
from infra.local.provider.work import Work

TEST_METHODS = {
    "pm_card_visa": "visa",
    "pm_card_visa_debit": "visa_debit",
    "pm_card_mastercard": "mastercard",
    "pm_card_amex": "amex",
    "pm_card_visa_chargeDeclined": "declined",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_chargeDeclined": "declined",
    "pm_card_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_refundFail": "refund_fails_later",
    "pm_card_pendingRefund": "refund_succeeds_later",
}
_NO_BILLING: Json = {
    "address": {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    },
    "email": None,
    "name": None,
    "phone": None,
    "tax_id": None,
}


def create_intent(work: Work, given: Parameters) -> Json:
    amount = given.required_integer("amount", least=1)
    currency = check_currency(given.required_text("currency"), param="currency")
    check_amount(amount, currency, param="amount")
    details = {
        "description": given.text("description", longest=1000),
        "metadata": given.metadata(),
        "receipt_email": given.text("receipt_email", longest=800),
        "transfer_group": given.text("transfer_group"),
    }
    given.choice("capture_method", ("automatic", "automatic_async"))
    given.ignore("automatic_payment_methods", "payment_method_types")
    confirm = given.flag("confirm")
    card = _read_card(work, given) if confirm else None
    given.finish()
    intent = payments.create_intent(work, amount=amount, currency=currency, **details)
    return intent if card is None else _confirm(work, intent, card)


def confirm_intent(work: Work, intent: Json, given: Parameters) -> Json:
    card = _read_card(work, given)
    given.finish()
    if intent["_session"]:
        raise StateError("This PaymentIntent is confirmed on the page of its Checkout Session.")
    if intent["status"] not in payments.CONFIRMABLE:
        raise payments.unexpected_state(intent, "confirmed", payments.CONFIRMABLE)
    return _confirm(work, intent, card)


def cancel_intent(work: Work, intent: Json, given: Parameters) -> Json:
    reason = given.choice(
        "cancellation_reason", ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
    )
    given.finish()
    if intent["_session"] and work.get("checkout.session", intent["_session"])["status"] == "open":
        raise StateError(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session. "
            "To cancel it, expire the Checkout Session instead."
        )
    return payments.cancel_intent(work, intent, reason)


def _confirm(work: Work, intent: Json, card: Card) -> Json:
    return payments.attempt(work, intent, card, _NO_BILLING, challenge_url="")


def _read_card(work: Work, given: Parameters) -> Card:
    """Only cards that need no challenge: those are simulated on the checkout page."""
    method = given.required_text("payment_method")
    given.ignore("return_url", "off_session")
    if method not in TEST_METHODS:
        raise MissingObjectError("PaymentMethod", method, param="payment_method")
    year = datetime.fromtimestamp(work.moment, UTC).year + 1
    number = BY_NAME[TEST_METHODS[method]].number
    card = CardEntry(number, 12, year, "123").recognize(work.fingerprint_key)
    if card is None:
        raise InvalidRequestError("No such test card", param="payment_method")
    return card
