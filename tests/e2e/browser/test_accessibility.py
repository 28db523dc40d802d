"""axe finds nothing on any page, in either theme; and nothing is wider than a small phone.

One reader goes from page to page, as people do: to open a browser for each would cost more than to
look at the page.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from infra.local.environment import Environment
from tests.e2e.browser.accessibility import sideways_pixels, violations
from tests.e2e.browser.conftest import DESKTOP, PATIENCE_MS
from tests.e2e.browser.pages import footer_of, settled
from tests.e2e.browser.scene import Scene, set_scene
from tests.e2e.browser.standing import become_guest, become_staff, decline_to_be_counted
from tests.e2e.browser.watching import Watch

SMALL_PHONE = ViewportSize(width=360, height=740)
# What colours and sizes can break; all else is the same in every theme and on every screen.
LOOKS = ("color-contrast", "link-in-text-block", "target-size")
SHOP_PAGES = (
    "/", "/search?q=lamp", "/search?q=zzzzqqqq", "/cart", "/checkout", "/orders", "/sign-in",
    "/sign-up", "/confirm", "/forgot-password", "/reset-password", "/privacy", "/no-such-page",
)  # fmt: skip
ACCOUNT_PAGES = ("", "/orders", "/security", "/preferences")
STAFF_PAGES = (
    "", "/products", "/import", "/categories", "/stock", "/price-lists", "/promotions", "/taxes",
    "/shipping", "/synonyms", "/audit", "/orders", "/payments", "/customers", "/operations",
)  # fmt: skip
SCENES = ("category", "product", "cart", "checkout", "order")
STAFF_SCENES = ("admin-order", "admin-product")

Reader = Callable[[str], Awaitable[list[str]]]


async def look_over(page: Page) -> list[str]:
    """Everything that is wrong with this page as it stands."""
    found = await violations(page)
    await page.emulate_media(color_scheme="dark")
    await page.set_viewport_size(SMALL_PHONE)
    if wider := await sideways_pixels(page):
        found.append(f"at 360 px it is {wider} px too wide")
    found += [f"dark, at 360 px: {each}" for each in await violations(page, *LOOKS)]
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(DESKTOP)
    return found


Become = Callable[[Page], Awaitable[None]]


async def a_reader(
    browser: Browser, shop: Environment, become: Become | None = None
) -> AsyncIterator[Reader]:
    context = await browser.new_context(
        base_url=shop.edge_url,
        viewport=DESKTOP,
        locale="en-GB",
        reduced_motion="reduce",
        color_scheme="light",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto("/privacy")
    await decline_to_be_counted(page)
    if become:
        await become(page)

    async def read(path: str) -> list[str]:
        watch = Watch()
        with watch.over(context):
            await page.goto(path)
            await settled(page)
            if not path.startswith("/admin"):
                await footer_of(page)
            await page.evaluate("scrollTo(0, 0)")
            found = await look_over(page)
        return found + watch.unexpected

    yield read
    await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitor(browser: Browser, shop: Environment) -> AsyncIterator[Reader]:
    async for reader in a_reader(browser, shop):
        yield reader


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def member_of_staff(browser: Browser, shop: Environment) -> AsyncIterator[Reader]:
    async for reader in a_reader(browser, shop, lambda page: become_staff(page, shop)):
        yield reader


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(shop: Environment) -> Scene:
    return await set_scene(shop)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def buyer(browser: Browser, shop: Environment, scene: Scene) -> AsyncIterator[Reader]:
    """Somebody with goods in the cart who has bought others."""
    async for reader in a_reader(browser, shop, lambda page: become_guest(page, scene.guest)):
        yield reader


@pytest.mark.parametrize("path", SHOP_PAGES)
async def test_a_page_of_the_shop_is_accessible_to_all(visitor: Reader, path: str) -> None:
    found = await visitor(path)
    assert not found, "\n".join(found)


async def test_the_question_about_counting_is_accessible_to_all(page: Page) -> None:
    await page.goto("/privacy")
    await expect(page.get_by_role("button", name="No, thank you")).to_be_visible()
    await settled(page)
    found = await violations(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
async def test_a_page_of_the_account_is_accessible_to_all(
    member_of_staff: Reader, path: str
) -> None:
    found = await member_of_staff(f"/account{path}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", STAFF_PAGES)
async def test_a_page_of_the_staff_is_accessible_to_all(member_of_staff: Reader, path: str) -> None:
    found = await member_of_staff(f"/admin{path}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", SCENES)
async def test_a_page_about_something_is_accessible_to_all(
    buyer: Reader, scene: Scene, name: str
) -> None:
    found = await buyer(scene.path_of(name))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", STAFF_SCENES)
async def test_a_page_of_the_staff_about_something_is_accessible_to_all(
    member_of_staff: Reader, scene: Scene, name: str
) -> None:
    found = await member_of_staff(scene.path_of(name))
    assert not found, "\n".join(found)
