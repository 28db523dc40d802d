"""The tables that a quote is computed from, as the merchant loads them, and what it is asked."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from core_services.catalog.records import Amount, Code, CurrencyCode, Name

MILLION = 1_000_000
MAX_AMOUNT = 2**53 - 1
"""The largest integer that every JSON reader keeps exact; no total may exceed it."""

Country = Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2}|\*)$", description="ISO 3166-1, or *")]
Region = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{1,10}$", description="ISO 3166-2 suffix")]
Weight = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Share = Annotated[
    str, msgspec.Meta(pattern=r"^(0(\.\d{1,6})?|1(\.0{1,6})?)$", description="0.19 is 19 percent")
]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row that the merchant writes: unknown fields are refused."""


class Window(msgspec.Struct, frozen=True):
    """From ``starts_at`` until just before ``ends_at``; an open end is ``None``."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return not self.not_yet(moment) and not self.over(moment)

    def not_yet(self, moment: datetime) -> bool:
        return self.starts_at is not None and moment < self.starts_at

    def over(self, moment: datetime) -> bool:
        return self.ends_at is not None and moment >= self.ends_at


class TaxRate(_Table, frozen=True):
    """``rate`` of tax on goods of ``tax_class`` shipped to ``country``, or to one region of it.

    Rates of a country and of its region add up (Canada's GST and QST), unless the region's row
    says ``replaces_country`` (the Canary Islands' own tax).
    """

    name: Name
    country: Country
    rate: Share
    region: Region | None = None
    tax_class: Code = "standard"
    replaces_country: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def window(self) -> Window:
        return Window(self.starts_at, self.ends_at)

    @property
    def millionths(self) -> int:
        """The rate as a whole number of millionths: tax is computed in integers."""
        return int(Decimal(self.rate) * MILLION)


class Location(_Table, frozen=True):
    """A country, a region of one, or ``*`` for everywhere that no other location names."""

    country: Country
    region: Region | None = None


class ShippingRate(_Table, frozen=True):
    """A price that holds for baskets within its weight and subtotal tiers (lower bound inside)."""

    currency: CurrencyCode
    amount: Amount
    free_over: Amount | None = None
    min_weight_grams: Weight = 0
    below_weight_grams: Weight | None = None
    min_subtotal: Amount = 0
    below_subtotal: Amount | None = None


class ShippingZone(_Table, frozen=True):
    name: Name
    locations: tuple[Location, ...]
    rates: tuple[ShippingRate, ...]


class ShippingMethod(_Table, frozen=True):
    """A way to send goods. Of the zones that match an address the most specific one prices it."""

    code: Code
    name: Name
    zones: tuple[ShippingZone, ...]
    tax_class: Code = "standard"
    min_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 1
    max_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 5
    position: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    active: bool = True


class Percentage(_Table, frozen=True, tag="percentage", tag_field="kind"):
    """A share off what the eligible lines cost after the discounts before this one."""

    share: Share


class AmountOff(_Table, frozen=True, tag="amount", tag_field="kind"):
    """A sum off the eligible lines together; only in the currencies that are named."""

    amounts: dict[CurrencyCode, Amount]


class FreeShipping(_Table, frozen=True, tag="free_shipping", tag_field="kind"):
    """Shipping costs nothing, by the named methods or, with none named, by any."""

    methods: tuple[Code, ...] = ()


class BuyXGetY(_Table, frozen=True, tag="buy_x_get_y", tag_field="kind"):
    """For each ``buy`` units of the eligible goods, ``get`` units are ``share`` cheaper.

    The units that get cheaper are the cheapest of ``gets`` (by default of the eligible goods), and
    a unit counts as bought or as got, never as both.
    """

    buy: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    get: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    share: Share = "1"
    gets: "Goods | None" = None
    times: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None


class Goods(_Table, frozen=True):
    """Which lines are meant: any that one of the lists names; all lines when the lists are empty.

    A category stands for all below it too.
    """

    category_ids: tuple[str, ...] = ()
    product_ids: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    exclude_reduced: bool = False


class Promotion(_Table, frozen=True):
    """A discount: automatic when it has no codes, else for those who enter one of them.

    The order in which promotions stack is: line discounts before shipping discounts, lower
    ``priority`` first, then by id. An ``exclusive`` one combines with no other.
    """

    label: Name
    effect: Percentage | AmountOff | FreeShipping | BuyXGetY
    codes: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], ...] = ()
    goods: Goods = Goods()
    min_subtotal: dict[CurrencyCode, Amount] = {}
    currencies: tuple[CurrencyCode, ...] = ()
    audience: Literal["everyone", "customers"] = "everyone"
    priority: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 100
    exclusive: bool = False
    usage_limit: Annotated[int, msgspec.Meta(ge=1, le=10**9)] | None = None
    usage_limit_per_customer: Annotated[int, msgspec.Meta(ge=1, le=10**9)] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    active: bool = True

    @property
    def window(self) -> Window:
        return Window(self.starts_at, self.ends_at)


class PricingTables(msgspec.Struct, frozen=True, kw_only=True):
    """One consistent version of everything but the products' own prices."""

    version: int = 0
    tax_rates: Mapping[str, tuple[TaxRate, ...]] = {}
    """By country: a merchant may load thousands, a quote needs a handful."""
    shipping_methods: tuple[ShippingMethod, ...] = ()
    promotions: Mapping[str, Promotion] = {}
    promotion_ids_by_code: Mapping[str, str] = {}
    inclusive_currencies: frozenset[str] = frozenset()


class Sku(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as it can be bought now. ``unit_price`` is empty when not sold in the currency."""

    sku: str
    product_id: str
    variant_id: str
    title: str
    variant_title: str = ""
    image_url: str | None = None
    sellable: bool = True
    unit_price: int | None = None
    compare_at: int | None = None
    weight_grams: int = 0
    requires_shipping: bool = True
    tax_class: str = "standard"
    category_ids: frozenset[str] = frozenset()


class RequestedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sku: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=999)]


class ShipTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address as far as money depends on it. ``region`` is free text: ``NY`` and ``us-ny`` are
    both New York, and one that no table names is simply none.
    """

    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    region: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    postal_code: Annotated[str, msgspec.Meta(max_length=32)] | None = None

    @property
    def region_code(self) -> str | None:
        """The region as the tables write it: ISO 3166-2 without the country."""
        return (self.region or "").strip().upper().removeprefix(f"{self.country}-") or None


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: these goods, for this address, by this method, with these coupons."""

    currency: str
    lines: tuple[RequestedLine, ...]
    coupon_codes: tuple[str, ...] = ()
    ship_to: ShipTo | None = None
    shipping_method: str | None = None
    is_customer: bool = False
