"""`Reports`: what reconciliation reads and writes besides, and housekeeping."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from contracts.ids import new_id
from core_services.payment.domain import Payment, Refund
from core_services.payment.ledger import Account, Kind
from core_services.payment.ports import Difference, PostedTransaction, RunCounts
from core_services.payment.repository.books import OPEN_STATUSES, PAYMENT_COLUMNS, PostgresBooks
from core_services.payment.tables import (
    LEDGER_ENTRIES,
    LEDGER_TRANSACTIONS,
    PAYMENTS,
    RECONCILIATION_DIFFERENCES,
    RECONCILIATION_RUNS,
    REFUNDS,
    WEBHOOK_EVENTS,
)

_REMEMBERED = timedelta(days=7)  # longer than reconciliation ever looks back


class PostgresReports(PostgresBooks):
    """`Books` and `Reports` within one transaction."""

    # -- the ledger, as it stands

    async def posted(self, references: Collection[str]) -> Sequence[PostedTransaction]:
        return await self._posted(LEDGER_TRANSACTIONS.c.reference.in_(references))

    async def captures_between(
        self, since: datetime, until: datetime
    ) -> Sequence[PostedTransaction]:
        return await self._posted(
            LEDGER_TRANSACTIONS.c.posted_at.between(since, until)
            & (LEDGER_TRANSACTIONS.c.kind == Kind.CAPTURE.value)
        )

    async def _posted(self, condition: sa.ColumnElement[bool]) -> list[PostedTransaction]:
        statement = (
            sa.select(
                LEDGER_TRANSACTIONS.c.kind,
                LEDGER_TRANSACTIONS.c.reference,
                LEDGER_TRANSACTIONS.c.payment_id,
                LEDGER_TRANSACTIONS.c.order_id,
                LEDGER_TRANSACTIONS.c.posted_at,
                LEDGER_ENTRIES.c.currency,
                LEDGER_ENTRIES.c.amount,
            )
            .join(LEDGER_ENTRIES, LEDGER_ENTRIES.c.transaction_id == LEDGER_TRANSACTIONS.c.id)
            .where(condition, LEDGER_ENTRIES.c.account == Account.PROVIDER_CLEARING.value)
        )
        rows = (await self._conn.execute(statement)).all()
        return [PostedTransaction(**row._mapping) for row in rows]

    # -- runs

    async def start_run(self, since: datetime, abandoned_before: datetime) -> str | None:
        await self._conn.execute(
            sa.update(RECONCILIATION_RUNS)
            .where(
                RECONCILIATION_RUNS.c.outcome == "running",
                RECONCILIATION_RUNS.c.started_at < abandoned_before,
            )
            .values(outcome="abandoned", finished_at=self._clock.now())
        )
        counts = asdict(RunCounts())
        statement = (
            insert(RECONCILIATION_RUNS)
            .values(
                id=new_id("run"),
                started_at=self._clock.now(),
                since=since,
                outcome="running",
                **counts,
            )
            .on_conflict_do_nothing()
            .returning(RECONCILIATION_RUNS.c.id)
        )
        run_id: str | None = (await self._conn.execute(statement)).scalar_one_or_none()
        return run_id

    async def finish_run(self, run_id: str, outcome: str, counts: RunCounts) -> None:
        await self._conn.execute(
            sa.update(RECONCILIATION_RUNS)
            .where(RECONCILIATION_RUNS.c.id == run_id)
            .values(outcome=outcome, finished_at=self._clock.now(), **asdict(counts))
        )

    async def last_complete_run(self) -> datetime | None:
        statement = sa.select(sa.func.max(RECONCILIATION_RUNS.c.started_at)).where(
            RECONCILIATION_RUNS.c.outcome == "complete"
        )
        started: datetime | None = (await self._conn.execute(statement)).scalar_one_or_none()
        return started

    async def payments_by_page(self, page_ids: Collection[str]) -> dict[str, Payment]:
        payments = await self._payments(
            sa.select(*PAYMENT_COLUMNS).where(PAYMENTS.c.page_id.in_(page_ids))
        )
        return {payment.page_id: payment for payment in payments if payment.page_id}

    async def payments_by_provider_id(self, ids: Collection[str]) -> dict[str, Payment]:
        payments = await self._payments(
            sa.select(*PAYMENT_COLUMNS).where(PAYMENTS.c.provider_payment_id.in_(ids))
        )
        return {p.provider_payment_id: p for p in payments if p.provider_payment_id}

    async def refunds_by_id(self, refund_ids: Collection[str]) -> dict[str, Refund]:
        return {refund.id: refund for refund in await self._refunds(REFUNDS.c.id.in_(refund_ids))}

    async def refunds_by_provider_id(self, ids: Collection[str]) -> dict[str, Refund]:
        refunds = await self._refunds(REFUNDS.c.provider_refund_id.in_(ids))
        return {r.provider_refund_id: r for r in refunds if r.provider_refund_id}

    async def open_payments_before(self, moment: datetime, limit: int) -> Sequence[str]:
        statement = (
            sa.select(PAYMENTS.c.id)
            .where(
                PAYMENTS.c.status.in_(OPEN_STATUSES),
                PAYMENTS.c.page_id.is_not(None),
                PAYMENTS.c.created_at < moment,
            )
            .order_by(PAYMENTS.c.created_at)
            .limit(limit)
        )
        return (await self._conn.execute(statement)).scalars().all()

    async def unchecked_payments(self, before: datetime, limit: int) -> Sequence[Payment]:
        return await self._payments(
            sa.select(*PAYMENT_COLUMNS)
            .where(
                PAYMENTS.c.status == "succeeded",
                ~PAYMENTS.c.order_agrees,
                PAYMENTS.c.updated_at < before,
            )
            .order_by(PAYMENTS.c.order_asked_at.nulls_first(), PAYMENTS.c.updated_at)
            .limit(limit)
        )

    async def mark_compared(self, payment_id: str, *, agrees: bool) -> None:
        await self._conn.execute(
            sa.update(PAYMENTS)
            .where(PAYMENTS.c.id == payment_id)
            .values(order_agrees=agrees, order_asked_at=self._clock.now())
        )

    async def open_differences(self) -> set[tuple[str, str]]:
        statement = sa.select(
            RECONCILIATION_DIFFERENCES.c.kind, RECONCILIATION_DIFFERENCES.c.reference
        ).where(RECONCILIATION_DIFFERENCES.c.resolved_at.is_(None))
        return {(row.kind, row.reference) for row in (await self._conn.execute(statement)).all()}

    async def explained_differences(self) -> set[Difference]:
        columns = [RECONCILIATION_DIFFERENCES.c[field.name] for field in fields(Difference)]
        statement = sa.select(*columns).where(
            RECONCILIATION_DIFFERENCES.c.explanation != "",
            RECONCILIATION_DIFFERENCES.c.resolved_at > self._clock.now() - _REMEMBERED,
        )
        rows = (await self._conn.execute(statement)).all()
        return {Difference(**row._mapping) for row in rows}

    async def report(self, difference: Difference) -> None:
        now, values = self._clock.now(), asdict(difference)
        statement = insert(RECONCILIATION_DIFFERENCES).values(
            **values, id=new_id("dif"), first_seen_at=now, last_seen_at=now, explanation=""
        )
        await self._conn.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "reference"],
                index_where=RECONCILIATION_DIFFERENCES.c.resolved_at.is_(None),
                set_={key: statement.excluded[key] for key in (*values, "last_seen_at")},
            )
        )

    async def resolve(self, kind: str, reference: str) -> None:
        await self._conn.execute(
            sa.update(RECONCILIATION_DIFFERENCES)
            .where(
                RECONCILIATION_DIFFERENCES.c.resolved_at.is_(None),
                RECONCILIATION_DIFFERENCES.c.kind == kind,
                RECONCILIATION_DIFFERENCES.c.reference == reference,
            )
            .values(resolved_at=self._clock.now())
        )

    # -- housekeeping

    async def prune(self, older_than: timedelta) -> None:
        """Forget messages that were acted on; the provider resends them for days, not longer."""
        await self._conn.execute(
            sa.delete(WEBHOOK_EVENTS).where(
                WEBHOOK_EVENTS.c.done_at < self._clock.now() - older_than
            )
        )
