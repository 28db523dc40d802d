"""Money going back: in parts, never more than was captured, decided at once or later."""

from infra.local.provider.book import Json
from infra.local.provider.cards import BY_NAME
from infra.local.provider.currencies import format_amount
from infra.local.provider.errors import InvalidRequestError, StateError
from infra.local.provider.events import emit
from infra.local.provider.identifiers import new_id
from infra.local.provider.parameters import Parameters
from infra.local.provider.payments import add_balance_transaction
from infra.local.provider.work import Work

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_FAILURE = "expired_or_canceled_card"


def create_refund(work: Work, given: Parameters) -> Json:
    intent_id, charge_id = given.text("payment_intent"), given.text("charge")
    asked = given.integer("amount", least=1)
    reason = given.choice("reason", REASONS)
    metadata = given.metadata()
    given.ignore("instructions_email")
    given.finish()
    charge = _charge_to_refund(work, intent_id, charge_id)
    amount = _amount_to_refund(charge, asked)
    refund = _new_refund(work, charge, amount, reason, metadata)
    _apply(work, charge, refund)
    return refund


def decide_refund(work: Work, refund: Json) -> None:
    """The late outcome of an asynchronous test card."""
    if refund["_outcome"] == "succeeds_later" and refund["status"] == "pending":
        refund["status"] = "succeeded"
        work.book.save(refund)
        emit(work, "refund.updated", refund, previous={"status": "pending"})
    elif refund["_outcome"] == "fails_later" and refund["status"] == "succeeded":
        _fail(work, refund)


def _charge_to_refund(work: Work, intent_id: str | None, charge_id: str | None) -> Json:
    if charge_id is not None:
        charge = work.get("charge", charge_id, param="charge")
    elif intent_id is not None:
        charge = _latest_charge(work, intent_id)
    else:
        message = "One of the following params should be provided: payment_intent or charge."
        raise InvalidRequestError(message, code="parameter_missing")
    if charge["status"] != "succeeded":
        raise StateError(
            f"This charge ({charge['id']}) was not successful and has nothing to refund."
        )
    return charge


def _latest_charge(work: Work, intent_id: str) -> Json:
    intent = work.get("payment_intent", intent_id, param="payment_intent")
    if intent["status"] != "succeeded":
        raise StateError(
            f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return work.get("charge", intent["latest_charge"])


def _amount_to_refund(charge: Json, asked: int | None) -> int:
    left: int = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise StateError(message, code="charge_already_refunded")
    if asked is None:
        return left
    if asked > left:
        shown, remaining = (format_amount(n, charge["currency"]) for n in (asked, left))
        raise StateError(
            f"Refund amount ({shown}) is greater than unrefunded amount on charge ({remaining})",
            param="amount",
        )
    return asked


def _apply(work: Work, charge: Json, refund: Json) -> None:
    transaction = add_balance_transaction(
        work, "refund", refund["id"], -refund["amount"], refund["currency"]
    )
    refund["balance_transaction"] = transaction["id"]
    work.book.insert(refund)
    previous = {key: charge[key] for key in ("amount_refunded", "refunded")}
    _set_refunded(work, charge, charge["amount_refunded"] + refund["amount"])
    emit(work, "refund.created", refund)
    emit(work, "charge.refunded", charge, previous=previous)
    if refund["_outcome"] != "succeeds":
        work.schedule("decide_refund", refund["id"], work.moment + work.settings.async_refund_delay)


def _fail(work: Work, refund: Json) -> None:
    transaction = add_balance_transaction(
        work, "refund_failure", refund["id"], refund["amount"], refund["currency"]
    )
    refund.update(
        status="failed",
        failure_reason=_FAILURE,
        failure_balance_transaction=transaction["id"],
    )
    work.book.save(refund)
    charge = work.get("charge", refund["charge"])
    previous = {key: charge[key] for key in ("amount_refunded", "refunded")}
    _set_refunded(work, charge, charge["amount_refunded"] - refund["amount"])
    emit(work, "charge.updated", charge, previous=previous)
    emit(work, "refund.updated", refund, previous={"status": "succeeded"})
    emit(work, "refund.failed", refund, previous={"status": "succeeded"})


def _set_refunded(work: Work, charge: Json, amount: int) -> None:
    charge.update(amount_refunded=amount, refunded=amount == charge["amount_captured"])
    work.book.save(charge)


def _new_refund(
    work: Work, charge: Json, amount: int, reason: str | None, metadata: dict[str, str]
) -> Json:
    outcome = BY_NAME[charge["_test_card"]].refund
    return {
        "id": new_id("refund"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": work.now,
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if outcome == "succeeds_later" else "succeeded",
        "transfer_reversal": None,
        "_outcome": outcome,
    }
