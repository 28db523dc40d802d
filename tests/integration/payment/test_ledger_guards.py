"""The database itself keeps the ledger: append-only, balanced, complete when committed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.ids import new_id
from core_services.payment.ledger import capture
from core_services.payment.tables import METADATA
from tests.integration.payment.conftest import Till


@pytest.fixture
async def conn(till: Till) -> AsyncIterator[AsyncConnection]:
    async with till.engine.connect() as connection:
        yield connection
        await connection.rollback()


async def begin(conn: AsyncConnection) -> str:
    transaction_id = new_id("ltx")
    await conn.execute(
        sa.text(
            "INSERT INTO ledger_transactions (id, kind, reference, posted_at)"
            " VALUES (:id, 'capture', :id, now())"
        ),
        {"id": transaction_id},
    )
    return transaction_id


async def enter(
    conn: AsyncConnection, transaction_id: str, line: int, amount: int, currency: str = "EUR"
) -> None:
    await conn.execute(
        sa.text("INSERT INTO ledger_entries VALUES (:id, :line, 'sales', :currency, :amount)"),
        {"id": transaction_id, "line": line, "currency": currency, "amount": amount},
    )


async def test_a_balanced_transaction_is_kept(conn: AsyncConnection) -> None:
    transaction_id = await begin(conn)
    await enter(conn, transaction_id, 1, 5)
    await enter(conn, transaction_id, 2, -5)
    await conn.commit()


@pytest.mark.parametrize(
    "entries",
    [[], [(5, "EUR")], [(5, "EUR"), (-4, "EUR")], [(5, "EUR"), (-5, "USD")]],
    ids=["empty", "one-sided", "unequal", "two currencies"],
)
async def test_an_unbalanced_transaction_does_not_commit(
    conn: AsyncConnection, entries: list[tuple[int, str]]
) -> None:
    transaction_id = await begin(conn)
    for line, (amount, currency) in enumerate(entries):
        await enter(conn, transaction_id, line, amount, currency)
    with pytest.raises(IntegrityError):
        await conn.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET amount = amount + 1",
        "UPDATE ledger_entries SET account = 'fees' WHERE false",
        "DELETE FROM ledger_entries",
        "TRUNCATE ledger_entries",
        "UPDATE ledger_transactions SET posted_at = now()",
        "DELETE FROM ledger_transactions",
        "TRUNCATE ledger_transactions, ledger_entries",
    ],
)
async def test_what_is_posted_cannot_be_changed(conn: AsyncConnection, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        await conn.execute(sa.text(statement))


async def test_a_complete_transaction_takes_no_further_entries(conn: AsyncConnection) -> None:
    transaction_id = await begin(conn)
    await enter(conn, transaction_id, 1, 5)
    await enter(conn, transaction_id, 2, -5)
    await conn.commit()
    with pytest.raises(IntegrityError, match="is complete"):
        await enter(conn, transaction_id, 3, 5)


async def test_a_transaction_cannot_claim_to_be_of_another(conn: AsyncConnection) -> None:
    await conn.execute(
        sa.text(
            "INSERT INTO ledger_transactions (id, kind, reference, posted_at, made_by)"
            " VALUES (:id, 'capture', :id, now(), txid_current() + 1)"
        ),
        {"id": (transaction_id := new_id("ltx"))},
    )
    await enter(conn, transaction_id, 1, 5)
    await enter(conn, transaction_id, 2, -5)
    await conn.commit()


async def test_the_same_is_posted_once(till: Till) -> None:
    payment = await till.open()
    posting = capture(payment.id, "EUR", 5)
    async with till.deps.store.transaction() as books:
        assert await books.post(posting, payment)
        assert not await books.post(posting, payment)
    assert len(await till.ledger(payment.id)) == 2


async def test_an_order_cannot_have_two_live_payments_whatever_the_code_does(till: Till) -> None:
    payment = await till.open()
    twin = replace(payment, id=new_id("pay"), page_id=None)
    with pytest.raises(IntegrityError):
        async with till.deps.store.transaction() as books:
            await books.add_payment(twin)


async def test_the_tables_are_what_the_migration_makes(till: Till) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection)
        ours = set(METADATA.tables)
        return [
            difference
            for difference in compare_metadata(context, METADATA)
            if not _is_chassis(difference, ours)
        ]

    async with till.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def _is_chassis(difference: object, ours: set[str]) -> bool:
    """A table or index that this service's metadata does not describe."""
    if not isinstance(difference, tuple) or difference[0] not in ("remove_table", "remove_index"):
        return False
    subject = difference[1]
    table = subject.name if difference[0] == "remove_table" else subject.table.name
    return table not in ours
