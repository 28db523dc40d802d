"""Every secret that is read is one that Terraform makes, and is read as text or JSON, as it is."""

import json
import re
from pathlib import Path

import pytest
import yaml

from infra.local.topology import load_topology
from tests.infra.terraform import TERRAFORM

INFRA = TERRAFORM.parent
SECRETS = (TERRAFORM / "region/secrets.tf").read_text()
# `mercato-prod/redis`, as charts put it together; and which of its properties is read, if any.
CHARTS = re.compile(r'"%s/([a-z-]+)"(?: \$name)?\)?(?: "property" "(\w+)")?')
MANIFESTS = re.compile(r"key: \{\{ \$prefix \}\}/([a-z-]+)(?:/[^,]*)?,(?: property: (\w+))?")


def texts() -> set[str]:
    """Secrets whose value is a password or a key and nothing else."""
    found = re.search(r"lone_secrets = toset\((\[.*?\])\)", SECRETS, re.S)
    assert found
    return set(json.loads(found[1]))


def filled_by_people() -> set[str]:
    found = re.search(r"operator_filled\s+= (\[.*?\])", SECRETS)
    assert found
    return set(json.loads(found[1]))


def read_by_pods() -> list[tuple[str, str]]:
    """The secrets that charts name, each with the property they read, or with none."""
    found = []
    for path in sorted(
        [*INFRA.glob("helm/**/*.tpl"), *INFRA.glob("gitops/config/templates/*.yaml")]
    ):
        for pattern in (CHARTS, MANIFESTS):
            found += [
                (match[1], match[2] or "")
                for line in path.read_text().splitlines()
                if "remoteSecret" in line or "remoteRef" in line
                for match in pattern.finditer(line)
            ]
    return found


def test_pods_read_secrets_that_there_are() -> None:
    read = {name for name, _ in read_by_pods()}

    assert {"guest-session", "service-token", "redis", "stripe", "aurora-master"} <= read
    assert read <= texts() | filled_by_people() | {"database"}


@pytest.mark.parametrize(
    ("name", "field"), sorted(set(read_by_pods())), ids=lambda each: each or "text"
)
def test_a_secret_is_read_as_what_it_is(name: str, field: str) -> None:
    assert (field == "") == (name in texts()), f"{name} is {'text' if name in texts() else 'JSON'}"


def test_functions_read_secrets_that_there_are() -> None:
    access = yaml.safe_load((INFRA / "access.yaml").read_text())
    handlers = [each for function in access["functions"].values() for each in function.values()]
    read = {
        name for each in handlers for statement in each for name in statement.get("secrets", ())
    }

    assert read
    assert read <= texts()


def test_no_password_of_aws_needs_escaping_in_an_address() -> None:
    assert re.search(r"exclude_punctuation = true", SECRETS)


def test_every_database_of_the_topology_has_a_role_that_rotates() -> None:
    """The names come from the topology by an expression; here it is seen to be that one."""
    assert "for service, each in local.topology.services : service => each.database" in SECRETS
    assert all(each.database in (None, name) for name, each in load_topology().services.items())


def test_no_secret_has_its_value_in_a_state() -> None:
    for path in Path(TERRAFORM, "modules").glob("**/*.tf"):
        text = path.read_text()
        assert not re.search(r"^\s*(secret_string|master_password|auth_token)\s+=", text, re.M), (
            path
        )
