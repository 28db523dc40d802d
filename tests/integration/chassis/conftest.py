"""A database with the chassis' own tables, and a topic with a queue."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import boto3
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.ids import new_event_id
from core_services.chassis.database import create_engine
from core_services.chassis.tables import create_chassis_tables
from infra.local.engines import Engines


def _create(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        create_chassis_tables()


@pytest.fixture
async def database(engines: Engines) -> AsyncIterator[AsyncEngine]:
    """A fresh database: a test may leave whatever it likes in it."""
    url = await engines.create_database(f"chassis_{new_event_id().replace('-', '')}")
    engine = create_engine(url, pool_size=20)
    async with engine.begin() as conn:
        await conn.run_sync(_create)
    yield engine
    await engine.dispose()


@pytest.fixture
def aws(engines: Engines) -> Callable[[str], Any]:
    """Makes boto3 clients of the AWS that this run has."""

    def client(service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=engines.aws_endpoint_url,
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    return client
