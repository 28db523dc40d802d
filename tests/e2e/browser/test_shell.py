"""What surrounds every page."""

import re

from playwright.async_api import Page, expect

from tests.e2e.browser.conftest import Visits
from tests.e2e.browser.pages import footer_of, settled
from tests.e2e.browser.watching import Watch


async def test_the_first_tab_leads_past_the_navigation(page: Page) -> None:
    await page.goto("/privacy")
    await settled(page)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()


async def test_a_new_page_is_where_reading_goes_on(page: Page) -> None:
    await page.goto("/privacy")
    footer = await footer_of(page)
    await footer.get_by_role("link", name="Find an order").click()
    await expect(page).to_have_url(re.compile(r"/orders$"))
    await expect(page.get_by_role("main")).to_be_focused()


async def test_an_address_that_leads_nowhere_says_so_within_the_shop(page: Page) -> None:
    await page.goto("/no/such/page")
    await expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()
    await page.get_by_role("link", name="To the front page").click()
    await expect(page).to_have_url(re.compile(r"//[^/]+/$"))


async def test_who_goes_offline_is_told_and_can_look_around(page: Page, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    await page.goto("/")
    await settled(page)
    notice = page.get_by_role("status").filter(has_text="You are offline")

    await page.context.set_offline(True)
    await expect(notice).to_be_visible()
    await page.context.set_offline(False)

    await expect(notice).to_be_hidden()


async def test_the_shop_speaks_the_visitor_s_language_and_remembers_another(
    visits: Visits,
) -> None:
    page = await visits(locale="de-DE")
    await page.goto("/privacy")
    await expect(
        page.get_by_role("button", name="Kategorien")
        .or_(page.get_by_role("navigation", name="Kategorien"))
        .first
    ).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "de")

    await (await footer_of(page)).get_by_label("Sprache").select_option("en")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect((await footer_of(page)).get_by_label("Language")).to_have_value("en")


async def test_a_chosen_theme_stays(page: Page) -> None:
    await page.emulate_media(color_scheme="light")
    await page.goto("/privacy")
    await (await footer_of(page)).get_by_label("Appearance").select_option("dark")
    dark = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    await page.reload()
    await settled(page)

    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 200
