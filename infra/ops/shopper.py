"""A shopper who speaks nothing but HTTP to the edge: the demo, the tests and the bench drive it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Self
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import httpx

Json = dict[str, Any]

CARDS: Mapping[str, str] = {
    "succeeds": "4242424242424242",
    "declined": "4000000000000002",
    "insufficient-funds": "4000000000009995",
    "3-d-secure": "4000000000003220",
}
ADDRESS: Json = {
    "name": "Ada Example",
    "line1": "Lindenstraße 12",
    "city": "Berlin",
    "postal_code": "10969",
    "country": "DE",
}
_POLL_SECONDS = 0.1


class RefusedError(Exception):
    """The shop answered with a problem; ``problem`` is its document."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        try:
            self.problem: Json = response.json()
        except ValueError:
            self.problem = {"code": "", "detail": response.text[:200]}
        self.code = str(self.problem.get("code", ""))
        request = response.request
        super().__init__(
            f"{request.method} {request.url.path} → {self.status} {self.code}: "
            f"{self.problem.get('detail', '')}"
        )


@dataclass
class Shopper:
    """One browser: a guest until they sign in. Methods return what the shop answered."""

    http: httpx.AsyncClient
    token: str = ""
    cart: Json = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def visiting(cls, shop_url: str) -> AsyncIterator[Self]:
        """A shopper with a browser of their own, open for as long as the context."""
        limits = httpx.Limits(max_connections=10)
        async with httpx.AsyncClient(base_url=shop_url, timeout=30.0, limits=limits) as http:
            yield cls(http)

    async def call(
        self, method: str, path: str, *, key: str | None = None, **arguments: Any
    ) -> Json:
        """One request to the shop.

        Raises:
            RefusedError: for any answer that is not a success.
        """
        headers = {**arguments.pop("headers", {})}
        if self.token:
            headers.setdefault("authorization", f"Bearer {self.token}")
        if key is not None:
            headers["idempotency-key"] = key
        response = await self.http.request(method, path, headers=headers, **arguments)
        if not response.is_success:
            raise RefusedError(response)
        document: Json = response.json() if response.content else {}
        return document

    # Looking -------------------------------------------------------------------------------------

    async def categories(self) -> list[Json]:
        found: list[Json] = (await self.call("GET", "/core/v1/categories"))["categories"]
        return found

    async def products(self, **query: Any) -> Json:
        return await self.call("GET", "/core/v1/products", params=query)

    async def product(self, slug: str, **query: Any) -> Json:
        return await self.call("GET", f"/core/v1/products/{slug}", params=query)

    async def search(self, text: str, **query: Any) -> Json:
        return await self.call("GET", "/core/v1/search", params={"q": text, **query})

    async def stock(self, *skus: str) -> dict[str, int]:
        levels = await self.call("GET", "/core/v1/stock", params={"skus": skus})
        return {level["sku"]: level["available"] for level in levels["levels"]}

    # The cart ------------------------------------------------------------------------------------

    async def start_session(self) -> str:
        """Become a guest; returns the session token."""
        self.token = str((await self.call("POST", "/core/v1/sessions"))["token"])
        return self.token

    async def open_cart(self, currency: str | None = None) -> Json:
        if not self.token:
            await self.start_session()
        body = {} if currency is None else {"currency": currency}
        self.cart = await self.call("POST", "/core/v1/carts", json=body)
        return self.cart

    async def add(self, sku: str, quantity: int = 1, *, key: str | None = None) -> Json:
        if not self.cart:
            await self.open_cart()
        url = f"/core/v1/carts/{self.cart['id']}/items"
        body = {"sku": sku, "quantity": quantity}
        self.cart = await self.call("POST", url, key=key, json=body)
        return self.cart

    async def set_quantity(self, sku: str, quantity: int) -> Json:
        body = {"quantity": quantity}
        self.cart = await self.call("PUT", self._item_url(sku), json=body)
        return self.cart

    async def remove(self, sku: str) -> Json:
        self.cart = await self.call("DELETE", self._item_url(sku))
        return self.cart

    def _item_url(self, sku: str) -> str:
        return f"/core/v1/carts/{self.cart['id']}/items/{quote(sku, safe='')}"

    async def read_cart(self) -> Json:
        self.cart = await self.call("GET", f"/core/v1/carts/{self.cart['id']}")
        return self.cart

    async def quote(
        self,
        *,
        country: str = "DE",
        shipping_method: str | None = None,
        coupons: tuple[str, ...] = (),
        lines: list[Json] | None = None,
    ) -> Json:
        """What the cart costs, delivered to a country."""
        body = {
            "currency": self.cart.get("currency", "EUR"),
            "lines": lines
            or [{"sku": i["sku"], "quantity": i["quantity"]} for i in self.cart["items"]],
            "coupon_codes": list(coupons),
            "ship_to": {"country": country, "region": None, "postal_code": None},
            "shipping_method": shipping_method,
        }
        return await self.call("POST", "/core/v1/quotes", json=body)

    async def best_quote(self, *, coupons: tuple[str, ...] = (), country: str = "DE") -> Json:
        """The quote with the cheapest way of shipping."""
        options = (await self.quote(coupons=coupons, country=country))["shipping_options"]
        cheapest = min(options, key=lambda option: option["amount"])["code"] if options else None
        return await self.quote(coupons=coupons, country=country, shipping_method=cheapest)

    # Signing in ----------------------------------------------------------------------------------

    async def sign_up(self, email: str, password: str) -> None:
        """Create an account and confirm it. Locally any code confirms: nothing is mailed."""
        account = {"email": email, "password": password}
        await self.call("POST", "/api/auth/sign-up", json=account)
        await self.call("POST", "/api/auth/confirm", json={"email": email, "code": "123456"})

    async def sign_in(self, email: str, password: str, code: str = "") -> Json:
        """Sign in, with a one-time code where one is asked for; the guest's cart comes along."""
        guest_token, self.token = self.token or None, ""
        body = {"email": email, "password": password, "guest_token": guest_token}
        answer = await self.call("POST", "/api/auth/sign-in", json=body)
        if "challenge" in answer:
            passed = {**answer, "answer": code, "guest_token": guest_token}
            answer = await self.call("POST", "/api/auth/challenge", json=passed)
        self.token = answer["access_token"]
        self.cart = answer.get("cart") or {}
        return answer

    # Buying --------------------------------------------------------------------------------------

    async def place_order(
        self,
        quote: Json,
        *,
        key: str | None = None,
        email: str = "ada@example.com",
        coupons: tuple[str, ...] = (),
        **changes: Any,
    ) -> Json:
        """Order what is in the cart at the total that the quote showed."""
        shipping = quote["shipping"]
        body = {
            "cart_id": self.cart["id"],
            "cart_version": self.cart["version"],
            "email": email,
            "shipping_address": ADDRESS,
            "shipping_method": shipping["code"] if shipping else None,
            "coupon_codes": list(coupons),
            "expected_total": quote["total"],
            "currency": quote["currency"],
            **changes,
        }
        return await self.call("POST", "/core/v1/orders", key=key or new_key(), json=body)

    async def buy(self, sku: str, quantity: int = 1) -> Json:
        """Put something into the cart and order it; still to be paid."""
        await self.add(sku, quantity)
        return await self.place_order(await self.best_quote())

    async def start_payment(self, order_id: str, *, key: str | None = None) -> Json:
        body = {"order_id": order_id}
        return await self.call("POST", "/core/v1/payments", key=key or new_key(), json=body)

    async def pay(self, payment: Json, card: str = CARDS["succeeds"]) -> httpx.Response:
        """Fill in the provider's hosted page as a browser would; returns the page's answer.

        A redirect means that the provider is satisfied, or wants a 3-D Secure challenge answered.
        """
        form = {
            "card_number": card,
            "expiry": "12/40",
            "cvc": "123",
            "cardholder_name": "Ada Example",
            "email": "ada@example.com",
            "country": "DE",
            "postal_code": "10969",
        }
        async with httpx.AsyncClient(timeout=30.0) as browser:
            return await browser.post(payment["redirect_url"], data=form)

    async def answer_challenge(
        self, payment: Json, challenge: httpx.Response, *, outcome: str = "complete"
    ) -> httpx.Response:
        """Pass or fail the 3-D Secure challenge that `pay` was redirected to."""
        url = urljoin(payment["redirect_url"], challenge.headers["location"])
        async with httpx.AsyncClient(timeout=30.0) as browser:
            return await browser.post(url, data={"outcome": outcome})

    async def return_from(self, page: httpx.Response) -> Json:
        """Come back to the shop from the hosted page, as the browser does."""
        location = urlsplit(page.headers["location"])
        payment_id = parse_qs(location.query)["payment"][0]
        return await self.settle(payment_id)

    async def settle(self, payment_id: str) -> Json:
        return await self.call("POST", f"/core/v1/payments/{payment_id}/settle", json={})

    async def order(self, order_id: str) -> Json:
        return await self.call("GET", f"/core/v1/orders/{order_id}")

    async def look_up_order(self, reference: str, email: str) -> Json:
        """Find a guest's order again; from here on this browser holds a pass for it alone."""
        body = {"order": reference, "email": email}
        found = await self.call("POST", "/core/v1/orders/lookup", json=body)
        self.token = found["token"]
        return found

    async def orders(self) -> list[Json]:
        found: list[Json] = (await self.call("GET", "/core/v1/orders"))["orders"]
        return found

    async def cancel(self, order_id: str, *, key: str | None = None) -> Json:
        url = f"/core/v1/orders/{order_id}/cancel"
        return await self.call("POST", url, key=key or new_key(), json={})

    async def order_when(self, order_id: str, status: str, *, seconds: float = 20.0) -> Json:
        """The order, as soon as it has the status.

        Raises:
            TimeoutError: when it has not within ``seconds``; the message says what it has instead.
        """
        deadline = monotonic() + seconds
        while True:
            order = await self.order(order_id)
            if order["status"] == status:
                return order
            if monotonic() > deadline:
                raise TimeoutError(f"the order is {order['status']}, not {status}")
            await asyncio.sleep(_POLL_SECONDS)


def new_key() -> str:
    """A fresh idempotency key."""
    return str(uuid.uuid4())


def new_email() -> str:
    """An address that nobody has signed up with."""
    return f"shopper-{uuid.uuid4().hex[:12]}@example.com"
