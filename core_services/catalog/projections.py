"""A stored product as its readers see it: the shopper's page, the listing's card, the index."""

from collections.abc import Iterable
from itertools import groupby

from contracts.money import Money
from core_services.catalog.repository.listing import Card
from core_services.catalog.repository.products import (
    CategoryStep,
    StoredPrice,
    StoredProduct,
    StoredVariant,
)
from core_services.catalog.schemas import (
    AdminProduct,
    AmountRange,
    CategoryLink,
    CategoryReference,
    PriceRange,
    Product,
    ProductCard,
    SearchDocument,
    Variant,
)


def to_product(stored: StoredProduct, wanted: str | None, default: str) -> Product | None:
    """The page in the wanted currency, or in one that the product is sold in; ``None`` if in none.

    Variants without a price in that currency are not for sale in it, and are left out.
    """
    currency = _currency(stored, wanted, default)
    if currency is None:
        return None
    variants = tuple(
        _to_variant(variant, variant.prices[currency], currency)
        for variant in stored.variants
        if currency in variant.prices
    )
    prices = [variant.price for variant in variants]
    return Product(
        id=stored.id,
        slug=stored.slug,
        title=stored.title,
        description_html=stored.description_html,
        vendor=stored.vendor,
        brand=stored.brand,
        category=_to_category(stored.category),
        status=stored.status,
        options=stored.options,
        images=stored.images,
        attributes=stored.attributes,
        variants=variants,
        price_range=PriceRange(min=min(prices), max=max(prices)),
        tags=stored.tags,
        version=stored.revision,
        updated_at=stored.updated_at,
        seo_title=stored.seo_title or stored.title,
        seo_description=stored.seo_description or _preview(stored.description_text),
    )


def to_card(card: Card, currency: str) -> ProductCard:
    compare_at = card.compare_at
    return ProductCard(
        id=card.id,
        slug=card.slug,
        title=card.title,
        brand=card.brand,
        image_url=card.image_url,
        price=Money(card.min_amount, currency),
        price_max=Money(card.max_amount, currency),
        compare_at=None if compare_at is None else Money(compare_at, currency),
        in_stock=card.in_stock,
        category_slug=card.category_slug,
    )


def to_search_document(stored: StoredProduct) -> SearchDocument:
    attributes = {
        code: tuple(dict.fromkeys(_as_text(attribute.value) for attribute in same_code))
        for code, same_code in groupby(
            sorted(stored.attributes, key=lambda attribute: attribute.code),
            key=lambda attribute: attribute.code,
        )
    }
    return SearchDocument(
        id=stored.id,
        version=stored.revision,
        slug=stored.slug,
        title=stored.title,
        description=stored.description_text,
        brand=stored.brand,
        category_slugs=tuple(step.slug for step in stored.category),
        category_names=tuple(step.name for step in stored.category),
        tags=stored.tags,
        skus=tuple(variant.sku for variant in stored.variants),
        barcodes=tuple(code for variant in stored.variants for code in variant.barcodes),
        attributes=attributes,
        attribute_labels={attribute.code: attribute.label for attribute in stored.attributes},
        options={option.name: option.values for option in stored.options},
        prices=_price_ranges(stored.variants),
        image_url=stored.images[0].url if stored.images else None,
        in_stock=stored.in_stock,
        published_at=stored.listed_at,
        popularity=stored.popularity,
    )


def to_admin_product(stored: StoredProduct) -> AdminProduct:
    return AdminProduct(
        id=stored.id,
        version=stored.version,
        in_stock=stored.in_stock,
        updated_at=stored.updated_at,
        record=stored.record(),
    )


def _currency(stored: StoredProduct, wanted: str | None, default: str) -> str | None:
    sold_in = sorted({currency for variant in stored.variants for currency in variant.prices})
    preferred = (currency for currency in (wanted, default, *sold_in) if currency in sold_in)
    return next(preferred, None)


def _to_variant(variant: StoredVariant, price: StoredPrice, currency: str) -> Variant:
    compare_at = price.compare_at
    return Variant(
        id=variant.id,
        sku=variant.sku,
        title=variant.title,
        options=variant.options,
        price=Money(price.amount, currency),
        compare_at=None if compare_at is None else Money(compare_at, currency),
        barcode=variant.barcodes[0] if variant.barcodes else None,
        image_url=variant.image_url,
        weight_grams=variant.weight_grams,
        available=variant.available,
        in_stock=variant.available > 0,
    )


def _to_category(path: tuple[CategoryStep, ...]) -> CategoryReference | None:
    if not path:
        return None
    own = path[-1]
    links = tuple(CategoryLink(slug=step.slug, name=step.name) for step in path)
    return CategoryReference(id=own.id, slug=own.slug, name=own.name, path=links)


def _price_ranges(variants: Iterable[StoredVariant]) -> dict[str, AmountRange]:
    prices: dict[str, list[StoredPrice]] = {}
    for variant in variants:
        for currency, price in variant.prices.items():
            prices.setdefault(currency, []).append(price)
    return {currency: _to_range(listed) for currency, listed in prices.items()}


def _to_range(prices: list[StoredPrice]) -> AmountRange:
    cheapest = min(prices, key=lambda price: price.amount)
    return AmountRange(
        min=cheapest.amount,
        max=max(price.amount for price in prices),
        compare_at=cheapest.compare_at,
    )


def _as_text(value: bool | int | float | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _preview(text: str, length: int = 160) -> str:
    """The first words of a text, cut between two of them."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0] + "…"
