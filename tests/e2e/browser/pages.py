"""The shop's pages as people meet them: by what they read and what assistive technology says."""

import re

from playwright.async_api import Locator, Page, expect

from infra.ops.shopper import ADDRESS
from tests.e2e.browser.merchant import Goods

_ON_ITS_WAY = "main [class*=skeleton], main [class*=spinner], main [aria-busy=true]"


async def settled(page: Page) -> None:
    """Wait until the page shows what it is about, and nothing of it is on its way."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.locator(_ON_ITS_WAY)).to_have_count(0)


async def footer_of(page: Page) -> Locator:
    """The footer, which comes with the first sign of somebody who may want it."""
    await settled(page)  # before, nobody listens
    await page.keyboard.press("End")
    footer = page.get_by_role("contentinfo")
    await expect(footer).to_be_visible()
    return footer


async def pictures_shown(page: Page) -> None:
    """Wait until every picture within the screen has come."""
    await page.wait_for_function(
        """() => [...document.images].every((image) => {
            const place = image.getBoundingClientRect();
            const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
            const within = x > 0 && x < innerWidth && y > 0 && y < innerHeight;
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


class ProductPage:
    """One product, and the way into the cart."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.add = page.get_by_role("button", name="Add to cart")
        self.added = page.get_by_role("dialog", name="Added to your cart")

    async def open(self, goods: Goods) -> None:
        await self.page.goto(goods.path)
        await expect(self.page.get_by_role("heading", level=1, name=goods.title)).to_be_visible()

    async def put_into_cart(self, goods: Goods) -> None:
        await self.open(goods)
        await self.add.click()
        await expect(self.added).to_be_visible()

    async def go_to_checkout(self) -> None:
        await self.added.get_by_role("link", name="Checkout").click()


class Checkout:
    """Contact, address, delivery, review: each step folds when it is told."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pay = page.get_by_role("button", name=re.compile(r"^Pay "))
        self.notice = page.get_by_role("alert")

    def step(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=re.compile(f"^{title}( |$)"))

    async def tell_contact(self, email: str) -> None:
        step = self.step("Contact")
        await step.get_by_label("E-mail address").fill(email)
        await step.get_by_role("button", name="Continue").click()

    async def tell_address(self) -> None:
        step = self.step("Delivery address")
        await step.get_by_label("Country").select_option("DE")
        await step.get_by_label("Full name").fill(ADDRESS["name"])
        await step.get_by_label("Street and house number").fill(ADDRESS["line1"])
        await step.get_by_label("Postal code").fill(ADDRESS["postal_code"])
        await step.get_by_label("City").fill(ADDRESS["city"])
        await step.get_by_role("button", name="Continue").click()

    async def choose_delivery(self) -> None:
        step = self.step("Delivery")
        await step.get_by_role("radio").first.check()
        await step.get_by_role("button", name="Continue").click()

    async def tell_all(self, email: str) -> None:
        """Everything up to the button that orders."""
        await self.tell_contact(email)
        await self.tell_address()
        await self.choose_delivery()
        await expect(self.pay).to_be_enabled()

    async def order(self) -> HostedPage:
        """Order, and arrive at the provider's page."""
        await self.pay.click()
        hosted = HostedPage(self.page)
        await hosted.opened()
        return hosted


class OrderPage:
    """What became of an order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.thanks = page.get_by_role("heading", name="Thank you, your order is in!")
        self.progress = page.get_by_role("region", name="How it stands")

    async def paid(self) -> None:
        await expect(self.thanks).to_be_visible()
        await expect(self.progress.get_by_role("status")).to_contain_text("Paid")

    async def number(self) -> str:
        heading = await self.page.get_by_role("heading", level=1).inner_text()
        return heading.removeprefix("Order ")


def cart_holds(page: Page, count: str) -> Locator:
    """The header's cart, when it holds so much: “1 item”, “empty”."""
    return page.get_by_role("banner").get_by_role("link", name=f"Cart, {count}")
