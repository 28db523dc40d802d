"""Which events this service hears, and what each one does."""

from collections.abc import Mapping
from functools import partial

from contracts.events.catalog import PRODUCTS_CHANGED
from core_services.chassis.sqs import Handler
from core_services.search.clients import Catalog
from core_services.search.handlers import index_changes
from core_services.search.repository import ProductIndex


def subscriptions(index: ProductIndex, catalog: Catalog) -> Mapping[str, Handler]:
    """Handlers by event type. Repeats are harmless: versions decide, so there is no inbox."""
    return {PRODUCTS_CHANGED.name: partial(index_changes, index, catalog)}
