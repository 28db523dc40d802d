"""``make screenshots``: the main pages on a desktop and a phone, for the README; small files.

A page is taken as a visitor sees it when they come: the first screen of it, with real goods.
"""

import asyncio
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize

from infra.local.environment import Environment
from tests.e2e.browser.chromium import running_chromium
from tests.e2e.browser.pages import pictures_shown, settled
from tests.e2e.browser.scene import Scene, set_scene
from tests.e2e.browser.stage import stocked_shop
from tests.e2e.browser.standing import become_guest, become_staff, decline_to_be_counted

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "images" / "storefront"
_COMMON, _STRIKING = 200, 56

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
    staff: bool = False
    themes: tuple[Theme, ...] = ("light",)


SHOTS = (
    Shot("home", themes=("light", "dark")),
    Shot("category"),
    Shot("search"),
    Shot("product"),
    Shot("cart"),
    Shot("checkout"),
    Shot("order"),
    Shot("admin-orders", staff=True),
    Shot("admin-order", staff=True),
    Shot("admin-product", staff=True),
    Shot("admin-operations", staff=True),
)


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
        await decline_to_be_counted(page)
        for shot in SHOTS:
            if shot.staff and not await page.evaluate("localStorage['mercato.signed-in']"):
                await become_staff(page, shop)
            await _take_shot(page, shot, screen, scene.path_of(shot.name))
        await context.close()


async def _take_shot(page: Page, shot: Shot, screen: Screen, path: str) -> None:
    for theme in shot.themes:
        await page.emulate_media(color_scheme=theme)
        await page.goto(path)
        await settled(page)
        await pictures_shown(page)
        suffix = "" if theme == "light" else f"-{theme}"
        file = FOLDER / f"{shot.name}{suffix}-{screen.name}.png"
        file.write_bytes(_with_few_colours(await page.screenshot()))
        sys.stdout.write(f"{file.name}: {file.stat().st_size // 1000} KB\n")


def _with_few_colours(picture: bytes) -> bytes:
    target = io.BytesIO()
    flat = Image.open(io.BytesIO(picture)).convert("RGB")
    few = flat.quantize(palette=_palette_of(flat), dither=Image.Dither.NONE)
    few.save(target, "PNG", optimize=True)
    return target.getvalue()


def _palette_of(picture: Image.Image) -> Image.Image:
    """What there is much of, and what there is little of but catches the eye: a badge, a link."""
    common = picture.quantize(_COMMON, Image.Quantize.MEDIANCUT).getpalette() or []
    striking = picture.quantize(_STRIKING, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*common[: 3 * _COMMON], *striking[: 3 * _STRIKING]])
    return palette


async def _main(shop: Environment) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with running_chromium() as browser:
        await take(browser, shop, await set_scene(shop))


def main() -> None:
    with stocked_shop() as shop:
        asyncio.run(_main(shop))


if __name__ == "__main__":
    main()
