"""Whoever hears or asks another part of Mercato understands what that part really says."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.clock import SystemClock
from contracts.errors import NotFoundError
from contracts.sessions import issue_service_token
from core_services.cart.clients import Catalog as CartsCatalog
from core_services.cart.subscriptions import subscriptions as cart_subscriptions
from core_services.catalog import subscriptions as catalog_subscriptions
from core_services.chassis.http_client import ServiceClient
from core_services.order import subscriptions as order_subscriptions
from core_services.order.clients import HttpCarts, HttpCatalog, HttpPayments
from core_services.order.domain.errors import CartNotFoundError, QuoteRefusedError
from core_services.order.ports import CartItem, Destination, QuoteRequest
from core_services.payment.clients import OrderService
from core_services.payment.subscriptions import subscriptions as payment_subscriptions
from core_services.search.clients import Catalog as SearchCatalog
from core_services.search.schemas import SearchQuery
from core_services.search.subscriptions import subscriptions as search_subscriptions
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.upstream import Upstream
from edge_api.notifications.chalicelib.orders import OrderService as NotificationsOrders
from edge_api.notifications.chalicelib.products import Catalog as NotificationsCatalog
from edge_api.notifications.chalicelib.subscriptions import ORDER_EVENTS, PAYMENT_EVENTS
from infra.local.environment import Environment
from infra.local.provision import Aws
from infra.local.topology import load_topology
from infra.ops.shopper import Json, Shopper

TOPOLOGY = load_topology()
INERT: Any = object()  # a mapping is only looked at here: nothing is handled
HANDLERS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "catalog-catalog-events": lambda: catalog_subscriptions.own_events(INERT),
    "catalog-order-events": lambda: catalog_subscriptions.order_events(INERT, SystemClock()),
    "cart-order-events": lambda: cart_subscriptions(INERT),
    "order-catalog-events": lambda: order_subscriptions.catalog_events(INERT),
    "order-payment-events": lambda: order_subscriptions.payment_events(INERT),
    "payment-order-events": lambda: payment_subscriptions(INERT),
    "search-catalog-events": lambda: search_subscriptions(INERT, INERT),
    "notifications-order-events": lambda: ORDER_EVENTS,
    "notifications-payment-events": lambda: PAYMENT_EVENTS,
    "notifications-email-feedback": dict,  # SES's, which have no envelope of ours
}
Neighbours = Callable[[str, str], ServiceClient]


@pytest.mark.parametrize("queue", sorted(TOPOLOGY.queues))
def test_a_consumer_handles_what_its_queue_carries_and_nothing_else(queue: str) -> None:
    assert set(HANDLERS[queue]()) == set(TOPOLOGY.queues[queue].events)


@pytest.fixture
async def neighbours(stocked_platform: Environment) -> AsyncIterator[Neighbours]:
    """Clients by caller and neighbour, with the caller's own service token."""
    secret = stocked_platform.credentials.service_token_secret
    clients: list[ServiceClient] = []

    def client(caller: str, name: str) -> ServiceClient:
        clients.append(
            ServiceClient(
                stocked_platform.url_of(name),
                name=name,
                service_token=lambda: issue_service_token(secret, caller, datetime.now(UTC)),
                timeout=20.0,
            )
        )
        return clients[-1]

    yield client
    for each in clients:
        await each.__aexit__(None, None, None)


@pytest.fixture
async def shopper(stocked_platform: Environment) -> AsyncIterator[Shopper]:
    async with Shopper.visiting(stocked_platform.edge_url) as shopper:
        yield shopper


@pytest.fixture
async def variant(shopper: Shopper) -> Json:
    """Something that can be bought."""
    card = (await shopper.products(in_stock=True, limit=1))["products"][0]
    found: Json = max(
        (await shopper.product(card["slug"]))["variants"], key=lambda v: v["available"]
    )
    return found


async def test_the_order_reads_the_carts_own_cart_and_nobody_elses(
    neighbours: Neighbours, shopper: Shopper, variant: Json
) -> None:
    await shopper.add(variant["sku"], 2)
    carts = HttpCarts(neighbours("order", "cart"))

    cart = await carts.fetch(shopper.cart["id"], shopper.token)

    assert (cart.id, cart.version) == (shopper.cart["id"], shopper.cart["version"])
    assert [(item.sku, item.quantity) for item in cart.items] == [(variant["sku"], 2)]
    await shopper.start_session()
    with pytest.raises(CartNotFoundError):
        await carts.fetch(cart.id, shopper.token)


def request_for(sku: str, **changes: Any) -> QuoteRequest:
    wanted: Json = {
        "currency": "EUR",
        "lines": (CartItem(sku, 2),),
        "coupon_codes": ("WELCOME10", "NO-SUCH"),
        "ship_to": Destination(country="DE", region=None, postal_code="10969"),
        "shipping_method": None,
        "customer_id": "gst_contract",
    }
    return QuoteRequest(**{**wanted, **changes})


async def test_the_order_reads_the_catalogs_quote(neighbours: Neighbours, variant: Json) -> None:
    catalog = HttpCatalog(neighbours("order", "catalog"))

    quote = await catalog.quote(request_for(variant["sku"]))

    assert sum(line.total for line in quote.lines) == quote.total > 0
    assert [(verdict.code, verdict.applied) for verdict in quote.coupons] == [
        ("WELCOME10", True),
        ("NO-SUCH", False),
    ]
    assert [redemption.code for redemption in quote.redemptions] == ["WELCOME10"]
    assert quote.lines[0].discounts[0].amount == quote.discount_total > 0
    gone = await catalog.quote(request_for("NO-SUCH"))
    assert [item.sku for item in gone.unavailable] == ["NO-SUCH"]
    with pytest.raises(QuoteRefusedError):
        await catalog.quote(request_for(variant["sku"], currency="XXX"))


