"""What staff do, as they see it."""

import re

from playwright.async_api import Page, expect

from infra.local.environment import Environment
from infra.ops.shopper import Json, Shopper
from tests.e2e.browser.merchant import Merchant


async def a_paid_order(shop: Environment, sku: str, quantity: int) -> Json:
    async with Shopper.visiting(shop.edge_url) as buyer:
        order = await buyer.buy(sku, quantity)
        payment = await buyer.start_payment(order["id"])
        await buyer.return_from(await buyer.pay(payment))
        return await buyer.order_when(order["id"], "paid")


async def test_staff_find_an_order_and_give_money_back_in_parts(
    staff_page: Page, merchant: Merchant, shop: Environment
) -> None:
    goods = await merchant.stock_up(amount=2000, pieces=10)
    order = await a_paid_order(shop, goods.sku, quantity=3)
    page = staff_page

    await page.goto("/admin/orders")
    await page.get_by_label("Number or e-mail").fill(order["number"])
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name=order["number"]).click()
    await page.get_by_role("button", name="Refund", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Give money back")
    await dialog.get_by_label(re.compile(r"^Units \(of 3\): ")).fill("1")
    await dialog.get_by_label("Reason").fill("One was scratched.")
    await dialog.get_by_role("button", name=re.compile(r"^Refund .*20\.00$")).click()

    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("main")).to_contain_text("Paid back")
    kept = await merchant.find_order(order["number"])
    assert (kept["refunded_total"], kept["status"]) == (2000, "paid")
    assert [refund["status"] for refund in kept["refunds"]] == ["succeeded"]


async def test_who_is_no_staff_does_not_get_in(page: Page) -> None:
    await page.goto("/admin/orders")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next="))
