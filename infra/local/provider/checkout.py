"""Checkout sessions: what is sold, the page that takes the payment, and how a session ends."""

from infra.local.provider import payments
from infra.local.provider.book import Json
from infra.local.provider.cards import Card
from infra.local.provider.currencies import check_amount, check_currency
from infra.local.provider.errors import InvalidRequestError, StateError
from infra.local.provider.events import emit
from infra.local.provider.identifiers import new_id
from infra.local.provider.parameters import Parameters
from infra.local.provider.work import Work

SHORTEST = 30 * 60
LONGEST = 24 * 60 * 60
_CLOCK_GRACE = 60
"""Callers compute expires_at on their own clock: the bounds allow for a minute of transit."""
_MOST_LINES = 100
_MOST_OF_A_LINE = 999_999


def create_session(work: Work, given: Parameters) -> Json:
    mode = given.choice("mode", ("payment", "setup", "subscription"))
    if mode != "payment":
        raise InvalidRequestError("Only mode=payment is simulated", param="mode")
    lines = _read_lines(work, given)
    currency = lines[0]["currency"]
    total = sum(line["amount_total"] for line in lines)
    intent_data = _read_intent_data(given.group("payment_intent_data"))
    id = new_id("checkout.session")
    session = _new_session(work, id, currency, total) | _read_details(work, given)
    session |= {"_line_items": lines, "_payment_intent_data": intent_data}
    _refuse_what_is_not_simulated(given)
    given.finish()
    if total:
        check_amount(total, currency, param="line_items")
    work.book.insert(session)
    work.schedule("expire_session", id, session["expires_at"])
    return session


def expire_session(work: Work, session: Json) -> Json:
    """Ends an open session for good: its page takes no more money, its intent is canceled."""
    if session["status"] != "open":
        raise StateError(
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of {session['status']}."
        )
    session.update(status="expired", url=None)
    work.book.save(session)
    if session["payment_intent"]:
        intent = work.get("payment_intent", session["payment_intent"])
        payments.cancel_intent(work, intent, "expired")
    emit(work, "checkout.session.expired", session)
    return session


def pay(work: Work, session: Json, card: Card, billing: Json, *, amount_delta: int = 0) -> Json:
    """One attempt on the page of an open session. A decline raises CardError and may be retried."""
    intent = _intent_of(work, session, billing)
    intent = payments.attempt(
        work,
        intent,
        card,
        billing,
        challenge_url=challenge_url(work, session),
        amount_delta=amount_delta,
    )
    return _complete_if_paid(work, session, intent, billing)


def authenticate(work: Work, session: Json, *, passed: bool, amount_delta: int = 0) -> Json:
    intent = work.get("payment_intent", session["payment_intent"] or "none")
    intent = payments.finish_challenge(work, intent, passed=passed, amount_delta=amount_delta)
    method = work.get("payment_method", intent["payment_method"])
    return _complete_if_paid(work, session, intent, method["billing_details"])


def confirm_free(work: Work, session: Json, billing: Json) -> Json:
    """A session whose total is zero is completed without a payment."""
    return _complete(work, session, "no_payment_required", billing)


def success_url(session: Json) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def challenge_url(work: Work, session: Json) -> str:
    return f"{work.settings.public_url}/c/pay/{session['id']}/authenticate"


def _intent_of(work: Work, session: Json, billing: Json) -> Json:
    """Like Stripe's, a session has no intent until a customer first tries to pay."""
    if session["payment_intent"]:
        return work.get("payment_intent", session["payment_intent"])
    intent = payments.create_intent(
        work,
        amount=session["amount_total"],
        currency=session["currency"],
        _session=session["id"],
        **session["_payment_intent_data"],
    )
    session["payment_intent"] = intent["id"]
    work.book.save(session)
    return intent


def _complete_if_paid(work: Work, session: Json, intent: Json, billing: Json) -> Json:
    if intent["status"] != "succeeded":
        return session
    return _complete(work, session, "paid", billing)


def _complete(work: Work, session: Json, payment_status: str, billing: Json) -> Json:
    session.update(
        status="complete",
        payment_status=payment_status,
        url=None,
        customer_details=_customer_details(session, billing),
    )
    work.book.save(session)
    emit(work, "checkout.session.completed", session)
    return session


