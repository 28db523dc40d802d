"""Goods that come back."""

import msgspec

from contracts.ids import new_id
from core_services.chassis.operations import Reply
from core_services.order.commands import AcceptReturn, RejectReturn, RequestReturn
from core_services.order.domain import returning
from core_services.order.domain.order import Cause
from core_services.order.domain.refunds import Outcome
from core_services.order.handlers import announcing
from core_services.order.handlers.effects import carry_out, lock_for
from core_services.order.handlers.once import Present, by_key
from core_services.order.ports import Deps, Work


async def request_return(command: RequestReturn, deps: Deps, present: Present) -> Reply:
    """The customer asks to send something back."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)
    return_id = new_id("ret")

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = returning.ask(
            before,
            command.lines,
            return_id=return_id,
            cause=cause,
            reason_code=command.reason_code,
        )
        await carry_out(work, before, Outcome(order=order), cause)
        announcing.return_requested(work, order, returning.find(order, return_id))
        return present(order), order.id

    return await by_key(deps, command.scope, effect)


async def accept_return(command: AcceptReturn, deps: Deps, present: Present) -> Reply:
    """Staff take goods back."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        outcome = returning.accept(
            before,
            command.return_id,
            restock=command.restock,
            refund=command.refund,
            refund_id=new_id("ref"),
            cause=cause,
        )
        await carry_out(work, before, outcome, cause)
        order = outcome.order
        announcing.return_accepted(work, order, returning.find(order, command.return_id))
        return present(order), order.id

    return await by_key(deps, command.scope, effect)


async def reject_return(command: RejectReturn, deps: Deps, present: Present) -> Reply:
    """Staff refuse to take goods back."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = returning.reject(before, command.return_id, cause)
        await carry_out(work, before, Outcome(order=order), cause)
        return present(order), order.id

    return await by_key(deps, command.scope, effect)
