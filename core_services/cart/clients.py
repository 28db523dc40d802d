"""What the cart asks of the catalog: is this SKU for sale?"""

import time

import msgspec

from contracts.errors import DomainError
from core_services.chassis.context import note
from core_services.chassis.http_client import ServiceClient

_REMEMBER_SECONDS = 60.0
_REMEMBER_SKUS = 20_000


class _Variant(msgspec.Struct, frozen=True):
    sku: str
    sellable: bool


class _Variants(msgspec.Struct, frozen=True):
    variants: tuple[_Variant, ...]


class Catalog:
    """Knows which SKUs can be bought, and remembers the answers for a minute."""

    def __init__(self, http: ServiceClient) -> None:
        self._http = http
        self._sellable_until: dict[str, float] = {}

    async def is_sellable(self, sku: str) -> bool:
        """Whether the SKU can be bought. While the catalog is away everything can: the quote, which
        needs the catalog anyway, will say what cannot."""
        if self._sellable_until.get(sku, 0) > time.monotonic():
            return True
        try:
            found = await self._http.get(
                "/core/v1/products/variants", returns=_Variants, params={"skus": [sku]}
            )
        except DomainError as error:
            note(sku_check=error.code)
            return True
        if not any(variant.sku == sku and variant.sellable for variant in found.variants):
            return False
        if len(self._sellable_until) >= _REMEMBER_SKUS:
            self._sellable_until.clear()
        self._sellable_until[sku] = time.monotonic() + _REMEMBER_SECONDS
        return True
