"""Every event type by its wire name."""

from typing import Any

from contracts.events import catalog, order, payment
from contracts.events.envelope import EventType

EVENT_TYPES: dict[str, EventType[Any]] = {
    event_type.name: event_type
    for module in (catalog, order, payment)
    for event_type in vars(module).values()
    if isinstance(event_type, EventType)
}
