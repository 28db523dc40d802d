"""Nothing in the code names what is not in the topology, and nothing in it is named for nothing."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts.events import EVENT_TYPES, catalog, order, payment
from core_services.chassis.operations import Operation
from core_services.chassis.settings import ServiceSettings
from infra.local.environment import (
    REPOSITORY,
    Environment,
    UserPoolIds,
    load_environment,
)
from infra.local.topology import Topology, load_topology

TOPOLOGY = load_topology()
SERVICES = tuple(TOPOLOGY.services)
NAMED_THINGS = ("_topic_arn", "_queue_url", "_table", "_bucket")
EVENT_MODULES = (catalog, order, payment)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return load_environment(8080, tmp_path_factory.mktemp("home"))


def told(environment: Environment, service: str) -> set[str]:
    return {name.lower() for name in environment.of_api(service, UserPoolIds("pool", "client"))}


def settings_fields(service: str) -> dict[str, msgspec.structs.FieldInfo]:
    module = import_module(f"core_services.{service}.settings")
    [settings] = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, ServiceSettings)
        and each is not ServiceSettings
    ]
    return {field.name: field for field in msgspec.structs.fields(settings)}


def operations(service: str) -> tuple[Operation, ...]:
    return tuple(import_module(f"core_services.{service}.routes").OPERATIONS)


def is_routed_to(service: str, path: str, topology: Topology = TOPOLOGY) -> bool:
    first = next((route for route in topology.routes if fnmatch(path, route.path)), None)
    return first is not None and first.service == service


def source_files() -> Iterator[Path]:
    for part in ("contracts", "core_services", "edge_api", "infra"):
        for file in (REPOSITORY / part).rglob("*.py"):
            if not {"vendor", ".chalice"} & set(file.parts):
                yield file


def test_every_service_with_code_is_in_the_topology_and_the_other_way_round() -> None:
    folders = {each.parent.name for each in REPOSITORY.glob("core_services/*/__main__.py")}
    assert folders == set(SERVICES)


def test_every_function_is_a_chalice_application() -> None:
    for function in TOPOLOGY.functions.values():
        assert (REPOSITORY / function.app / "app.py").is_file()
        assert (REPOSITORY / function.app / ".chalice" / "config.json").is_file()


@pytest.mark.parametrize("service", SERVICES)
def test_the_environment_holds_all_that_a_service_requires(
    environment: Environment, service: str
) -> None:
    fields = settings_fields(service)
    required = {name for name, field in fields.items() if field.required}
    named = {name for name in fields if name.endswith(NAMED_THINGS)}
    assert required | named <= told(environment, service)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_every_topic_queue_and_table_that_it_is_given(
    environment: Environment, service: str
) -> None:
    given = {name for name in told(environment, service) if name.endswith(NAMED_THINGS[:3])}
    assert given <= set(settings_fields(service))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_calls_only_those_that_know_it_as_a_caller(service: str) -> None:
    neighbours = {f"{name}_url": name for name in SERVICES}
    called = {neighbours[name] for name in settings_fields(service) if name in neighbours}
    assert called <= set(TOPOLOGY.called_from(service))


@pytest.mark.parametrize("service", SERVICES)
def test_every_public_operation_can_be_reached_through_the_edge(service: str) -> None:
    public = [each.path for each in operations(service) if each.path.startswith("/core/")]
    assert public
    assert [path for path in public if not is_routed_to(service, path)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_internal_operation_can_be_reached_through_the_edge(service: str) -> None:
    internal = [each.path for each in operations(service) if not each.path.startswith("/core/")]
    for path in internal:
        assert not any(fnmatch(path, route.path) for route in TOPOLOGY.routes)


def test_every_route_to_a_service_leads_to_an_operation() -> None:
    for route in TOPOLOGY.routes:
        if route.service is not None:
            paths = [each.path for each in operations(route.service)]
            assert any(fnmatch(path, route.path) for path in paths), route.path


@pytest.mark.parametrize("name", TOPOLOGY.queues)
def test_a_queue_asks_for_events_that_its_topics_producer_emits(name: str) -> None:
    queue = TOPOLOGY.queues[name]
    producer = TOPOLOGY.topics[queue.topic].producer
    for event in queue.events:
        assert event in EVENT_TYPES
        assert EVENT_TYPES[event].source == producer


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_hears_exactly_what_its_queues_bring(service: str) -> None:
    asked = {
        event
        for queue in TOPOLOGY.queues.values()
        if queue.consumer == service
        for event in queue.events
    }
    assert subscribed(service) == asked


def subscribed(service: str) -> set[str]:
    """The events that ``subscriptions.py`` names, by the constants of ``contracts.events``."""
    constants: dict[str, Any] = {
        name: value for module in EVENT_MODULES for name, value in vars(module).items()
    }
    source = (REPOSITORY / "core_services" / service / "subscriptions.py").read_text()
    return {str(constants[name].name) for name in re.findall(r"\b([A-Z][A-Z_]+)\.name\b", source)}


def test_the_code_spells_no_topic_or_queue_that_is_not_in_the_topology() -> None:
    known = {*TOPOLOGY.topics, *TOPOLOGY.queues, *(f"{name}-dlq" for name in TOPOLOGY.queues)}
    spelled = {
        (str(file.relative_to(REPOSITORY)), name)
        for file in source_files()
        for name in re.findall(
            r"[\"'`]([a-z]+(?:-[a-z]+)*-events(?:-dlq)?)[\"'`]", file.read_text()
        )
    }
    assert {each for each in spelled if each[1] not in known} == set()
