"""``mercato demo``: a customer's whole journey through the edge, shown step by step."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from contracts.money import format_amount
from infra.local.commands import platform_of_this_clone
from infra.ops.shopper import CARDS, Json, RefusedError, Shopper, new_email, new_key

app = typer.Typer()
_console = Console(highlight=False)
_PASSWORD = "a long enough Passphrase 1!"  # noqa: S105 - of an account made up on the spot


@app.command()
def demo(
    url: Annotated[
        str | None, typer.Option(help="The edge of a running Mercato; this clone's by default.")
    ] = None,
) -> None:
    """Browse, fill a cart, sign up, order, pay and cancel: the whole journey, over HTTP."""
    url = url or platform_of_this_clone().environment().edge_url
    try:
        asyncio.run(_journey(url))
    except (RefusedError, TimeoutError) as error:
        _console.print(f"  [red]✗[/] {error}")
        raise typer.Exit(1) from error
    except httpx.TransportError as error:
        _console.print(f"[red]Nothing answers at {url}.[/]\nhint: start it with `make up`")
        raise typer.Exit(2) from error


async def _journey(url: str) -> None:
    async with Shopper.visiting(url) as shopper:
        product, variant = await _look_around(shopper)
        await _fill_the_cart(shopper, product, variant)
        await _sign_in(shopper)
        order = await _order(shopper, variant)
        await _pay(shopper, order)
        await _look_back(shopper, order)
    async with Shopper.visiting(url) as guest:
        await _buy_as_a_guest(guest, variant)
    _console.print("\n[bold green]The whole journey works.[/]")


async def _look_around(shopper: Shopper) -> tuple[Json, Json]:
    async with _step("Browse the categories", "GET /core/v1/categories") as say:
        categories = await shopper.categories()
        fullest = max(
            (each for each in categories if each["parent_id"]),
            key=lambda each: each["product_count"],
            default=categories[0],
        )
        say(f"{len(categories)} categories; {fullest['name']} has {fullest['product_count']}")
    async with _step("Open a category", f"GET /core/v1/products?category={fullest['slug']}") as say:
        page = await shopper.products(category=fullest["slug"], in_stock=True, limit=5)
        cards = page["products"]
        say(", ".join(card["title"] for card in cards))
    word = cards[0]["title"].split()[-1]
    async with _step("Search", f"GET /core/v1/search?q={word}") as say:
        found = await shopper.search(word)
        facets = ", ".join(facet["label"] for facet in found["facets"])
        say(f"{found['total']} hits in {found['took_ms']} ms; facets: {facets}")
    async with _step("Look at a product", f"GET /core/v1/products/{cards[0]['slug']}") as say:
        product = await shopper.product(cards[0]["slug"])
        variant = max(product["variants"], key=lambda each: each["available"])
        price = variant["price"]
        say(
            f"{product['title']} — {len(product['variants'])} variants, "
            f"{format_amount(price['amount'], price['currency'])} {price['currency']}, "
            f"{variant['available']} in stock"
        )
    return product, variant


async def _fill_the_cart(shopper: Shopper, product: Json, variant: Json) -> None:
    async with _step("Fill a cart as a guest", "POST /core/v1/carts/{id}/items") as say:
        await shopper.add(variant["sku"], 3)
        await shopper.set_quantity(variant["sku"], 2)
        others = [each for each in product["variants"] if each["sku"] != variant["sku"]]
        if others:
            await shopper.add(others[0]["sku"])
            await shopper.remove(others[0]["sku"])
        say(f"{shopper.cart['item_count']} items, version {shopper.cart['version']}")
    async with _step("What does it cost?", "POST /core/v1/quotes") as say:
        quote = await shopper.best_quote(coupons=("WELCOME10",))
        say(_total(quote))


async def _sign_in(shopper: Shopper) -> None:
    email = new_email()
    async with _step("Sign up, confirm, sign in", "POST /api/auth/…") as say:
        await shopper.sign_up(email, _PASSWORD)
        answer = await shopper.sign_in(email, _PASSWORD)
        say(f"{email}; the guest's cart came along: {answer['cart_merged']}")


async def _order(shopper: Shopper, variant: Json) -> Json:
    quote = await shopper.best_quote(coupons=("WELCOME10",))
    key = new_key()
    async with _step("Place the order", "POST /core/v1/orders") as say:
        order = await shopper.place_order(quote, key=key, coupons=("WELCOME10",))
        say(f"{order['number']}: {order['status']}, {_amount(order, 'total')}")
    async with _step("Place it again with the same key", "POST /core/v1/orders") as say:
        again = await shopper.place_order(quote, key=key, coupons=("WELCOME10",))
        same = "the same order" if again["id"] == order["id"] else "ANOTHER ORDER"
        say(f"{same}; {(await shopper.stock(variant['sku']))[variant['sku']]} left to sell")
    return order


async def _pay(shopper: Shopper, order: Json) -> None:
    async with _step("Start the payment", "POST /core/v1/payments") as say:
        payment = await shopper.start_payment(order["id"])
        say(f"the provider's page: {payment['redirect_url']}")
    async with _step("Pay with a card that is declined", "POST {provider}/c/pay/…") as say:
        page = await shopper.pay(payment, CARDS["declined"])
        say(f"{page.status_code}; the order is {(await shopper.order(order['id']))['status']}")
    async with _step("Pay with one that wants 3-D Secure", "POST {provider}/c/pay/…") as say:
        challenge = await shopper.pay(payment, CARDS["3-d-secure"])
        page = await shopper.answer_challenge(payment, challenge)
        settled = await shopper.return_from(page)
        say(f"the payment has {settled['status']}")
    async with _step("The order hears of it", f"GET /core/v1/orders/{order['id']}") as say:
        paid = await shopper.order_when(order["id"], "paid")
        say(f"{paid['number']} is {paid['status']}")


async def _look_back(shopper: Shopper, order: Json) -> None:
    async with _step("My orders", "GET /core/v1/orders") as say:
        say(", ".join(f"{each['number']} {each['status']}" for each in await shopper.orders()))
    async with _step("Cancel it", f"POST /core/v1/orders/{order['id']}/cancel") as say:
        await shopper.cancel(order["id"])
        refunded = await _refunded(shopper, order["id"])
        say(f"{refunded['status']}; {_amount(refunded, 'refunded_total')} went back")


async def _refunded(shopper: Shopper, order_id: str) -> Json:
    async with asyncio.timeout(20):
        while True:
            order = await shopper.order(order_id)
            if order["refunded_total"] == order["total"]:
                return order
            await asyncio.sleep(0.1)


async def _buy_as_a_guest(guest: Shopper, variant: Json) -> None:
    async with _step("Buy as a guest, webhook only", "no return from the provider's page") as say:
        order = await guest.buy(variant["sku"])
        await guest.pay(await guest.start_payment(order["id"]))
        paid = await guest.order_when(order["id"], "paid")
        say(f"{paid['number']} is {paid['status']}")


@asynccontextmanager
async def _step(title: str, request: str) -> AsyncIterator[Any]:
    """One step: its title, what was sent, what came of it, and how long it took."""
    said: list[str] = []
    started = perf_counter()
    yield said.append
    took = (perf_counter() - started) * 1000
    _console.print(f"[bold green]✓[/] [bold]{title}[/]  [dim]{request}  {took:.0f} ms[/]")
    for line in said:
        _console.print(f"    {line}")


def _total(quote: Json) -> str:
    shipping = quote["shipping"]
    parts = [
        f"goods {_amount(quote, 'subtotal')}",
        f"discounts −{_amount(quote, 'discount_total')}",
        f"shipping {format_amount(shipping['total'], quote['currency'])}" if shipping else "",
        f"tax {_amount(quote, 'tax_total')}",
        f"total {_amount(quote, 'total')} {quote['currency']}",
    ]
    return ", ".join(part for part in parts if part)


def _amount(document: Json, name: str) -> str:
    return format_amount(document[name], document["currency"])
