"""The cart service's worker: hears of paid orders."""

from contracts.clock import SystemClock
from core_services.cart.bootstrap import open_deps
from core_services.cart.settings import Settings
from core_services.cart.subscriptions import subscriptions
from core_services.chassis import aws
from core_services.chassis.sqs import Consumer
from core_services.chassis.worker import run_components


async def run_worker(settings: Settings) -> None:
    """Consume until told to stop."""
    async with open_deps(settings, SystemClock()) as deps:
        sqs = aws.client("sqs", settings, read_timeout=settings.queue_wait_seconds + 5)
        consumer = Consumer(
            sqs,
            settings.order_events_queue_url,
            subscriptions(deps.carts),
            wait_seconds=settings.queue_wait_seconds,
            max_receive_count=settings.queue_max_receive_count,
        )
        await run_components(consumer.run, settings=settings, checks=deps.checks)
