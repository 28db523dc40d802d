"""What the handlers are given."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.clock import Clock
from core_services.chassis.health import Check
from core_services.payment.ports import Orders, PaymentProvider, Store, WebhookVerifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """``shop_url`` is the one origin that customers may be sent back to."""

    store: Store
    provider: PaymentProvider
    webhooks: WebhookVerifier
    orders: Orders
    clock: Clock
    shop_url: str
    checks: Mapping[str, Check]
