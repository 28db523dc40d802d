"""The catalogue and tables of a running shop, read through its edge as a member of staff."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from core_services.catalog.pricing.model import Promotion, ShippingMethod, TaxRate
from core_services.catalog.schemas import (
    AdminCategories,
    AdminCategory,
    AdminPriceList,
    AdminPriceLists,
    AdminProduct,
    AdminProducts,
    PriceListBody,
    ReferenceData,
    VersionedList,
)
from infra.ops.catalog_client import StaffClient
from infra.ops.simulation.shop import Category, Listed, Path, Shop, build_shop

MOST_PRODUCTS: Final = 2_000
_PAGE: Final = 100
_READS_AT_ONCE: Final = 8


async def read_shop(staff: StaffClient, tell: Callable[[int], None] = lambda _: None) -> Shop:
    """The shop as it is now: of a large one, the first products by id. ``tell`` hears how many.

    Raises:
        EmptyShopError: when nothing in it could have been bought.
        RefusedError: when the shop does not show it to us.
    """
    categories = await staff.read("/categories", AdminCategories)
    reference = await _reference(staff)
    ids = await _product_ids(staff)
    gate, done = asyncio.Semaphore(_READS_AT_ONCE), 0

    async def read(product_id: str) -> Listed:
        nonlocal done
        async with gate:
            product = await staff.read(f"/products/{product_id}", AdminProduct)
        done += 1
        tell(done)
        return Listed(product.id, product.version, product.record)

    listed = await asyncio.gather(*map(read, ids))
    return build_shop(listed, _by_path(categories.categories), reference)


async def _product_ids(staff: StaffClient) -> list[str]:
    ids: list[str] = []
    query: dict[str, str | int] = {"status": "active", "limit": _PAGE}
    while len(ids) < MOST_PRODUCTS:
        page = await staff.read("/products", AdminProducts, **query)
        ids += [product.id for product in page.products]
        if page.next_cursor is None:
            break
        query["after"] = page.next_cursor
    return ids[:MOST_PRODUCTS]


async def _reference(staff: StaffClient) -> ReferenceData:
    price_lists = await staff.read("/price-lists", AdminPriceLists)
    taxes = await staff.read("/tax-rates", VersionedList[TaxRate])
    methods = await staff.read("/shipping-methods", VersionedList[ShippingMethod])
    promotions = await staff.read("/promotions", VersionedList[Promotion])
    return ReferenceData(
        price_lists=tuple(map(_as_body, price_lists.price_lists)),
        tax_rates=_by_id(taxes.items),
        shipping_methods=_by_id(methods.items),
        promotions=_by_id(promotions.items),
    )


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item.data for item in items}


def _as_body(price_list: AdminPriceList) -> PriceListBody:
    return PriceListBody(
        code=price_list.code,
        name=price_list.name,
        currency=price_list.currency,
        is_base=price_list.is_base,
        prices_include_tax=price_list.prices_include_tax,
        active=price_list.active,
    )


def _by_path(categories: Iterable[AdminCategory]) -> Mapping[Path, Category]:
    """By the names from the root: how a product's record says where it belongs."""
    by_id = {each.id: each for each in categories}
    return {_names(each, by_id): Category(each.id, each.slug) for each in by_id.values()}


def _names(category: AdminCategory, by_id: Mapping[str, AdminCategory]) -> Path:
    parent = by_id.get(category.parent_id or "")
    return (*_names(parent, by_id), category.name) if parent else (category.name,)
