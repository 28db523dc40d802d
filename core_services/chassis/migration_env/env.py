"""Alembic's environment, one for all services: the URL and the versions come from the caller."""

import asyncio

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

_LOCK = 0x4D657263  # "Merc": the advisory lock that lets one migration run at a time


def _run(connection: Connection) -> None:
    context.configure(connection=connection, transaction_per_migration=False)
    with context.begin_transaction():
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        context.run_migrations()


async def _migrate() -> None:
    # A role's statements end by themselves after a while; a migration takes what it takes.
    unlimited = {"server_settings": {"statement_timeout": "0"}}
    engine = create_async_engine(context.config.attributes["url"], connect_args=unlimited)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_run)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(_migrate())
