"""Read models for staff: rows to views, without the domain in between."""

from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.errors import NotFoundError
from core_services.chassis.database import transaction
from core_services.payment.schemas import (
    AttemptView,
    BalanceView,
    DifferenceView,
    LedgerLine,
    PaymentFile,
    PaymentList,
    PaymentQuery,
    ProviderEventView,
    ReconciliationView,
    RefundView,
    RunView,
    StaffPaymentView,
)
from core_services.payment.tables import (
    ATTEMPTS,
    LEDGER_ENTRIES,
    LEDGER_TRANSACTIONS,
    PAYMENTS,
    RECONCILIATION_DIFFERENCES,
    RECONCILIATION_RUNS,
    REFUNDS,
    WEBHOOK_EVENTS,
)

_RUNS_SHOWN = 20
_DIFFERENCES_SHOWN = 200

V = TypeVar("V", bound=msgspec.Struct)


class StaffViews:
    """What staff see of payments and of the reconciliation."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def payments(self, query: PaymentQuery) -> PaymentList:
        """Payments, newest first; ids sort by time of creation."""
        statement = sa.select(*_columns(PAYMENTS, StaffPaymentView)).order_by(PAYMENTS.c.id.desc())
        if query.order_id:
            statement = statement.where(PAYMENTS.c.order_id == query.order_id)
        if query.status:
            statement = statement.where(PAYMENTS.c.status == query.status.value)
        if query.cursor:
            statement = statement.where(PAYMENTS.c.id < query.cursor)
        async with transaction(self._engine) as conn:
            found = await _read(conn, statement.limit(query.limit + 1), StaffPaymentView)
        shown = found[: query.limit]
        return PaymentList(shown, shown[-1].id if len(found) > query.limit else None)

    async def payment(self, payment_id: str) -> PaymentFile:
        """Everything about one payment.

        Raises:
            NotFoundError: when there is none.
        """
        async with transaction(self._engine) as conn:
            row = (
                await conn.execute(sa.select(PAYMENTS).where(PAYMENTS.c.id == payment_id))
            ).first()
            if row is None:
                raise NotFoundError(f"There is no payment {payment_id}.")
            return PaymentFile(
                payment=_convert(row, StaffPaymentView),
                provider_page_id=row.page_id,
                provider_payment_id=row.provider_payment_id,
                attempts=await _of_payment(conn, ATTEMPTS, AttemptView, payment_id),
                refunds=await _of_payment(conn, REFUNDS, RefundView, payment_id),
                ledger=await _ledger(conn, payment_id),
                events=await _events(conn, row),
            )

    async def reconciliation(self) -> ReconciliationView:
        """The last runs, the open differences, and every account's balance."""
        runs = (
            sa.select(*_columns(RECONCILIATION_RUNS, RunView))
            .order_by(RECONCILIATION_RUNS.c.started_at.desc())
            .limit(_RUNS_SHOWN)
        )
        differences = (
            sa.select(*_columns(RECONCILIATION_DIFFERENCES, DifferenceView))
            .where(RECONCILIATION_DIFFERENCES.c.resolved_at.is_(None))
            .order_by(RECONCILIATION_DIFFERENCES.c.first_seen_at.desc())
            .limit(_DIFFERENCES_SHOWN)
        )
        async with transaction(self._engine) as conn:
            return ReconciliationView(
                await _read(conn, runs, RunView),
                await _read(conn, differences, DifferenceView),
                await _balances(conn),
            )

    async def resolve_difference(self, difference_id: str, note: str) -> DifferenceView:
        """Close a difference that a person has explained; it is not reported again.

        Raises:
            NotFoundError: when there is none of this id.
        """
        columns = _columns(RECONCILIATION_DIFFERENCES, DifferenceView)
        resolved = sa.func.coalesce(RECONCILIATION_DIFFERENCES.c.resolved_at, self._clock.now())
        statement = (
            sa.update(RECONCILIATION_DIFFERENCES)
            .where(RECONCILIATION_DIFFERENCES.c.id == difference_id)
            .values(resolved_at=resolved, explanation=note)
            .returning(*columns)
        )
        async with transaction(self._engine) as conn:
            row = (await conn.execute(statement)).first()
        if row is None:
            raise NotFoundError(f"There is no difference {difference_id}.")
        return _convert(row, DifferenceView)


def _columns(table: sa.Table, kind: type[msgspec.Struct]) -> list[sa.Column[Any]]:
    return [table.c[name] for name in kind.__struct_fields__]


def _convert(row: sa.Row[Any], kind: type[V]) -> V:
    values = {name: row._mapping[name] for name in kind.__struct_fields__}
    return msgspec.convert(values, kind)


async def _read(conn: AsyncConnection, statement: sa.Select[Any], kind: type[V]) -> list[V]:
    return [_convert(row, kind) for row in (await conn.execute(statement)).all()]


async def _of_payment(
    conn: AsyncConnection, table: sa.Table, kind: type[V], payment_id: str
) -> list[V]:
    statement = (
        sa.select(*_columns(table, kind))
        .where(table.c.payment_id == payment_id)
        .order_by(table.c.created_at)
    )
    return await _read(conn, statement, kind)


async def _ledger(conn: AsyncConnection, payment_id: str) -> list[LedgerLine]:
    statement = (
        sa.select(
            LEDGER_TRANSACTIONS.c.id.label("transaction_id"),
            LEDGER_TRANSACTIONS.c.kind,
            LEDGER_ENTRIES.c.account,
            LEDGER_ENTRIES.c.currency,
            LEDGER_ENTRIES.c.amount,
            LEDGER_TRANSACTIONS.c.posted_at,
        )
        .join(LEDGER_ENTRIES, LEDGER_ENTRIES.c.transaction_id == LEDGER_TRANSACTIONS.c.id)
        .where(LEDGER_TRANSACTIONS.c.payment_id == payment_id)
        .order_by(LEDGER_TRANSACTIONS.c.posted_at, LEDGER_TRANSACTIONS.c.id, LEDGER_ENTRIES.c.line)
    )
    return await _read(conn, statement, LedgerLine)


async def _events(conn: AsyncConnection, payment: sa.Row[Any]) -> list[ProviderEventView]:
    events = WEBHOOK_EVENTS.c
    statement = (
        sa.select(*_columns(WEBHOOK_EVENTS, ProviderEventView))
        .where(
            (events.payment_id == payment.id)
            | (events.page_id == (payment.page_id or payment.id))
            | (events.provider_payment_id == (payment.provider_payment_id or payment.id))
        )
        .order_by(events.received_at)
    )
    return await _read(conn, statement, ProviderEventView)


async def _balances(conn: AsyncConnection) -> list[BalanceView]:
    statement = (
        sa.select(
            LEDGER_ENTRIES.c.account,
            LEDGER_ENTRIES.c.currency,
            sa.cast(sa.func.sum(LEDGER_ENTRIES.c.amount), sa.BigInteger).label("balance"),
        )
        .group_by(LEDGER_ENTRIES.c.account, LEDGER_ENTRIES.c.currency)
        .order_by(LEDGER_ENTRIES.c.account, LEDGER_ENTRIES.c.currency)
    )
    return await _read(conn, statement, BalanceView)
