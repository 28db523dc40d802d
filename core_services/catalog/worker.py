"""The catalog's worker: publishes its events, hears others', and watches the clock."""

import asyncio

from contracts.clock import SystemClock
from core_services.catalog.bootstrap import open_deps
from core_services.catalog.handlers.popularity import tell_popularity
from core_services.catalog.handlers.schedule import apply_schedule
from core_services.catalog.settings import Settings
from core_services.catalog.subscriptions import order_events, own_events
from core_services.chassis.aws import SnsPublisher, client
from core_services.chassis.housekeeping import tidying
from core_services.chassis.outbox import Relay
from core_services.chassis.outbox_lag import telling_lag
from core_services.chassis.sqs import Consumer
from core_services.chassis.worker import every, run_components


async def run_worker(settings: Settings) -> None:
    clock = SystemClock()
    sns, sqs = await asyncio.gather(
        asyncio.to_thread(client, "sns", settings),
        asyncio.to_thread(client, "sqs", settings, read_timeout=settings.queue_wait_seconds + 5.0),
    )
    async with open_deps(settings, clock) as deps:

        async def schedule() -> None:
            await apply_schedule(deps.engine, clock)

        async def tell_sales() -> None:
            await tell_popularity(deps.engine, clock)

        publisher = SnsPublisher(sns, settings.catalog_events_topic_arn)
        await run_components(
            Relay(deps.engine, publisher, clock, service="catalog").run,
            Consumer(
                sqs,
                settings.catalog_events_queue_url,
                own_events(deps),
                wait_seconds=settings.queue_wait_seconds,
                max_receive_count=settings.queue_max_receive_count,
            ).run,
            Consumer(
                sqs,
                settings.order_events_queue_url,
                order_events(deps, clock),
                wait_seconds=settings.queue_wait_seconds,
                max_receive_count=settings.queue_max_receive_count,
            ).run,
            every(settings.schedule_seconds, schedule),
            every(settings.popularity_seconds, tell_sales),
            tidying(deps.engine, clock),
            telling_lag(deps.engine, clock, service="catalog"),
            settings=settings,
            checks=deps.checks,
        )
