"""What the catalog says about a SKU: the name and address of its product."""

from urllib.parse import quote

import msgspec

from contracts.errors import NotFoundError
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.upstream import MovedError, Upstream


class Product(msgspec.Struct, frozen=True):
    slug: str
    title: str


class _Variant(msgspec.Struct, frozen=True):
    sku: str
    product_id: str
    sellable: bool


class _Variants(msgspec.Struct, frozen=True):
    variants: tuple[_Variant, ...]


class Catalog:
    """The catalog service."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    def product_of(self, sku: str, deadline: Deadline) -> Product:
        """The product that this SKU is sold as.

        Raises:
            NotFoundError: when it is not on sale.
        """
        variants = self._upstream.get(
            "/core/v1/products/variants", _Variants, deadline=deadline, params={"skus": sku}
        ).variants
        found = next((each for each in variants if each.sku == sku and each.sellable), None)
        if found is None:
            raise NotFoundError("There is no such thing on sale.")
        try:
            path = f"/core/v1/products/{quote(found.product_id, safe='')}"
            return self._upstream.get(path, Product, deadline=deadline)
        except MovedError as error:
            raise NotFoundError("There is no such thing on sale.") from error
