"""The engine: which of several hosts it finds."""

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from core_services.chassis.database import check, create_engine
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
