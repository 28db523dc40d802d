"""A cart and how it changes: pure functions from one version of a cart to the next.

**Merging** a guest's cart into a customer's on sign-in: quantities of the same SKU add up, capped
at the limit per line; the guest's other lines follow the customer's own; nothing is dropped, even
when the cart then has more lines than may be added one by one. The customer's cart remembers how
much it has taken from which guest cart and *epoch* (the epoch ends when the guest cart is emptied),
so that merging again, after a crash or from two devices, adds only what is new.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from contracts.errors import ConflictError, InvalidError
from contracts.principals import Principal

REMEMBERED_MUTATIONS = 50
REMEMBERED_ORDERS = 20
REMEMBERED_MERGES = 10
MAX_COUPONS = 10

_NOTHING: Mapping[str, int] = MappingProxyType({})


class QuantityLimitError(InvalidError):
    code = "quantity-limit"
    title = "That is more of one thing than a cart takes"


class LineLimitError(InvalidError):
    code = "line-limit"
    title = "The cart has no room for another line"


class UnknownSkuError(InvalidError):
    code = "unknown-sku"
    title = "There is no such thing to buy"


class CouponLimitError(InvalidError):
    code = "coupon-limit"
    title = "That is more coupons than a cart takes"


class CartBusyError(ConflictError):
    code = "cart-busy"
    title = "Other devices are changing this cart; try again"


@dataclass(frozen=True, slots=True)
class Limits:
    max_quantity_per_line: int
    max_lines: int


@dataclass(frozen=True, slots=True)
class Merge:
    """What was taken from a guest cart during one of its epochs."""

    epoch: int
    quantities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cart:
    """One principal's cart. ``version`` grows with every change and never repeats, even when the
    cart expired and began anew: it starts from the clock. ``version`` 0 is a cart not yet stored.
    """

    id: str
    owner: str
    currency: str
    version: int
    epoch: int
    updated_at: datetime
    quantities: Mapping[str, int] = field(default_factory=dict)
    coupon_codes: tuple[str, ...] = ()
    mutations: tuple[str, ...] = ()
    settled_orders: tuple[str, ...] = ()
    merges: Mapping[str, Merge] = field(default_factory=dict)


def new_cart(cart_id: str, owner: Principal, currency: str, now: datetime) -> Cart:
    """An empty cart that is not yet stored."""
    return Cart(
        id=cart_id,
        owner=owner.id,
        currency=currency,
        version=0,
        epoch=int(now.timestamp()),
        updated_at=now,
    )


def add_item(cart: Cart, sku: str, quantity: int, mutation: str, limits: Limits) -> Cart:
    """More of a SKU. A mutation that the cart remembers has been applied before.

    Raises:
        QuantityLimitError, LineLimitError: when the cart would be over a limit.
    """
    if mutation in cart.mutations:
        return cart
    changed = _with_quantity(cart, sku, cart.quantities.get(sku, 0) + quantity, limits)
    return replace(changed, mutations=(*cart.mutations, mutation)[-REMEMBERED_MUTATIONS:])


def set_quantity(cart: Cart, sku: str, quantity: int, limits: Limits) -> Cart:
    """Exactly this many of a SKU; none removes the line."""
    return _with_quantity(cart, sku, quantity, limits)


def set_coupons(cart: Cart, codes: tuple[str, ...]) -> Cart:
    """These coupon codes, each once, in the order given."""
    unique = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(unique) > MAX_COUPONS:
        raise CouponLimitError(f"A cart takes {MAX_COUPONS} coupons.")
    return replace(cart, coupon_codes=unique)


def merge(cart: Cart, guest: Cart, limits: Limits) -> Cart:
    """The customer's cart with what is new in the guest's; see the module's docstring."""
    before = cart.merges.get(guest.id)
    taken = before.quantities if before and before.epoch == guest.epoch else _NOTHING
    quantities = dict(cart.quantities)
    for sku, quantity in guest.quantities.items():
        new = max(0, quantity - taken.get(sku, 0))
        if new:
            total = quantities.get(sku, 0) + new
            quantities[sku] = min(total, limits.max_quantity_per_line)
    merges = {**cart.merges, guest.id: Merge(guest.epoch, dict(guest.quantities))}
    return replace(
        cart,
        quantities=quantities,
        coupon_codes=tuple(dict.fromkeys((*cart.coupon_codes, *guest.coupon_codes)))[:MAX_COUPONS],
        merges=dict(list(merges.items())[-REMEMBERED_MERGES:]),
    )


def emptied_by_merge(guest: Cart) -> Cart:
    """The guest's cart after its lines went to the customer's: empty, in a new epoch."""
    return replace(guest, quantities={}, coupon_codes=(), epoch=guest.epoch + 1)


def settle(cart: Cart, order_id: str, bought: Mapping[str, int]) -> Cart:
    """The cart without what a paid order bought; what was added meanwhile stays."""
    if order_id in cart.settled_orders:
        return cart
    left = {
        sku: quantity - bought.get(sku, 0)
        for sku, quantity in cart.quantities.items()
        if quantity > bought.get(sku, 0)
    }
    orders = (*cart.settled_orders, order_id)[-REMEMBERED_ORDERS:]
    return replace(cart, quantities=left, coupon_codes=(), settled_orders=orders)


def _with_quantity(cart: Cart, sku: str, quantity: int, limits: Limits) -> Cart:
    if quantity > limits.max_quantity_per_line:
        raise QuantityLimitError(
            f"A cart takes {limits.max_quantity_per_line} of one thing.",
            limit=limits.max_quantity_per_line,
        )
    quantities = dict(cart.quantities)
    if quantity == 0:
        quantities.pop(sku, None)
    else:
        quantities[sku] = quantity
    if len(quantities) > max(limits.max_lines, len(cart.quantities)):
        raise LineLimitError(f"A cart has {limits.max_lines} lines.", limit=limits.max_lines)
    return replace(cart, quantities=quantities)
