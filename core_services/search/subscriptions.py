"""Which events this service hears, and what each one does."""

from collections.abc import Mapping
from functools import partial

from contracts.events.catalog import PRODUCTS_CHANGED
from core_services.chassis.sqs import Handler
from core_services.search.bootstrap import Connections
from core_services.search.handlers import index_changes


def subscriptions(connections: Connections) -> Mapping[str, Handler]:
    """Handlers by event type. Repeats are harmless: versions decide, so there is no inbox."""
    return {PRODUCTS_CHANGED.name: partial(index_changes, connections.index, connections.catalog)}
