"""The payment service's worker: hears orders, publishes, takes up what was left, reconciles."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from contracts.clock import SystemClock
from core_services.chassis import aws
from core_services.chassis.housekeeping import tidying
from core_services.chassis.outbox import Relay
from core_services.chassis.outbox_lag import telling_lag
from core_services.chassis.sqs import Consumer
from core_services.chassis.worker import Component, every, run_components
from core_services.payment.bootstrap import ServiceDeps, open_deps
from core_services.payment.handlers import chores
from core_services.payment.reconciliation.reconcile import reconcile
from core_services.payment.settings import Settings
from core_services.payment.subscriptions import subscriptions

_HOUR = 3600.0


async def run_worker(settings: Settings) -> None:
    """Work until told to stop."""
    clock = SystemClock()
    async with open_deps(settings, clock) as deps:
        sqs = aws.client("sqs", settings, read_timeout=settings.queue_wait_seconds + 5)
        consumer = Consumer(
            sqs,
            settings.order_events_queue_url,
            subscriptions(deps),
            wait_seconds=settings.queue_wait_seconds,
            max_receive_count=settings.queue_max_receive_count,
        )
        publisher = aws.SnsPublisher(aws.client("sns", settings), settings.payment_events_topic_arn)
        relay = Relay(deps.engine, publisher, clock, service="payment")
        await run_components(
            consumer.run,
            relay.run,
            *_jobs(deps, settings),
            settings=settings,
            checks=deps.checks,
        )


def _jobs(deps: ServiceDeps, settings: Settings) -> list[Component]:
    async def prune() -> None:
        async with deps.books.transaction() as books:
            await books.prune(timedelta(days=settings.webhook_retention_days))

    return [
        every(1.0, _named("events", lambda: chores.handle_due_events(deps))),
        every(5.0, _named("refunds", lambda: chores.push_refunds(deps))),
        every(5.0, _named("closings", lambda: chores.retry_closings(deps))),
        every(5.0, _named("openings", lambda: chores.resume_openings(deps))),
        every(settings.reconcile_seconds, _named("reconcile", lambda: reconcile(deps))),
        every(_HOUR, prune),
        tidying(deps.engine, deps.clock),
        telling_lag(deps.engine, deps.clock, service="payment"),
    ]


def _named(name: str, job: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
    """The job under a name of its own, for its log line."""

    async def run() -> object:
        return await job()

    run.__name__ = name
    return run
