"""What the cart service takes and gives, as JSON."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from core_services.cart.domain import Cart

Sku = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")]
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
CouponCode = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
MAX_QUANTITY = 1_000_000  # of any request; a shop's own limit is a setting


class NewCart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    currency: Currency | None = None


class AddItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sku: Sku
    quantity: Annotated[int, msgspec.Meta(ge=1, le=MAX_QUANTITY)] = 1


class SetQuantity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    quantity: Annotated[int, msgspec.Meta(ge=0, le=MAX_QUANTITY)]


class SetCoupons(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    codes: Annotated[tuple[CouponCode, ...], msgspec.Meta(max_length=50)]


class MergeCart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    guest_token: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class CartItem(msgspec.Struct, frozen=True):
    sku: str
    quantity: int


class CartView(msgspec.Struct, frozen=True, kw_only=True):
    """A cart on the wire."""

    id: str
    version: int
    currency: str
    items: tuple[CartItem, ...]
    coupon_codes: tuple[str, ...]
    item_count: int
    updated_at: datetime
    expires_at: datetime


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A guest's session. The token is the only key to the guest's cart and orders."""

    token: str
    guest_id: str
    expires_at: datetime


def view(cart: Cart, lifetime: timedelta) -> CartView:
    """The cart as its owner sees it."""
    return CartView(
        id=cart.id,
        version=cart.version,
        currency=cart.currency,
        items=tuple(CartItem(sku, quantity) for sku, quantity in cart.quantities.items()),
        coupon_codes=cart.coupon_codes,
        item_count=sum(cart.quantities.values()),
        updated_at=cart.updated_at,
        expires_at=cart.updated_at + lifetime,
    )
