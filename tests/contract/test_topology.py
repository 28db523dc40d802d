"""Nothing in the code names a queue, table, route or neighbour that the topology does not have."""

import importlib
import re
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
import pytest

from contracts.events import EVENT_TYPES
from contracts.principals import STAFF_GROUPS
from core_services.chassis.operations import INTERNAL, Operation
from core_services.chassis.settings import ServiceSettings
from edge_api.backoffice.chalicelib.application import DESCRIBED as BACKOFFICE
from edge_api.bff.chalicelib import auth, events, pages
from edge_api.bff.chalicelib.settings import Settings as Bff
from edge_api.notifications.chalicelib import views as notifications
from edge_api.notifications.chalicelib.settings import Settings as NotificationSettings
from infra.local.topology import Topology, load_topology
from pipelines.ingestion.chalicelib.settings import Settings as Ingestion

ROOT = Path(__file__).resolve().parents[2]
TOPOLOGY = load_topology()
SERVICES = sorted(TOPOLOGY.services)
_RESOURCE = re.compile(r"_(topic_arn|queue_url|table|bucket)$")
_COMMON = {field.name for field in msgspec.structs.fields(ServiceSettings)}


def operations(service: str) -> tuple[Operation, ...]:
    found: tuple[Operation, ...] = importlib.import_module(
        f"core_services.{service}.routes"
    ).OPERATIONS
    return found


def settings_fields(service: str) -> set[str]:
    settings = importlib.import_module(f"core_services.{service}.settings").Settings
    return {field.name for field in msgspec.structs.fields(settings)} - _COMMON


def granted(topology: Topology, service: str) -> set[str]:
    """The resource settings that the topology gives to a service, by the rule at its head."""
    names = {
        f"{name}_topic_arn" for name, topic in topology.topics.items() if topic.producer == service
    }
    names |= {
        f"{queue.topic}_queue_url"
        for queue in topology.queues.values()
        if queue.consumer == service
    }
    names |= {f"{name}_table" for name, table in topology.tables.items() if table.owner == service}
    return {name.replace("-", "_") for name in names}


def public_path(operation: Operation) -> str:
    return re.sub(r"\{[^}]*\}", "x", operation.path)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_the_names_that_the_topology_gives_it_and_no_others(service: str) -> None:
    named = {name for name in settings_fields(service) if _RESOURCE.search(name)}

    assert {name for name in named if not name.endswith("_bucket")} == granted(TOPOLOGY, service)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_calls_the_neighbours_that_the_topology_lets_it_call(service: str) -> None:
    urls = {f"{name}_url" for name in TOPOLOGY.services}

    called = {name.removesuffix("_url") for name in settings_fields(service) & urls}

    assert called == set(TOPOLOGY.called_from(service))


@pytest.mark.parametrize("service", SERVICES)
def test_every_public_operation_is_routed_to_its_service_and_no_internal_one_is(
    service: str,
) -> None:
    for operation in operations(service):
        path = public_path(operation)
        route = next((r for r in TOPOLOGY.routes if fnmatchcase(path, r.path)), None)
        if operation.access is INTERNAL:
            assert route is None, path
        else:
            assert route is not None, f"{path} is not routed"
            assert route.service == service, path


def test_every_route_leads_somewhere() -> None:
    for route in TOPOLOGY.routes:
        if route.service:
            paths = [public_path(operation) for operation in operations(route.service)]
            assert any(fnmatchcase(path, route.path) for path in paths), route.path


