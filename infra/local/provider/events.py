"""What happened, told to the shop: an event in the book and one delivery per listening endpoint."""

from infra.local.provider.book import Json
from infra.local.provider.faults import WebhookFault, take_webhook_fault
from infra.local.provider.identifiers import new_id
from infra.local.provider.rendering import public
from infra.local.provider.work import Work

API_VERSION = "2026-10-28.endive"
"""The version that stripe-python 16.1 is pinned to."""


def emit(work: Work, type: str, document: Json, *, previous: Json | None = None) -> Json:
    """Records the object as it is now; written in the transaction of the change it tells."""
    endpoints = [we for we in work.book.all("webhook_endpoint") if _listens(we, type)]
    data: Json = {"object": public(document)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = work.book.insert(
        {
            "id": new_id("event"),
            "object": "event",
            "api_version": API_VERSION,
            "created": work.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": len(endpoints),
            "request": {"id": work.request_id, "idempotency_key": work.idempotency_key},
            "type": type,
        }
    )
    for endpoint in endpoints:
        _enqueue(work, event, endpoint)
    return event


def enqueue_again(work: Work, event: Json, *, delay: float = 0.0) -> int:
    """A person asks for one more delivery of an old event, to every endpoint there is."""
    endpoints = work.book.all("webhook_endpoint")
    for endpoint in endpoints:
        _add_delivery(work, event, endpoint, due=work.moment + delay)
    return len(endpoints)


def _listens(endpoint: Json, type: str) -> bool:
    enabled = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in enabled or type in enabled)


def _enqueue(work: Work, event: Json, endpoint: Json) -> None:
    fault = take_webhook_fault(work, event["type"])
    if fault is None:
        _add_delivery(work, event, endpoint, due=work.moment)
        return
    for due in _due_times(work, fault):
        _add_delivery(work, event, endpoint, due=due, fault=fault)


def _due_times(work: Work, fault: WebhookFault) -> list[float]:
    match fault.action:
        case "duplicate":
            return [work.moment + fault.delay] * fault.times
        case "reorder":
            # Each later event falls due a little earlier: the window's events arrive last first.
            return [max(work.moment, fault.window_end - 0.1 * fault.position)]
        case _:
            return [work.moment + fault.delay]


def _add_delivery(
    work: Work, event: Json, endpoint: Json, *, due: float, fault: WebhookFault | None = None
) -> None:
    dropped = fault is not None and fault.action == "drop"
    work.book.execute(
        "INSERT INTO deliveries (event_id, event_type, endpoint_id, state, due, fault, skew_s)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            event["id"],
            event["type"],
            endpoint["id"],
            "dropped" if dropped else "pending",
            due,
            fault.action if fault else None,
            fault.skew if fault else 0,
        ),
    )
