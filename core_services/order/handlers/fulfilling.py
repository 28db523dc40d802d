"""Parcels: packed, shipped, delivered, or called off."""

import msgspec

from contracts.ids import new_id
from core_services.chassis.operations import Reply
from core_services.order.commands import (
    CallOffFulfilment,
    DeliverFulfilment,
    PackFulfilment,
    ShipFulfilment,
)
from core_services.order.domain import fulfilling
from core_services.order.domain.order import Cause
from core_services.order.handlers import announcing
from core_services.order.handlers.effects import lock_for
from core_services.order.handlers.once import Present, by_key
from core_services.order.ports import Deps, Work


async def pack_fulfilment(command: PackFulfilment, deps: Deps, present: Present) -> Reply:
    """Set units aside for a parcel; with tracking it leaves at once."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)
    fulfilment_id = new_id("ful")

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = fulfilling.pack(before, command.lines, fulfilment_id=fulfilment_id, cause=cause)
        if command.tracking is not None:
            order = fulfilling.ship(order, fulfilment_id, command.tracking, cause)
            announcing.shipped(work, order, fulfilling.find(order, fulfilment_id))
        await work.orders.save(before, order)
        return present(order), order.id

    return await by_key(deps, command.scope, effect)


async def ship_fulfilment(command: ShipFulfilment, deps: Deps, present: Present) -> Reply:
    """A parcel leaves the house."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = fulfilling.ship(before, command.fulfilment_id, command.tracking, cause)
        await work.orders.save(before, order)
        announcing.shipped(work, order, fulfilling.find(order, command.fulfilment_id))
        return present(order), order.id

    return await by_key(deps, command.scope, effect)


async def deliver_fulfilment(command: DeliverFulfilment, deps: Deps, present: Present) -> Reply:
    """A parcel arrived."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = fulfilling.deliver(before, command.fulfilment_id, cause)
        await work.orders.save(before, order)
        announcing.delivered(work, order, fulfilling.find(order, command.fulfilment_id))
        return present(order), order.id

    return await by_key(deps, command.scope, effect)


async def call_off_fulfilment(command: CallOffFulfilment, deps: Deps, present: Present) -> Reply:
    """A parcel that has not left is unpacked again."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = fulfilling.unpack(before, command.fulfilment_id, cause)
        await work.orders.save(before, order)
        return present(order), order.id

    return await by_key(deps, command.scope, effect)
