"""The shop's staff, over the API: sets the scene of a journey, and changes it behind its back."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from infra.local.environment import Environment
from infra.local.provision import STAFF_CODE, STAFF_EMAIL
from infra.ops.shopper import Json, Shopper

_LONG_AGO = "2001-01-01T00:00:00Z"  # other tests meet the demo's products first
_PRODUCTS = "/core/v1/admin/catalog/products"


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of one variant that only one test knows."""

    id: str
    slug: str
    sku: str
    title: str

    @property
    def path(self) -> str:
        return f"/products/{self.slug}"


class Merchant:
    """Signed in as the local platform's member of staff, in all groups."""

    def __init__(self, http: Shopper) -> None:
        self._http = http

    @classmethod
    @asynccontextmanager
    async def at_work(cls, shop: Environment) -> AsyncIterator[Self]:
        async with Shopper.visiting(shop.edge_url) as http:
            await http.sign_in(STAFF_EMAIL, shop.credentials.staff_password, STAFF_CODE)
            yield cls(http)

    async def stock_up(self, *, pieces: int = 100, amount: int = 2000, **record: Any) -> Goods:
        """Put something new on the shelf."""
        handle = f"thing-{uuid.uuid4().hex[:10]}"
        sku, title = handle.upper(), f"Thing {handle[-4:].upper()}"
        variant = {"sku": sku, "prices": {"EUR": amount}, "on_hand": pieces, "weight_grams": 200}
        body: Json = {"handle": handle, "title": title}
        body |= {"published_at": _LONG_AGO, "variants": [variant], **record}
        created = await self._http.call("POST", _PRODUCTS, json=body)
        goods = Goods(created["id"], handle, sku, title)
        await self._wait_for(goods, pieces)
        return goods

    async def _wait_for(self, goods: Goods, pieces: int) -> None:
        """Stock is declared to the order service by an event."""
        async with asyncio.timeout(20):
            while (await self._http.stock(goods.sku)).get(goods.sku) != pieces:
                await asyncio.sleep(0.05)

    async def reprice(self, goods: Goods, amount: int) -> None:
        document = await self._http.call("GET", f"{_PRODUCTS}/{goods.id}")
        record = document["record"]
        for variant in record["variants"]:
            variant["prices"]["EUR"] = amount
        headers = {"if-match": str(document["version"])}
        await self._http.call("PUT", f"{_PRODUCTS}/{goods.id}", json=record, headers=headers)

    async def find_order(self, number: str) -> Json:
        found = await self._http.call("GET", "/core/v1/admin/orders", params={"number": number})
        order: Json = found["orders"][0]
        return await self._http.call("GET", f"/core/v1/admin/orders/{order['id']}")

    async def available(self, goods: Goods) -> int:
        return (await self._http.stock(goods.sku))[goods.sku]
