"""What shoppers may ask: place, look, cancel, return; and what is in stock."""

import hashlib

import msgspec

from contracts import sessions
from core_services.chassis.operations import (
    ANYONE,
    CUSTOMER,
    ORDER_HOLDER,
    SHOPPER,
    Call,
    Operation,
    Reply,
    SubjectLimit,
)
from core_services.order import views
from core_services.order.commands import (
    Buyer,
    CancelOrder,
    OrderFilter,
    PlaceOrder,
    RequestReturn,
)
from core_services.order.domain import errors
from core_services.order.domain.identity import written_number
from core_services.order.handlers import cancelling, claiming, placing, reading, returning
from core_services.order.ports import Deps
from core_services.order.routes.parsing import addressed, asker_of, quantities, scope_of
from core_services.order.routes.refusals import refuse_card_numbers, refuse_unfit_addresses
from core_services.order.schemas import (
    CancelBody,
    ClaimBody,
    ClaimedOrders,
    FoundOrder,
    LevelView,
    LookupBody,
    OrderPage,
    OrderView,
    PageQuery,
    PlaceOrderBody,
    ReturnBody,
    StockLevels,
    StockQuery,
    TransitionTable,
)

_TRANSITIONS = views.transition_table()


async def place_order(call: Call[Deps, PlaceOrderBody, None]) -> Reply:
    refuse_card_numbers(call.body)
    refuse_unfit_addresses(call.body)
    return await placing.place_order(_place_command(call), call.deps, views.for_owner)


def _place_command(call: Call[Deps, PlaceOrderBody, None]) -> PlaceOrder:
    body, principal = call.body, call.principal
    return PlaceOrder(
        scope=scope_of(call),
        buyer=Buyer(principal.id, principal.kind, call.bearer_token),
        request_hash=hashlib.sha256(msgspec.json.encode(body)).digest(),
        cart_id=body.cart_id,
        cart_version=body.cart_version,
        email=body.email,
        shipping_address=body.shipping_address.to_address(),
        billing_address=(body.billing_address or body.shipping_address).to_address(),
        shipping_method=body.shipping_method,
        coupon_codes=body.coupon_codes,
        expected_total=body.expected_total,
        currency=body.currency,
        locale=body.locale,
    )


async def list_orders(call: Call[Deps, None, PageQuery]) -> OrderPage:
    wanted = OrderFilter(
        customer_id=call.principal.id, before=call.query.cursor, limit=call.query.limit + 1
    )
    orders = await reading.find_orders(wanted, call.deps)
    page, more = orders[: call.query.limit], len(orders) > call.query.limit
    return OrderPage(
        orders=tuple(views.summary(order) for order in page),
        next_cursor=page[-1].id if more else None,
    )


async def get_order(call: Call[Deps, None, None]) -> OrderView:
    order_id = call.path["order_id"]
    return views.for_owner(await reading.get_order(order_id, call.deps, asker=asker_of(call)))


async def look_up_order(call: Call[Deps, LookupBody, None]) -> FoundOrder:
    deps, now = call.deps, call.clock.now()
    order = await reading.find_guest_order(call.body.order, call.body.email, deps)
    return FoundOrder(
        order=views.for_owner(order),
        token=sessions.issue_order_pass(deps.session_secret, order.id, now),
        expires_at=now + sessions.ORDER_PASS_LIFETIME,
    )


async def claim_orders(call: Call[Deps, ClaimBody, None]) -> ClaimedOrders:
    deps, token = call.deps, call.body.guest_token
    guest = sessions.verify_guest_token(token, deps.session_secret, call.clock.now())
    return ClaimedOrders(claimed=await claiming.claim_orders(guest, call.principal, deps))


async def cancel_order(call: Call[Deps, CancelBody, None]) -> Reply:
    command = CancelOrder(**addressed(call), asker=asker_of(call))
    return await cancelling.cancel_order(command, call.deps, views.for_owner)


async def request_return(call: Call[Deps, ReturnBody, None]) -> Reply:
    command = RequestReturn(
        **addressed(call),
        asker=asker_of(call),
        lines=quantities(call.body.lines),
        reason_code=call.body.reason_code,
    )
    return await returning.request_return(command, call.deps, views.for_owner)


async def get_transitions(call: Call[Deps, None, None]) -> TransitionTable:
    return _TRANSITIONS


