"""What the catalog answers can be read by every service that asks it."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from core_services.catalog import schemas as catalog
from core_services.catalog.pricing.model import (
    Basket,
    FreeShipping,
    Location,
    Percentage,
    PricingTables,
    Promotion,
    RequestedLine,
    ShippingMethod,
    ShippingRate,
    ShippingZone,
    ShipTo,
    Sku,
    TaxRate,
)
from core_services.catalog.pricing.promotions import index_codes
from core_services.catalog.pricing.quote import Quote, quote
from core_services.catalog.pricing.tax import by_country
from core_services.order import ports as order
from core_services.search import schemas as search

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_full_quote() -> Quote:
    """A quote with everything in it: discounts, shipping, tax, a coupon, a line that is gone."""
    promotions = {
        "prm_1": Promotion(label="Ten", effect=Percentage(share="0.1"), codes=("TEN",)),
        "prm_2": Promotion(label="Free", effect=FreeShipping(), usage_limit=5),
    }
    zone = ShippingZone(
        name="All",
        locations=(Location(country="*"),),
        rates=(ShippingRate(currency="EUR", amount=490),),
    )
    tables = PricingTables(
        tax_rates=by_country([TaxRate(name="VAT", country="DE", rate="0.19")]),
        shipping_methods=(ShippingMethod(code="parcel", name="Parcel", zones=(zone,)),),
        promotions=promotions,
        promotion_ids_by_code=index_codes(promotions),
        inclusive_currencies=frozenset({"EUR"}),
    )
    mug = Sku(
        sku="MUG",
        product_id="prd_1",
        variant_id="var_1",
        title="Mug",
        variant_title="Blue",
        image_url="/media/mug.svg",
        unit_price=1990,
        compare_at=2490,
        weight_grams=300,
    )
    basket = Basket(
        currency="EUR",
        lines=(RequestedLine("MUG", 2), RequestedLine("GONE", 1)),
        coupon_codes=("ten", "nope"),
        ship_to=ShipTo("DE"),
        shipping_method="parcel",
    )
    return quote(basket, {"MUG": mug}, tables, NOON)


def through_json(value: Any, kind: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value), type=kind)


def test_the_order_service_reads_a_quote_whole() -> None:
    answered = a_full_quote()

    read: order.Quote = through_json(answered, order.Quote)

    assert (read.total, read.subtotal, read.tax_total) == (
        answered.total,
        answered.subtotal,
        answered.tax_total,
    )
    assert read.lines[0].discounts[0].promotion_id == "prm_1"
    assert read.lines[0].tax_lines[0].rate == "0.19"
    assert read.shipping is not None
    assert answered.shipping is not None
    assert (read.shipping.discount, read.shipping.total) == (490, answered.shipping.total)
    assert [(coupon.code, coupon.applied) for coupon in read.coupons] == [
        ("TEN", True),
        ("NOPE", False),
    ]
    assert {redemption.promotion_id for redemption in read.redemptions} == {"prm_1", "prm_2"}
    assert read.unavailable[0].sku == "GONE"


def test_what_the_order_service_asks_is_a_quote_body() -> None:
    asked = order.QuoteRequest(
        currency="EUR",
        lines=(order.CartItem(sku="MUG", quantity=2),),
        coupon_codes=("TEN",),
        ship_to=order.Destination(country="DE", region=None, postal_code="10115"),
        shipping_method="parcel",
        customer_id="gst_1",
    )

    body: catalog.QuoteBody = through_json(asked, catalog.QuoteBody)

    assert (body.lines[0].sku, body.customer_id) == ("MUG", "gst_1")


def test_the_search_service_reads_documents_and_cards_whole() -> None:
    document = catalog.SearchDocument(
        id="prd_1",
        version=3,
        slug="mug",
        title="Mug",
        description="Blue",
        brand="Acme",
        category_slugs=("home",),
        category_names=("Home",),
        tags=("new",),
        skus=("MUG",),
        barcodes=("4006381333931",),
        attributes={"color": ("blue",)},
        attribute_labels={"color": "Colour"},
        options={"Size": ("S",)},
        prices={"EUR": catalog.AmountRange(min=1, max=2, compare_at=3)},
        image_url=None,
        in_stock=True,
        published_at=NOON,
        popularity=0,
    )
    batch = catalog.Batch(documents=[document], missing=("prd_2",))
    page = catalog.Export(documents=[document], next="prd_1")

    read: search.DocumentBatch = through_json(batch, search.DocumentBatch)
    pages: search.DocumentPage = through_json(page, search.DocumentPage)

    assert msgspec.to_builtins(read.documents[0]) == msgspec.to_builtins(document)
    assert (read.missing, pages.next) == (("prd_2",), "prd_1")
