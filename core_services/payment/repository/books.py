"""`Books`: what the handlers read and write within one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.clock import Clock
from contracts.events import EventType
from contracts.ids import new_id
from core_services.chassis import idempotency, inbox, outbox
from core_services.chassis.idempotency import Scope, Stored
from core_services.payment.domain import Payment, PaymentStatus, Refund, RefundStatus
from core_services.payment.ledger import Posting
from core_services.payment.ports import Attempt, ProviderEvent, StoredEvent
from core_services.payment.tables import (
    ATTEMPTS,
    CLOSED_ORDERS,
    LEDGER_ENTRIES,
    LEDGER_TRANSACTIONS,
    PAYMENTS,
    REFUNDS,
    WEBHOOK_EVENTS,
)

OPEN_STATUSES = ("requires_payment", "processing", "failed")
PAYMENT_COLUMNS = tuple(PAYMENTS.c[field.name] for field in fields(Payment))
_REFUND_COLUMNS = tuple(REFUNDS.c[field.name] for field in fields(Refund))
_ATTEMPT_COLUMNS = tuple(ATTEMPTS.c[field.name] for field in fields(Attempt))


class PostgresBooks:
    """`Books` within one transaction."""

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

    async def follow_owner(self, order_id: str, customer_id: str) -> None:
        change = sa.update(PAYMENTS).where(PAYMENTS.c.order_id == order_id)
        await self._conn.execute(change.values(customer_id=customer_id))

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
        statement = sa.select(*PAYMENT_COLUMNS).where(condition)
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
                PAYMENTS.c.status.in_(OPEN_STATUSES),
            )
            .order_by(ATTEMPTS.c.updated_at)
            .limit(limit)
        )
        return (await self._conn.execute(statement)).scalars().all()

    async def closing_payments(self, before: datetime, limit: int) -> Sequence[Payment]:
        return await self._payments(
            sa.select(*PAYMENT_COLUMNS)
            .where(
                PAYMENTS.c.status.in_(OPEN_STATUSES),
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

    async def _refunds(self, condition: sa.ColumnElement[bool]) -> list[Refund]:
        statement = sa.select(*_REFUND_COLUMNS).where(condition)
        return [_refund(row) for row in (await self._conn.execute(statement)).all()]

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
