"""What Stripe sends and takes, as narrow structs that name what we rely on, and in our words."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from contracts.errors import InvalidError
from core_services.payment.domain import Decline, IntentState, PageState, Reading, RefundStatus
from core_services.payment.ports import Movement, Page, PageRequest, ProviderRefund, Unknown
from core_services.payment.stripe_adapter.amounts import from_provider, to_provider


class PaymentMethod(msgspec.Struct):
    type: str = ""


class ChargeOutcome(msgspec.Struct):
    reason: str | None = None


class Charge(msgspec.Struct):
    id: str
    status: str = ""
    failure_code: str | None = None
    outcome: ChargeOutcome | None = None
    amount: int = 0
    currency: str = ""
    payment_intent: str | None = None
    payment_method_details: PaymentMethod | None = None


class PaymentError(msgspec.Struct):
    charge: str | None = None
    code: str | None = None
    decline_code: str | None = None
    payment_method: PaymentMethod | None = None


class Intent(msgspec.Struct):
    id: str
    status: str
    currency: str
    amount_received: int = 0
    latest_charge: Charge | None = None
    last_payment_error: PaymentError | None = None


class Session(msgspec.Struct):
    id: str
    amount_total: int
    currency: str
    status: str | None = None
    client_reference_id: str | None = None
    expires_at: int = 0
    url: str | None = None
    payment_intent: Intent | None = None


class CreatedSession(Session):
    """As `Session`; the intent, where there is one, is not expanded in the answer to a POST."""

    payment_intent: Any = None


class RefundBody(msgspec.Struct):
    id: str
    amount: int
    currency: str
    status: str | None = None
    payment_intent: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = None


class Source(msgspec.Struct):
    id: str
    object: str
    amount: int = 0
    currency: str = ""
    payment_intent: str | None = None


class BalanceTransaction(msgspec.Struct):
    id: str
    type: str
    amount: int
    currency: str
    fee: int
    created: int
    source: Source | str | None = None


class List(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: bool


def session_params(request: PageRequest) -> Any:
    references = {"payment_id": request.payment_id, "order_id": request.order_id}
    title = f"Order {request.order_number}"
    return {
        "mode": "payment",
        "client_reference_id": request.payment_id,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency.lower(),
                    "unit_amount": to_provider(request.amount, request.currency),
                    "product_data": {"name": title},
                },
            }
        ],
        "metadata": references,
        "payment_intent_data": {"metadata": references, "description": title},
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }


def page(session: Session) -> Page | Unknown:
    if not session.url:
        return Unknown("The payment page has no address.")
    try:
        made = reading(msgspec.structs.replace(session, payment_intent=None))
    except (ValueError, InvalidError) as error:
        return Unknown(str(error))
    return Page(session.id, session.url, _moment(session.expires_at), made)


_PAGE_STATES: dict[str, PageState] = {
    "open": PageState.OPEN,
    "complete": PageState.COMPLETE,
    "expired": PageState.EXPIRED,
}
_INTENT_STATES: dict[str, IntentState] = {
    "requires_payment_method": IntentState.WAITING,
    "requires_confirmation": IntentState.WAITING,
    "requires_action": IntentState.WAITING,
    "requires_capture": IntentState.PROCESSING,
    "processing": IntentState.PROCESSING,
    "succeeded": IntentState.SUCCEEDED,
    "canceled": IntentState.CANCELLED,
}
_REFUND_STATES: dict[str, RefundStatus] = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


def reading(session: Session) -> Reading:
    currency = session.currency.upper()
    reading = Reading(
        page_id=session.id,
        reference=session.client_reference_id or "",
        page=_PAGE_STATES.get(session.status or "", PageState.UNKNOWN),
        page_amount=from_provider(session.amount_total, currency),
        currency=currency,
    )
    return _with_intent(reading, session.payment_intent) if session.payment_intent else reading


def _with_intent(reading: Reading, intent: Intent) -> Reading:
    currency, charge, error = intent.currency.upper(), intent.latest_charge, _last_error(intent)
    return Reading(
        page_id=reading.page_id,
        reference=reading.reference,
        page=reading.page,
        page_amount=reading.page_amount,
        currency=reading.currency,
        intent=_INTENT_STATES.get(intent.status, IntentState.UNKNOWN),
        intent_id=intent.id,
        received_amount=from_provider(intent.amount_received, currency),
        received_currency=currency,
        charge_id=charge.id if charge else None,
        method=_method(intent),
        failed_charge=error.charge or "" if error else "",
        failure_reason=(error.decline_code or error.code or "declined") if error else "",
    )


def _last_error(intent: Intent) -> PaymentError | None:
    """The last declined attempt; an authentication that failed leaves no charge, so name it so."""
    error = intent.last_payment_error
    if error is None or error.charge:
        return error
    return msgspec.structs.replace(error, charge=f"{intent.id}:{error.code}")


def _method(intent: Intent) -> str:
    """How the last attempt was made. One that was declined before it was charged left no charge of
    its own: the latest is then that of an attempt before it.
    """
    error, charge = intent.last_payment_error, intent.latest_charge
    if error is not None and error.payment_method is not None:
        return error.payment_method.type
    details = charge.payment_method_details if charge else None
    return details.type if details else ""


def decline(charge: Charge) -> Decline:
    """A charge that failed; its issuer's reason, as the attempt's error has it."""
    reason = charge.outcome.reason if charge.outcome else None
    details = charge.payment_method_details
    return Decline(
        reason=reason or charge.failure_code or "declined",
        charge=charge.id,
        method=details.type if details else "",
    )


def provider_refund(refund: RefundBody) -> ProviderRefund:
    currency = refund.currency.upper()
    return ProviderRefund(
        id=refund.id,
        refund_id=(refund.metadata or {}).get("refund_id", ""),
        provider_payment_id=refund.payment_intent or "",
        currency=currency,
        amount=from_provider(refund.amount, currency),
        status=_REFUND_STATES.get(refund.status or ""),
        failure_reason=refund.failure_reason or "",
    )


def movement(line: BalanceTransaction) -> Movement:
    currency = line.currency.upper()
    source = line.source if isinstance(line.source, Source) else None
    source_id = line.source if isinstance(line.source, str) else ""
    source_currency = source.currency.upper() if source and source.currency else currency
    return Movement(
        id=line.id,
        kind=line.type,
        source_id=source.id if source else source_id,
        provider_payment_id=(source.payment_intent or "") if source else "",
        source_currency=source_currency,
        source_amount=from_provider(source.amount if source else line.amount, source_currency),
        currency=currency,
        gross=from_provider(line.amount, currency),
        fee=from_provider(line.fee, currency),
        created_at=_moment(line.created),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