async def test_payment_and_order_understand_each_other(
    neighbours: Neighbours, shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    orders = OrderService(neighbours("payment", "order"))
    payments = HttpPayments(neighbours("order", "payment"))

    payable = await orders.find(order["id"])

    assert payable is not None
    assert (payable.number, payable.status) == (order["number"], "pending_payment")
    assert (payable.total, payable.currency) == (order["total"], order["currency"])
    assert payable.customer_id.startswith("gst_")
    assert await orders.find("ord_none") is None
    assert await payments.close(order["id"]) == "closed"


async def test_notifications_read_the_order_that_they_write_about(
    stocked_platform: Environment, shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    secret = stocked_platform.credentials.service_token_secret
    upstream = Upstream("order", stocked_platform.url_of("order"))
    orders = NotificationsOrders(upstream, lambda: secret, SystemClock())

    found = await asyncio.to_thread(orders.fetch, order["id"], Deadline(20))

    assert (found.number, found.status) == (order["number"], "pending_payment")
    assert (found.total, found.currency, found.locale) == (order["total"], "EUR", "en")
    assert (found.email, found.customer_kind) == (order["email"], "guest")
    assert found.shipping_address.name == order["shipping_address"]["name"]
    assert [line.sku for line in found.lines] == [variant["sku"]]
    stock = await shopper.stock(variant["sku"])
    available = await asyncio.to_thread(orders.available, variant["sku"], Deadline(20))
    assert available == stock[variant["sku"]]
    with pytest.raises(NotFoundError):
        await asyncio.to_thread(orders.fetch, "ord_none", Deadline(20))


async def test_notifications_know_what_a_sku_is_sold_as(
    stocked_platform: Environment, shopper: Shopper
) -> None:
    card = (await shopper.products(in_stock=True, limit=1))["products"][0]
    sku = (await shopper.product(card["slug"]))["variants"][0]["sku"]
    catalog = NotificationsCatalog(Upstream("catalog", stocked_platform.url_of("catalog")))

    product = await asyncio.to_thread(catalog.product_of, sku, Deadline(20))

    assert (product.slug, product.title) == (card["slug"], card["title"])
    with pytest.raises(NotFoundError):
        await asyncio.to_thread(catalog.product_of, "NO-SUCH", Deadline(20))


async def test_the_cart_learns_what_can_be_bought(neighbours: Neighbours, variant: Json) -> None:
    catalog = CartsCatalog(neighbours("cart", "catalog"))

    assert await catalog.is_sellable(variant["sku"])
    assert not await catalog.is_sellable("NO-SUCH")


async def test_search_reads_the_catalogs_documents(neighbours: Neighbours) -> None:
    catalog = SearchCatalog(neighbours("search", "catalog"))

    page = await catalog.export(None, 5)
    rest = await catalog.export(page.next, 5)
    ids = [document.id for document in page.documents]
    batch = await catalog.documents([*ids, "prd_none"])

    assert len(page.documents) == len(rest.documents) == 5
    assert not set(ids) & {document.id for document in rest.documents}
    assert {document.id for document in batch.documents} == set(ids)
    assert batch.missing == ("prd_none",)
    assert page.documents[0].prices


async def test_search_reads_the_catalogs_own_search(neighbours: Neighbours) -> None:
    catalog = SearchCatalog(neighbours("search", "catalog"))

    first = await catalog.search(SearchQuery(limit=3, sort="price"), None)
    second = await catalog.search(SearchQuery(limit=3, sort="price"), first.next_cursor)

    cards = (*first.products, *second.products)
    amounts = [card.price.amount for card in cards if card.price]
    assert len(amounts) == 6
    assert amounts == sorted(amounts)
    assert first.total
    assert (await catalog.search(SearchQuery(category="no-such"), None)).products == ()


async def test_the_bff_finds_all_it_puts_on_a_page(shopper: Shopper) -> None:
    home = await shopper.call("GET", "/api/pages/home")
    slug = home["newest"][0]["slug"]
    page = await shopper.call("GET", f"/api/pages/product/{slug}")

    assert home["missing"] == page["missing"] == []
    assert home["categories"]
    assert page["product"]["slug"] == slug
    assert page["related"]


async def test_a_purchase_and_its_refund_leave_no_message_that_nobody_could_handle(
    stocked_platform: Environment, shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    await shopper.pay(await shopper.start_payment(order["id"]))
    await shopper.order_when(order["id"], "paid")
    await shopper.cancel(order["id"])
    await shopper.order_when(order["id"], "refunded")
    sqs = Aws(stocked_platform.engines.aws_endpoint_url).sqs

    async with asyncio.timeout(60):
        while waiting := await asyncio.to_thread(messages_waiting, sqs):
            await asyncio.sleep(0.5)

    assert not waiting


def messages_waiting(sqs: Any) -> dict[str, int]:
    """How many messages each queue and dead-letter queue holds, where any."""
    names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    found = {}
    for queue in (each for name in TOPOLOGY.queues for each in (name, f"{name}-dlq")):
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))["Attributes"]
        found[queue] = sum(int(counts[name]) for name in names)
    return {queue: count for queue, count in found.items() if count}