def _customer_details(session: Json, billing: Json) -> Json:
    return {
        "address": billing["address"],
        "business_name": None,
        "email": session["customer_email"] or billing["email"],
        "individual_name": None,
        "name": billing["name"],
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _read_lines(work: Work, given: Parameters) -> list[Json]:
    groups = given.groups("line_items", most=_MOST_LINES)
    if not groups:
        message = "Missing required param: line_items."
        raise InvalidRequestError(message, code="parameter_missing", param="line_items")
    lines = [_read_line(work, group) for group in groups]
    if len({line["currency"] for line in lines}) > 1:
        message = "You cannot combine currencies on a single Checkout Session."
        raise InvalidRequestError(message, param="line_items")
    return lines


def _read_line(work: Work, given: Parameters) -> Json:
    if given.has("price"):
        message = f"No such price: '{given.required_text('price')}'"
        raise InvalidRequestError(message, code="resource_missing", param=given.name("price"))
    quantity = given.required_integer("quantity", least=1, most=_MOST_OF_A_LINE)
    price, title = _read_price(work, given.group("price_data"))
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": title,
        "metadata": given.metadata(),
        "price": price,
        "quantity": quantity,
    }


def _read_price(work: Work, given: Parameters) -> tuple[Json, str]:
    currency = check_currency(given.required_text("currency"), param=given.name("currency"))
    amount = given.required_integer("unit_amount", least=0)
    product = given.group("product_data")
    title = product.required_text("name")
    product.ignore("description", "images", "metadata", "tax_code", "unit_label")
    price = {
        "id": new_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": work.now,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": new_id("product"),
        "recurring": None,
        "tax_behavior": given.choice("tax_behavior", ("exclusive", "inclusive", "unspecified"))
        or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }
    return price, title


def _read_details(work: Work, given: Parameters) -> Json:
    return {
        "cancel_url": given.url("cancel_url"),
        "client_reference_id": given.text("client_reference_id", longest=200),
        "customer_email": _read_email(given),
        "expires_at": _read_expiry(work, given),
        "locale": given.text("locale"),
        "metadata": given.metadata(),
        "submit_type": given.choice("submit_type", ("auto", "pay", "book", "donate")),
        "success_url": given.required_url("success_url"),
    }


def _read_email(given: Parameters) -> str | None:
    email = given.text("customer_email", longest=800)
    if email is not None and ("@" not in email.strip("@") or any(c.isspace() for c in email)):
        message = f"Invalid email address: {email}"
        raise InvalidRequestError(message, code="email_invalid", param="customer_email")
    return email


def _read_expiry(work: Work, given: Parameters) -> int:
    expires_at = given.integer("expires_at", least=0)
    if expires_at is None:
        return work.now + LONGEST
    if expires_at < work.now + SHORTEST - _CLOCK_GRACE:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
        raise InvalidRequestError(message, param="expires_at")
    if expires_at > work.now + LONGEST + _CLOCK_GRACE:
        message = (
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )
        raise InvalidRequestError(message, param="expires_at")
    return expires_at


def _read_intent_data(given: Parameters) -> Json:
    given.choice("capture_method", ("automatic", "automatic_async"))
    return {
        "description": given.text("description", longest=1000),
        "metadata": given.metadata(),
        "receipt_email": given.text("receipt_email", longest=800),
        "statement_descriptor": given.text("statement_descriptor", longest=22),
        "statement_descriptor_suffix": given.text("statement_descriptor_suffix", longest=22),
        "transfer_group": given.text("transfer_group"),
    }


def _refuse_what_is_not_simulated(given: Parameters) -> None:
    """Only the settings that already hold here may be asked for; `finish` refuses the others."""
    given.choice("ui_mode", ("hosted_page", "hosted"))
    given.choice("billing_address_collection", ("auto", "required"))
    given.choice("customer_creation", ("if_required",))
    given.choice("payment_method_collection", ("always", "if_required"))
    for type in given.texts("payment_method_types"):
        if type != "card":
            message = f"Only cards are simulated, not {type}"
            raise InvalidRequestError(message, param="payment_method_types")
    for switch in ("allow_promotion_codes",):
        given.choice(switch, ("false",))
    for group in ("automatic_tax", "phone_number_collection", "adaptive_pricing"):
        given.group(group).choice("enabled", ("false",))


def _new_session(work: Work, id: str, currency: str, total: int) -> Json:
    return {
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "branding_settings": None,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": work.now,
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_account": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "discounts": [],
        "excluded_payment_method_types": None,
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": {"enabled": False, "invoice_data": None},
        "livemode": False,
        "mode": "payment",
        "name_collection": None,
        "optional_items": None,
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{work.settings.public_url}/c/pay/{id}",
        "wallet_options": None,
    }
