"""Becoming a customer, and what comes along."""

import re

from playwright.async_api import Page, expect

from infra.ops.shopper import new_email
from tests.e2e.browser.conftest import Visits
from tests.e2e.browser.merchant import Merchant
from tests.e2e.browser.pages import ProductPage, cart_holds

PASSWORD = "seven green lamps 7"


async def sign_up(page: Page, email: str) -> None:
    await page.goto("/sign-up")
    main = page.get_by_role("main")
    await main.get_by_label("E-mail address").fill(email)
    await main.get_by_label("Password", exact=True).fill(PASSWORD)
    await main.get_by_role("button", name="Create account").click()
    await main.get_by_label("Code", exact=True).fill("123456")  # locally any six digits confirm
    await main.get_by_role("button", name="Confirm").click()
    await expect(page).to_have_url(re.compile(r"/account$"))


async def sign_in(page: Page, email: str) -> None:
    await page.goto("/sign-in")
    main = page.get_by_role("main")
    await main.get_by_label("E-mail address").fill(email)
    await main.get_by_label("Password", exact=True).fill(PASSWORD)
    await main.get_by_role("button", name="Sign in").click()
    await expect(page).to_have_url(re.compile(r"/account$"))


async def test_a_guest_s_cart_comes_along_into_a_new_account_and_into_an_old_one(
    visits: Visits, merchant: Merchant
) -> None:
    email = new_email()
    first, second = await merchant.stock_up(), await merchant.stock_up()
    at_home, elsewhere = await visits(), await visits()

    await ProductPage(at_home).put_into_cart(first)
    await sign_up(at_home, email)
    await expect(cart_holds(at_home, "1 item")).to_be_visible()

    await ProductPage(elsewhere).put_into_cart(second)
    await sign_in(elsewhere, email)
    await expect(cart_holds(elsewhere, "2 items")).to_be_visible()
    await elsewhere.goto("/cart")
    lines = elsewhere.get_by_role("region", name="What is in your cart")
    await expect(lines).to_contain_text(first.title)
    await expect(lines).to_contain_text(second.title)


async def test_who_signed_in_stays_so_over_a_reload_and_until_they_sign_out(page: Page) -> None:
    await sign_up(page, new_email())
    await page.reload()
    await expect(page.get_by_role("heading", level=1, name="Your account")).to_be_visible()

    await page.goto("/account/security")
    await page.get_by_role("button", name="Sign out here").click()

    await expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    await page.goto("/account")
    await expect(page).to_have_url(re.compile(r"/sign-in"))


async def test_a_wrong_password_is_told_where_it_was_typed(page: Page) -> None:
    await page.goto("/sign-in")
    main = page.get_by_role("main")
    await main.get_by_label("E-mail address").fill(new_email())
    password = main.get_by_label("Password", exact=True)
    await password.fill("not the password 1")
    await main.get_by_role("button", name="Sign in").click()

    await expect(password).to_have_attribute("aria-invalid", "true")
    await expect(password).to_be_focused()
    await expect(password).not_to_have_accessible_description("")
