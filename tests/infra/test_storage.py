"""Buckets, topics, queues and streams of production, as Terraform would make them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from infra.local.topology import load_topology
from infra.ops.deploy.targets import targets_of
from tests.infra.terraform import plan, resources

TOPOLOGY = load_topology()
PROD, STANDBY = targets_of("prod")
HERE, THERE = (f"{each.account}-{each.region}" for each in (PROD, STANDBY))


@pytest.fixture(scope="module")
def planned() -> Mapping[str, Any]:
    return resources(plan("region", "prod.tfvars"))


def _values(planned: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {address: each["values"] for address, each in planned.items() if each["type"] == kind}


def _names(planned: Mapping[str, Any], kind: str) -> set[str]:
    return {each["name"].removeprefix("mercato-prod-") for each in _values(planned, kind).values()}


def test_topics_queues_and_streams_are_those_of_the_topology(planned: Mapping[str, Any]) -> None:
    queues = set(TOPOLOGY.queues)

    assert _names(planned, "aws_sqs_queue") == queues | {f"{name}-dlq" for name in queues}
    assert _names(planned, "aws_kinesis_stream") == set(TOPOLOGY.streams)
    assert set(TOPOLOGY.topics) <= _names(planned, "aws_sns_topic")


def test_every_bucket_has_all_that_protects_it(planned: Mapping[str, Any]) -> None:
    owners = {address.rpartition(".aws_s3_bucket.")[0] for address in _values(planned, _BUCKET)}

    for guard in _GUARDS:
        guarded = {address.rpartition(f".{guard}.")[0] for address in _values(planned, guard)}
        assert owners == guarded, guard


def test_every_bucket_is_made_by_the_module(planned: Mapping[str, Any]) -> None:
    made = {each["bucket"] for each in _values(planned, _BUCKET).values()}
    wanted = {*TOPOLOGY.buckets, "storefront", "athena-results", "artifacts", "access-logs"}

    assert {f"mercato-prod-{name}-{HERE}" for name in wanted} <= made


def test_media_and_the_lake_are_copied_to_the_other_region(planned: Mapping[str, Any]) -> None:
    rules = {
        address: each["rule"]
        for address, each in _values(planned, "aws_s3_bucket_replication_configuration").items()
    }
    copied = {
        (rule["destination"][0]["bucket"], rule["filter"][0]["prefix"])
        for each in rules.values()
        for rule in each
    }

    media, lake = (f"arn:aws:s3:::mercato-prod-{name}-{THERE}" for name in ("media", "lake"))
    assert copied == {(media, ""), (lake, "raw/"), (lake, "curated/")}
    assert all(rule["status"] == "Enabled" for each in rules.values() for rule in each)
    assert all(
        rule["destination"][0]["metrics"][0]["status"] == "Enabled"
        for each in rules.values()
        for rule in each
    ), "without metrics nobody sees how far behind the copy is"


def test_what_a_job_wrote_aside_is_gone_after_a_day(planned: Mapping[str, Any]) -> None:
    rules = {
        rule["id"]: rule
        for address, each in _values(planned, "aws_s3_bucket_lifecycle_configuration").items()
        if address.startswith("module.lake.module.lake.")
        for rule in each["rule"]
    }

    assert rules["staging"]["filter"][0]["prefix"] == "staging/"
    assert rules["staging"]["expiration"][0]["days"] == 1
    assert rules["raw"]["expiration"] == [], "raw events cannot be made again"


def test_production_is_not_destroyed_with_what_is_in_it(planned: Mapping[str, Any]) -> None:
    assert not [
        each["bucket"] for each in _values(planned, _BUCKET).values() if each["force_destroy"]
    ]


def test_only_cloudfront_reads_what_everybody_may_see(planned: Mapping[str, Any]) -> None:
    for name in ("media", "storefront"):
        policy = planned[f"module.{name}.aws_s3_bucket_policy.this"]["values"]["policy"]
        allowed = [each for each in json.loads(policy)["Statement"] if each["Effect"] == "Allow"]
        assert {each["Principal"]["Service"][0] for each in allowed} == {"cloudfront.amazonaws.com"}
        actions = {action for each in allowed for action in each["Action"]}
        # Who may list the pictures' bucket is given all of them by /media/.
        assert ("s3:ListBucket" in actions) == (name == "storefront")


def test_mails_come_from_the_shops_own_domain(planned: Mapping[str, Any]) -> None:
    (identity,) = _values(planned, "aws_sesv2_email_identity").values()

    assert identity["email_identity"] == PROD.domain


_BUCKET = "aws_s3_bucket"
_GUARDS = (
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
)
