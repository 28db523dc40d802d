"""``make screenshots``: the main pages on a desktop and a phone, for the README; small files.

A page is taken as a visitor sees it when they come: the first screen of it, with real goods.
"""

import asyncio
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize

from infra.local.environment import Environment
from infra.ops.shopper import CARDS, Json, Shopper
from tests.e2e.browser.chromium import running_chromium
from tests.e2e.browser.pages import pictures_shown, settled
from tests.e2e.browser.stage import stocked_shop
from tests.e2e.browser.standing import become_guest, become_staff

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "images" / "storefront"
_COLOURS = 200

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    size: ViewportSize


SCREENS = (
    Screen("desktop", ViewportSize(width=1440, height=900)),
    Screen("phone", ViewportSize(width=390, height=844)),
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of a page; ``staff`` pages are for those alone."""

    name: str
    path: str
    staff: bool = False
    themes: tuple[Theme, ...] = ("light",)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is in the shop when the pictures are taken."""

    guest: str
    shots: Sequence[Shot]


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
    return Scene(
        buyer.token,
        (
            Shot("home", "/", themes=("light", "dark")),
            Shot("category", f"/categories/{department}"),
            Shot("search", "/search?q=lamp"),
            Shot("product", f"/products/{products[5]['slug']}"),
            Shot("cart", "/cart"),
            Shot("checkout", "/checkout"),
            Shot("order", f"/orders/{order['id']}"),
            Shot("admin-orders", "/admin/orders", staff=True),
            Shot("admin-order", f"/admin/orders/{order['id']}", staff=True),
            Shot("admin-product", f"/admin/products/{products[5]['id']}", staff=True),
            Shot("admin-operations", "/admin/operations", staff=True),
        ),
    )


async def _bought(buyer: Shopper, products: Sequence[Json]) -> Json:
    for product in products:
        await buyer.add(_in_stock(product))
    order = await buyer.place_order(await buyer.best_quote())
    payment = await buyer.start_payment(order["id"])
    await buyer.return_from(await buyer.pay(payment, CARDS["succeeds"]))
    return await buyer.order_when(order["id"], "paid")


def _in_stock(product: Json) -> str:
    return str(next(each["sku"] for each in product["variants"] if each["in_stock"]))


async def take(browser: Browser, shop: Environment, scene: Scene) -> None:
    for screen in SCREENS:
        context = await browser.new_context(
            base_url=shop.edge_url,
            viewport=screen.size,
            device_scale_factor=1 if screen.name == "desktop" else 2,
            locale="en-GB",
            reduced_motion="reduce",
        )
        page = await context.new_page()
        await page.goto("/privacy")
        await become_guest(page, scene.guest)
        for shot in sorted(scene.shots, key=lambda each: each.staff):
            if shot.staff and not await page.evaluate("localStorage['mercato.signed-in']"):
                await become_staff(page, shop)
            await _take_shot(page, shot, screen)
        await context.close()


async def _take_shot(page: Page, shot: Shot, screen: Screen) -> None:
    for theme in shot.themes:
        await page.emulate_media(color_scheme=theme)
        await page.goto(shot.path)
        await settled(page)
        await pictures_shown(page)
        suffix = "" if theme == "light" else f"-{theme}"
        file = FOLDER / f"{shot.name}{suffix}-{screen.name}.png"
        file.write_bytes(_with_few_colours(await page.screenshot()))
        sys.stdout.write(f"{file.name}: {file.stat().st_size // 1000} KB\n")


def _with_few_colours(picture: bytes) -> bytes:
    target = io.BytesIO()
    flat = Image.open(io.BytesIO(picture)).convert("RGB")
    few = flat.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(target, "PNG", optimize=True)
    return target.getvalue()


async def _main(shop: Environment) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with running_chromium() as browser:
        await take(browser, shop, await set_scene(shop))


def main() -> None:
    with stocked_shop() as shop:
        asyncio.run(_main(shop))


if __name__ == "__main__":
    main()
