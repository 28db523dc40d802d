"""One session as its page tells it: by its own clock, sent late, sent twice, or not at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from contracts.clickstream import ClickstreamEvent, ClickstreamType, CollectedEvent
from infra.ops.simulation.chance import event_id, random_id
from infra.ops.simulation.people import Arrival, Visitor
from infra.ops.simulation.post import Post
from infra.ops.simulation.searching import Query
from infra.ops.simulation.shop import Product

_SENT_TWICE = 0.008
_OFFLINE = 0.006  # sessions whose events wait until the phone has a connection again
_SLOW_CLOCKS, _WRONG_DATES = 0.05, 0.012
_SECONDS = timedelta(seconds=1)


class Session:
    """A visit to the shop. ``now`` moves on with everything that is done."""

    def __init__(
        self, visitor: Visitor, arrival: Arrival, at: datetime, post: Post, rng: Random
    ) -> None:
        self.visitor = visitor
        self.arrival = arrival
        self.now = at
        self.rng = rng
        self._post = post
        self._id = random_id(rng)
        self._skew = _wrong_clock(rng)
        self._delay = timedelta(hours=6 * rng.random()) if rng.random() < _OFFLINE else timedelta()

    def page(self, path: str, *, category: str | None = None) -> None:
        self._tell("page_viewed", 14, path=path, category=category)

    def product(self, product: Product) -> None:
        self._tell("product_viewed", 32, **_on(product))

    def search(self, query: Query) -> None:
        self._tell("searched", 9, path="/search", query=query.text, result_count=query.result_count)

    def click_result(self, query: Query, product: Product, position: int) -> None:
        self._tell(
            "search_result_clicked",
            2,
            path="/search",
            query=query.text,
            position=position,
            product_id=product.id,
        )

    def add(self, product: Product, sku: str, quantity: int, cart_id: str) -> None:
        self._tell(
            "cart_item_added", 12, **_on(product), sku=sku, quantity=quantity, cart_id=cart_id
        )

    def remove(self, product: Product, sku: str, quantity: int, cart_id: str) -> None:
        self._tell(
            "cart_item_removed",
            8,
            path="/cart",
            product_id=product.id,
            sku=sku,
            quantity=quantity,
            cart_id=cart_id,
        )

    def checkout(self, cart_id: str) -> None:
        self._tell("checkout_started", 75, path="/checkout", cart_id=cart_id)

    def order(self, order_id: str, cart_id: str, currency: str, value: int) -> None:
        self._tell(
            "order_placed",
            5,
            path="/checkout/done",
            order_id=order_id,
            cart_id=cart_id,
            currency=currency,
            value=value,
        )

    def wait(self, typical_seconds: float) -> None:
        self.now += (0.3 + self.rng.expovariate(1.0)) * typical_seconds * _SECONDS

    def _tell(self, event_type: ClickstreamType, seconds: float, **facts: Any) -> None:
        if self.visitor.consents:
            event = ClickstreamEvent(
                id=event_id(self.now, self.rng),
                type=event_type,
                occurred_at=self.now + self._skew,
                **facts,
            )
            self._send(event, after=0.4 + 4 * self.rng.random())
            if self.rng.random() < _SENT_TWICE:
                self._send(event, after=6 + 30 * self.rng.random())
        self.wait(seconds)

    def _send(self, event: ClickstreamEvent, after: float) -> None:
        sent_at = self.now + after * _SECONDS + self._delay
        visitor = self.visitor
        self._post.click(
            CollectedEvent(
                event=event,
                sent_at=sent_at + self._skew,
                received_at=sent_at + (0.03 + 0.2 * self.rng.random()) * _SECONDS,
                visitor_id=visitor.id,
                session_id=self._id,
                locale=visitor.land.locale,
                referrer_host=self.arrival.referrer_host,
                campaign=self.arrival.campaign,
                user_agent=visitor.agent,
                origin="simulated",
            )
        )


def look_around(session: Session, products: Sequence[Product]) -> None:
    """See the pages of these products, by way of their categories now and then."""
    for product in products:
        if product.leaf and session.rng.random() < 0.45:
            session.page(f"/categories/{product.leaf}", category=product.leaf)
        session.product(product)


def search_for(session: Session, query: Query) -> None:
    """Search, and often open one of the first results."""
    session.search(query)
    if query.hits and session.rng.random() < 0.62:
        position = min(len(query.hits), 1 + int(session.rng.expovariate(0.55)))
        found = query.hits[position - 1]
        session.click_result(query, found, position)
        session.product(found)


def _on(product: Product) -> dict[str, str | None]:
    return {
        "path": f"/products/{product.slug}",
        "product_id": product.id,
        "category": product.leaf or None,
    }


def _wrong_clock(rng: Random) -> timedelta:
    """How far the page's clock is from the truth."""
    chance = rng.random()
    if chance < _WRONG_DATES:
        return timedelta(days=rng.choice((-365, -1, 1, 30)), seconds=rng.randrange(3600))
    if chance < _WRONG_DATES + _SLOW_CLOCKS:
        return timedelta(seconds=rng.gauss(0, 420))
    return timedelta(seconds=rng.gauss(0, 0.8))
