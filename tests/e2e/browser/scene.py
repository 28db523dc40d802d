"""A shop in which something has happened, and the pages that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from infra.local.environment import Environment
from infra.ops.shopper import CARDS, Json, Shopper


@dataclass(frozen=True, slots=True)
class Scene:
    """``guest`` is the session of somebody who has bought things and has others in the cart."""

    guest: str
    paths: Mapping[str, str]

    def path_of(self, name: str) -> str:
        return self.paths[name]


async def set_scene(shop: Environment) -> Scene:
    """Somebody has bought three things, and has two more in the cart."""
    async with Shopper.visiting(shop.edge_url) as buyer:
        cards = (await buyer.products(in_stock=True, limit=12))["products"]
        products = [await buyer.product(card["slug"]) for card in cards]
        order = await _bought(buyer, products[:3])
        await buyer.open_cart()
        for product in products[3:5]:
            await buyer.add(_in_stock(product))
        department = (await buyer.categories())[0]["slug"]
    shown = max(products, key=lambda each: (len(each["options"]), len(each["images"])))
    paths = {
        "home": "/",
        "category": f"/categories/{department}",
        "search": "/search?q=lamp",
        "product": f"/products/{shown['slug']}",
        "cart": "/cart",
        "checkout": "/checkout",
        "order": f"/orders/{order['id']}",
        "admin-orders": "/admin/orders",
        "admin-order": f"/admin/orders/{order['id']}",
        "admin-product": f"/admin/products/{shown['id']}",
        "admin-operations": "/admin/operations",
    }
    return Scene(buyer.token, paths)


async def _bought(buyer: Shopper, products: Sequence[Json]) -> Json:
    for product in products:
        await buyer.add(_in_stock(product))
    order = await buyer.place_order(await buyer.best_quote())
    payment = await buyer.start_payment(order["id"])
    await buyer.return_from(await buyer.pay(payment, CARDS["succeeds"]))
    return await buyer.order_when(order["id"], "paid")


def _in_stock(product: Json) -> str:
    return str(next(each["sku"] for each in product["variants"] if each["in_stock"]))
