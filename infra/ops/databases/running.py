"""The command's work, for a container and for the command line."""

import asyncio

import asyncpg

from core_services.chassis.settings import SettingsError
from infra.local.topology import TopologyError, load_topology
from infra.ops.databases.creation import create_databases
from infra.ops.databases.settings import from_environment


class CreationError(Exception):
    """It cannot be done; the message says why, and never a password."""


def run() -> str:
    """Create what the topology wants and the environment allows; returns what was done, in words.

    Raises:
        CreationError: when settings are missing, the server cannot be reached, or refuses.
    """
    try:
        services = load_topology().services.items()
        databases = {name: each.database for name, each in services if each.database}
        server, accounts = from_environment(databases)
        created = asyncio.run(create_databases(server, accounts))
    except (SettingsError, TopologyError, ValueError) as error:
        raise CreationError(str(error)) from error
    except (asyncpg.PostgresError, OSError, TimeoutError) as error:
        raise CreationError(f"{type(error).__name__}: {error}") from error
    new = ", ".join(sorted(created)) or "none"
    return f"databases: {', '.join(sorted(databases.values()))} (new: {new})"
