"""From a product to a paid order, and everything that can come between."""

from playwright.async_api import Page, expect

from infra.local.environment import Environment
from infra.ops.shopper import CARDS, Shopper, new_email
from tests.e2e.browser.keyboard import Keyboard
from tests.e2e.browser.merchant import Merchant
from tests.e2e.browser.pages import Checkout, HostedPage, OrderPage, ProductPage, cart_holds


async def test_a_guest_buys_something(page: Page, merchant: Merchant) -> None:
    goods = await merchant.stock_up(amount=2000)
    product, checkout, order = ProductPage(page), Checkout(page), OrderPage(page)

    await product.put_into_cart(goods)
    await expect(cart_holds(page, "1 item")).to_have_count(1)
    await product.go_to_checkout()
    await checkout.tell_all(new_email())
    hosted = await checkout.order()
    await hosted.pay(CARDS["succeeds"])

    await order.paid()
    await expect(cart_holds(page, "empty")).to_be_visible()
    placed = await merchant.find_order(await order.number())
    assert [line["sku"] for line in placed["lines"]] == [goods.sku]
    assert placed["paid_total"] == placed["total"]
    await page.reload()
    await order.paid()


async def test_a_declined_card_costs_nothing_and_another_one_pays(
    page: Page, merchant: Merchant
) -> None:
    product, checkout, order = ProductPage(page), Checkout(page), OrderPage(page)
    await product.put_into_cart(await merchant.stock_up())
    await product.go_to_checkout()
    await checkout.tell_all(new_email())
    hosted = await checkout.order()

    await hosted.pay(CARDS["declined"])
    await hosted.refused()
    await hosted.go_back_to_the_shop()
    await expect(order.progress.get_by_role("status")).to_contain_text("Waiting for payment")
    await expect(cart_holds(page, "1 item")).to_be_visible()
    await order.progress.get_by_role("button", name="Pay").click()
    await hosted.opened()
    await hosted.pay(CARDS["succeeds"])

    await order.paid()


async def test_the_bank_asks_back_before_it_pays(page: Page, merchant: Merchant) -> None:
    product, checkout = ProductPage(page), Checkout(page)
    await product.put_into_cart(await merchant.stock_up())
    await product.go_to_checkout()
    await checkout.tell_all(new_email())
    hosted = await checkout.order()

    await hosted.pay(CARDS["3-d-secure"])
    await hosted.approve_with_the_bank()

    await OrderPage(page).paid()


async def test_a_price_that_rose_is_shown_before_anything_is_ordered(
    page: Page, merchant: Merchant
) -> None:
    goods = await merchant.stock_up(amount=2000)
    product, checkout = ProductPage(page), Checkout(page)
    await product.put_into_cart(goods)
    await product.go_to_checkout()
    await checkout.tell_all(new_email())
    before = await checkout.pay.inner_text()

    await merchant.reprice(goods, 2500)
    await checkout.pay.click()

    await expect(checkout.notice).to_contain_text("The price has changed")
    await expect(checkout.notice).to_contain_text(before.removeprefix("Pay "))
    await expect(checkout.pay).not_to_have_text(before)
    assert await merchant.available(goods) == 100
    await checkout.order()
    assert await merchant.available(goods) == 99


async def test_the_last_one_goes_to_who_orders_first_and_the_other_s_cart_is_kept(
    page: Page, merchant: Merchant, shop: Environment
) -> None:
    goods = await merchant.stock_up(pieces=1)
    product, checkout = ProductPage(page), Checkout(page)
    await product.put_into_cart(goods)
    await product.go_to_checkout()
    await checkout.tell_all(new_email())

    async with Shopper.visiting(shop.edge_url) as other:
        await other.buy(goods.sku)
        await checkout.pay.click()

    await expect(checkout.notice).to_contain_text("Nothing was ordered yet.")
    await expect(checkout.notice).to_contain_text(f"{goods.title}: sold out")
    await expect(cart_holds(page, "1 item")).to_be_visible()
    await checkout.notice.get_by_role("button", name=f"Remove {goods.title}").click()
    await expect(cart_holds(page, "empty")).to_be_visible()


async def test_a_double_click_on_pay_makes_one_order(page: Page, merchant: Merchant) -> None:
    goods = await merchant.stock_up(pieces=10)
    product, checkout = ProductPage(page), Checkout(page)
    await product.put_into_cart(goods)
    await product.go_to_checkout()
    await checkout.tell_all(new_email())

    await checkout.pay.dblclick()
    await HostedPage(page).opened()

    assert await merchant.available(goods) == 9


async def test_a_purchase_needs_no_mouse(page: Page, merchant: Merchant) -> None:
    goods = await merchant.stock_up()
    keyboard = Keyboard(page)
    await page.goto(goods.path)
    await keyboard.press_at("button", "Add to cart")
    await keyboard.press_at("link", "Checkout")

    await keyboard.type_at("E-mail address", new_email())
    await page.keyboard.press("Enter")
    await keyboard.choose_at("Country", "Germany")
    for label, text in (
        ("Full name", "Ada Example"),
        ("Street and house number", "Lindenstraße 12"),
        ("Postal code", "10969"),
        ("City", "Berlin"),
    ):
        await keyboard.type_at(label, text)
    await page.keyboard.press("Enter")
    await keyboard.press_at("button", "Continue")
    await keyboard.press_at("button", "Pay ")
    await HostedPage(page).opened()
