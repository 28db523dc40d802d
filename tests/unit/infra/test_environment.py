"""What each process is told: the rule of the topology's head, and nothing beyond need."""

import stat
from importlib import import_module
from pathlib import Path

import pytest

from core_services.chassis.settings import ServiceSettings, read_settings
from infra.local.engines import engine_programs
from infra.local.environment import Environment, UserPoolIds, load_environment
from infra.local.topology import load_topology

USERS = UserPoolIds("eu-west-1_pool", "client")


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return load_environment(9080, tmp_path)


def test_every_port_moves_with_the_edge(environment: Environment, tmp_path: Path) -> None:
    usual = load_environment(8080, tmp_path).ports.all
    moved = environment.ports.all
    assert {name: port + 1000 for name, port in usual.items()} == moved
    assert len(set(moved.values())) == len(moved)


def test_names_follow_the_rule_at_the_head_of_the_topology(environment: Environment) -> None:
    order = environment.of_api("order", USERS)
    assert order["ORDER_EVENTS_TOPIC_ARN"].endswith(":order-events")
    assert order["PAYMENT_EVENTS_QUEUE_URL"].endswith("/order-payment-events")
    assert order["CATALOG_URL"] == "http://127.0.0.1:9101"
    assert order["DATABASE_URL"].endswith("@127.0.0.1:9110/order")
    assert environment.of_api("cart", USERS)["CARTS_TABLE"] == "carts"
    assert environment.of_api("catalog", USERS)["MEDIA_BUCKET"] == "mercato-media"


def test_a_process_gets_only_what_it_owns_or_may_call(environment: Environment) -> None:
    cart = environment.of_api("cart", USERS)
    assert "DATABASE_URL" not in cart
    assert "STRIPE_API_KEY" not in cart
    assert "PAYMENT_URL" not in cart
    assert "ORDER_EVENTS_TOPIC_ARN" not in cart
    holders = [
        name
        for name in environment.topology.services
        if "STRIPE_API_KEY" in environment.of_api(name, USERS)
    ]
    assert holders == ["payment"]


@pytest.mark.parametrize("service", load_topology().services)
def test_a_service_is_told_all_that_its_settings_require(
    environment: Environment, service: str
) -> None:
    module = import_module(f"core_services.{service}.settings")
    [settings] = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, ServiceSettings)
        and each.__module__ == module.__name__
    ]
    read_settings(settings, environment.of_api(service, USERS))
    read_settings(settings, environment.of_worker(service, USERS))


def test_a_worker_has_its_apis_environment_and_a_port_of_its_own(environment: Environment) -> None:
    api, worker = environment.of_api("order", USERS), environment.of_worker("order", USERS)
    assert {name for name in api if api[name] != worker[name]} == {"PORT"}


def test_the_callers_environment_does_not_leak(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "the-callers-real-account")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-callers-real-key")
    told = environment.of_api("order", USERS)
    assert "AWS_PROFILE" not in told
    assert told["AWS_SECRET_ACCESS_KEY"] == "local"


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = load_environment(8080, tmp_path).credentials
    assert load_environment(8080, tmp_path).credentials == first
    assert stat.S_IMODE((tmp_path / "credentials.json").stat().st_mode) == 0o600
    assert len(set(first.database_passwords.values())) == len(first.database_passwords)


def test_each_process_signs_its_calls_with_its_own_name(environment: Environment) -> None:
    """Who calls what on the local AWS is told by the access key; see ``recorded_calls``."""
    topology = environment.topology
    told = {name: environment.of_api(name, USERS) for name in topology.services}
    told |= {name: environment.of_function(name, USERS) for name in topology.functions}

    assert {name: each["AWS_ACCESS_KEY_ID"] for name, each in told.items()} == {
        name: name for name in topology.processes
    }


def test_calls_are_recorded_only_where_a_folder_is_named(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def recorded() -> list[str]:
        (aws,) = [
            each for each in engine_programs(environment.engines, {}, {}) if each.name == "aws"
        ]
        return [each for each in aws.argv if each.startswith("--record-calls")]

    monkeypatch.delenv("RECORD_AWS_CALLS", raising=False)
    assert recorded() == []
    monkeypatch.setenv("RECORD_AWS_CALLS", str(tmp_path))
    assert recorded() == [f"--record-calls={tmp_path}/{environment.ports.engines.aws}.jsonl"]
