"""Finding something: what one chose is in the address, and Back takes it away again."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.browser.conftest import Visits
from tests.e2e.browser.pages import settled

PHONE = {"width": 390, "height": 844}


def filters_of(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Filter")


def found_in(page: Page) -> Locator:
    """“12 products”, as it is read out when it changes."""
    return page.get_by_role("status").filter(has_text=re.compile(r"^\d+ products?$"))


async def test_choices_survive_reload_and_a_look_at_a_product_and_back_takes_them_away(
    page: Page,
) -> None:
    await page.goto("/search?q=lamp")
    await settled(page)
    everything = await found_in(page).inner_text()
    brand = filters_of(page).get_by_role("group", name="Brand").get_by_role("checkbox").first
    chips = page.get_by_role("list", name="Chosen filters")

    await brand.click()
    await expect(page).to_have_url(re.compile(r"[?&]brand="))
    await expect(chips.get_by_role("listitem")).to_have_count(2)  # the choice, and “remove all”
    await expect(found_in(page)).not_to_have_text(everything)
    narrowed = await found_in(page).inner_text()

    await page.get_by_label("Sort by").select_option(label="Price, low to high")
    await expect(page).to_have_url(re.compile(r"[?&]sort=price"))
    await page.reload()
    await expect(found_in(page)).to_have_text(narrowed)
    await expect(brand).to_be_checked()
    await expect(page.get_by_label("Sort by")).to_have_value("price")

    await page.locator("#hits").get_by_role("link").first.click()
    await expect(page).to_have_url(re.compile(r"/products/"))
    await page.go_back()
    await expect(found_in(page)).to_have_text(narrowed)
    await expect(brand).to_be_checked()

    await page.go_back()
    await expect(page.get_by_label("Sort by")).to_have_value("relevance")
    await page.go_back()
    await expect(found_in(page)).to_have_text(everything)
    await expect(chips).to_have_count(0)


async def test_what_is_shown_further_down_is_there_again_after_back(page: Page) -> None:
    await page.goto("/search?q=")
    await settled(page)
    products = page.locator("#hits").get_by_role("heading", level=3)
    first_page = await products.count()
    await page.get_by_role("button", name="Show more").click()
    await expect(products).to_have_count(2 * first_page)

    await products.last.get_by_role("link").click()
    await expect(page).to_have_url(re.compile(r"/products/"))
    await page.go_back()

    await expect(products).to_have_count(2 * first_page)


async def test_a_search_that_finds_nothing_leads_on(page: Page) -> None:
    await page.goto("/search?q=zzzzqqqq")
    await expect(
        page.get_by_role("heading", name="We found nothing for “zzzzqqqq”")
    ).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="Lighting").click()
    await expect(page.get_by_role("heading", level=1, name="Lighting")).to_be_visible()


async def test_on_a_phone_the_filters_are_a_drawer_that_says_what_is_left(visits: Visits) -> None:
    page = await visits(viewport=PHONE)
    await page.goto("/search?q=lamp")
    await settled(page)
    await page.get_by_role("button", name="Filter").click()
    drawer = page.get_by_role("dialog", name="Filter")
    await drawer.get_by_role("group", name="Brand").get_by_role("checkbox").first.click()
    await expect(page).to_have_url(re.compile(r"[?&]brand="))

    await drawer.get_by_role("button", name=re.compile(r"^Show \d+ products?$")).click()

    await expect(drawer).to_be_hidden()
    await expect(page.get_by_role("button", name="Filter (1)")).to_be_visible()
