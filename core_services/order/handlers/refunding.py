"""Money that staff give back."""

import msgspec

from contracts.errors import InvalidError
from contracts.ids import new_id
from core_services.chassis.operations import Reply
from core_services.order.commands import RequestRefund, RetryRefund
from core_services.order.domain import refunds
from core_services.order.domain.errors import InvalidTransitionError
from core_services.order.domain.order import Cause, Order
from core_services.order.domain.refunds import Outcome, RefundPlan
from core_services.order.domain.status import OrderStatus
from core_services.order.handlers.effects import carry_out, lock_for
from core_services.order.handlers.once import Present, by_key
from core_services.order.ports import Deps, Work


async def request_refund(command: RequestRefund, deps: Deps, present: Present) -> Reply:
    """Give back units of lines, shipping, an amount, or several of them."""
    if not (command.lines or command.shipping or command.amount):
        raise InvalidError("Say what to refund: lines, shipping or an amount.")
    cause = Cause(command.actor, deps.clock.now(), command.reason)
    plan = RefundPlan(lines=command.lines, shipping=command.shipping, amount=command.amount)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        _require_settled(before)
        outcome = refunds.request(before, plan, refund_id=new_id("ref"), cause=cause)
        return await _answer(work, before, outcome, cause, present)

    return await by_key(deps, command.scope, effect)


async def retry_refund(command: RetryRefund, deps: Deps, present: Present) -> Reply:
    """Ask again for a refund that failed."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        outcome = refunds.retry(before, command.refund_id, refund_id=new_id("ref"), cause=cause)
        return await _answer(work, before, outcome, cause, present)

    return await by_key(deps, command.scope, effect)


async def _answer(
    work: Work, before: Order, outcome: Outcome, cause: Cause, present: Present
) -> tuple[msgspec.Struct, str]:
    await carry_out(work, before, outcome, cause)
    return present(outcome.order), outcome.order.id


def _require_settled(order: Order) -> None:
    if order.status is OrderStatus.HELD:
        raise InvalidTransitionError("Accept the payment of this order or cancel it first.")
