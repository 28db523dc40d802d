"""One function per thing that can be done to the catalog; effect, audit and events together."""

from core_services.catalog.handlers.products import upsert_products

__all__ = ["upsert_products"]
