"""axe finds nothing on any page, in either theme; and nothing is wider than a small phone."""

import pytest
from playwright.async_api import Page

from tests.e2e.browser.accessibility import colour_violations, sideways_pixels, violations
from tests.e2e.browser.conftest import Visits
from tests.e2e.browser.pages import settled

SMALL_PHONE = {"width": 360, "height": 740}
SHOP_PAGES = (
    "/",
    "/search?q=lamp",
    "/search?q=zzzzqqqq",
    "/cart",
    "/orders",
    "/sign-in",
    "/sign-up",
    "/forgot-password",
    "/privacy",
    "/no-such-page",
)


async def look_over(page: Page) -> list[str]:
    """Everything that is wrong with this page as it stands."""
    found = await violations(page)
    await page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in await colour_violations(page)]
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(SMALL_PHONE)  # type: ignore[arg-type]
    if wider := await sideways_pixels(page):
        found.append(f"at 360 px it is {wider} px too wide")
    found += [f"at 360 px: {each}" for each in await violations(page, "target-size", "list")]
    return found


@pytest.mark.parametrize("path", SHOP_PAGES)
async def test_a_page_of_the_shop_is_accessible_to_all(visits: Visits, path: str) -> None:
    page = await visits(reduced_motion="reduce", color_scheme="light")
    await page.goto(path)
    await settled(page)

    assert await look_over(page) == []
