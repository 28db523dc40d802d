"""The books in Postgres: one object per transaction, dataclasses in and out."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.events import EventType
from contracts.ids import new_id
from core_services.chassis import idempotency, inbox, outbox
from core_services.chassis.database import transaction
from core_services.chassis.idempotency import Scope, Stored
from core_services.payment.domain import Payment, PaymentStatus, Refund, RefundStatus
from core_services.payment.ledger import Account, Kind, Posting
from core_services.payment.ports import (
    Attempt,
    Difference,
    PostedTransaction,
    ProviderEvent,
    RunCounts,
    StoredEvent,
)
from core_services.payment.tables import (
    ATTEMPTS,
    CLOSED_ORDERS,
    LEDGER_ENTRIES,
    LEDGER_TRANSACTIONS,
    PAYMENTS,
    RECONCILIATION_DIFFERENCES,
    RECONCILIATION_RUNS,
    REFUNDS,
    WEBHOOK_EVENTS,
)

T = TypeVar("T", Payment, Refund, Attempt)

_REMEMBERED = timedelta(days=7)  # longer than reconciliation ever looks back
_OPEN = ("requires_payment", "processing", "failed")
_PAYMENT_COLUMNS = tuple(PAYMENTS.c[field.name] for field in fields(Payment))
_REFUND_COLUMNS = tuple(REFUNDS.c[field.name] for field in fields(Refund))
_ATTEMPT_COLUMNS = tuple(ATTEMPTS.c[field.name] for field in fields(Attempt))


class PostgresStore:
    """Opens transactions."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["PostgresBooks"]:
        """Committed at the end, rolled back by any exception."""
        async with transaction(self._engine) as conn:
            yield PostgresBooks(conn, self._clock)


