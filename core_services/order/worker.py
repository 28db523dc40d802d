"""The order service's worker: what it hears, what it tells, and what time does to orders."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock, SystemClock
from core_services.chassis import aws, idempotency, inbox, outbox
from core_services.chassis.database import transaction
from core_services.chassis.outbox import Relay
from core_services.chassis.sqs import Consumer
from core_services.chassis.worker import every, run_components
from core_services.order import subscriptions
from core_services.order.bootstrap import open_deps, open_engine
from core_services.order.handlers.cancelling import expire_overdue
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
            )
            catalog = Consumer(
                sqs,
                settings.catalog_events_queue_url,
                subscriptions.catalog_events(deps),
                wait_seconds=wait,
            )

            async def expire() -> None:
                await expire_overdue(deps)

            async def forget() -> None:
                await prune(engine, settings, clock)

            await run_components(
                Relay(engine, publisher, clock, service="order").run,
                payments.run,
                catalog.run,
                every(settings.expiry_interval_seconds, expire),
                every(settings.prune_interval_seconds, forget),
                settings=settings,
                checks=deps.checks,
            )
    finally:
        await engine.dispose()


async def prune(engine: AsyncEngine, settings: Settings, clock: Clock) -> None:
    """Forget what no retry and no redelivery can ask for any more."""
    now = clock.now()
    published_before = now - timedelta(days=settings.outbox_retention_days)
    received_before = now - timedelta(days=settings.inbox_retention_days)
    async with transaction(engine) as conn:
        await idempotency.prune(conn, clock)
        await conn.execute(
            sa.delete(outbox.TABLE).where(outbox.TABLE.c.published_at < published_before)
        )
        await conn.execute(
            sa.delete(inbox.TABLE).where(inbox.TABLE.c.received_at < received_before)
        )
