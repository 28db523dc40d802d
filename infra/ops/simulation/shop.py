"""The shop that the history is about: its products, prices and tables, as one frozen value."""

from collections.abc import Iterable, Mapping
from uuid import NAMESPACE_URL, uuid5

import msgspec

from contracts.ids import id_from_uuid
from core_services.catalog.pricing.model import PricingTables, Sku
from core_services.catalog.pricing.promotions import index_codes
from core_services.catalog.pricing.tax import by_country
from core_services.catalog.records import ProductRecord, VariantRecord
from core_services.catalog.schemas import ReferenceData
from core_services.catalog.slugs import slugify

Path = tuple[str, ...]


class Category(msgspec.Struct, frozen=True):
    id: str
    slug: str


class Listed(msgspec.Struct, frozen=True):
    """A product as the catalog lists it: its id, its version and the merchant's record."""

    id: str
    version: int
    record: ProductRecord


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """``category`` is a path of slugs, root first; ``price`` the lowest, in ``Shop.currency``."""

    id: str
    version: int
    slug: str
    title: str
    brand: str
    category: Path
    skus: tuple[str, ...]
    price: int

    @property
    def root(self) -> str:
        return self.category[0] if self.category else ""

    @property
    def leaf(self) -> str:
        return self.category[-1] if self.category else ""


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """``skus`` are by currency, then by SKU, as the catalog's quote takes them."""

    products: tuple[Product, ...]
    skus: Mapping[str, Mapping[str, Sku]]
    tables: PricingTables
    currency: str

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(self.skus)


class EmptyShopError(Exception):
    """There is nothing in this shop that could have been bought."""


def build_shop(
    listed: Iterable[Listed], categories: Mapping[Path, Category], reference: ReferenceData
) -> Shop:
    """The shop of these products (``categories`` are by their path of names) and tables.

    Raises:
        EmptyShopError: when no product is on sale at a price, or none can be sent anywhere.
    """
    on_sale = sorted(
        (each for each in listed if each.record.status == "active" and _is_priced(each.record)),
        key=lambda each: each.id,
    )
    tables = _tables(reference)
    if not on_sale or not tables.shipping_methods:
        raise EmptyShopError("There is no product with a price, or no way to send one.")
    currencies = _currencies(on_sale, reference)
    return Shop(
        products=tuple(_product(each, categories, currencies[0]) for each in on_sale),
        skus={currency: _skus(on_sale, categories, currency) for currency in currencies},
        tables=tables,
        currency=currencies[0],
    )


def demo_shop() -> Shop:
    """The demo catalogue without a running platform; its ids follow from the products' handles."""
    from infra.local.demo.catalogue import product_records
    from infra.local.demo.reference_data import reference_data

    records = list(product_records())
    paths = {record.category[:depth] for record in records for depth in (1, 2)}
    categories = {path: Category(f"cat_{slugify(path[-1])}", slugify(path[-1])) for path in paths}
    reference = reference_data({each.slug: each.id for each in categories.values()})
    listed = [
        Listed(id_from_uuid("prd", uuid5(NAMESPACE_URL, record.handle)), 1, record)
        for record in records
    ]
    return build_shop(listed, categories, reference)


def _is_priced(record: ProductRecord) -> bool:
    return any(variant.prices for variant in record.variants)


def _currencies(listed: Iterable[Listed], reference: ReferenceData) -> tuple[str, ...]:
    """The currencies of the base lists that some product has a price in."""
    priced = {c for each in listed for variant in each.record.variants for c in variant.prices}
    declared = [each.currency for each in reference.price_lists if each.is_base and each.active]
    return tuple(c for c in declared if c in priced) or tuple(sorted(priced))


def _product(listed: Listed, categories: Mapping[Path, Category], currency: str) -> Product:
    record = listed.record
    prices = [v.prices[currency] for v in record.variants if currency in v.prices]
    return Product(
        id=listed.id,
        version=listed.version,
        slug=record.slug or record.handle,
        title=record.title,
        brand=record.brand,
        category=tuple(category.slug for category in _path(record.category, categories)),
        skus=tuple(variant.sku for variant in record.variants),
        price=min(prices, default=0),
    )


def _path(names: Path, categories: Mapping[Path, Category]) -> list[Category]:
    steps = (categories.get(names[: depth + 1]) for depth in range(len(names)))
    return [step for step in steps if step is not None]


def _skus(
    listed: Iterable[Listed], categories: Mapping[Path, Category], currency: str
) -> dict[str, Sku]:
    return {
        variant.sku: _sku(each, variant, categories, currency)
        for each in listed
        for variant in each.record.variants
        if currency in variant.prices
    }


def _sku(
    listed: Listed, variant: VariantRecord, categories: Mapping[Path, Category], currency: str
) -> Sku:
    record = listed.record
    return Sku(
        sku=variant.sku,
        product_id=listed.id,
        variant_id=variant.sku,
        title=record.title,
        variant_title=" / ".join(variant.options.values()),
        unit_price=variant.prices[currency],
        compare_at=variant.compare_at.get(currency),
        weight_grams=variant.weight_grams,
        requires_shipping=variant.requires_shipping,
        tax_class=variant.tax_class,
        category_ids=frozenset(each.id for each in _path(record.category, categories)),
    )


def _tables(reference: ReferenceData) -> PricingTables:
    return PricingTables(
        tax_rates=by_country(reference.tax_rates.values()),
        shipping_methods=tuple(each for each in reference.shipping_methods.values() if each.active),
        promotions=reference.promotions,
        promotion_ids_by_code=index_codes(reference.promotions),
        inclusive_currencies=frozenset(
            each.currency
            for each in reference.price_lists
            if each.is_base and each.prices_include_tax
        ),
    )
