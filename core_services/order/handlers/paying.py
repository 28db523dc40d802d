"""What the payment service says, and what it means for the order."""

import msgspec

from contracts.events import Event
from contracts.events.payment import (
    PaymentClosed,
    PaymentFailed,
    PaymentHeld,
    PaymentRefunded,
    PaymentSucceeded,
    RefundFailed,
)
from contracts.ids import new_id
from core_services.chassis.operations import Reply
from core_services.order.commands import ReleaseOrder
from core_services.order.domain import payment, refunds
from core_services.order.domain.order import Cause, Order, PaymentNote, Refund
from core_services.order.domain.payment import Verdict
from core_services.order.domain.refunds import Outcome
from core_services.order.handlers import announcing
from core_services.order.handlers.effects import carry_out, lock_for
from core_services.order.handlers.once import Present, by_event, by_key
from core_services.order.ports import Deps, StockLevel, Work

CONSUMER = "order-payment-events"
_ACTOR = "payment"


async def on_payment_succeeded(event: Event[PaymentSucceeded], deps: Deps) -> None:
    """Money arrived: the order is paid, held, taken up again, or the money goes back."""
    said = event.data
    note = PaymentNote(
        payment_id=said.payment_id,
        status="succeeded",
        currency=said.currency,
        amount=said.amount,
        at=event.time,
    )

    async def effect(work: Work) -> None:
        order = await work.orders.lock(said.order_id)
        await _settle(work, order, note, deps)

    await by_event(deps, CONSUMER, event, effect)


async def _settle(work: Work, order: Order, note: PaymentNote, deps: Deps) -> None:
    now = deps.clock.now()
    match payment.judge(order, note):
        case Verdict.ACCEPT:
            await _accept(work, order, note, Cause(_ACTOR, now))
        case Verdict.HOLD:
            cause = Cause(_ACTOR, now, "the amount paid is not the order's total")
            await work.orders.save(order, payment.hold(order, note, cause))
        case Verdict.LATE:
            await _settle_late(work, order, note, Cause(_ACTOR, now, "paid after it expired"))
        case Verdict.SEND_BACK:
            await _send_back(work, order, note, Cause(_ACTOR, now, "the order needs no payment"))
        case Verdict.KNOWN:
            pass


async def _accept(work: Work, order: Order, note: PaymentNote, cause: Cause) -> None:
    paid = payment.accept(order, note, cause)
    await work.orders.save(order, paid)
    await work.stock.commit(order.id, cause.actor, cause.at)
    announcing.paid(work, paid)


async def _settle_late(work: Work, order: Order, note: PaymentNote, cause: Cause) -> None:
    """Take the order up again if its goods can be had, else send the money back."""
    levels = await _stock_for_late(work, order)
    if levels is None:
        await _send_back(work, order, note, cause)
        return
    announcing.stock_changed(work, levels)
    await work.redemptions.redeem_again(order.id)
    await _accept(work, order, note, cause)


async def _stock_for_late(work: Work, order: Order) -> tuple[StockLevel, ...] | None:
    if await work.orders.live_order_of_cart(order.cart_id, order.cart_version) is not None:
        return None  # the shopper ordered the same cart again meanwhile; once is enough
    return await work.stock.reserve_again(order.id)


async def _send_back(work: Work, order: Order, note: PaymentNote, cause: Cause) -> None:
    outcome = payment.send_back(order, note, refund_id=new_id("ref"), cause=cause)
    await carry_out(work, order, outcome, cause)


async def on_payment_failed(event: Event[PaymentFailed], deps: Deps) -> None:
    """An attempt was declined; the order can still be paid."""
    said = event.data
    note = PaymentNote(
        payment_id=said.payment_id,
        status="failed",
        currency=said.currency,
        amount=said.amount,
        reason=said.reason,
        at=event.time,
    )
    await _remember(event, said.order_id, note, "payment_failed", deps)


async def on_payment_closed(event: Event[PaymentClosed], deps: Deps) -> None:
    """A payment page is closed; another payment may be begun until the order expires."""
    said = event.data
    note = PaymentNote(payment_id=said.payment_id, status="closed", at=event.time)
    await _remember(event, said.order_id, note, "payment_closed", deps)


async def _remember(
    event: Event[PaymentFailed] | Event[PaymentClosed],
    order_id: str,
    note: PaymentNote,
    action: str,
    deps: Deps,
) -> None:
    cause = Cause(_ACTOR, deps.clock.now(), note.reason)

    async def effect(work: Work) -> None:
        order = await work.orders.lock(order_id)
        await work.orders.save(order, payment.remember(order, note, action, cause))

    await by_event(deps, CONSUMER, event, effect)


async def on_payment_held(event: Event[PaymentHeld], deps: Deps) -> None:
    """The books disagree about a payment: the order waits for a person."""
    said = event.data
    note = PaymentNote(payment_id=said.payment_id, status="held", reason=said.reason, at=event.time)
    cause = Cause(_ACTOR, deps.clock.now(), said.reason)

    async def effect(work: Work) -> None:
        order = await work.orders.lock(said.order_id)
        await work.orders.save(order, payment.hold(order, note, cause))

    await by_event(deps, CONSUMER, event, effect)


async def on_payment_refunded(event: Event[PaymentRefunded], deps: Deps) -> None:
    """Money went back."""
    said = event.data
    cause = Cause(_ACTOR, deps.clock.now())

    async def effect(work: Work) -> None:
        before = await work.orders.lock(said.order_id)
        known = refunds.known(before, _reported_refund(said, cause))
        outcome = refunds.succeed(known, said.refund_id, cause=cause)
        await carry_out(work, before, outcome, cause)
        if outcome.order is not before:
            announcing.refunded(work, outcome.order, refunds.find(outcome.order, said.refund_id))

    await by_event(deps, CONSUMER, event, effect)


def _reported_refund(said: PaymentRefunded, cause: Cause) -> Refund:
    return Refund(
        id=said.refund_id,
        payment_id=said.payment_id,
        status="requested",
        currency=said.currency,
        amount=said.amount,
        reason="made at the payment provider",
        requested_at=cause.at,
    )


async def on_refund_failed(event: Event[RefundFailed], deps: Deps) -> None:
    """Money did not go back; staff decide what to do."""
    said = event.data
    cause = Cause(_ACTOR, deps.clock.now(), said.reason)

    async def effect(work: Work) -> None:
        before = await work.orders.lock(said.order_id)
        after = refunds.fail(before, said.refund_id, cause=cause)
        await carry_out(work, before, Outcome(order=after), cause)

    await by_event(deps, CONSUMER, event, effect)


async def release_order(command: ReleaseOrder, deps: Deps, present: Present) -> Reply:
    """Staff accept the payment of a held order as it is."""
    cause = Cause(command.actor, deps.clock.now(), command.reason)

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        before = await lock_for(work, command.order_id, command.asker)
        order = payment.release(before, cause)
        await work.orders.save(before, order)
        await work.stock.commit(order.id, cause.actor, cause.at)
        if before.paid_at is None:
            announcing.paid(work, order)
        return present(order), order.id

    return await by_key(deps, command.scope, effect)
