"""Who comes: from where, with which device, sent by whom, and liking what."""

from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

import msgspec

from contracts.clickstream import Campaign
from core_services.catalog.pricing.shipping import ship_to_countries
from infra.ops.simulation.chance import Weighted, random_id
from infra.ops.simulation.shop import Shop


class Land(NamedTuple):
    """``hours_east`` is of UTC, near enough; ``regions`` matter where taxes differ by them."""

    country: str
    weight: float
    currency: str
    locale: str
    hours_east: int = 1
    regions: tuple[str, ...] = ()


_LANDS = (
    Land("DE", 52, "EUR", "de"),
    Land("AT", 9, "EUR", "de"),
    Land("CH", 4, "EUR", "de"),
    Land("NL", 5, "EUR", "en"),
    Land("FR", 5, "EUR", "en"),
    Land("DK", 2, "EUR", "en"),
    Land("IT", 2, "EUR", "en"),
    Land("ES", 2, "EUR", "en"),
    Land("SE", 2, "EUR", "en"),
    Land("GB", 9, "GBP", "en", 0),
    Land("US", 7, "USD", "en", -6, ("CA", "NY", "TX", "WA", "OR", "MA")),
    Land("JP", 2, "JPY", "en", 9),
)

_AGENTS = {
    "phone": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/134.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
        "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    ),
    "desktop": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/134.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/18.3 Safari/605.1.15",
        "Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0",
    ),
    "tablet": (
        "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/134.0.0.0 Safari/537.36",
    ),
    "bot": (
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    ),
}
_DEVICES = Weighted({"phone": 58.0, "desktop": 34.0, "tablet": 8.0})
_BUYERS_DEVICES = Weighted({"phone": 40.0, "desktop": 51.0, "tablet": 9.0})

_SOURCES = (
    ("direct", 22.0),
    ("search", 34.0),
    ("social", 14.0),
    ("email", 7.0),
    ("paid", 16.0),
    ("referral", 7.0),
)
# How much likelier than others a visitor from there is to buy.
_INTENT = {
    "direct": 1.3,
    "search": 1.1,
    "social": 0.4,
    "email": 1.9,
    "paid": 0.85,
    "referral": 0.8,
}
_CAMPAIGN_PULL = {"email": 3.0, "paid": 2.2, "social": 1.4}
_KNOWN_CUSTOMERS_PULL = {"email": 3.0, "direct": 1.8, "paid": 0.4}
_REFERRERS = {
    "search": Weighted(
        {"www.google.com": 55.0, "www.google.de": 30.0, "duckduckgo.com": 9.0, "www.bing.com": 6.0}
    ),
    "paid": Weighted({"www.google.com": 80.0, "www.bing.com": 20.0}),
    "social": Weighted(
        {"www.instagram.com": 48.0, "www.pinterest.com": 34.0, "l.facebook.com": 18.0}
    ),
    "referral": Weighted(
        {"www.apartmenttherapy.com": 45.0, "gardenista.com": 35.0, "www.core77.com": 20.0}
    ),
}
_MEDIA = {"email": ("newsletter", "email"), "paid": ("google", "cpc")}
_CONSENTING = 0.83
_GUESTS = 0.38


class Arrival(msgspec.Struct, frozen=True):
    """How a session began."""

    source: str
    referrer_host: str = ""
    campaign: Campaign = Campaign()


@dataclass(slots=True)
class Visitor:
    """A browser with a person before it. ``agent`` is its user agent."""

    id: str
    land: Land
    region: str | None
    currency: str
    agent: str
    consents: bool
    roots: tuple[str, ...] = ()
    is_bot: bool = False


@dataclass(slots=True)
class Shopper:
    """Somebody who buys. A guest is known by another id at each order."""

    visitor: Visitor
    account: str
    is_guest: bool
    orders: int = 0
    redeemed: set[str] = field(default_factory=set)


class Crowd:
    """Draws the people who come to one shop."""

    def __init__(self, shop: Shop) -> None:
        named, anywhere = ship_to_countries(shop.tables.shipping_methods)
        lands = [land for land in _LANDS if anywhere or land.country in named] or [
            Land(country, 1, shop.currency, "en") for country in sorted(named)
        ]
        self._lands = Weighted((land, land.weight) for land in lands)
        self._currencies = frozenset(shop.currencies)
        self._fallback = shop.currency
        self._roots = sorted({product.root for product in shop.products})

    def visitor(self, rng: Random, *, buys: bool = False) -> Visitor:
        land = self._lands.draw(rng)
        device = (_BUYERS_DEVICES if buys else _DEVICES).draw(rng)
        return Visitor(
            id=random_id(rng),
            land=land,
            region=rng.choice(land.regions) if land.regions else None,
            currency=land.currency if land.currency in self._currencies else self._fallback,
            agent=rng.choice(_AGENTS[device]),
            consents=rng.random() < _CONSENTING,
            roots=tuple(rng.sample(self._roots, min(2, len(self._roots)))),
        )

    def bot(self, rng: Random) -> Visitor:
        visitor = self.visitor(rng)
        visitor.agent = rng.choice(_AGENTS["bot"])
        visitor.consents = visitor.is_bot = True
        return visitor

    def shopper(self, rng: Random) -> Shopper:
        account = f"{rng.getrandbits(32):08x}-5eed-4000-8000-{rng.getrandbits(48):012x}"
        return Shopper(self.visitor(rng, buys=True), account, rng.random() < _GUESTS)


def arrive(rng: Random, *, buys: bool, known: bool, campaign: str) -> Arrival:
    """Where a session comes from; ``campaign`` is the name of the one that runs, if one does."""
    source = _sources(buys=buys, known=known, campaign=bool(campaign)).draw(rng)
    referrers = _REFERRERS.get(source)
    utm_source, medium = _MEDIA.get(source, ("", ""))
    name = campaign or ("always-on" if source == "paid" else "weekly")
    return Arrival(
        source=source,
        referrer_host=referrers.draw(rng) if referrers else "",
        campaign=Campaign(source=utm_source, medium=medium, name=name) if medium else Campaign(),
    )


_source_tables: dict[tuple[bool, bool, bool], Weighted[str]] = {}


def _sources(*, buys: bool, known: bool, campaign: bool) -> Weighted[str]:
    key = (buys, known, campaign)
    if key not in _source_tables:
        _source_tables[key] = Weighted(
            (
                source,
                weight
                * (_INTENT[source] if buys else 1)
                * (_KNOWN_CUSTOMERS_PULL.get(source, 1) if known else 1)
                * (_CAMPAIGN_PULL.get(source, 1) if campaign else 1),
            )
            for source, weight in _SOURCES
        )
    return _source_tables[key]
