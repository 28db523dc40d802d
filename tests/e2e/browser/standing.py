"""Comes into a browser as somebody: where how one got there is not what is looked at."""

from playwright.async_api import Page

from infra.local.environment import Environment
from infra.local.provision import STAFF_CODE, STAFF_EMAIL
from infra.ops.shopper import Json

# Where the storefront remembers who the visitor is, and what they said to being counted.
_REMEMBER = "([name, value]) => localStorage.setItem(name, value)"
_GUEST, _SIGNED_IN, _CONSENT = "mercato.guest", "mercato.signed-in", "mercato.consent"


async def decline_to_be_counted(page: Page) -> None:
    """Have answered the question at the foot of the page; the page is of the shop already."""
    await page.evaluate(_REMEMBER, [_CONSENT, "declined"])


async def become_guest(page: Page, token: str) -> None:
    """Hold this guest session; the page is of the shop already."""
    await page.evaluate(_REMEMBER, [_GUEST, token])


async def become_staff(page: Page, shop: Environment) -> None:
    await become_customer(page, STAFF_EMAIL, shop.credentials.staff_password, STAFF_CODE)


async def become_customer(page: Page, email: str, password: str, code: str = "") -> None:
    """Hold the refresh cookie of a sign-in; the page is of the shop already."""
    answer = await _post(page, "sign-in", {"email": email, "password": password})
    if "challenge" in answer:
        await _post(page, "challenge", {**answer, "answer": code})
    await page.evaluate(_REMEMBER, [_SIGNED_IN, "yes"])


async def _post(page: Page, path: str, body: Json) -> Json:
    # By the page, as the storefront does it: cookies are the browser's affair.
    answer = await page.evaluate(
        """async ([path, body]) => {
            const headers = { 'content-type': 'application/json' };
            const content = JSON.stringify(body);
            const answer = await fetch(path, { method: 'POST', headers, body: content });
            return [answer.status, await answer.json()];
        }""",
        [f"/api/auth/{path}", body],
    )
    status, document = answer
    assert status == 200, document
    found: Json = document
    return found
