"""Back in stock: those who wait for a SKU are told once each, and wait no longer.

With many waiting, a change of stock tells some; every sale is such a change, so the rest follow
while there is something left, and nobody is told of goods that are gone.
"""

from contracts.errors import NotFoundError
from contracts.events.envelope import Event
from contracts.events.order import StockChanged
from edge_api.chassis.deadline import Deadline

from .addresses import TOPICS, Subscription
from .bootstrap import Deps
from .catalogue import texts_for
from .contacts import Waiter
from .letters import Letter, back_in_stock_letter
from .once import Guarantee
from .products import Product
from .telling import Audience, tell

TOLD_AT_ONCE = 20
(TOPIC,) = TOPICS


def tell_who_waits(event: Event[StockChanged], deps: Deps, deadline: Deadline) -> None:
    in_stock = (level.sku for level in event.data.levels if level.available > 0)
    for sku, stamp in deps.contacts.awaited(in_stock).items():
        _tell(sku, stamp, deps, deadline)


def _tell(sku: str, stamp: str, deps: Deps, deadline: Deadline) -> None:
    waiters = deps.contacts.waiting(sku, TOLD_AT_ONCE)
    if not waiters:
        deps.contacts.nobody_waits(sku, stamp)
        return
    if deps.orders.available(sku, deadline) <= 0:
        return
    try:
        product = deps.catalog.product_of(sku, deadline)
    except NotFoundError:
        return  # it is not for sale: they go on waiting
    for waiter in waiters:
        deadline.remaining()
        _tell_one(sku, waiter, product, deps)


def _tell_one(sku: str, waiter: Waiter, product: Product, deps: Deps) -> None:
    if TOPIC not in deps.contacts.standing(waiter.address_hash).unsubscribed:
        subject = f"waiting/{waiter.id}"
        audience = Audience(subject=subject, email=waiter.email)
        tell(_letter(waiter, product, deps), audience, deps, Guarantee.RATHER_NEVER)
    deps.contacts.stop_waiting(sku, waiter.address_hash)


def _letter(waiter: Waiter, product: Product, deps: Deps) -> Letter:
    shop = deps.settings.shop_url
    token = deps.addresses.token(Subscription(TOPIC, waiter.address_hash, waiter.language))
    return back_in_stock_letter(
        product.title,
        f"{shop}/products/{product.slug}",
        f"{shop}/api/notifications/unsubscribe?token={token}",
        texts_for(waiter.language),
        shop,
    )