async def get_stock(call: Call[Deps, None, StockQuery]) -> StockLevels:
    levels = await reading.stock_levels(call.query.skus, call.deps)
    return StockLevels(tuple(LevelView(level.sku, level.available) for level in levels))


_PLACE_ERRORS = (
    errors.PriceChangedError,
    errors.OutOfStockError,
    errors.CartChangedError,
    errors.CartNotFoundError,
    errors.CartEmptyError,
    errors.CurrencyDiffersError,
    errors.UnavailableItemsError,
    errors.ShippingUnavailableError,
    errors.CouponNotAppliedError,
    errors.CouponExhaustedError,
    errors.AlreadyOrderedError,
    errors.TooManyOpenOrdersError,
    errors.QuoteRefusedError,
    errors.CardNumberError,
    errors.AddressError,
)
_ORDERS = ("orders",)


def _reference(body: LookupBody) -> str:
    """An order is one subject, in whatever spelling it is asked for."""
    return written_number(body.order)


OPERATIONS = (
    Operation(
        method="POST",
        path="/core/v1/orders",
        handler=place_order,
        summary="Place an order",
        description="Turns a cart into an order that holds its stock until it is paid or expires.",
        access=SHOPPER,
        body=PlaceOrderBody,
        returns=OrderView,
        status=201,
        idempotency_key=True,
        limit="60/minute",
        errors=_PLACE_ERRORS,
        tags=_ORDERS,
    ),
    Operation(
        method="GET",
        path="/core/v1/orders",
        handler=list_orders,
        summary="List your orders, newest first",
        access=SHOPPER,
        query=PageQuery,
        returns=OrderPage,
        tags=_ORDERS,
    ),
    Operation(
        method="POST",
        path="/core/v1/orders/lookup",
        handler=look_up_order,
        summary="Find a guest's order again, from any device",
        description=(
            "By its number or id, and the e-mail address it was placed with. Answers with the order"
            " and a bearer token that opens this order alone: to read, pay, settle, cancel it or"
            " ask for a return. Orders of an account are not found here: their owner signs in."
        ),
        access=ANYONE,
        body=LookupBody,
        returns=FoundOrder,
        address_limit="20/minute",
        subject_limit=SubjectLimit("20/hour", _reference),
        errors=(errors.OrderNotFoundError,),
        tags=_ORDERS,
    ),
    Operation(
        method="POST",
        path="/core/v1/orders/claim",
        handler=claim_orders,
        summary="Take the orders of a guest session into your account",
        description="For whoever signs in with the session at hand. Safe to repeat.",
        access=CUSTOMER,
        body=ClaimBody,
        returns=ClaimedOrders,
        limit="30/minute",
        tags=_ORDERS,
    ),
    Operation(
        method="GET",
        path="/core/v1/orders/transitions",
        handler=get_transitions,
        summary="What an order may do: the table of transitions",
        access=ANYONE,
        returns=TransitionTable,
        tags=_ORDERS,
    ),
    Operation(
        method="GET",
        path="/core/v1/orders/{order_id}",
        handler=get_order,
        summary="Look at an order of yours",
        access=ORDER_HOLDER,
        returns=OrderView,
        errors=(errors.OrderNotFoundError,),
        tags=_ORDERS,
    ),
    Operation(
        method="POST",
        path="/core/v1/orders/{order_id}/cancel",
        handler=cancel_order,
        summary="Cancel an order that was not shipped; money goes back",
        access=ORDER_HOLDER,
        body=CancelBody,
        returns=OrderView,
        idempotency_key=True,
        limit="30/minute",
        errors=(errors.OrderNotFoundError, errors.InvalidTransitionError),
        tags=_ORDERS,
    ),
    Operation(
        method="POST",
        path="/core/v1/orders/{order_id}/returns",
        handler=request_return,
        summary="Ask to send something back",
        access=ORDER_HOLDER,
        body=ReturnBody,
        returns=OrderView,
        idempotency_key=True,
        limit="30/minute",
        errors=(errors.OrderNotFoundError, errors.LineUnknownError, errors.QuantityError),
        tags=_ORDERS,
    ),
    Operation(
        method="GET",
        path="/core/v1/stock",
        handler=get_stock,
        summary="What can be sold now, by SKU",
        access=ANYONE,
        query=StockQuery,
        returns=StockLevels,
        tags=("stock",),
    ),
)
