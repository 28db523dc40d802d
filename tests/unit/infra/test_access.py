"""Who may do what on AWS: the real list is sound, and each kind of fault is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.access import ACCESS_FILE, AccessError, handlers_of, load_access
from infra.local.topology import load_topology


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], None]], Path]:
    """A copy of the real list after an edit."""

    def write(edit: Callable[[dict[str, Any]], None]) -> Path:
        content = yaml.safe_load(ACCESS_FILE.read_text())
        edit(content)
        path = tmp_path / "access.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def test_the_list_is_sound_and_has_every_process() -> None:
    access, topology = load_access(), load_topology()

    assert access.services.keys() == topology.services.keys()
    assert {name: frozenset(handlers) for name, handlers in access.functions.items()} == {
        name: handlers_of(topology, name) for name in topology.functions
    }


def test_handlers_are_those_that_something_starts() -> None:
    assert handlers_of(load_topology(), "backoffice") == {"api_handler", "require_second_factor"}
    assert handlers_of(load_topology(), "ingestion") == {
        "transform_clickstream",
        "transform_domain_events",
    }


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ({"actions": ["sqs:*"], "queues": ["cart-order-events"]}, "actions"),
        ({"actions": [], "queues": ["cart-order-events"]}, "actions"),
        ({"actions": ["sqs:SendMessage"]}, "needs exactly one kind of thing, not none"),
        (
            {"actions": ["sqs:SendMessage"], "queues": ["all"], "dead_letter_queues": ["all"]},
            "not queues, dead_letter_queues",
        ),
        ({"actions": ["sqs:SendMessage"], "queues": ["cart-x"]}, "nothing called 'cart-x'"),
        ({"actions": ["sns:Publish"], "queues": ["all"]}, "sns:Publish is nothing to do with"),
        ({"actions": ["s3:PutObject"], "objects": ["else/*"]}, "there is no bucket 'else'"),
        ({"actions": ["s3:PutObject"], "objects": ["media*"]}, "is not <bucket>/<prefix>/*"),
        ({"actions": ["sts:GetCallerIdentity"], "any": " "}, "any"),
        ({"actions": ["sns:Publish"], "numbers": True}, "numbers"),
        (
            {"actions": ["dynamodb:GetItem"], "tables": ["carts"]},
            "cart: dynamodb:GetItem is allowed twice on carts",
        ),
    ],
)
def test_a_wrong_statement_is_explained(
    changed: Callable[[Callable[[dict[str, Any]], None]], Path],
    statement: dict[str, Any],
    fault: str,
) -> None:
    path = changed(lambda content: content["services"]["cart"].append(statement))

    with pytest.raises(AccessError) as refusal:
        load_access(path)

    assert fault in str(refusal.value)


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda a: a["services"].pop("cart"), "service 'cart' has no entry"),
        (lambda a: a["services"].update(ghost=[]), "service 'ghost' is not in the topology"),
        (lambda a: a["functions"].pop("bff"), "function 'bff' has no entry"),
        (
            lambda a: a["functions"]["backoffice"].pop("require_second_factor"),
            "backoffice: handler 'require_second_factor' has no entry",
        ),
        (
            lambda a: a["functions"]["bff"].update(on_nothing=[]),
            "bff: handler 'on_nothing' is not in the topology",
        ),
    ],
)
def test_a_process_that_is_missing_or_unknown_is_named(
    changed: Callable[[Callable[[dict[str, Any]], None]], Path],
    edit: Callable[[dict[str, Any]], None],
    fault: str,
) -> None:
    with pytest.raises(AccessError) as refusal:
        load_access(changed(edit))

    assert fault in str(refusal.value)
