"""The cart service's route table."""

from contracts import sessions
from core_services.cart import handlers
from core_services.cart.bootstrap import Deps
from core_services.cart.domain import (
    CartBusyError,
    CouponLimitError,
    LineLimitError,
    QuantityLimitError,
    UnknownSkuError,
)
from core_services.cart.schemas import (
    AddItem,
    CartView,
    MergeCart,
    NewCart,
    SessionView,
    SetCoupons,
    SetQuantity,
    view,
)
from core_services.chassis.operations import ANYONE, CUSTOMER, SHOPPER, Call, Operation


async def start_session(call: Call[Deps, None, None]) -> SessionView:
    now = call.clock.now()
    token, guest = sessions.issue_guest_token(call.deps.settings.guest_session_secret, now)
    return SessionView(
        token=token, guest_id=guest.id, expires_at=now + sessions.GUEST_SESSION_LIFETIME
    )


async def open_cart(call: Call[Deps, NewCart, None]) -> CartView:
    carts = call.deps.carts
    cart = await handlers.open_cart(carts, call.principal, call.body.currency)
    return view(cart, carts.lifetime)


async def read_cart(call: Call[Deps, None, None]) -> CartView:
    carts = call.deps.carts
    cart = await handlers.read_cart(carts, call.principal, call.path["cart_id"])
    return view(cart, carts.lifetime)


async def add_cart_item(call: Call[Deps, AddItem, None]) -> CartView:
    carts, item = call.deps.carts, call.body
    cart = await handlers.add_item(
        carts,
        call.principal,
        call.path["cart_id"],
        item.sku,
        item.quantity,
        call.idempotency_key,
    )
    return view(cart, carts.lifetime)


async def set_cart_item(call: Call[Deps, SetQuantity, None]) -> CartView:
    carts, path = call.deps.carts, call.path
    cart = await handlers.set_quantity(
        carts, call.principal, path["cart_id"], path["sku"], call.body.quantity
    )
    return view(cart, carts.lifetime)


async def remove_cart_item(call: Call[Deps, None, None]) -> CartView:
    carts, path = call.deps.carts, call.path
    cart = await handlers.set_quantity(carts, call.principal, path["cart_id"], path["sku"], 0)
    return view(cart, carts.lifetime)


async def set_cart_coupons(call: Call[Deps, SetCoupons, None]) -> CartView:
    carts = call.deps.carts
    cart = await handlers.set_coupons(carts, call.principal, call.path["cart_id"], call.body.codes)
    return view(cart, carts.lifetime)


async def merge_cart(call: Call[Deps, MergeCart, None]) -> CartView:
    carts = call.deps.carts
    guest = sessions.verify_guest_token(
        call.body.guest_token, call.deps.settings.guest_session_secret, call.clock.now()
    )
    cart = await handlers.merge_guest_cart(carts, call.principal, guest)
    return view(cart, carts.lifetime)


_CART = "/core/v1/carts/{cart_id}"
_ITEM_ERRORS = (UnknownSkuError, QuantityLimitError, LineLimitError, CartBusyError)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="POST",
        path="/core/v1/sessions",
        handler=start_session,
        summary="Start a guest session",
        access=ANYONE,
        returns=SessionView,
        status=201,
        limit="120/minute",
    ),
    Operation(
        method="POST",
        path="/core/v1/carts",
        handler=open_cart,
        summary="Open my cart",
        description="The caller's one cart, created if there is none. Safe to repeat.",
        access=SHOPPER,
        body=NewCart,
        returns=CartView,
    ),
    Operation(
        method="POST",
        path="/core/v1/carts/merge",
        handler=merge_cart,
        summary="Bring a guest's cart into mine",
        description="Quantities of the same SKU add up. Safe to repeat: nothing is taken twice.",
        access=CUSTOMER,
        body=MergeCart,
        returns=CartView,
        errors=(CartBusyError,),
    ),
    Operation(
        method="GET",
        path=_CART,
        handler=read_cart,
        summary="Read my cart",
        access=SHOPPER,
        returns=CartView,
    ),
    Operation(
        method="POST",
        path=f"{_CART}/items",
        handler=add_cart_item,
        summary="Add to my cart",
        description="With an Idempotency-Key a repeated request adds nothing more.",
        access=SHOPPER,
        body=AddItem,
        returns=CartView,
        errors=_ITEM_ERRORS,
    ),
    Operation(
        method="PUT",
        path=f"{_CART}/items/{{sku:path}}",
        handler=set_cart_item,
        summary="Set how many of a SKU are in my cart",
        access=SHOPPER,
        body=SetQuantity,
        returns=CartView,
        errors=_ITEM_ERRORS,
    ),
    Operation(
        method="DELETE",
        path=f"{_CART}/items/{{sku:path}}",
        handler=remove_cart_item,
        summary="Remove a SKU from my cart",
        access=SHOPPER,
        returns=CartView,
        errors=(CartBusyError,),
    ),
    Operation(
        method="PUT",
        path=f"{_CART}/coupons",
        handler=set_cart_coupons,
        summary="Set the coupon codes of my cart",
        access=SHOPPER,
        body=SetCoupons,
        returns=CartView,
        errors=(CouponLimitError, CartBusyError),
    ),
)
