"""The processes of the local platform, as the topology lists them."""

import signal
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from infra.local.engines import base_environment, engine_programs, python_module
from infra.local.environment import REPOSITORY, Environment, UserPoolIds
from infra.local.processes import (
    Kind,
    PlatformError,
    Program,
    accepts_connections,
    answers_http,
    launched,
)

# Whoever starts others stops before them; kinds of one group stop side by side.
STOP_ORDER: tuple[tuple[Kind, ...], ...] = (
    ("edge", "event source"),
    ("function",),
    ("service", "worker"),
    ("simulator", "engine"),
)


def engines(environment: Environment) -> tuple[Program, ...]:
    """PostgreSQL, Valkey, the search engine, AWS and the payment provider."""
    triggers = environment.topology.user_pool.triggers.all.values()
    trigger_urls = {each.function: environment.url_of(each.function) for each in triggers}
    return engine_programs(
        environment.engines, base_environment(), environment.of_provider(), trigger_urls
    )


def service_programs(
    environment: Environment, service: str, users: UserPoolIds
) -> Iterator[Program]:
    """A core service's API and, where it has one, its worker."""
    module = f"core_services.{service}"
    port = environment.ports.of(service)
    yield Program(
        name=service,
        kind="service",
        argv=python_module(module, "api"),
        module=module,
        env=environment.of_api(service, users),
        is_ready=partial(answers_http, port, "/health/ready"),
        port=port,
        url=environment.url_of(service),
        cwd=REPOSITORY,
    )
    if environment.topology.services[service].worker:
        port = environment.ports.of_worker(service)
        yield Program(
            name=f"{service}-worker",
            kind="worker",
            argv=python_module(module, "worker"),
            module=module,
            env=environment.of_worker(service, users),
            is_ready=partial(answers_http, port, "/health/ready"),
            port=port,
            cwd=REPOSITORY,
        )


def migration(environment: Environment, service: str, users: UserPoolIds) -> Program:
    """What brings a service's database up to date, and ends."""
    return Program(
        name=f"{service}-migrate",
        kind="service",
        argv=python_module(f"core_services.{service}", "migrate"),
        module=f"core_services.{service}",
        env=environment.of_api(service, users),
        is_ready=lambda: False,
        cwd=REPOSITORY,
    )


def function_program(environment: Environment, function: str, users: UserPoolIds) -> Program:
    """A Chalice application under the local Lambda host."""
    port = environment.ports.of(function)
    return Program(
        name=function,
        kind="function",
        argv=python_module("infra.local.lambda_host", function),
        module="infra.local.lambda_host",
        env=environment.of_function(function, users),
        is_ready=partial(answers_http, port, "/health/live"),
        port=port,
        cwd=REPOSITORY,
    )


def event_sources_program(environment: Environment) -> Program:
    """What starts functions on their events: Lambda's pollers, and Firehose."""
    port = environment.ports.event_sources
    return Program(
        name="event-sources",
        kind="event source",
        argv=python_module("infra.local.event_sources", f"--port={port}"),
        module="infra.local.event_sources",
        env=environment.of_event_sources(),
        is_ready=partial(answers_http, port, "/health/live"),
        port=port,
        cwd=REPOSITORY,
    )


def edge_program(environment: Environment) -> Program:
    """The one origin that browsers see."""
    return Program(
        name="edge",
        kind="edge",
        argv=python_module("infra.local.edge"),
        module="infra.local.edge",
        env=environment.of_edge(),
        is_ready=partial(accepts_connections, environment.ports.edge),
        port=environment.ports.edge,
        url=environment.edge_url,
        stop_signal=signal.SIGTERM,
        cwd=REPOSITORY,
    )


def nursery_command() -> list[str]:
    """What brings up the process that services are forked from."""
    return launched(python_module("infra.local.nursery"), "same", signal.SIGKILL)


def programs(environment: Environment, users: UserPoolIds) -> tuple[Program, ...]:
    """Everything but the engines."""
    topology = environment.topology
    services = (service_programs(environment, name, users) for name in topology.services)
    return (
        *(program for pair in services for program in pair),
        *(function_program(environment, name, users) for name in topology.functions),
        event_sources_program(environment),
        edge_program(environment),
    )


def check_programs_exist(environment: Environment) -> None:
    """Refuse to start half a platform.

    Raises:
        PlatformError: naming what the topology lists and the code does not have.
    """
    modules = [f"core_services.{name}.__main__" for name in environment.topology.services]
    missing = [name for name in [*modules, "infra.local.edge"] if find_spec(name) is None]
    if missing:
        raise PlatformError(
            f"The topology lists what the code does not have: {', '.join(missing)}.",
            "complete the check-out, or take the service out of infra/topology.yaml",
        )


def migrations_fingerprint(service: str) -> str:
    """Changes whenever a migration of this service, or what migrations share, changes."""
    shared = REPOSITORY / "core_services" / "chassis"
    own = REPOSITORY / "core_services" / service / "migrations"
    digest = sha256()
    for file in (
        *_python_files(own),
        *_python_files(shared / "migration_env"),
        shared / "tables.py",
    ):
        digest.update(str(file.relative_to(REPOSITORY)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _python_files(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.py"))
