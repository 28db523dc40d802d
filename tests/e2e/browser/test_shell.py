"""What surrounds every page."""

from playwright.async_api import Page, expect


async def test_the_shop_opens_with_its_departments(page: Page) -> None:
    await page.goto("/")
    departments = page.get_by_role("navigation", name="Categories")
    await expect(departments.first.get_by_role("link").first).to_be_visible()
