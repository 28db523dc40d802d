"""The shop's pages as people meet them: by what they read and what assistive technology says."""

from playwright.async_api import Page, expect

_ON_ITS_WAY = "main [class*=skeleton], main [class*=spinner], main [aria-busy=true]"


async def settled(page: Page) -> None:
    """Wait until the page shows what it is about, and nothing of it is on its way."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.locator(_ON_ITS_WAY)).to_have_count(0)


async def pictures_shown(page: Page) -> None:
    """Wait until every picture within the screen has come."""
    await page.wait_for_function(
        """() => [...document.images].every((image) => {
            const place = image.getBoundingClientRect();
            const within = place.top < innerHeight && place.bottom > 0;
            return !within || (image.complete && image.naturalWidth > 0);
        })"""
    )


class HostedPage:
    """The payment provider's page, where the card is told."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opened(self) -> None:
        await expect(self.page.get_by_role("heading", name="Pay with card")).to_be_visible()

    async def pay(self, card: str) -> None:
        await self.page.get_by_label("Card number").fill(card)
        await self.page.get_by_label("Expires").fill("12/40")
        await self.page.get_by_label("Security code").fill("123")
        await self.page.get_by_label("Name on card").fill("Ada Example")
        await self.page.get_by_role("button", name="Pay").last.click()

    async def refused(self) -> None:
        await expect(self.page.get_by_role("alert")).to_contain_text("Nothing was charged.")

    async def approve_with_the_bank(self) -> None:
        await self.page.get_by_role("button", name="Approve payment").click()

    async def go_back_to_the_shop(self) -> None:
        await self.page.get_by_role("link", name="Cancel and go back").click()
