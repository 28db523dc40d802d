"""A failover is made outside of Terraform: no plan afterwards may undo it, or destroy what serves.

``infra/terraform/modules/aurora/tests/promotion.tftest.hcl`` plans a cluster upon the state that
AWS has after a promotion. Here whole regions are compared: what the standby does not own cannot be
destroyed from there, and what is said differently of the two clusters is what plans ignore.
"""

import re
from typing import Any

import pytest

from tests.infra.terraform import TERRAFORM, plan, resources

PRIMARY = ("region", "prod.tfvars")
STANDBY = ("region", "prod.standby.tfvars")
AURORA = "module.aurora.aws_rds_cluster.this"

# What belongs to the primary together with its copy in the standby region.
OWNED_BY_THE_PRIMARY = {
    "aws_rds_global_cluster",
    "aws_dynamodb_table",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "aws_secretsmanager_secret_rotation",
    "aws_kms_replica_key",
}
# Where a region's things are, and its size: other there, but never changed by a failover.
OF_THE_PLACE = {"region", "kms_key_id", "performance_insights_kms_key_id", "tags_all"}
# Told once, when the cluster is created; the other region's cluster is told nothing.
WRITTEN_ONCE = {"master_password_wo_version"}


def cluster(root: str, var_file: str) -> dict[str, Any]:
    values: dict[str, Any] = resources(plan(root, var_file))[AURORA]["values"]
    return values


def ignored() -> set[str]:
    text = (TERRAFORM / "modules/aurora/main.tf").read_text()
    found = re.search(r'resource "aws_rds_cluster" .*?ignore_changes = \[(.*?)\n    \]', text, re.S)
    assert found
    lines = [line.split("#")[0] for line in found[1].splitlines()]
    return set(re.findall(r"\w+", " ".join(lines)))


def test_the_standby_owns_nothing_that_the_primary_owns() -> None:
    kinds = {each["type"] for each in resources(plan(*STANDBY)).values()}

    assert kinds & OWNED_BY_THE_PRIMARY == set()


def test_the_primary_owns_what_the_standby_needs() -> None:
    kinds = {each["type"] for each in resources(plan(*PRIMARY)).values()}

    assert kinds >= OWNED_BY_THE_PRIMARY


def test_what_makes_a_cluster_primary_or_standby_is_what_plans_ignore() -> None:
    primary, standby = cluster(*PRIMARY), cluster(*STANDBY)
    different = {name for name in primary | standby if primary.get(name) != standby.get(name)}

    assert different <= ignored() | OF_THE_PLACE | WRITTEN_ONCE, different


def test_a_plan_ignores_all_that_a_promotion_changes() -> None:
    promoted = {
        "global_cluster_identifier",
        "replication_source_identifier",
        "source_region",
        "master_username",
        "availability_zones",
        "engine_version",
    }

    assert ignored() >= promoted


@pytest.mark.parametrize("region", [PRIMARY, STANDBY], ids=["primary", "standby"])
def test_no_store_of_production_can_be_deleted_in_passing(region: tuple[str, str]) -> None:
    planned = resources(plan(*region))
    protected = {
        address: each["values"].get("deletion_protection", False)
        or each["values"].get("deletion_protection_enabled", False)
        for address, each in planned.items()
        if each["type"] in {"aws_rds_cluster", "aws_rds_global_cluster", "aws_dynamodb_table"}
    }

    assert AURORA in protected
    assert all(protected.values()), protected
    assert planned[AURORA]["values"]["skip_final_snapshot"] is False


def test_replicas_are_protected_like_their_tables() -> None:
    tables = [
        each for each in resources(plan(*PRIMARY)).values() if each["type"] == "aws_dynamodb_table"
    ]
    replicas = [replica for each in tables for replica in each["values"]["replica"]]

    assert len(replicas) == len(tables) > 0
    assert all(each["deletion_protection_enabled"] for each in replicas)
    assert all(each["point_in_time_recovery"] for each in replicas)
