"""The topology: the real one is sound, and each kind of fault is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.local.topology import TOPOLOGY_FILE, TopologyError, load_topology


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[dict[str, Any]], None]], Path]:
    """A copy of the real topology after an edit."""

    def write(edit: Callable[[dict[str, Any]], None]) -> Path:
        content = yaml.safe_load(TOPOLOGY_FILE.read_text())
        edit(content)
        path = tmp_path / "topology.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def test_the_topology_is_sound() -> None:
    topology = load_topology()
    assert {"catalog", "cart", "order", "payment", "search"} <= set(topology.services)
    assert topology.called_from("bff") == ("catalog", "cart", "order")


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda t: t["services"]["cart"].update(port=8101), "port 8101 is already"),
        (lambda t: t["routes"].append({"path": "/x", "service": "nobody"}), "no service 'nobody'"),
        (lambda t: t["routes"].append({"path": "/x"}), "needs exactly one of"),
        (
            lambda t: t["routes"].append({"path": "/x", "service": "cart", "bucket": "media"}),
            "needs exactly one of",
        ),
        (
            lambda t: t["queues"].update(odd={"consumer": "cart", "topic": "x", "events": ["e"]}),
            "must be named cart-x",
        ),
        (
            lambda t: t["queues"].update(
                {"cart-x": {"consumer": "cart", "topic": "x", "events": []}}
            ),
            "there is no topic 'x'",
        ),
        (lambda t: t["tables"]["carts"].update(owner="nobody"), "owner 'nobody'"),
        (lambda t: t["services"]["cart"].update(called_by=["nobody"]), "called_by 'nobody'"),
        (
            lambda t: t["queues"]["notifications-order-events"].pop("handler"),
            "needs the handler in notifications",
        ),
        (
            lambda t: t["queues"]["cart-order-events"].update(handler="on_order"),
            "only a function has a handler",
        ),
        (
            lambda t: t["functions"]["notifications"].update(triggers=["rest_api"]),
            "notifications is not started by queues",
        ),
        (
            lambda t: t["functions"]["backoffice"].update(triggers=["rest_api"]),
            "backoffice is no function that a user pool starts",
        ),
        (lambda t: t["operations"].update(watched_by="nobody"), "watched_by 'nobody'"),
        (lambda t: t["services"]["cart"].update(colour="red"), "unknown field `colour`"),
    ],
)
def test_a_fault_is_named(
    changed: Callable[[Callable[[dict[str, Any]], None]], Path],
    edit: Callable[[dict[str, Any]], None],
    fault: str,
) -> None:
    with pytest.raises(TopologyError, match=fault):
        load_topology(changed(edit))


def test_all_faults_are_reported_at_once(
    changed: Callable[[Callable[[dict[str, Any]], None]], Path],
) -> None:
    def edit(topology: dict[str, Any]) -> None:
        topology["tables"]["carts"]["owner"] = "nobody"
        topology["buckets"]["media"]["owner"] = "no one"

    with pytest.raises(TopologyError) as caught:
        load_topology(changed(edit))
    assert "'nobody'" in str(caught.value)
    assert "'no one'" in str(caught.value)
