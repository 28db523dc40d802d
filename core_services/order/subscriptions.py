"""Which handler hears which event, by queue."""

from collections.abc import Mapping
from functools import partial

from contracts.events import catalog, payment
from core_services.chassis.sqs import Handler
from core_services.order.handlers import paying, stocking
from core_services.order.ports import Deps


def payment_events(deps: Deps) -> Mapping[str, Handler]:
    """The queue ``order-payment-events``."""
    return {
        payment.PAYMENT_SUCCEEDED.name: partial(paying.on_payment_succeeded, deps=deps),
        payment.PAYMENT_FAILED.name: partial(paying.on_payment_failed, deps=deps),
        payment.PAYMENT_CLOSED.name: partial(paying.on_payment_closed, deps=deps),
        payment.PAYMENT_HELD.name: partial(paying.on_payment_held, deps=deps),
        payment.PAYMENT_REFUNDED.name: partial(paying.on_payment_refunded, deps=deps),
        payment.REFUND_FAILED.name: partial(paying.on_refund_failed, deps=deps),
    }


def catalog_events(deps: Deps) -> Mapping[str, Handler]:
    """The queue ``order-catalog-events``."""
    return {catalog.STOCK_DECLARED.name: partial(stocking.on_stock_declared, deps=deps)}
