"""One function for everything that can be done with a cart."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from contracts.clock import Clock
from contracts.errors import NotFoundError
from contracts.ids import id_from_uuid, new_id
from contracts.money import exponent
from contracts.principals import Principal
from core_services.cart import domain
from core_services.cart.clients import Catalog
from core_services.cart.domain import Cart, CartBusyError, Limits, UnknownSkuError
from core_services.cart.repository import CartRepository

_MERGE_ATTEMPTS = 5


def cart_id_of(principal_id: str) -> str:
    """The id of a principal's one cart: always the same, and not to be guessed from the outside."""
    digest = hashlib.sha256(b"cart:" + principal_id.encode()).digest()
    return id_from_uuid("crt", UUID(bytes=digest[:16]))


class Carts:
    """What the handlers need, opened once per process."""

    def __init__(
        self,
        repository: CartRepository,
        catalog: Catalog,
        *,
        limits: Limits,
        default_currency: str,
        lifetime: timedelta,
        clock: Clock,
    ) -> None:
        self.repository = repository
        self.catalog = catalog
        self.limits = limits
        self.default_currency = default_currency
        self.lifetime = lifetime
        self.clock = clock

    def empty(self, owner: Principal, currency: str | None = None) -> Cart:
        """A cart for a principal who has none."""
        return domain.new_cart(
            cart_id_of(owner.id), owner, currency or self.default_currency, self.clock.now()
        )

    def own(self, owner: Principal, cart_id: str) -> Cart:
        """The empty form of the principal's own cart.

        Raises:
            NotFoundError: when the id is not that of this principal's cart.
        """
        empty = self.empty(owner)
        if cart_id != empty.id:
            raise NotFoundError("There is no such cart.")
        return empty


async def open_cart(carts: Carts, owner: Principal, currency: str | None) -> Cart:
    """The principal's cart, created if need be; a given currency becomes the cart's.

    Raises:
        UnknownCurrencyError: for a currency that prices cannot be in.
    """
    if currency is not None:
        exponent(currency)

    def apply(cart: Cart) -> Cart:
        return cart if currency is None else replace(cart, currency=currency)

    return await carts.repository.change(carts.empty(owner, currency), apply)


async def read_cart(carts: Carts, owner: Principal, cart_id: str) -> Cart:
    """The principal's own cart.

    Raises:
        NotFoundError: when it is somebody else's, or there is none.
    """
    cart = await carts.repository.get(carts.own(owner, cart_id).id)
    if cart is None:
        raise NotFoundError("There is no such cart.")
    return cart


async def add_item(
    carts: Carts, owner: Principal, cart_id: str, sku: str, quantity: int, mutation: str | None
) -> Cart:
    """More of a SKU; applied once for a mutation id, however often it is sent.

    Raises:
        UnknownSkuError: when the catalog does not sell it.
        QuantityLimitError, LineLimitError: when the cart would be over a limit.
    """
    empty = carts.own(owner, cart_id)
    if not await carts.catalog.is_sellable(sku):
        raise UnknownSkuError(f"{sku} is not for sale.")
    # Without an id of the caller's, one of our own: a write whose answer was lost is not repeated.
    mutation = mutation or new_id("mut")
    return await carts.repository.change(
        empty, lambda cart: domain.add_item(cart, sku, quantity, mutation, carts.limits)
    )


async def set_quantity(
    carts: Carts, owner: Principal, cart_id: str, sku: str, quantity: int
) -> Cart:
    """Exactly this many of a SKU; none removes it."""
    empty = carts.own(owner, cart_id)
    if quantity and not await carts.catalog.is_sellable(sku):
        raise UnknownSkuError(f"{sku} is not for sale.")
    return await carts.repository.change(
        empty, lambda cart: domain.set_quantity(cart, sku, quantity, carts.limits)
    )


async def set_coupons(carts: Carts, owner: Principal, cart_id: str, codes: tuple[str, ...]) -> Cart:
    """These coupon codes; the quote says which of them are worth anything."""
    empty = carts.own(owner, cart_id)
    return await carts.repository.change(empty, lambda cart: domain.set_coupons(cart, codes))


async def merge_guest_cart(carts: Carts, customer: Principal, guest: Principal) -> Cart:
    """Bring the cart of a guest who signed in into the customer's; safe to repeat at any point.

    The customer's cart is written first and remembers what it took; only then is the guest's
    emptied. A crash between the two leaves both, and the repetition takes nothing twice.
    """
    for _ in range(_MERGE_ATTEMPTS):
        guest_cart = await carts.repository.get(cart_id_of(guest.id))
        if guest_cart is None or not guest_cart.quantities:
            return await open_cart(carts, customer, None)
        merged = await _take(carts, customer, guest_cart)
        if await _empty(carts, guest_cart):
            return merged
    raise CartBusyError("The guest's cart kept changing.", retry_after=1)


async def _take(carts: Carts, customer: Principal, guest_cart: Cart) -> Cart:
    return await carts.repository.change(
        carts.empty(customer, guest_cart.currency),
        lambda cart: domain.merge(cart, guest_cart, carts.limits),
    )


async def _empty(carts: Carts, guest_cart: Cart) -> bool:
    """Empty the guest's cart unless it changed since we took from it."""
    left = await carts.repository.change(
        guest_cart, lambda cart: domain.emptied_by_merge(cart) if cart == guest_cart else cart
    )
    return not left.quantities


async def settle_order(
    carts: Carts, cart_id: str, order_id: str, bought: Mapping[str, int]
) -> None:
    """Take what a paid order bought out of its cart, once."""
    cart = await carts.repository.get(cart_id)
    if cart is not None:
        await carts.repository.change(
            cart, lambda current: domain.settle(current, order_id, bought)
        )