class PostgresBooks:
    """`Books` and `Reports` within one transaction."""

    def __init__(self, conn: AsyncConnection, clock: Clock) -> None:
        self._conn = conn
        self._clock = clock

    # -- the chassis's tables

    async def claim(self, scope: Scope) -> Stored | None:
        return await idempotency.claim(self._conn, scope, self._clock)

    async def answered(self, scope: Scope) -> Stored | None:
        stored = await idempotency.find(self._conn, scope)
        return stored if stored is not None and stored.status is not None else None

    async def record(self, scope: Scope, status: int, body: bytes, payment_id: str) -> None:
        await idempotency.record(
            self._conn, scope, status=status, body=body, resource_id=payment_id
        )

    async def first_time(self, consumer: str, event_id: str) -> bool:
        return await inbox.first_time(self._conn, consumer, event_id, self._clock)

    async def tell(self, event_type: EventType[Any], payment: Payment, data: Any) -> None:
        await outbox.append(
            self._conn,
            event_type,
            subject=payment.id,
            version=payment.version,
            data=data,
            clock=self._clock,
        )

    # -- payments and attempts

    async def lock_order(self, order_id: str) -> None:
        await self._conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_lock_key(order_id))))

    async def close_order(self, order_id: str) -> None:
        await self._conn.execute(
            insert(CLOSED_ORDERS)
            .values(order_id=order_id, closed_at=self._clock.now())
            .on_conflict_do_nothing()
        )

    async def is_order_closed(self, order_id: str) -> bool:
        statement = sa.select(sa.literal(1)).where(CLOSED_ORDERS.c.order_id == order_id)
        return (await self._conn.execute(statement)).first() is not None

    async def payment(self, payment_id: str, *, lock: bool = False) -> Payment | None:
        return await self._one_payment(PAYMENTS.c.id == payment_id, lock=lock)

    async def live_payment(self, order_id: str, *, lock: bool = False) -> Payment | None:
        return await self._one_payment(
            (PAYMENTS.c.order_id == order_id)
            & (PAYMENTS.c.status != "closed")
            & ~PAYMENTS.c.surplus,
            lock=lock,
        )

    async def payment_by_provider(self, page_id: str, provider_payment_id: str) -> Payment | None:
        matches: list[sa.ColumnElement[bool]] = [sa.false()]
        if page_id:
            matches.append(PAYMENTS.c.page_id == page_id)
        if provider_payment_id:
            matches.append(PAYMENTS.c.provider_payment_id == provider_payment_id)
        return await self._one_payment(sa.or_(*matches), lock=False)

    async def _one_payment(
        self, condition: sa.ColumnElement[bool], *, lock: bool
    ) -> Payment | None:
        statement = sa.select(*_PAYMENT_COLUMNS).where(condition)
        row = (await self._conn.execute(statement.with_for_update() if lock else statement)).first()
        return _payment(row) if row else None

    async def add_payment(self, payment: Payment) -> None:
        await self._conn.execute(sa.insert(PAYMENTS).values(asdict(payment)))

    async def save_payment(self, payment: Payment) -> None:
        await self._conn.execute(
            sa.update(PAYMENTS).where(PAYMENTS.c.id == payment.id).values(asdict(payment))
        )

    async def live_attempt(self, payment_id: str) -> Attempt | None:
        statement = sa.select(*_ATTEMPT_COLUMNS).where(
            ATTEMPTS.c.payment_id == payment_id, ATTEMPTS.c.outcome == "calling"
        )
        row = (await self._conn.execute(statement)).first()
        return Attempt(**row._mapping) if row else None

    async def add_attempt(self, attempt: Attempt) -> None:
        values = asdict(attempt) | {"updated_at": attempt.created_at}
        await self._conn.execute(sa.insert(ATTEMPTS).values(**values, outcome="calling", detail=""))

    async def finish_attempt(self, attempt_id: str, outcome: str, detail: str = "") -> None:
        await self._conn.execute(
            sa.update(ATTEMPTS)
            .where(ATTEMPTS.c.id == attempt_id, ATTEMPTS.c.outcome == "calling")
            .values(outcome=outcome, detail=detail[:500], updated_at=self._clock.now())
        )

    async def stalled_payments(self, before: datetime, limit: int) -> Sequence[str]:
        statement = (
            sa.select(ATTEMPTS.c.payment_id)
            .join(PAYMENTS, PAYMENTS.c.id == ATTEMPTS.c.payment_id)
            .where(
                ATTEMPTS.c.outcome == "calling",
                ATTEMPTS.c.updated_at < before,
                PAYMENTS.c.status.in_(_OPEN),
            )
            .order_by(ATTEMPTS.c.updated_at)
            .limit(limit)
        )
        return (await self._conn.execute(statement)).scalars().all()

    async def closing_payments(self, before: datetime, limit: int) -> Sequence[Payment]:
        return await self._payments(
            sa.select(*_PAYMENT_COLUMNS)
            .where(
                PAYMENTS.c.status.in_(_OPEN),
                PAYMENTS.c.close_tries > 0,
                PAYMENTS.c.updated_at < before,
            )
            .order_by(PAYMENTS.c.updated_at)
            .limit(limit)
        )

    async def _payments(self, statement: sa.Select[Any]) -> list[Payment]:
        return [_payment(row) for row in (await self._conn.execute(statement)).all()]

    # -- refunds

    async def refund(self, refund_id: str, *, lock: bool = False) -> Refund | None:
        statement = sa.select(*_REFUND_COLUMNS).where(REFUNDS.c.id == refund_id)
        row = (await self._conn.execute(statement.with_for_update() if lock else statement)).first()
        return _refund(row) if row else None

    async def refund_by_provider(self, provider_refund_id: str) -> Refund | None:
        found = await self._refunds(REFUNDS.c.provider_refund_id == provider_refund_id)
        return found[0] if found else None

    async def add_refund(self, refund: Refund) -> None:
        await self._conn.execute(sa.insert(REFUNDS).values(asdict(refund)))

    async def save_refund(self, refund: Refund) -> None:
        await self._conn.execute(
            sa.update(REFUNDS).where(REFUNDS.c.id == refund.id).values(asdict(refund))
        )

    async def moving_refunds(self, before: datetime, limit: int) -> Sequence[str]:
        statement = (
            sa.select(REFUNDS.c.id)
            .where(REFUNDS.c.status.in_(("requested", "pending")), REFUNDS.c.updated_at < before)
            .order_by(REFUNDS.c.updated_at)
            .limit(limit)
        )
        return (await self._conn.execute(statement)).scalars().all()

    # -- the ledger

    async def post(self, posting: Posting, payment: Payment | None) -> bool:
        statement = (
            insert(LEDGER_TRANSACTIONS)
            .values(
                id=new_id("ltx"),
                kind=posting.kind.value,
                reference=posting.reference,
                payment_id=payment.id if payment else None,
                order_id=payment.order_id if payment else None,
                posted_at=self._clock.now(),
            )
            .on_conflict_do_nothing(constraint="ledger_transactions_posted_once")
            .returning(LEDGER_TRANSACTIONS.c.id)
        )
        transaction_id = (await self._conn.execute(statement)).scalar_one_or_none()
        if transaction_id is None:
            return False
        await self._conn.execute(sa.insert(LEDGER_ENTRIES), _entry_rows(transaction_id, posting))
        return True

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

    # -- the provider's messages

    async def add_event(self, event: ProviderEvent, *, waiting: bool) -> bool:
        now = self._clock.now()
        statement = (
            insert(WEBHOOK_EVENTS)
            .values(
                **asdict(event),
                outcome="waiting" if waiting else "ignored",
                tries=0,
                received_at=now,
                next_try_at=now if waiting else None,
                done_at=None if waiting else now,
            )
            .on_conflict_do_nothing()
            .returning(sa.literal(1))
        )
        return (await self._conn.execute(statement)).first() is not None

    async def take_due_event(self, event_id: str | None = None) -> StoredEvent | None:
        columns = [WEBHOOK_EVENTS.c[field.name] for field in fields(ProviderEvent)]
        statement = (
            sa.select(*columns, WEBHOOK_EVENTS.c.tries)
            .where(
                WEBHOOK_EVENTS.c.outcome == "waiting",
                WEBHOOK_EVENTS.c.next_try_at <= self._clock.now(),
            )
            .order_by(WEBHOOK_EVENTS.c.next_try_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if event_id is not None:
            statement = statement.where(WEBHOOK_EVENTS.c.id == event_id)
        row = (await self._conn.execute(statement)).first()
        if row is None:
            return None
        values = dict(row._mapping)
        tries = values.pop("tries")
        return StoredEvent(ProviderEvent(**values), tries)

    async def finish_event(self, event_id: str, outcome: str) -> None:
        await self._conn.execute(
            sa.update(WEBHOOK_EVENTS)
            .where(WEBHOOK_EVENTS.c.id == event_id)
            .values(outcome=outcome, next_try_at=None, done_at=self._clock.now())
        )

    async def postpone_event(self, event_id: str, tries: int, until: datetime) -> None:
        await self._conn.execute(
            sa.update(WEBHOOK_EVENTS)
            .where(WEBHOOK_EVENTS.c.id == event_id, WEBHOOK_EVENTS.c.outcome == "waiting")
            .values(tries=tries, next_try_at=until)
        )

    # -- reconciliation

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
            sa.select(*_PAYMENT_COLUMNS).where(PAYMENTS.c.page_id.in_(page_ids))
        )
        return {payment.page_id: payment for payment in payments if payment.page_id}

    async def payments_by_provider_id(self, ids: Collection[str]) -> dict[str, Payment]:
        payments = await self._payments(
            sa.select(*_PAYMENT_COLUMNS).where(PAYMENTS.c.provider_payment_id.in_(ids))
        )
        return {p.provider_payment_id: p for p in payments if p.provider_payment_id}

    async def refunds_by_id(self, refund_ids: Collection[str]) -> dict[str, Refund]:
        return {refund.id: refund for refund in await self._refunds(REFUNDS.c.id.in_(refund_ids))}

    async def refunds_by_provider_id(self, ids: Collection[str]) -> dict[str, Refund]:
        refunds = await self._refunds(REFUNDS.c.provider_refund_id.in_(ids))
        return {r.provider_refund_id: r for r in refunds if r.provider_refund_id}

    async def _refunds(self, condition: sa.ColumnElement[bool]) -> list[Refund]:
        statement = sa.select(*_REFUND_COLUMNS).where(condition)
        return [_refund(row) for row in (await self._conn.execute(statement)).all()]

    async def open_payments_before(self, moment: datetime, limit: int) -> Sequence[str]:
        statement = (
            sa.select(PAYMENTS.c.id)
            .where(
                PAYMENTS.c.status.in_(_OPEN),
                PAYMENTS.c.page_id.is_not(None),
                PAYMENTS.c.created_at < moment,
            )
            .order_by(PAYMENTS.c.created_at)
            .limit(limit)
        )
        return (await self._conn.execute(statement)).scalars().all()

    async def unchecked_payments(self, before: datetime, limit: int) -> Sequence[Payment]:
        return await self._payments(
            sa.select(*_PAYMENT_COLUMNS)
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
        """Forget answered idempotency keys and acted-on messages; the provider resends for days."""
        await idempotency.prune(self._conn, self._clock)
        await self._conn.execute(
            sa.delete(WEBHOOK_EVENTS).where(
                WEBHOOK_EVENTS.c.done_at < self._clock.now() - older_than
            )
        )


def _lock_key(order_id: str) -> sa.ColumnElement[int]:
    return sa.func.hashtextextended(f"payment-order:{order_id}", 0)


def _payment(row: sa.Row[Any]) -> Payment:
    values = dict(row._mapping)
    return Payment(**values | {"status": PaymentStatus(values["status"])})


def _refund(row: sa.Row[Any]) -> Refund:
    values = dict(row._mapping)
    return Refund(**values | {"status": RefundStatus(values["status"])})


def _entry_rows(transaction_id: str, posting: Posting) -> list[dict[str, Any]]:
    return [
        {
            "transaction_id": transaction_id,
            "line": line,
            "account": entry.account.value,
            "currency": entry.currency,
            "amount": entry.amount,
        }
        for line, entry in enumerate(posting.entries, start=1)
    ]
