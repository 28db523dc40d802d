"""Placing an order: cart and quote from the neighbours, then everything else in one transaction."""

import logging
from collections.abc import Sequence
from typing import Any

import msgspec

from contracts.errors import ConflictError, UnavailableError
from contracts.ids import new_id
from core_services.chassis import idempotency
from core_services.chassis.context import note
from core_services.chassis.database import retry_serialization
from core_services.chassis.operations import Reply
from core_services.order.commands import PlaceOrder
from core_services.order.domain import payment
from core_services.order.domain.errors import (
    AlreadyOrderedError,
    CartChangedError,
    CartEmptyError,
    CouponExhaustedError,
    CouponNotAppliedError,
    CurrencyDiffersError,
    OutOfStockError,
    PriceChangedError,
    ShippingUnavailableError,
    TooManyOpenOrdersError,
    UnavailableItemsError,
)
from core_services.order.domain.identity import customer_key, new_number, normalised_email
from core_services.order.domain.order import Address, Cause, Order, OrderLine, ShippingCharge
from core_services.order.domain.placing import Purchase, adds_up, new_order
from core_services.order.domain.quantities import goods
from core_services.order.handlers import announcing
from core_services.order.handlers.cancelling import give_up_older_orders
from core_services.order.handlers.once import Present
from core_services.order.ports import (
    Cart,
    Deps,
    Destination,
    NumberTakenError,
    Quote,
    QuotedShipping,
    QuoteLine,
    QuoteRequest,
    Redemption,
    Work,
)

log = logging.getLogger(__name__)

CREATED = 201
_DRAWS = 3
_REGION_LENGTH = 100  # what the catalog takes


class _CartTakenError(Exception):
    """Another order of the same cart was quicker."""


async def place_order(command: PlaceOrder, deps: Deps, present: Present) -> Reply:
    """Turn a cart into an order that holds its stock and waits for payment.

    The neighbours are asked before the transaction; nothing that they say later can change what
    was agreed. A repeated request, or one that lost a race for the cart, gets the first order.
    """
    async with deps.look() as look:
        stored = await look.answered(command.scope)
    if stored is not None:
        return idempotency.replay(stored)
    cart = await deps.carts.fetch(command.cart_id, command.buyer.token)
    _check_cart(command, cart)
    quote = await deps.catalog.quote(_quote_request(command, cart))
    _check_quote(command, quote)
    purchase = _purchase(command, quote)
    try:
        return await _place(command, purchase, quote.redemptions, deps, present)
    except _TAKEN:
        # Taken, perhaps, by this shopper: by a twin of this request, or from an older cart.
        if await _is_ordered(command, deps):
            return await _answer_with_first_order(command, deps, present)
        if not await give_up_older_orders(command, deps):
            raise
        return await _place(command, purchase, quote.redemptions, deps, present)


_TAKEN = (OutOfStockError, CouponExhaustedError, TooManyOpenOrdersError)


async def _is_ordered(command: PlaceOrder, deps: Deps) -> bool:
    async with deps.look() as look:
        found = await look.orders.live_order_of_cart(command.cart_id, command.cart_version)
    return found is not None


async def _place(
    command: PlaceOrder,
    purchase: Purchase,
    redemptions: Sequence[Redemption],
    deps: Deps,
    present: Present,
) -> Reply:
    async def attempt() -> Reply:
        order = _draw_order(command, purchase, deps)
        return await _commit(command, order, redemptions, deps, present)

    for _ in range(_DRAWS):
        try:
            return await retry_serialization(attempt)
        except NumberTakenError:
            log.info("order number drawn twice")
        except _CartTakenError:
            return await _answer_with_first_order(command, deps, present)
    raise UnavailableError("No order number could be drawn.")


async def _commit(
    command: PlaceOrder,
    order: Order,
    redemptions: Sequence[Redemption],
    deps: Deps,
    present: Present,
) -> Reply:
    body = msgspec.json.encode(present(order))
    async with deps.work() as work:
        stored = await work.claim_with_answer(command.scope, CREATED, body, order.id)
        if stored is not None:
            return idempotency.replay(stored)
        levels = await work.stock.reserve(goods((line.sku, line.quantity) for line in order.lines))
        if redemptions:
            await _redeem(work, order, redemptions)
        await _add(work, command, order, deps)
        announcing.stock_changed(work, levels)
    note(order_id=order.id, number=order.number)
    return Reply(body, CREATED)


async def _add(work: Work, command: PlaceOrder, order: Order, deps: Deps) -> None:
    open_orders = await work.orders.add(order, normalised_email(order.email), command.request_hash)
    if open_orders is None:
        raise _CartTakenError
    announcing.placed(work, order)
    if order.paid_at is not None:
        await work.stock.commit(order.id, order.history[-1].actor, order.paid_at)
        announcing.paid(work, order)
    elif open_orders >= deps.policy.max_open_orders:
        raise TooManyOpenOrdersError(
            f"{open_orders} orders wait for payment; pay or cancel one of them first."
        )


async def _redeem(work: Work, order: Order, redemptions: Sequence[Redemption]) -> None:
    key = customer_key(order.customer_kind, order.customer_id, order.email)
    await work.redemptions.redeem(order.id, key, redemptions, order.placed_at)


