"""What shoppers ask."""

from typing import Any

from msgspec.structs import replace

from contracts.addresses import find_region
from core_services.catalog.bootstrap import Deps
from core_services.catalog.domain import CursorInvalidError, ProductNotFoundError
from core_services.catalog.handlers.browsing import list_products as find_products
from core_services.catalog.handlers.quoting import quote_basket
from core_services.catalog.pages import ProductMovedError
from core_services.catalog.pricing.model import Basket, ShipTo
from core_services.catalog.pricing.quote import AmountOverflowError, Quote
from core_services.catalog.repository.products import variant_states
from core_services.catalog.schemas import (
    Categories,
    CurrencyQuery,
    Product,
    ProductList,
    ProductQuery,
    QuoteBody,
    SkuQuery,
    VariantInfo,
    Variants,
)
from core_services.chassis.caching import Caching
from core_services.chassis.database import transaction
from core_services.chassis.operations import ANYONE, Call, Operation, Reply


async def list_categories(call: Call[Deps, None, None]) -> bytes:
    return await call.deps.pages.categories()


async def list_products(call: Call[Deps, None, ProductQuery]) -> ProductList:
    deps = call.deps
    return await find_products(
        deps.engine, deps.cache, call.query, call.clock, currency=deps.default_currency
    )


async def get_product(call: Call[Deps, None, CurrencyQuery]) -> bytes | Reply:
    try:
        return await call.deps.pages.product(call.path["slug_or_id"], call.query.currency)
    except ProductMovedError as moved:
        query = f"?{call.request.url.query}" if call.request.url.query else ""
        location = f"/core/v1/products/{moved.slug}{query}"
        return Reply(status=308, headers={"location": location})


async def list_variants(call: Call[Deps, None, SkuQuery]) -> Variants:
    async with transaction(call.deps.reader) as conn:
        states = await variant_states(conn, call.query.skus, call.clock.now())
    return Variants(
        tuple(
            VariantInfo(
                sku=state.sku,
                product_id=state.product_id,
                variant_id=state.variant_id,
                title=state.title,
                sellable=state.sellable,
                requires_shipping=state.requires_shipping,
            )
            for state in states
        )
    )


async def create_quote(call: Call[Deps, QuoteBody, None]) -> Quote:
    basket = _basket(call)
    return await quote_basket(call.deps.reader, call.deps.tables, basket, call.clock)


def _basket(call: Call[Deps, QuoteBody, Any]) -> Basket:
    body = call.body
    return Basket(
        currency=body.currency,
        lines=body.lines,
        coupon_codes=body.coupon_codes,
        ship_to=body.ship_to and _with_region_code(body.ship_to),
        shipping_method=body.shipping_method,
        is_customer=_asks_for_customer(call),
    )


def _with_region_code(ship_to: ShipTo) -> ShipTo:
    """Taxes and zones go by codes; who wrote ``California`` is understood, as when ordering."""
    region = find_region(ship_to.country, ship_to.region or "")
    return replace(ship_to, region=region.code) if region else ship_to


def _asks_for_customer(call: Call[Deps, QuoteBody, Any]) -> bool:
    if call.principal.kind == "service":
        customer_id = call.body.customer_id
        return customer_id is not None and not customer_id.startswith("gst_")
    return call.principal.kind in ("customer", "staff")


# What staff change is seen within seconds; while a new answer is fetched the last one is shown.
_SECONDS = Caching(max_age=10, stale_while_revalidate=20)
_A_MINUTE = Caching(max_age=60, stale_while_revalidate=600)

OPERATIONS = (
    Operation(
        method="GET",
        path="/core/v1/categories",
        handler=list_categories,
        summary="The category tree, parents first",
        access=ANYONE,
        returns=Categories,
        caching=_A_MINUTE,
        tags=("catalog",),
    ),
    Operation(
        method="GET",
        path="/core/v1/products",
        handler=list_products,
        summary="Products of a category, by words, brand or stock, a page at a time",
        access=ANYONE,
        query=ProductQuery,
        returns=ProductList,
        caching=_SECONDS,
        errors=(CursorInvalidError,),
        tags=("catalog",),
    ),
    Operation(
        method="GET",
        path="/core/v1/products/variants",
        handler=list_variants,
        summary="What can be said of SKUs without a price; those that do not exist are left out",
        access=ANYONE,
        query=SkuQuery,
        returns=Variants,
        caching=_SECONDS,
        tags=("catalog",),
    ),
    Operation(
        method="GET",
        path="/core/v1/products/{slug_or_id}",
        handler=get_product,
        summary="A product page; a slug that was given up answers 308 with the present address",
        access=ANYONE,
        query=CurrencyQuery,
        returns=Product,
        caching=_SECONDS,
        errors=(ProductNotFoundError,),
        tags=("catalog",),
    ),
    Operation(
        method="POST",
        path="/core/v1/quotes",
        handler=create_quote,
        summary="What a basket costs now: discounts, shipping and tax, exact to the last unit",
        access=ANYONE,
        body=QuoteBody,
        returns=Quote,
        errors=(AmountOverflowError,),
        tags=("catalog",),
    ),
)
