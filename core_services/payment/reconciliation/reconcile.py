"""Comparing the books once: one process at a time, a part at a time."""

import logging
from datetime import timedelta

from core_services.chassis import metrics
from core_services.payment.deps import Deps
from core_services.payment.ports import RunCounts
from core_services.payment.reconciliation.balance import compare_ledger, compare_movements
from core_services.payment.reconciliation.orders import compare_orders
from core_services.payment.reconciliation.pages import compare_pages, settle_older
from core_services.payment.reconciliation.refunds import compare_refunds
from core_services.payment.reconciliation.run import Run, batches

log = logging.getLogger(__name__)

OVERLAP = timedelta(hours=2)
LONGEST_LOOK_BACK = timedelta(hours=48)
OVERDUE = timedelta(minutes=10)


async def reconcile(deps: Deps) -> RunCounts | None:
    """One reconciliation; None when another process is at it.

    Raises:
        ProviderUnavailableError: when the provider's book cannot be read to its end. What was
            settled until then stays settled.
    """
    begun = await _begin(deps)
    if begun is None:
        return None
    run_id, run = begun
    outcome = "broken"
    try:
        await _compare(run)
        outcome = "complete"
    finally:
        await _conclude(deps, run_id, run, outcome)
    return run.counts


async def _begin(deps: Deps) -> tuple[str, Run] | None:
    now = deps.clock.now()
    async with deps.store.transaction() as books:
        last = await books.last_complete_run()
        earliest = now - LONGEST_LOOK_BACK
        since = max(earliest, last - OVERLAP) if last else earliest
        run_id = await books.start_run(since, now - OVERDUE)
        known, explained = await books.open_differences(), await books.explained_differences()
    return (run_id, Run(deps, since, known, explained)) if run_id else None


async def _compare(run: Run) -> None:
    async for readings in batches(run.deps.provider.pages(run.since)):
        await compare_pages(run, readings)
    await settle_older(run)
    async for refunds in batches(run.deps.provider.refunds(run.since)):
        await compare_refunds(run, refunds)
    async for movements in batches(run.deps.provider.movements(run.since)):
        await compare_movements(run, movements)
    await compare_ledger(run)
    await compare_orders(run)


async def _conclude(deps: Deps, run_id: str, run: Run, outcome: str) -> None:
    run.counts.differences = len(run.found)
    async with deps.store.transaction() as books:
        for difference in run.found.values():
            await books.report(difference)
        for kind, reference in run.gone - run.found.keys():
            await books.resolve(kind, reference)
        await books.finish_run(run_id, outcome, run.counts)
        still_open = len(await books.open_differences())
    _log(run, outcome, still_open)


def _log(run: Run, outcome: str, still_open: int) -> None:
    for key, difference in run.found.items():
        if key not in run.known:
            fields = {"kind": key[0], "reference": key[1], "order_id": difference.order_id}
            log.error("books differ: %s", difference.detail, extra={"fields": fields})
    line = metrics.embed(
        {"outcome": outcome},
        service="payment",
        metrics={
            "ReconciliationDifferences": (still_open, "Count"),
            "ReconciliationRepairs": (run.counts.repaired, "Count"),
            "ReconciliationComplete": (int(outcome == "complete"), "Count"),
        },
    )
    log.info("reconciled", extra={"fields": line})
