"""The history of a shop, day by day: who came, what they did, and what became of their orders."""

import heapq
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Final

import msgspec

from contracts.events.catalog import PRODUCTS_CHANGED, ChangedProduct, ProductsChanged
from core_services.catalog.handlers.announcements import batches_of_products
from core_services.order.handlers import announcing
from infra.ops.simulation.aftermath import Life, Step, Surroundings
from infra.ops.simulation.chance import Weighted, geometric, luck, poisson, prefixed_id
from infra.ops.simulation.checkout import Till, Units, place
from infra.ops.simulation.clicks import Session, look_around, search_for
from infra.ops.simulation.paying import Cashier
from infra.ops.simulation.people import Crowd, Shopper, Visitor, arrive
from infra.ops.simulation.post import Day, Post, Teller
from infra.ops.simulation.rhythm import Calendar, midnight, moment_of
from infra.ops.simulation.searching import Vocabulary
from infra.ops.simulation.shelf import Shelf
from infra.ops.simulation.shop import Product, Shop
from infra.ops.simulation.tastes import Taste, share_of_sales, units

_SESSIONS_PER_SHOPPER: Final = 44.0  # that buy nothing, for each one who ever buys
_ORDERS_PER_SHOPPER: Final = 1.6
_UNITS_PER_ORDER: Final = 2.2
_BOTS: Final = 0.03
_GIVES_UP: Final = 0.12  # of those who meant to buy, before the order

# How far a session that buys nothing gets.
_DEPTHS: Final = Weighted({"bounce": 43.0, "browse": 46.0, "cart": 8.0, "checkout": 3.0})
_COMES_BACK_AS_IS: Final = 0.3  # of visitors without an order, by the pool of recent ones
_RECENT_VISITORS: Final = 400

