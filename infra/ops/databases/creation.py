"""One role and one database per service, closed to the others.

The master need not be a superuser (Aurora's is not): it may create roles and databases, and it is a
member of none of the roles afterwards.
"""

import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from infra.ops.databases.scram import verifier

MAINTENANCE_DATABASE = "postgres"
_LOCK = 0x4D657264  # "Merd": lets one creation run at a time
_LOCK_TIMEOUT = "120s"
_CONNECT_SECONDS = 10.0
# For whoever forgets to set their own; services set tighter ones, and migrations none.
_ROLE_SETTINGS = {"statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}
# The same order of text here and there, whatever the server's operating system thinks of it.
_LOCALE = "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"


@dataclass(frozen=True, slots=True)
class Account:
    """A service's role, which owns the database of the same name."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server, and who may create there.

    Args:
        ssl: asyncpg's: ``verify-full``, or ``disable``.
    """

    host: str
    port: int
    master: str
    password: str = field(repr=False)
    ssl: str

    @contextlib.asynccontextmanager
    async def session(self, account: Account, database: str) -> AsyncIterator[Any]:
        """A connection of an account, closed at the end."""
        connection = await asyncpg.connect(
            host=self.host,
            port=self.port,
            user=account.name,
            password=account.password,
            database=database,
            ssl=self.ssl,
            timeout=_CONNECT_SECONDS,
        )
        try:
            yield connection
        finally:
            await connection.close()


async def create_databases(server: Server, accounts: Iterable[Account]) -> frozenset[str]:
    """Bring every account's role and database to the wanted state; returns the new databases.

    Nothing is dropped, and a password is only set where the account cannot log in with it: rotation
    may be under way.

    Raises:
        asyncpg.PostgresError: when the master may not do it, or another creation takes too long.
        OSError: when the server cannot be reached.
    """
    created = set()
    async with server.session(
        Account(server.master, server.password), MAINTENANCE_DATABASE
    ) as master:
        await _lock(master)
        await _count_statements(master)
        for account in accounts:
            await _ensure_role(server, master, account)
            if await _ensure_database(master, account.name):
                created.add(account.name)
            await _close_to_others(server, account)
    return frozenset(created)


async def _lock(master: Any) -> None:
    """Wait for a creation under way; the lock ends with the connection."""
    await master.execute(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
    await master.execute("SELECT pg_advisory_lock($1)", _LOCK)


async def _count_statements(master: Any) -> None:
    """Let the master see the counted statements, where it may."""
    with contextlib.suppress(asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedFileError):
        await master.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")


async def _ensure_role(server: Server, master: Any, account: Account) -> None:
    role = _quoted(account.name)
    if not await master.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", account.name):
        await master.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{verifier(account.password)}'")
    elif not await _can_log_in(server, account):
        await master.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{verifier(account.password)}'")
    for name, value in _ROLE_SETTINGS.items():
        await master.execute(f"ALTER ROLE {role} SET {name} = '{value}'")


async def _can_log_in(server: Server, account: Account) -> bool:
    try:
        async with server.session(account, MAINTENANCE_DATABASE):
            return True
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False


async def _ensure_database(master: Any, name: str) -> bool:
    if await master.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        return False
    owner = _quoted(name)
    # Whoever makes a database another's must be able to become that other: for this one statement.
    await master.execute(f"GRANT {owner} TO CURRENT_USER WITH SET TRUE, INHERIT FALSE")
    await master.execute(f"CREATE DATABASE {owner} OWNER {owner} TEMPLATE template0 {_LOCALE}")
    await master.execute(f"REVOKE {owner} FROM CURRENT_USER GRANTED BY CURRENT_USER")
    return True


async def _close_to_others(server: Server, account: Account) -> None:
    """Only the owner may revoke, and only the owner keeps anything."""
    async with server.session(account, account.name) as owner:
        await owner.execute(f"REVOKE ALL ON DATABASE {_quoted(account.name)} FROM PUBLIC")
        await owner.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
