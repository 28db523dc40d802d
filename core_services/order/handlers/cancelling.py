"""Orders that come to nothing: cancelled by somebody, replaced, or not paid in time."""

import logging
from datetime import timedelta

import msgspec

from contracts.errors import DeadlineError, UnavailableError
from contracts.ids import new_id
from core_services.chassis import metrics
from core_services.chassis.database import retry_serialization
from core_services.chassis.operations import Reply
from core_services.order.commands import CancelOrder, PlaceOrder
from core_services.order.domain import cancelling
from core_services.order.domain.errors import InvalidTransitionError
from core_services.order.domain.identity import Asker
from core_services.order.domain.order import CancelReason, Cause, Order
from core_services.order.domain.refunds import Outcome
from core_services.order.domain.status import OrderStatus
from core_services.order.handlers import announcing
from core_services.order.handlers.effects import carry_out, let_go, lock_for
from core_services.order.handlers.once import Present, by_key
from core_services.order.ports import Deps, Work

log = logging.getLogger(__name__)

_EXPIRY_BATCH = 50
_OVERDUE_GRACE = timedelta(minutes=5)


async def cancel_order(command: CancelOrder, deps: Deps, present: Present) -> Reply:
    """Cancel an order that was not shipped; what was paid for it goes back."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)
    reason: CancelReason = "staff" if command.asker is None else "customer"

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        if reason == "customer" and before.status is OrderStatus.HELD:
            raise InvalidTransitionError("We are looking at the payment of this order.")
        order = await _cancel(work, before, cause, reason)
        return present(order), order.id

    return await by_key(deps, command.scope, effect)


async def give_up_older_orders(placing: PlaceOrder, deps: Deps) -> bool:
    """Cancel unpaid orders that the shopper made from the cart as it was; whether any was.

    The payment service is asked first: an order that was paid a moment ago stays.
    """
    async with deps.look() as look:
        order_ids = await look.orders.unpaid_orders_of_cart(
            placing.cart_id, before=placing.cart_version
        )
    given_up = False
    for order_id in order_ids:
        if await _is_closed(order_id, deps):
            given_up |= await _give_up(order_id, placing.buyer.asker, deps)
    return given_up


async def _is_closed(order_id: str, deps: Deps) -> bool:
    try:
        return await deps.payments.close(order_id) == "closed"
    except (UnavailableError, DeadlineError):
        return False


async def expire_overdue(deps: Deps) -> int:
    """Let go of orders that were not paid in time; returns how many.

    No order is expired before the payment service has made sure that it cannot be paid any more.
    Where it cannot tell, the order is asked about again after a while, and nothing is assumed.
    """
    expired, batch = 0, await _claim_overdue(deps)
    try:
        while batch:
            for order_id in batch:
                if await deps.payments.close(order_id) == "closed":
                    expired += await _expire(order_id, deps)
            batch = await _claim_overdue(deps) if len(batch) == _EXPIRY_BATCH else []
    except (UnavailableError, DeadlineError) as error:
        # Asking about the others would only keep the payment service down.
        log.warning("expiry waits", extra={"fields": {"problem": error.detail}})
    if expired:
        line = metrics.embed({}, service="order", metrics={"OrdersExpired": (expired, "Count")})
        log.info("expired", extra={"fields": line})
    return expired


async def tell_overdue(deps: Deps) -> int:
    """Write how many orders should have been let go of minutes ago, and hold stock until then."""
    async with deps.look() as look:
        overdue = await look.orders.count_overdue(deps.clock.now() - _OVERDUE_GRACE)
    line = metrics.embed({}, service="order", metrics={"OrdersOverdue": (overdue, "Count")})
    log.info("overdue", extra={"fields": line})
    return overdue


async def _claim_overdue(deps: Deps) -> list[str]:
    now = deps.clock.now()
    async with deps.work() as work:
        return await work.orders.claim_overdue(now, now + deps.policy.recheck_after, _EXPIRY_BATCH)


async def _give_up(order_id: str, asker: Asker, deps: Deps) -> bool:
    cause = Cause("order", deps.clock.now(), "ordered anew from the same cart")

    async def attempt() -> bool:
        async with deps.work() as work:
            before = await work.orders.lock(order_id)
            is_theirs = asker.may_see(before)  # it may have been claimed by an account meanwhile
            if not is_theirs or before.status is not OrderStatus.PENDING_PAYMENT:
                return False
            await _cancel(work, before, cause, "customer")
        return True

    return await retry_serialization(attempt)


async def _expire(order_id: str, deps: Deps) -> bool:
    cause = Cause("order", deps.clock.now(), "not paid in time")

    async def attempt() -> bool:
        async with deps.work() as work:
            before = await work.orders.lock(order_id)
            if before.status is not OrderStatus.PENDING_PAYMENT:
                return False
            order = cancelling.expire(before, cause)
            await carry_out(work, before, Outcome(order=order), cause)
            await let_go(work, order, cause)
            announcing.cancelled(work, order, "expired")
        return True

    return await retry_serialization(attempt)


async def _cancel(work: Work, before: Order, cause: Cause, reason: CancelReason) -> Order:
    outcome = cancelling.cancel(before, refund_id=new_id("ref"), cause=cause)
    await carry_out(work, before, outcome, cause)
    await let_go(work, outcome.order, cause)
    announcing.cancelled(work, outcome.order, reason)
    return outcome.order
