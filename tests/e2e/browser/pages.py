"""The shop's pages as people meet them: by what they read and what assistive technology says."""

from playwright.async_api import Page, expect

_ON_ITS_WAY = "main [class*=skeleton], main [class*=spinner], main [aria-busy=true]"


async def settled(page: Page) -> None:
    """Wait until the page shows what it is about, and nothing of it is on its way."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.locator(_ON_ITS_WAY)).to_have_count(0)