@pytest.mark.parametrize("name", sorted(TOPOLOGY.queues))
def test_a_queue_is_named_after_its_consumer_and_topic_and_carries_events_of_its_producer(
    name: str,
) -> None:
    queue = TOPOLOGY.queues[name]

    assert name == f"{queue.consumer}-{queue.topic}"
    for event in queue.events:
        assert EVENT_TYPES[event].source == TOPOLOGY.topics[queue.topic].producer


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_the_events_that_its_queues_carry(service: str) -> None:
    source = (ROOT / "core_services" / service).rglob("subscriptions.py")
    text = "\n".join(path.read_text() for path in source)
    constants = {
        event_type.name: name
        for module in ("catalog", "order", "payment")
        for name, event_type in vars(importlib.import_module(f"contracts.events.{module}")).items()
        if name.isupper()
    }
    for queue in TOPOLOGY.queues.values():
        if queue.consumer == service:
            for event in queue.events:
                assert constants[event] in text, f"{service} does not subscribe to {event}"


def test_notifications_read_the_names_that_the_topology_gives_them_and_no_others() -> None:
    fields = {field.name for field in msgspec.structs.fields(NotificationSettings)}
    own = {name for name in fields if _RESOURCE.search(name)}
    urls = {f"{name}_url" for name in TOPOLOGY.services} & fields

    assert own == granted(TOPOLOGY, "notifications")
    assert urls == {f"{name}_url" for name in TOPOLOGY.called_from("notifications")}


def test_every_operation_of_the_notifications_is_routed_to_them() -> None:
    for operation in notifications.OPERATIONS:
        route = next(r for r in TOPOLOGY.routes if fnmatchcase(operation.path, r.path))
        assert route.function == "notifications", operation.path


def test_the_bff_calls_the_neighbours_that_the_topology_lets_it_call() -> None:
    fields = {field.name for field in msgspec.structs.fields(Bff)}

    called = {name for name in TOPOLOGY.services if f"{name}_url" in fields}

    assert called == set(TOPOLOGY.called_from("bff"))


@pytest.mark.parametrize(("function", "settings"), [("bff", Bff), ("ingestion", Ingestion)])
def test_a_function_reads_the_streams_and_buckets_that_the_topology_gives_it(
    function: str, settings: type[msgspec.Struct]
) -> None:
    streams = {n: each.producer for n, each in TOPOLOGY.streams.items()}
    buckets = {n: each.owner for n, each in TOPOLOGY.buckets.items()}
    given = {f"{name}_stream" for name, owner in streams.items() if owner == function}
    given |= {f"{name}_bucket" for name, owner in buckets.items() if owner == function}

    fields = {field.name for field in msgspec.structs.fields(settings)}

    assert {name for name in fields if name.endswith(("_stream", "_bucket"))} == given


def test_every_operation_of_the_bff_is_routed_to_it() -> None:
    for operation in (*auth.OPERATIONS, *pages.OPERATIONS, *events.OPERATIONS):
        path = re.sub(r"\{[^}]*\}", "x", operation.path)
        route = next(r for r in TOPOLOGY.routes if fnmatchcase(path, r.path))
        assert route.function == "bff", operation.path


def test_every_operation_of_the_back_office_is_routed_to_it_and_for_staff_of_a_group() -> None:
    for operation in BACKOFFICE:
        path = re.sub(r"\{[^}]*\}", "x", operation.path)
        route = next(r for r in TOPOLOGY.routes if fnmatchcase(path, r.path))
        assert route.function == "backoffice", operation.path
        assert operation.groups & set(TOPOLOGY.user_pool.groups), operation.path


def test_tokens_name_the_groups_that_the_topology_has() -> None:
    assert set(TOPOLOGY.user_pool.groups) == STAFF_GROUPS


def test_no_resource_is_named_in_code_outside_the_topology() -> None:
    names = {*TOPOLOGY.topics, *TOPOLOGY.queues}
    literal = re.compile(r"""["']((?:[a-z]+-)+events(?:-dlq)?)["']""")
    for folder in ("core_services", "edge_api", "infra"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in literal.findall(path.read_text()):
                assert name.removesuffix("-dlq") in names, f"{path}: {name}"


def test_the_edge_reaches_functions_that_exist() -> None:
    for function in TOPOLOGY.functions.values():
        assert (ROOT / function.app / "app.py").is_file()
