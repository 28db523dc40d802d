"""Orders to write about, and every letter that there is."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from edge_api.notifications.chalicelib.catalogue import Texts
from edge_api.notifications.chalicelib.letters import (
    Letter,
    back_in_stock_letter,
    code_letter,
    order_letter,
    password_changed_letter,
)
from edge_api.notifications.chalicelib.notices import Notice
from edge_api.notifications.chalicelib.orders import (
    Address,
    Fulfilment,
    Line,
    LineQuantity,
    Order,
    Refund,
    Return,
    Shipping,
)

SHOP = "https://shop.example"
EMAIL = "ada+shop@example.com"
UNSUBSCRIBE = f"{SHOP}/api/notifications/unsubscribe?token=t"
PARCEL = Fulfilment(
    id="ful_1",
    status="shipped",
    lines=(LineQuantity("lin_1", 1),),
    carrier="DHL",
    tracking_number="00340434161094042557",
    tracking_url="https://carrier.example/track/00340434161094042557",
)
REFUND = Refund(id="ref_1", status="succeeded", currency="EUR", amount=2990)
RETURN = Return(id="ret_1", status="accepted", lines=(LineQuantity("lin_2", 2),))
ORDER = Order(
    id="ord_1",
    number="KJPC-XC6G",
    status="paid",
    customer_id="gst_1",
    customer_kind="guest",
    email="ada@example.test",
    locale="en",
    currency="EUR",
    lines=(
        Line(
            id="lin_1",
            sku="LAMP-1",
            title="Reading lamp <Nord>",
            variant_title="Brass",
            image_url="/media/lamp.jpg",
            quantity=1,
            total=123_400,
        ),
        Line(
            id="lin_2",
            sku="BOWL-2",
            title="Fruit bowl",
            image_url="/media/bowl.svg",
            quantity=2,
            total=5_980,
        ),
    ),
    subtotal=130_370,
    discount_total=990,
    shipping_total=490,
    tax_total=20_735,
    total=129_870,
    refunded_total=0,
    prices_include_tax=True,
    shipping=Shipping("Standard", 490),
    shipping_address=Address(
        name="Ada & Co", line1="Lindenstraße 12", city="Berlin", postal_code="10969", country="DE"
    ),
    fulfilments=(PARCEL,),
    returns=(RETURN,),
    refunds=(REFUND,),
    paid_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
)


def order_with(**changes: object) -> Order:
    return msgspec.structs.replace(ORDER, **changes)


def notice(message: str, **details: object) -> Notice:
    return msgspec.structs.replace(Notice(message=message, order=ORDER), **details)


def _about_order(message: str, **details: object) -> Callable[[Texts], Letter]:
    return lambda texts: order_letter(notice(message, **details), texts, SHOP)


LETTERS: dict[str, Callable[[Texts], Letter]] = {
    "order_paid": _about_order("order_paid"),
    "order_paid_before_tax": _about_order(
        "order_paid",
        order=order_with(prices_include_tax=False, currency="USD", total=150_605, shipping=None),
    ),
    "payment_failed": _about_order("payment_failed", order=order_with(status="pending_payment")),
    "order_shipped": _about_order("order_shipped", fulfilment=PARCEL),
    "order_shipped_untracked": _about_order(
        "order_shipped",
        fulfilment=msgspec.structs.replace(PARCEL, tracking_url="", tracking_number="", carrier=""),
    ),
    "order_delivered": _about_order("order_delivered", fulfilment=PARCEL),
    "order_cancelled": _about_order("order_cancelled", reason="customer", was_paid=True),
    "order_cancelled_unpaid": _about_order("order_cancelled", reason="expired"),
    "order_refunded": _about_order("order_refunded", refund=REFUND),
    "order_refunded_again": _about_order(
        "order_refunded", refund=REFUND, order=order_with(refunded_total=4_000)
    ),
    "return_accepted": _about_order("return_accepted", returned=RETURN),
    "confirm_account": lambda texts: code_letter("confirm_account", EMAIL, "123456", texts, SHOP),
    "reset_password": lambda texts: code_letter("reset_password", EMAIL, "123456", texts, SHOP),
    "password_changed": lambda texts: password_changed_letter(texts, SHOP),
    "back_in_stock": lambda texts: back_in_stock_letter(
        "Reading lamp <Nord>", f"{SHOP}/products/lamp", UNSUBSCRIBE, texts, SHOP
    ),
}
