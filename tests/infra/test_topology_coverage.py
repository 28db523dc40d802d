"""What Terraform, Helm, alarms and runbooks name is in the topology, and all of that is made.

Helm's values are compared with it in ``test_helm.py``, the code's settings in
``tests/contract/test_topology.py``.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from infra.local.topology import load_topology
from tests.infra.terraform import plan, resources

ROOT = Path(__file__).resolve().parents[2]
TOPOLOGY = load_topology()
ENVIRONMENT = ("region", "prod.tfvars")
PREFIX = "mercato-prod-"

# What a region has besides, and no process of the shop speaks to.
NOT_THE_SHOPS = {
    "aws_sns_topic": {"alarms-page", "alarms-ticket"},
    "aws_s3_bucket": {"access-logs", "artifacts", "athena-results", "storefront"},
}
MADE_OF = {
    "aws_sns_topic": set(TOPOLOGY.topics),
    "aws_sqs_queue": {f"{name}{end}" for name in TOPOLOGY.queues for end in ("", "-dlq")},
    "aws_dynamodb_table": set(TOPOLOGY.tables),
    "aws_kinesis_stream": set(TOPOLOGY.streams),
    "aws_s3_bucket": set(TOPOLOGY.buckets),
}

WRITTEN = ("infra/terraform", "infra/helm", "infra/gitops", "docs/runbooks", ".github")
FILES = ("infra/alarms.yaml", "infra/slo.yaml", "infra/access.yaml")
KINDS = {".tf", ".yaml", ".yml", ".tpl", ".md", ".tfvars", ".json"}
MESSAGING = re.compile(r"(?<![\w.$/-])((?:[a-z]+-)+(?:events|feedback))(?:-dlq)?(?![\w-])")
ADDRESS = re.compile(r'"(/(?:api|core/v1|media)/[^"\s$]*)"')
KNOWN = {*TOPOLOGY.topics, *TOPOLOGY.queues, *TOPOLOGY.streams, *TOPOLOGY.delivery_streams}
FOREIGN = {"security-events"}  # what GitHub calls the permission to report findings


@pytest.fixture(scope="module")
def made() -> dict[str, set[str]]:
    """The names of what a region has, by type, as the topology would have them."""
    found: dict[str, set[str]] = {kind: set() for kind in MADE_OF}
    for each in resources(plan(*ENVIRONMENT)).values():
        if each["type"] in MADE_OF:
            found[each["type"]].add(_name(each["values"]))
    return found


def _name(values: Any) -> str:
    name = str(values.get("name") or values["bucket"]).removeprefix(PREFIX)
    return re.sub(r"-\d{12}-[a-z]+-[a-z]+-\d$", "", name)  # buckets: account and region


@pytest.mark.parametrize("kind", sorted(MADE_OF))
def test_a_region_has_what_the_topology_names_and_nothing_that_it_does_not(
    made: dict[str, set[str]], kind: str
) -> None:
    assert made[kind] == MADE_OF[kind] | NOT_THE_SHOPS.get(kind, set())


def test_a_role_names_nothing_that_its_region_does_not_make(made: dict[str, set[str]]) -> None:
    things = {f"{PREFIX}{name}" for names in made.values() for name in names}
    arns = re.compile(
        r"arn:aws:(sns|sqs|dynamodb|kinesis):[\w-]*:\d*:(?:table/|stream/)?([\w-]+)\""
    )
    named = {
        name
        for address, each in resources(plan(*ENVIRONMENT)).items()
        if address.startswith(("module.workload_roles", "module.functions"))
        for _, name in arns.findall(str(each["values"].get("policy", "")))
    }

    assert named, "roles name nothing"
    assert named <= things


def _written() -> Iterator[Path]:
    for folder in WRITTEN:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and "tests" not in path.relative_to(ROOT).parts:
                yield path
    yield from (ROOT / name for name in FILES)


def test_what_is_written_names_no_queue_or_topic_that_is_not_there() -> None:
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in _written()
        for name in MESSAGING.findall(path.read_text(encoding="utf-8"))
        if name not in KNOWN | FOREIGN
    }

    assert unknown == set()


def test_what_is_written_names_no_address_that_is_not_routed() -> None:
    unknown = {
        f"{path.relative_to(ROOT)}: {address}"
        for path in _written()
        for address in ADDRESS.findall(path.read_text(encoding="utf-8"))
        if not _is_routed(address)
    }

    assert unknown == set()


def _is_routed(address: str) -> bool:
    """Whether some route matches it, or begins with it where it is the beginning of several."""
    beginning = address.rstrip("*")
    if beginning.endswith("/") and any(r.path.startswith(beginning) for r in TOPOLOGY.routes):
        return True
    return any(fnmatchcase(f"{beginning}x", route.path) for route in TOPOLOGY.routes) or any(
        fnmatchcase(address, route.path) for route in TOPOLOGY.routes
    )
