"""Roles and databases on a real server, created by a master that is no superuser, as on Aurora."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from infra.local.engines import Engines
from infra.local.topology import Service
from infra.ops.databases import running
from infra.ops.databases.creation import Account, Server, create_databases


@dataclass(frozen=True, slots=True)
class Place:
    """A server with a master of its own, and names that no other test uses."""

    server: Server
    prefix: str
    superuser: Any

    def account(self, name: str, password: str | None = None) -> Account:
        return Account(f"{self.prefix}_{name}", password or secrets.token_urlsafe(24))

    @contextlib.asynccontextmanager
    async def login(self, account: Account, database: str | None = None) -> AsyncIterator[Any]:
        async with self.server.session(account, database or account.name) as connection:
            yield connection

    async def stored(self, account: Account) -> str:
        query = "SELECT rolpassword FROM pg_authid WHERE rolname = $1"
        return str(await self.superuser.fetchval(query, account.name))


@pytest.fixture
async def place(engines: Engines) -> AsyncIterator[Place]:
    prefix = f"t{secrets.token_hex(4)}"
    password = secrets.token_urlsafe(24)
    superuser = await asyncpg.connect(engines.postgres_url().replace("+asyncpg", ""))
    await superuser.execute(
        f"CREATE ROLE {prefix}_master LOGIN CREATEROLE CREATEDB PASSWORD '{password}'"
    )
    port = engines.ports.postgres
    server = Server("127.0.0.1", port, f"{prefix}_master", password, ssl="disable")
    yield Place(server, prefix, superuser)
    databases = "SELECT datname FROM pg_database WHERE datname LIKE $1"
    for (name,) in await superuser.fetch(databases, f"{prefix}%"):
        await superuser.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    roles = "SELECT rolname FROM pg_roles WHERE rolname LIKE $1 ORDER BY rolname DESC"
    for (name,) in await superuser.fetch(roles, f"{prefix}%"):
        await superuser.execute(f'DROP OWNED BY "{name}"')
        await superuser.execute(f'DROP ROLE "{name}"')
    await superuser.close()


async def test_a_service_owns_its_database(place: Place) -> None:
    account = place.account("order")

    created = await create_databases(place.server, [account])

    assert created == {account.name}
    async with place.login(account) as connection:
        await connection.execute("CREATE TABLE things (id int)")
        assert await connection.fetchval("SELECT count(*) FROM things") == 0


async def test_a_service_cannot_enter_anothers_database(place: Place) -> None:
    order, payment = place.account("order"), place.account("payment")
    await create_databases(place.server, [order, payment])

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with place.login(payment, order.name):
            pass


async def test_even_who_is_let_in_finds_the_schema_closed(place: Place) -> None:
    order, payment = place.account("order"), place.account("payment")
    await create_databases(place.server, [order, payment])
    await place.superuser.execute(f"GRANT CONNECT ON DATABASE {order.name} TO {payment.name}")

    async with place.login(payment, order.name) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE public.things (id int)")
        usage = "SELECT has_schema_privilege('public', 'USAGE')"
        assert await connection.fetchval(usage) is False


async def test_a_service_may_create_neither_roles_nor_databases(place: Place) -> None:
    account = place.account("order")
    await create_databases(place.server, [account])

    async with place.login(account) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"CREATE DATABASE {place.prefix}_other")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"CREATE ROLE {place.prefix}_other")


async def test_creating_again_changes_nothing(place: Place) -> None:
    account = place.account("order")
    await create_databases(place.server, [account])
    async with place.login(account) as connection:
        await connection.execute("CREATE TABLE things (id int)")
    stored = await place.stored(account)

    created = await create_databases(place.server, [account])

    assert created == frozenset()
    assert await place.stored(account) == stored
    async with place.login(account) as connection:
        assert await connection.fetchval("SELECT count(*) FROM things") == 0


async def test_a_new_password_is_set_where_the_old_one_is_no_longer_the_secrets(
    place: Place,
) -> None:
    old = place.account("order")
    await create_databases(place.server, [old])
    new = place.account("order", "another-password")

    await create_databases(place.server, [new])

    async with place.login(new) as connection:
        assert await connection.fetchval("SELECT current_user") == new.name
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with place.login(old):
            pass


async def test_two_at_once_create_everything_once(place: Place) -> None:
    accounts = [place.account(name) for name in ("catalog", "order", "payment")]

    results = await asyncio.gather(*(create_databases(place.server, accounts) for _ in range(3)))

    assert sorted(name for created in results for name in created) == sorted(
        account.name for account in accounts
    )


async def test_whoever_sets_no_limits_has_some(place: Place) -> None:
    account = place.account("order")
    await create_databases(place.server, [account])

    async with place.login(account) as connection:
        assert await connection.fetchval("SHOW statement_timeout") == "1min"
        assert await connection.fetchval("SHOW idle_in_transaction_session_timeout") == "1min"


async def test_text_is_sorted_alike_on_every_server(place: Place) -> None:
    account = place.account("order")
    await create_databases(place.server, [account])

    query = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = $1"
    provider, locale = await place.superuser.fetchrow(query, account.name)
    assert (provider, locale) == (b"b", "C.UTF-8")


async def test_the_server_keeps_a_verifier_and_was_never_told_the_password(place: Place) -> None:
    account = place.account("order")
    await create_databases(place.server, [account])

    assert (await place.stored(account)).startswith("SCRAM-SHA-256$4096:")


async def test_the_master_cannot_act_as_a_service_afterwards(place: Place) -> None:
    account = place.account("order")
    await create_databases(place.server, [account])

    master = Account(place.server.master, place.server.password)
    async with place.login(master, "postgres") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SET ROLE {account.name}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with place.login(master, account.name):
            pass


async def test_a_wrong_master_password_is_told_and_creates_nothing(place: Place) -> None:
    account = place.account("order")
    wrong = Server("127.0.0.1", place.server.port, place.server.master, "wrong", ssl="disable")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await create_databases(wrong, [account])

    exists = "SELECT 1 FROM pg_roles WHERE rolname = $1"
    assert await place.superuser.fetchval(exists, account.name) is None


async def test_the_command_creates_what_the_topology_names_with_mounted_passwords(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = place.account("order")
    services = {"order": Service(port=1, database=account.name), "cart": Service(port=2)}
    monkeypatch.setattr(running, "load_topology", lambda: SimpleNamespace(services=services))
    (tmp_path / "MASTER_PASSWORD").write_text(f"{place.server.password}\n")
    (tmp_path / "ORDER_DATABASE_PASSWORD").write_text(f"{account.password}\n")
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("DATABASE_HOST", place.server.host)
    monkeypatch.setenv("DATABASE_PORT", str(place.server.port))
    monkeypatch.setenv("DATABASE_MASTER", place.server.master)
    monkeypatch.setenv("DATABASE_SSL_MODE", "disable")

    first, second = await asyncio.to_thread(running.run), await asyncio.to_thread(running.run)

    assert first == f"databases: {account.name} (new: {account.name})"
    assert second == f"databases: {account.name} (new: none)"
    async with place.login(account) as connection:
        assert await connection.fetchval("SELECT current_database()") == account.name


async def test_the_command_says_why_it_cannot(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = {"order": Service(port=1, database=f"{place.prefix}_order")}
    monkeypatch.setattr(running, "load_topology", lambda: SimpleNamespace(services=services))
    monkeypatch.setenv("DATABASE_HOST", place.server.host)
    monkeypatch.setenv("DATABASE_PORT", str(place.server.port))
    monkeypatch.setenv("DATABASE_MASTER", place.server.master)
    monkeypatch.setenv("DATABASE_SSL_MODE", "disable")
    monkeypatch.setenv("MASTER_PASSWORD", "not-this-one")
    monkeypatch.setenv("ORDER_DATABASE_PASSWORD", "neither")

    with pytest.raises(running.CreationError, match="InvalidPasswordError") as caught:
        await asyncio.to_thread(running.run)
    assert "not-this-one" not in str(caught.value)