# Whether somebody orders again, after the first order, the second, …
_ORDERS_AGAIN: Final = (0.42, 0.52, 0.60, 0.64)
_DAYS_BETWEEN: Final = 25.0


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What history is wanted: ``days`` up to and including ``until``."""

    days: int
    shoppers: int
    seed: int
    until: date


class History:
    """Makes one history. Memory grows with the shoppers and the open orders, not with the days."""

    def __init__(self, shop: Shop, ask: Ask) -> None:
        self._shop = shop
        self._ask = ask
        self._calendar = Calendar.of(ask.seed, ask.days, ask.until)
        weights = [self._calendar.weight(day) for day in self._calendar.days]
        self._usual_weight = sum(weights) / len(weights)
        self._rng = luck(ask.seed, "history")
        self._post = Post()
        self._agenda = _Agenda()
        self._crowd = Crowd(shop)
        self._till = Till(shop)
        self._vocabulary = Vocabulary(shop, self._calendar)
        self._shelf = Shelf(shop, self._expected_demand(), ask.seed)
        self._teller = Teller(self._post, self._rng)
        self._around = self._surroundings()
        self._taste = Taste(shop, self._calendar, self._calendar.first)
        self._newcomers = self._spread_newcomers()
        self._recent: list[Visitor] = []

    def days(self) -> Iterator[Day]:
        """One day after the other; each is complete when it is handed out."""
        self._open_the_shop()
        for day in self._calendar.days:
            self._taste = Taste(self._shop, self._calendar, day)
            self._plan_visits(day)
            self._agenda.run_until(midnight(day + timedelta(days=1)))
            yield self._post.day(day)

    # Before the first day ------------------------------------------------------------------------

    def _expected_demand(self) -> dict[str, float]:
        """Units a day, by product."""
        orders = self._ask.shoppers * _ORDERS_PER_SHOPPER / self._calendar.length
        shares = share_of_sales(self._shop, self._calendar)
        return {name: share * orders * _UNITS_PER_ORDER for name, share in shares.items()}

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            teller=self._teller,
            shelf=self._shelf,
            agenda=self._agenda,
            cashier=Cashier(self._calendar),
            rng=self._rng,
            methods={method.code: method for method in self._shop.tables.shipping_methods},
            roots={sku: product.root for product in self._shop.products for sku in product.skus},
        )

    def _spread_newcomers(self) -> dict[date, int]:
        """On which day how many of the shoppers buy for the first time."""
        days = Weighted((day, self._calendar.weight(day)) for day in self._calendar.days)
        spread: dict[date, int] = defaultdict(int)
        for _ in range(self._ask.shoppers):
            spread[days.draw(self._rng)] += 1
        return spread

    def _open_the_shop(self) -> None:
        """The catalog tells its products, and the first count its stock."""
        self._teller.now = midnight(self._calendar.first)
        for batch in batches_of_products(map(_changed, self._shop.products)):
            self._teller.tell(
                PRODUCTS_CHANGED,
                subject=batch[0].product_id,
                version=max(product.version for product in batch),
                data=ProductsChanged(tuple(batch)),
            )
        announcing.stock_changed(self._around.work, self._shelf.levels)

    # A day ---------------------------------------------------------------------------------------

    def _plan_visits(self, day: date) -> None:
        for _ in range(self._newcomers.get(day, 0)):
            self._plan_purchase(self._crowd.shopper(self._rng), day)
        for _ in range(poisson(self._rng, self._expected_visits(day))):
            visitor = self._someone()
            at = moment_of(day, self._rng, visitor.land.hours_east)
            self._agenda.add(at, partial(self._just_look, visitor))
        self._agenda.add(midnight(day) + timedelta(hours=5), self._order_supplies)

    def _expected_visits(self, day: date) -> float:
        per_day = self._ask.shoppers * _SESSIONS_PER_SHOPPER / self._calendar.length
        return per_day * self._calendar.weight(day) / self._usual_weight

    def _someone(self) -> Visitor:
        """A new visitor, one who was here before, or a bot."""
        chance = self._rng.random()
        if chance < _BOTS:
            return self._crowd.bot(self._rng)
        if self._recent and chance < _BOTS + _COMES_BACK_AS_IS:
            return self._rng.choice(self._recent)
        visitor = self._crowd.visitor(self._rng)
        self._remember(visitor)
        return visitor

    def _remember(self, visitor: Visitor) -> None:
        if len(self._recent) < _RECENT_VISITORS:
            self._recent.append(visitor)
        else:
            self._recent[self._rng.randrange(_RECENT_VISITORS)] = visitor

    def _plan_purchase(self, shopper: Shopper, day: date) -> None:
        if day > self._calendar.last:
            return
        at = moment_of(day, self._rng, shopper.visitor.land.hours_east)
        self._agenda.add(max(at, self._agenda.now), partial(self._shop_for_something, shopper))

    def _order_supplies(self, at: datetime) -> None:
        for item in self._shelf.running_out():
            arrives, quantity = self._shelf.order(item, at, self._rng)
            self._agenda.add(arrives, partial(self._unpack, (item.sku, quantity)))

    def _unpack(self, supply: tuple[str, int], at: datetime) -> None:
        self._teller.now = at
        announcing.stock_changed(self._around.work, self._shelf.receive(*supply))

    # Visits --------------------------------------------------------------------------------------

    def _session(self, visitor: Visitor, at: datetime, *, buys: bool, known: bool) -> Session:
        campaign = self._calendar.campaign_name if self._calendar.is_campaign(at.date()) else ""
        arrival = arrive(self._rng, buys=buys, known=known, campaign=campaign)
        return Session(visitor, arrival, at, self._post, self._rng)

    def _just_look(self, visitor: Visitor, at: datetime) -> None:
        """A visit that ends without an order."""
        rng, session = self._rng, self._session(visitor, at, buys=False, known=False)
        if visitor.is_bot:
            look_around(session, [self._taste.look(rng, ()) for _ in range(rng.randint(3, 12))])
            return
        depth = _DEPTHS.draw(rng)
        self._enter(session)
        if depth == "bounce":
            return
        self._search_sometimes(session, 0.34)
        looks = [self._taste.look(rng, visitor.roots) for _ in range(geometric(rng, 0.62, 9))]
        look_around(session, looks)
        if depth != "browse":
            self._fill_and_leave(session, looks, is_checking_out=depth == "checkout")

    def _enter(self, session: Session) -> None:
        if self._rng.random() < 0.5:
            session.page("/")
        else:
            look_around(session, [self._taste.look(self._rng, session.visitor.roots)])

    def _search_sometimes(self, session: Session, how_often: float) -> None:
        while self._rng.random() < how_often:
            search_for(session, self._vocabulary.ask(self._rng, session.now.date()))

    def _fill_and_leave(
        self, session: Session, looks: list[Product], *, is_checking_out: bool
    ) -> None:
        cart_id = prefixed_id("crt", session.now, self._rng)
        wanted = looks[: geometric(self._rng, 0.3, 3)]
        taken = [self._put_in(session, product, cart_id) for product in wanted]
        if not any(taken):
            return
        session.page("/cart")
        if self._rng.random() < 0.2 and taken[0]:
            session.remove(wanted[0], *taken[0], cart_id)
        if is_checking_out:
            session.checkout(cart_id)

    def _put_in(self, session: Session, product: Product, cart_id: str) -> Units | None:
        """Put some of a product into the cart, in a variant that there is enough of."""
        quantity = units(self._rng, product)
        sku = self._choose_sku(product, session.visitor.currency, quantity)
        if sku is None:
            return None
        session.add(product, sku, quantity, cart_id)
        return Units(sku, quantity)

    def _choose_sku(self, product: Product, currency: str, quantity: int) -> str | None:
        priced = self._shop.skus[currency]
        offered = [
            (sku, self._shelf.popularity(sku))
            for sku in product.skus
            if sku in priced and self._shelf.available(sku) >= quantity
        ]
        return Weighted(offered).draw(self._rng) if offered else None

    # Buying --------------------------------------------------------------------------------------

    def _shop_for_something(self, shopper: Shopper, at: datetime) -> None:
        """A visit that is meant to end with an order, and mostly does."""
        session = self._session(shopper.visitor, at, buys=True, known=shopper.orders > 0)
        rng, cart_id = self._rng, prefixed_id("crt", at, self._rng)
        self._enter(session)
        self._search_sometimes(session, 0.42)
        look_around(session, [self._taste.look(rng, shopper.visitor.roots)])
        taken = []
        for product in self._taste.basket(rng, shopper.visitor.roots):
            session.product(product)
            taken.append(self._put_in(session, product, cart_id))
        cart = _merged([each for each in taken if each is not None])
        if not cart:
            self._try_another_day(shopper, at)
            return
        session.page("/cart")
        session.checkout(cart_id)
        if rng.random() < _GIVES_UP:
            self._try_another_day(shopper, at)
            return
        self._agenda.add(
            session.now, lambda moment: self._check_out(shopper, session, cart, cart_id, moment)
        )

    def _check_out(
        self, shopper: Shopper, session: Session, cart: list[Units], cart_id: str, at: datetime
    ) -> None:
        """Order what is still there."""
        left = [each for each in cart if self._shelf.available(each.sku) >= each.quantity]
        is_campaign = self._calendar.is_campaign(at.date())
        codes = self._till.codes(shopper, self._rng, campaign=is_campaign)
        priced = self._till.price(shopper, left, codes, at, self._rng) if left else None
        if priced is None:
            self._try_another_day(shopper, at)
            return
        order = place(shopper, priced, cart_id, at, self._rng)
        self._till.redeem(shopper, priced)
        session.order(order.id, cart_id, order.currency, order.total)
        Life(order, self._around, partial(self._remember_order, shopper)).begin()

    def _remember_order(self, shopper: Shopper, at: datetime) -> None:
        """An order was paid: will there be another?"""
        place_in_row = min(shopper.orders, len(_ORDERS_AGAIN) - 1)
        shopper.orders += 1
        self._remember(shopper.visitor)
        if self._rng.random() < _ORDERS_AGAIN[place_in_row]:
            shopper.is_guest = shopper.is_guest and self._rng.random() < 0.4
            self._try_another_day(shopper, at, _DAYS_BETWEEN)

    def _try_another_day(self, shopper: Shopper, at: datetime, mean: float = 4.0) -> None:
        days = 1 + int(self._rng.expovariate(1 / mean))
        self._plan_purchase(shopper, at.date() + timedelta(days=days))


class _Agenda:
    """What happens next, in the order of time; of two at once, the one planned first."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime, int, Step]] = []
        self._numbers = count()
        self.now = datetime.min.replace(tzinfo=UTC)

    def add(self, at: datetime, step: Step) -> None:
        heapq.heappush(self._steps, (at, next(self._numbers), step))

    def run_until(self, end: datetime) -> None:
        """Take all steps before ``end``, those too that they lead to."""
        while self._steps and self._steps[0][0] < end:
            self.now, _, step = heapq.heappop(self._steps)
            step(self.now)


def _changed(product: Product) -> ChangedProduct:
    return ChangedProduct(
        product_id=product.id,
        version=product.version,
        title=product.title,
        brand=product.brand,
        category=product.category,
        skus=product.skus,
    )


def _merged(units_taken: list[Units]) -> list[Units]:
    """One entry per SKU."""
    totals: dict[str, int] = {}
    for sku, quantity in units_taken:
        totals[sku] = totals.get(sku, 0) + quantity
    return [Units(sku, quantity) for sku, quantity in totals.items()]