def _draw_order(command: PlaceOrder, purchase: Purchase, deps: Deps) -> Order:
    cause = Cause(f"{command.buyer.kind}:{command.buyer.id}", deps.clock.now())
    order = new_order(
        purchase,
        order_id=new_id("ord"),
        number=new_number(),
        lifetime=deps.policy.reservation_ttl,
        cause=cause,
    )
    if order.total == 0:
        return payment.accept_free(order, Cause("order", cause.at, "nothing to pay"))
    return order


async def _answer_with_first_order(command: PlaceOrder, deps: Deps, present: Present) -> Reply:
    """The order that was quicker, if it is the same request by the same shopper."""
    async with deps.work() as work:
        found = await work.orders.live_order_of_cart(command.cart_id, command.cart_version)
        if found is None:
            raise ConflictError("The cart was being ordered; try again.", retry_after=1)
        order, request_hash = found
        if order.customer_id != command.buyer.id:
            raise CartChangedError("The cart has been ordered.")
        if request_hash != command.request_hash:
            raise AlreadyOrderedError(
                "Pay that order, or cancel it to order with other details.",
                order_id=order.id,
                number=order.number,
            )
        body = msgspec.json.encode(present(order))
        stored = await work.claim_with_answer(command.scope, CREATED, body, order.id)
    if stored is not None:
        return idempotency.replay(stored)
    return Reply(body, CREATED, {"Idempotent-Replayed": "true"})


def _check_cart(command: PlaceOrder, cart: Cart) -> None:
    if cart.version != command.cart_version:
        raise CartChangedError("Look at the cart again.", cart_version=cart.version)
    if not cart.items:
        raise CartEmptyError("Put something into the cart first.")
    if cart.currency != command.currency:
        raise CurrencyDiffersError(f"The cart is in {cart.currency}, not {command.currency}.")


def _quote_request(command: PlaceOrder, cart: Cart) -> QuoteRequest:
    return QuoteRequest(
        currency=command.currency,
        lines=cart.items,
        coupon_codes=command.coupon_codes,
        ship_to=_destination(command.shipping_address),
        shipping_method=command.shipping_method,
        customer_id=command.buyer.id,
    )


def _destination(address: Address) -> Destination:
    return Destination(
        country=address.country,
        region=address.region[:_REGION_LENGTH] or None,
        postal_code=address.postal_code or None,
    )


def _check_quote(command: PlaceOrder, quote: Quote) -> None:
    if quote.unavailable:
        raise UnavailableItemsError(
            "Take out what can no longer be bought.", items=msgspec.to_builtins(quote.unavailable)
        )
    refused = [coupon for coupon in quote.coupons if not coupon.applied]
    if refused:
        raise CouponNotAppliedError(
            "Take out the coupons that do not apply.", coupons=msgspec.to_builtins(refused)
        )
    if quote.shipping is None and any(line.requires_shipping for line in quote.lines):
        raise ShippingUnavailableError("Choose a shipping method for this address.")
    if quote.total > command.expected_total:
        raise PriceChangedError(
            "The total rose; show it to the customer and ask again.",
            total=quote.total,
            expected_total=command.expected_total,
            currency=quote.currency,
        )


def _purchase(command: PlaceOrder, quote: Quote) -> Purchase:
    purchase = Purchase(
        customer_id=command.buyer.id,
        customer_kind=command.buyer.kind,
        email=command.email,
        cart_id=command.cart_id,
        cart_version=command.cart_version,
        currency=quote.currency,
        prices_include_tax=quote.prices_include_tax,
        lines=tuple(_order_line(line) for line in quote.lines),
        subtotal=quote.subtotal,
        discount_total=quote.discount_total,
        tax_total=quote.tax_total,
        tax_lines=quote.tax_lines,
        total=quote.total,
        shipping=_shipping_charge(quote.shipping),
        shipping_address=command.shipping_address,
        billing_address=command.billing_address,
        coupon_codes=command.coupon_codes,
        locale=command.locale,
    )
    if quote.currency != command.currency or not adds_up(purchase):
        log.error("quote does not add up", extra={"fields": {"total": quote.total}})
        raise UnavailableError("The prices cannot be computed right now.")
    return purchase


def _order_line(line: QuoteLine) -> OrderLine:
    return OrderLine(
        id=new_id("lin"),
        sku=line.sku,
        product_id=line.product_id,
        variant_id=line.variant_id,
        title=line.title,
        variant_title=line.variant_title or "",
        image_url=line.image_url,
        quantity=line.quantity,
        unit_price=line.unit_price,
        compare_at=line.compare_at,
        subtotal=line.subtotal,
        discount=line.discount,
        discounts=line.discounts,
        tax=line.tax,
        tax_lines=line.tax_lines,
        total=line.total,
        requires_shipping=line.requires_shipping,
        weight_grams=line.weight_grams or 0,
    )


def _shipping_charge(shipping: QuotedShipping | None) -> ShippingCharge | None:
    if shipping is None:
        return None
    fields: dict[str, Any] = msgspec.structs.asdict(shipping)
    return ShippingCharge(**fields)
