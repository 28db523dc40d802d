"""Postgres: one engine per process, one transaction per handler, errors in our own words."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from contracts.errors import RequestInFlightError, UnavailableError
from core_services.chassis.settings import Secret

log = logging.getLogger(__name__)

T = TypeVar("T")

LOCK_TIMEOUT = "5s"
STATEMENT_TIMEOUT = "10s"
IDLE_TIMEOUT = "15s"
_SERIALIZATION_FAILURES = frozenset({"40001", "40P01"})
_LOCK_NOT_AVAILABLE = "55P03"
_GONE = frozenset({"57P01", "57P02", "57P03", "25006", "53300", "57014"})
_SERIALIZATION_ATTEMPTS = 4


class SerializationError(UnavailableError):
    """Two transactions met; running this one again is all it takes."""

    code = "busy"
    title = "Others were changing the same thing; try again"


def create_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine whose connections give up on their own instead of waiting for ever.

    Where the URL stands in a file, each new connection logs in with what stands there by then: a
    password that is changed while the process runs refuses nobody.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2.0,
        pool_recycle=1_800,
        connect_args={
            "timeout": 5.0,
            "server_settings": {
                "lock_timeout": LOCK_TIMEOUT,
                "statement_timeout": STATEMENT_TIMEOUT,
                "idle_in_transaction_session_timeout": IDLE_TIMEOUT,
                "application_name": "mercato",
            },
        },
    )
    if isinstance(url, Secret):
        sa.event.listen(engine.sync_engine, "do_connect", _with_current_password(url))
    return engine


def _with_current_password(url: Secret) -> Callable[[Any, Any, Any, dict[str, Any]], None]:
    def log_in(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
        now = sa.make_url(url.current)
        parameters.update(user=now.username, password=now.password)

    return log_in


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction: committed at the end, rolled back by any exception.

    Raises:
        SerializationError: on a deadlock or serialization failure; see `retry_serialization`.
        RequestInFlightError: when another transaction held a lock that we need for too long.
        UnavailableError: when the database cannot be reached or is failing over.
    """
    try:
        async with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        translated = _translate(error)
        if translated is None:
            raise
        raise translated from error
    except (PoolTimeoutError, OSError) as error:
        raise UnavailableError("The database cannot be reached right now.") from error


def _translate(error: DBAPIError) -> Exception | None:
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if state in _SERIALIZATION_FAILURES:
        return SerializationError("Others were changing the same thing.")
    if state == _LOCK_NOT_AVAILABLE:
        return RequestInFlightError("Somebody else is changing this.", retry_after=1)
    if error.connection_invalidated or state in _GONE or state.startswith("08"):
        return UnavailableError("The database cannot be reached right now.")
    return None


async def retry_serialization(attempt: Callable[[], Awaitable[T]]) -> T:
    """Run a whole transaction again when it met another one; a few times, then give up."""
    for number in range(_SERIALIZATION_ATTEMPTS):
        try:
            return await attempt()
        except SerializationError:
            if number == _SERIALIZATION_ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.01 * 2**number)
    raise AssertionError("unreachable")


async def check(engine: AsyncEngine) -> None:
    """Raises when the database does not answer: a readiness check."""
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT 1"))


def migrate(url: str, package: str) -> None:
    """Bring a service's database to the newest version of its own tables.

    Two processes may call this at once: an advisory lock lets one work and the other find it done.
    """
    # Imported on demand: only a migration needs it, and it costs a process 10 MB.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("core_services.chassis") / "migration_env"))
    config.set_main_option("version_locations", str(files(package) / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes["url"] = url
    command.upgrade(config, "head")
    log.info("migrated", extra={"fields": {"package": package}})
