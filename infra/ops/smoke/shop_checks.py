"""What the shop must do: show, find, fill a cart, say what it costs, sign in, take an order."""

import uuid
from urllib.parse import urlsplit

from infra.ops.shopper import Json, RefusedError, new_email, new_key
from infra.ops.smoke.edge_checks import kind
from infra.ops.smoke.visit import CheckFailedError, SkippedError, Visit, expect


async def catalogue(visit: Visit) -> str:
    """Are there categories, products, and one that can be bought?"""
    categories = await visit.shopper.categories()
    page = await visit.shopper.products(in_stock=True, limit=100)
    if not page["products"] and visit.allow_empty:
        raise SkippedError("the catalogue is empty")
    expect(bool(categories and page["products"]), "nothing is for sale")
    visit.product = await visit.shopper.product(page["products"][0]["slug"])
    visit.pictures = [card["image_url"] for card in page["products"] if _is_own(card["image_url"])]
    visit.variant = max(visit.product["variants"], key=lambda each: each["available"])
    return f"{page['total']:,} products in {len(categories)} categories"


async def front_page_data(visit: Visit) -> str:
    """Does the function that puts pages together reach all that it needs?"""
    document = (await visit.get("/api/pages/home")).json()
    expect(not document["missing"], f"missing: {', '.join(document['missing'])}")
    return f"{len(document['newest'])} newest, {len(document['popular'])} popular"


async def pictures(visit: Visit) -> str:
    """Is a picture of ours there?"""
    if not visit.pictures:
        raise SkippedError("no product on the first page has a picture of ours")
    response = await visit.get(visit.pictures[0])
    expect(kind(response).startswith("image/"), f"{visit.pictures[0]} is {kind(response)}")
    return f"{len(response.content):,} bytes"


def _is_own(url: str | None) -> bool:
    return url is not None and url.startswith("/media/")


async def search(visit: Visit) -> str:
    """Does the index know the product?"""
    visit.stocked()
    found = await visit.shopper.search(visit.product["title"])
    expect(not found["degraded"], "search is degraded: OpenSearch does not answer")
    hits = [hit["id"] for hit in found["hits"]]
    expect(visit.product["id"] in hits, f"{visit.product['title']!r} is not found")
    return f"{found['total']} hits in {found['took_ms']} ms"


async def cart(visit: Visit) -> str:
    """Does a guest's cart keep what is put into it?"""
    variant = visit.stocked()
    await visit.shopper.add(variant["sku"])
    kept = await visit.shopper.read_cart()
    expect([item["sku"] for item in kept["items"]] == [variant["sku"]], "the cart lost its item")
    return f"{kept['item_count']} item"


async def quote(visit: Visit) -> str:
    """Is there a price, with shipping?"""
    visit.stocked()
    told = await visit.shopper.best_quote()
    expect(told["total"] > 0 and told["shipping"] is not None, "no way of shipping, or no price")
    return f"{told['total']} {told['currency']} (minor units), by {told['shipping']['code']}"


async def sign_in(visit: Visit) -> str:
    """Does the user pool answer? Nobody is signed in, and no account is locked."""
    body = {"email": new_email(), "password": uuid.uuid4().hex}
    try:
        await visit.shopper.call("POST", "/api/auth/sign-in", json=body)
    except RefusedError as refused:
        expect(refused.code == "wrong-credentials", str(refused))
        return "refuses who it does not know"
    raise CheckFailedError("an account that does not exist was signed in")


async def order(visit: Visit) -> str:
    """Does an order reach the payment provider's page? It is cancelled, and its stock freed."""
    if not visit.with_order:
        raise SkippedError("only with --order")
    visit.stocked()
    placed = await visit.shopper.place_order(await visit.shopper.best_quote(), email=new_email())
    try:
        payment = await visit.shopper.start_payment(placed["id"])
        _expect_provider(visit, payment)
    finally:
        cancelled = await visit.shopper.cancel(placed["id"], key=new_key())
    expect(cancelled["status"] == "cancelled", f"{placed['number']} is {cancelled['status']}")
    return f"{placed['number']} went to {urlsplit(payment['redirect_url']).hostname}, cancelled"


def _expect_provider(visit: Visit, payment: Json) -> None:
    page = urlsplit(payment["redirect_url"])
    expect(page.netloc != urlsplit(visit.url).netloc, "payment does not leave the shop")
    expect(page.scheme == "https" or not visit.is_tls, "the provider's page is not over TLS")
