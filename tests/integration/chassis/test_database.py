"""The engine: which of several hosts it finds, and with which password."""

import secrets
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from core_services.chassis.database import check, create_engine
from core_services.chassis.settings import Secret
from infra.local.engines import Engines
from infra.local.processes import free_ports


async def test_hosts_are_tried_in_order_until_one_answers(engines: Engines) -> None:
    """A standby's writer is nowhere until it is promoted; its readers answer meanwhile."""
    url = make_url(engines.postgres_url())
    (nobody,) = free_ports(1)
    hosts = ("writer.invalid:5432", f"127.0.0.1:{nobody}", f"127.0.0.1:{url.port}")
    several = url.set(host=None, port=None, query={"host": hosts})
    engine = create_engine(several.render_as_string(hide_password=False), pool_size=1)

    try:
        await check(engine)
        async with engine.connect() as connection:
            port = await connection.scalar(sa.text("SELECT inet_server_port()"))
    finally:
        await engine.dispose()

    assert port == url.port


async def test_a_password_that_is_rotated_is_used_by_the_next_connection(
    engines: Engines, tmp_path: Path
) -> None:
    role = f"rotated_{secrets.token_hex(8)}"
    file = tmp_path / "DATABASE_URL"
    master = create_engine(engines.postgres_url(), pool_size=1)
    url = make_url(engines.postgres_url()).set(username=role)

    async def rotate(statement: str) -> None:
        password = secrets.token_hex(16)
        async with master.begin() as connection:
            await connection.execute(sa.text(f"{statement} PASSWORD '{password}'"))
        file.write_text(url.set(password=password).render_as_string(hide_password=False))

    await rotate(f"CREATE ROLE {role} LOGIN")
    engine = create_engine(Secret(file.read_text(), file), pool_size=2)
    forgetful = create_engine(file.read_text(), pool_size=1)
    try:
        async with engine.connect():
            await rotate(f"ALTER ROLE {role}")
            async with engine.connect() as second:
                found = await second.scalar(sa.text("SELECT current_user"))
        with pytest.raises(sa.exc.DBAPIError, match="password"):
            await check(forgetful)
    finally:
        await engine.dispose()
        await forgetful.dispose()
        async with master.begin() as connection:
            await connection.execute(sa.text(f"DROP ROLE {role}"))
        await master.dispose()

    assert found == role
