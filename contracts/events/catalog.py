"""What the catalog tells: products changed, and how much stock an import declared.

Both name many things at once, because a bulk import changes thousands of products in a minute and
one message for each would arrive long after the shopper. ``ProductsChanged`` is thin: a
consumer that shows products asks the catalog for the present state.
"""

import msgspec

from contracts.events.envelope import EventType


class ChangedProduct(msgspec.Struct, frozen=True):
    """What analysts call the product is told along; ``category`` is a path of slugs, root first."""

    product_id: str
    version: int
    deleted: bool = False
    title: str = ""
    brand: str = ""
    category: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()


class ProductsChanged(msgspec.Struct, frozen=True):
    products: tuple[ChangedProduct, ...]


class PricingChanged(msgspec.Struct, frozen=True):
    """Tax, shipping or promotion tables changed: every quote made before may differ now."""

    tables: tuple[str, ...]


class DeclaredStock(msgspec.Struct, frozen=True):
    sku: str
    on_hand: int


class StockDeclared(msgspec.Struct, frozen=True):
    """Counted stock from an import. ``batch`` names the import, for the movement's reference."""

    batch: str
    levels: tuple[DeclaredStock, ...]


PRODUCTS_CHANGED = EventType("catalog.products_changed.v1", "catalog", ProductsChanged)
PRICING_CHANGED = EventType("catalog.pricing_changed.v1", "catalog", PricingChanged)
STOCK_DECLARED = EventType("catalog.stock_declared.v1", "catalog", StockDeclared)
