"""The order service's worker: what it hears, what it tells, and what time does to orders."""

from contracts.clock import SystemClock
from core_services.chassis import aws
from core_services.chassis.housekeeping import tidying
from core_services.chassis.outbox import Relay
from core_services.chassis.outbox_lag import telling_lag
from core_services.chassis.sqs import Consumer
from core_services.chassis.worker import every, run_components
from core_services.order import subscriptions
from core_services.order.bootstrap import open_deps, open_engine
from core_services.order.handlers.cancelling import expire_overdue, tell_overdue
from core_services.order.settings import Settings


async def run_worker(settings: Settings) -> None:
    """Run until SIGTERM."""
    clock = SystemClock()
    engine = open_engine(settings)
    sqs = aws.client("sqs", settings, read_timeout=settings.queue_wait_seconds + 10.0)
    publisher = aws.SnsPublisher(aws.client("sns", settings), settings.order_events_topic_arn)
    wait = settings.queue_wait_seconds
    try:
        async with open_deps(settings, clock, engine) as deps:
            payments = Consumer(
                sqs,
                settings.payment_events_queue_url,
                subscriptions.payment_events(deps),
                wait_seconds=wait,
                max_receive_count=settings.queue_max_receive_count,
            )
            catalog = Consumer(
                sqs,
                settings.catalog_events_queue_url,
                subscriptions.catalog_events(deps),
                wait_seconds=wait,
                max_receive_count=settings.queue_max_receive_count,
            )

            async def expire() -> None:
                await expire_overdue(deps)
                await tell_overdue(deps)

            await run_components(
                Relay(engine, publisher, clock, service="order").run,
                payments.run,
                catalog.run,
                every(settings.expiry_interval_seconds, expire),
                tidying(engine, clock),
                telling_lag(engine, clock, service="order"),
                settings=settings,
                checks=deps.checks,
            )
    finally:
        await engine.dispose()
