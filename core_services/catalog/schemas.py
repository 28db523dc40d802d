"""What travels over HTTP, beside the records and the quote."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar

import msgspec

from contracts.money import Money
from core_services.catalog.pricing.model import (
    Promotion,
    RequestedLine,
    ShippingMethod,
    ShipTo,
    TaxRate,
)
from core_services.catalog.records import (
    Amount,
    AttributeRecord,
    Code,
    CurrencyCode,
    ImageRecord,
    Name,
    OptionRecord,
    ProductRecord,
    Sku,
    Slug,
    Status,
    Url,
)
from core_services.catalog.repository.audit import AuditEntry

T = TypeVar("T")

Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]
Cursor = Annotated[str, msgspec.Meta(max_length=500)]
Words = Annotated[str, msgspec.Meta(max_length=200)]


class _Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request body: what it does not know, it refuses."""


# Shoppers ------------------------------------------------------------------------------------


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """``product_count`` counts what is on sale, in the category and all below it."""

    id: str
    slug: str
    name: str
    parent_id: str | None
    level: int
    position: int
    product_count: int
    image_url: str | None


class Categories(msgspec.Struct, frozen=True):
    categories: tuple[Category, ...]


class CategoryReference(msgspec.Struct, frozen=True, kw_only=True):
    """``path`` runs from the root to the category itself."""

    id: str
    slug: str
    name: str
    path: "tuple[CategoryLink, ...]"


class CategoryLink(msgspec.Struct, frozen=True, kw_only=True):
    slug: str
    name: str


class ProductCard(msgspec.Struct, frozen=True, kw_only=True):
    """``price`` is the lowest of the product's variants, ``price_max`` the highest."""

    id: str
    slug: str
    title: str
    brand: str
    image_url: str | None
    price: Money
    price_max: Money
    compare_at: Money | None
    in_stock: bool
    category_slug: str | None


class ProductQuery(msgspec.Struct, frozen=True, kw_only=True):
    """``popular`` is by units sold, of which older ones count less; ``sold_lately`` leaves out what
    was not sold in about thirty days.
    """

    category: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    q: Words = ""
    brand: Annotated[str, msgspec.Meta(max_length=255)] | None = None
    sort: Literal["relevance", "newest", "popular", "price", "-price", "name"] = "relevance"
    cursor: Cursor | None = None
    limit: Limit = 24
    currency: CurrencyCode | None = None
    in_stock: bool | None = None
    sold_lately: bool = False


class ProductList(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``total`` is counted for the first page only."""

    products: tuple[ProductCard, ...]
    next_cursor: str | None
    total: int | None = None


class CurrencyQuery(msgspec.Struct, frozen=True, kw_only=True):
    currency: CurrencyCode | None = None


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    sku: str
    title: str
    options: dict[str, str]
    price: Money
    compare_at: Money | None
    barcode: str | None
    image_url: str | None
    weight_grams: int
    available: int
    in_stock: bool


class PriceRange(msgspec.Struct, frozen=True, kw_only=True):
    min: Money
    max: Money


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product page. ``version`` grows with everything a shopper may see change."""

    id: str
    slug: str
    title: str
    description_html: str
    vendor: str
    brand: str
    category: CategoryReference | None
    status: Status
    options: tuple[OptionRecord, ...]
    images: tuple[ImageRecord, ...]
    attributes: tuple[AttributeRecord, ...]
    variants: tuple[Variant, ...]
    price_range: PriceRange
    tags: tuple[str, ...]
    version: int
    updated_at: datetime
    seo_title: str
    seo_description: str


class SkuQuery(msgspec.Struct, frozen=True, kw_only=True):
    skus: Annotated[tuple[Sku, ...], msgspec.Meta(min_length=1, max_length=200)]


class VariantInfo(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    product_id: str
    variant_id: str
    title: str
    sellable: bool
    requires_shipping: bool


class Variants(msgspec.Struct, frozen=True):
    variants: tuple[VariantInfo, ...]


class Country(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str


class Countries(msgspec.Struct, frozen=True):
    countries: tuple[Country, ...]


class LocaleQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The reader's language; what is not known in it is told in English."""

    locale: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")] = "en"


class Currency(msgspec.Struct, frozen=True, kw_only=True):
    """``exponent`` is how many digits of a minor-unit amount stand behind the decimal point."""

    code: str
    name: str
    exponent: int
    prices_include_tax: bool
    is_default: bool


class Currencies(msgspec.Struct, frozen=True):
    currencies: tuple[Currency, ...]


class QuoteBody(_Body, frozen=True):
    """``customer_id`` counts only when a service asks on behalf of a shopper."""

    currency: CurrencyCode
    lines: Annotated[tuple[RequestedLine, ...], msgspec.Meta(max_length=200)]
    coupon_codes: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], ...],
        msgspec.Meta(max_length=10),
    ] = ()
    ship_to: ShipTo | None = None
    shipping_method: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    customer_id: Identifier | None = None


# Services ------------------------------------------------------------------------------------


class BatchBody(_Body, frozen=True):
    ids: Annotated[tuple[Identifier, ...], msgspec.Meta(max_length=500)]


class AmountRange(msgspec.Struct, frozen=True, kw_only=True):
    """``compare_at`` is what the cheapest variant used to cost, if more than it does now."""

    min: int
    max: int
    compare_at: int | None = None


class SearchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the search index holds of a product on sale. Amounts are minor units."""

    id: str
    version: int
    slug: str
    title: str
    description: str
    brand: str
    category_slugs: tuple[str, ...]
    category_names: tuple[str, ...]
    tags: tuple[str, ...]
    skus: tuple[str, ...]
    barcodes: tuple[str, ...]
    attributes: dict[str, tuple[str, ...]]
    attribute_labels: dict[str, str]
    options: dict[str, tuple[str, ...]]
    prices: dict[str, AmountRange]
    image_url: str | None
    in_stock: bool
    published_at: datetime
    popularity: int


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """``missing`` are products that do not exist or are not on sale: the index drops them."""

    documents: Sequence[SearchDocument]
    missing: tuple[str, ...]


class ExportQuery(msgspec.Struct, frozen=True, kw_only=True):
    after: Annotated[str, msgspec.Meta(max_length=64)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 200


class Export(msgspec.Struct, frozen=True, kw_only=True):
    documents: Sequence[SearchDocument]
    next: str | None


# Staff ---------------------------------------------------------------------------------------


class AdminProductQuery(msgspec.Struct, frozen=True, kw_only=True):
    q: Words = ""
    status: Status | None = None
    after: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    limit: Limit = 50


class AdminProductRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    handle: str
    slug: str
    title: str
    brand: str
    status: Status
    in_stock: bool
    version: int
    updated_at: datetime


class AdminProducts(msgspec.Struct, frozen=True, kw_only=True):
    products: tuple[AdminProductRow, ...]
    next_cursor: str | None


class AdminProduct(msgspec.Struct, frozen=True, kw_only=True):
    """``record`` can be changed and sent back as it is; ``version`` goes into ``If-Match``."""

    id: str
    version: int
    in_stock: bool
    updated_at: datetime
    record: ProductRecord


class PublishingBody(_Body, frozen=True):
    """What is left out stays as it is; ``null`` clears a moment."""

    status: Status | msgspec.UnsetType = msgspec.UNSET
    published_at: datetime | msgspec.UnsetType | None = msgspec.UNSET
    unpublish_at: datetime | msgspec.UnsetType | None = msgspec.UNSET


class CategoryBody(_Body, frozen=True):
    """``slug`` left out: made from the name when created, kept when changed."""

    name: Name
    parent_id: Identifier | None = None
    slug: Slug | None = None
    position: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    image_url: Url | None = None
    description: Annotated[str, msgspec.Meta(max_length=5_000)] = ""


class AdminCategory(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    slug: str
    name: str
    parent_id: str | None
    position: int
    image_url: str | None
    description: str


class AdminCategories(msgspec.Struct, frozen=True):
    categories: tuple[AdminCategory, ...]


class PriceListBody(_Body, frozen=True):
    """A base list holds a currency's usual prices, and says whether they include tax. Other lists
    lie over it while their schedule lasts; the highest ``priority`` wins.
    """

    code: Code
    name: Name
    currency: CurrencyCode
    is_base: bool = False
    prices_include_tax: bool = True
    priority: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    active: bool = True


class AdminPriceList(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    code: str
    name: str
    currency: str
    is_base: bool
    prices_include_tax: bool
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    active: bool


class AdminPriceLists(msgspec.Struct, frozen=True):
    price_lists: tuple[AdminPriceList, ...]


class PriceEntry(_Body, frozen=True):
    """``amount`` of ``null`` takes the SKU off the list."""

    sku: Sku
    amount: Amount | None
    compare_at: Amount | None = None


class PricesBody(_Body, frozen=True):
    prices: Annotated[tuple[PriceEntry, ...], msgspec.Meta(min_length=1, max_length=1_000)]


class PricesQuery(msgspec.Struct, frozen=True, kw_only=True):
    after: Annotated[str, msgspec.Meta(max_length=64)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 200


class Prices(msgspec.Struct, frozen=True, kw_only=True):
    prices: tuple[PriceEntry, ...]
    next: str | None


class Versioned(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A tax rate, shipping method or promotion under its id; ``version`` goes into ``If-Match``."""

    id: str
    version: int
    updated_at: datetime
    data: T


class VersionedList(msgspec.Struct, Generic[T], frozen=True):
    items: tuple[Versioned[T], ...]


class ReferenceData(_Body, frozen=True):
    """A merchant's tables in one file, under ids of the merchant's choice; can be loaded again."""

    price_lists: tuple[PriceListBody, ...] = ()
    tax_rates: dict[Identifier, TaxRate] = {}
    shipping_methods: dict[Identifier, ShippingMethod] = {}
    promotions: dict[Identifier, Promotion] = {}


class ReferenceLoaded(msgspec.Struct, frozen=True, kw_only=True):
    created: int
    updated: int
    unchanged: int


class AuditQuery(msgspec.Struct, frozen=True, kw_only=True):
    entity: Annotated[str, msgspec.Meta(max_length=32)] | None = None
    entity_id: Identifier | None = None
    before: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)] | None = None
    limit: Limit = 50


class AuditTrail(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first; ``next`` is the ``before`` of the next page."""

    entries: tuple[AuditEntry, ...]
    next: int | None
