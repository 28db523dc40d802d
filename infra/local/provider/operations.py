"""The part of Stripe's v1 API that is simulated: one row per method and path."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from infra.local.provider import checkout, endpoints, intents, refunds
from infra.local.provider.book import Json
from infra.local.provider.errors import InvalidRequestError, UnrecognizedUrlError
from infra.local.provider.listing import list_objects
from infra.local.provider.parameters import Parameters
from infra.local.provider.rendering import list_of
from infra.local.provider.work import Work

Handler = Callable[[Work, str, Parameters], Json]
"""(work, the id in the path or an empty string, the request's parameters) → document or list."""


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    pattern: re.Pattern[str]
    handler: Handler


def find_operation(method: str, path: str) -> tuple[Handler, str]:
    for operation in OPERATIONS:
        match = operation.pattern.fullmatch(path)
        if match and operation.method == method:
            return operation.handler, match.groupdict().get("id") or ""
    raise UnrecognizedUrlError(method, path)


def _retrieve(kind: str) -> Handler:
    def retrieve(work: Work, id: str, given: Parameters) -> Json:
        given.finish()
        return work.get(kind, id)

    return retrieve


def _list(kind: str, url: str, *fields: str) -> Handler:
    def list_(work: Work, _id: str, given: Parameters) -> Json:
        return list_objects(work, kind, given, url, fields)

    return list_


def _update_metadata(kind: str) -> Handler:
    def update(work: Work, id: str, given: Parameters) -> Json:
        changes = given.metadata_changes()
        given.finish()
        document = work.get(kind, id)
        merged = document["metadata"] | changes
        document["metadata"] = {key: value for key, value in merged.items() if value}
        work.book.save(document)
        return document

    return update


def _create_session(work: Work, _id: str, given: Parameters) -> Json:
    return checkout.create_session(work, given)


def _expire_session(work: Work, id: str, given: Parameters) -> Json:
    given.finish()
    return checkout.expire_session(work, work.get("checkout.session", id))


def _list_line_items(work: Work, id: str, given: Parameters) -> Json:
    given.integer("limit", least=1, most=100)
    given.finish()
    lines = work.get("checkout.session", id)["_line_items"]
    return list_of(lines, f"/v1/checkout/sessions/{id}/line_items")


def _create_intent(work: Work, _id: str, given: Parameters) -> Json:
    return intents.create_intent(work, given)


def _confirm_intent(work: Work, id: str, given: Parameters) -> Json:
    return intents.confirm_intent(work, work.get("payment_intent", id), given)


def _cancel_intent(work: Work, id: str, given: Parameters) -> Json:
    return intents.cancel_intent(work, work.get("payment_intent", id), given)


def _create_refund(work: Work, _id: str, given: Parameters) -> Json:
    return refunds.create_refund(work, given)


def _create_endpoint(work: Work, _id: str, given: Parameters) -> Json:
    return endpoints.create_endpoint(work, given)


def _update_endpoint(work: Work, id: str, given: Parameters) -> Json:
    return endpoints.update_endpoint(work, work.get("webhook_endpoint", id), given)


def _delete_endpoint(work: Work, id: str, given: Parameters) -> Json:
    given.finish()
    return endpoints.delete_endpoint(work, work.get("webhook_endpoint", id))


def _balance(work: Work, _id: str, given: Parameters) -> Json:
    """Everything counts as available: nobody waits two days for a payout here."""
    given.finish()
    sums: dict[str, int] = {}
    for line in work.book.all("balance_transaction"):
        sums[line["currency"]] = sums.get(line["currency"], 0) + line["net"]
    amounts = [
        {"amount": net, "currency": currency, "source_types": {"card": net}}
        for currency, net in sorted(sums.items())
    ]
    return {"object": "balance", "available": amounts, "livemode": False, "pending": []}


def _list_events(work: Work, _id: str, given: Parameters) -> Json:
    if given.has("types"):
        message = "Filter by one `type`; `types` is not simulated"
        raise InvalidRequestError(message, param="types")
    return list_objects(work, "event", given, "/v1/events", ("type",))


def _operation(method: str, template: str, handler: Handler) -> Operation:
    return Operation(method, re.compile(template.replace("{id}", "(?P<id>[^/]+)")), handler)


_SESSIONS = "/v1/checkout/sessions"
_INTENTS = "/v1/payment_intents"
_ENDPOINTS = "/v1/webhook_endpoints"
_TRANSACTIONS = "/v1/balance_transactions"

OPERATIONS: tuple[Operation, ...] = (
    _operation("POST", _SESSIONS, _create_session),
    _operation("GET", _SESSIONS, _list("checkout.session", _SESSIONS, "payment_intent", "status")),
    _operation("GET", _SESSIONS + "/{id}", _retrieve("checkout.session")),
    _operation("POST", _SESSIONS + "/{id}", _update_metadata("checkout.session")),
    _operation("POST", _SESSIONS + "/{id}/expire", _expire_session),
    _operation("GET", _SESSIONS + "/{id}/line_items", _list_line_items),
    _operation("POST", _INTENTS, _create_intent),
    _operation("GET", _INTENTS, _list("payment_intent", _INTENTS)),
    _operation("GET", _INTENTS + "/{id}", _retrieve("payment_intent")),
    _operation("POST", _INTENTS + "/{id}", _update_metadata("payment_intent")),
    _operation("POST", _INTENTS + "/{id}/confirm", _confirm_intent),
    _operation("POST", _INTENTS + "/{id}/cancel", _cancel_intent),
    _operation("GET", "/v1/charges", _list("charge", "/v1/charges", "payment_intent")),
    _operation("GET", "/v1/charges/{id}", _retrieve("charge")),
    _operation("POST", "/v1/refunds", _create_refund),
    _operation("GET", "/v1/refunds", _list("refund", "/v1/refunds", "payment_intent", "charge")),
    _operation("GET", "/v1/refunds/{id}", _retrieve("refund")),
    _operation("POST", "/v1/refunds/{id}", _update_metadata("refund")),
    _operation("GET", "/v1/payment_methods/{id}", _retrieve("payment_method")),
    _operation(
        "GET",
        _TRANSACTIONS,
        _list("balance_transaction", _TRANSACTIONS, "type", "source", "currency"),
    ),
    _operation("GET", _TRANSACTIONS + "/{id}", _retrieve("balance_transaction")),
    _operation("GET", "/v1/balance", _balance),
    _operation("GET", "/v1/events", _list_events),
    _operation("GET", "/v1/events/{id}", _retrieve("event")),
    _operation("POST", _ENDPOINTS, _create_endpoint),
    _operation("GET", _ENDPOINTS, _list("webhook_endpoint", _ENDPOINTS)),
    _operation("GET", _ENDPOINTS + "/{id}", _retrieve("webhook_endpoint")),
    _operation("POST", _ENDPOINTS + "/{id}", _update_endpoint),
    _operation("DELETE", _ENDPOINTS + "/{id}", _delete_endpoint),
)
