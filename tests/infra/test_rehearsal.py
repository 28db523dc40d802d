"""The real `chalice deploy` of every application, by the deploy command's own code, and what runs.

Against an emulator of AWS that runs the packages as Lambda does. What it cannot show: permissions
(every role may do everything), and processors (the packages are this machine's, and not arm64).
"""

import json
import platform
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from infra.ops.deploy.functions import Deployment, rest_api_ids
from infra.ops.deploy.projects import Project, function_names
from infra.ops.deploy.targets import targets_of
from tests.infra.deployments import HANDLERS, TOPOLOGY, facts_of, projects_for, release_for
from tests.infra.emulator import Emulator, running_emulator

(TARGET,) = targets_of("dev")
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
FEEDBACK = "notifications-email-feedback"
SECRET = "a-secret-for-hashes-of-addresses"
_SECONDS = 60.0


@dataclass
class Rehearsal:
    """A deployed environment, and what the deployment said."""

    emulator: Emulator
    deployment: Deployment
    projects: list[Project]
    said: list[str]

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    def rest_api_ids(self) -> dict[str, str]:
        """The REST API of each application that has one."""
        return rest_api_ids(self.client("apigateway"), TARGET, TOPOLOGY)

    def names(self) -> dict[str, str]:
        """What every function is called, by application and handler."""
        return {
            f"{project.function}.{handler}": name
            for project in self.projects
            for handler, name in function_names(project, TARGET).items()
        }

    def ask(self, function: str, path: str, body: Any = None) -> tuple[int, Any]:
        """A request through the REST API."""
        identifier = self.rest_api_ids()[function]
        url = f"{self.emulator.url}/restapis/{identifier}/api/_user_request_{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    scratch = tmp_path_factory.mktemp("rehearsal")
    release = release_for(ARCHITECTURE, projects_for(ARCHITECTURE, scratch / "packaged"))
    projects = release.unpack(scratch / "deployed")
    said: list[str] = []
    with running_emulator(TARGET, scratch) as emulator:
        deployment = Deployment(
            target=TARGET,
            facts=facts_of(TARGET, **_foundation(emulator)),
            topology=TOPOLOGY,
            release=release,
            client=emulator.client,
            tell=said.append,
            environment=emulator.environment,
        )
        deployment.deploy_all(projects)
        rehearsal = Rehearsal(emulator, deployment, projects, said)
        _wire(rehearsal)
        yield rehearsal


def _foundation(emulator: Emulator) -> dict[str, object]:
    """What Terraform's root `region` would have made, as far as functions need it."""
    for function, handler in HANDLERS.values():
        emulator.client("iam").create_role(
            RoleName=f"{TARGET.name}-{function}-{handler.replace('_', '-')}-{TARGET.region}",
            AssumeRolePolicyDocument=json.dumps(_TRUST),
        )
    ec2 = emulator.client("ec2")
    network = ec2.create_vpc(CidrBlock="10.10.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=network, CidrBlock="10.10.32.0/19")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="functions", Description="x", VpcId=network)
    _buckets_and_tables(emulator)
    secrets = emulator.client("secretsmanager")
    kept = secrets.create_secret(Name=f"{TARGET.name}/contact", SecretString=SECRET)["ARN"]
    return {
        "subnet_ids": (subnet,),
        "security_group_id": group["GroupId"],
        "environment_key_arn": emulator.client("kms").create_key()["KeyMetadata"]["Arn"],
        "secret_arns": {"contact": kept, "service-token": kept},
    }


_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def _buckets_and_tables(emulator: Emulator) -> None:
    for name in ("artifacts", "lake"):
        emulator.client("s3").create_bucket(
            Bucket=f"{TARGET.name}-{name}-{TARGET.account}-{TARGET.region}",
            CreateBucketConfiguration={"LocationConstraint": TARGET.region},
        )
    for name, table in TOPOLOGY.tables.items():
        keys = [
            ("HASH", table.partition_key),
            *([("RANGE", table.sort_key)] if table.sort_key else []),
        ]
        emulator.client("dynamodb").create_table(
            TableName=f"{TARGET.name}-{name}",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": key.name, "AttributeType": key.type} for _, key in keys
            ],
            KeySchema=[{"AttributeName": key.name, "KeyType": kind} for kind, key in keys],
        )
    emulator.client("kinesis").create_stream(StreamName=f"{TARGET.name}-clickstream", ShardCount=1)


def _wire(rehearsal: Rehearsal) -> None:
    """What Terraform's root `wiring` would make: queues and Firehose start functions."""
    sqs, names = rehearsal.client("sqs"), rehearsal.names()
    for name, queue in TOPOLOGY.queues.items():
        if queue.handler is None:
            continue
        dead = sqs.create_queue(QueueName=f"{TARGET.name}-{name}-dlq")["QueueUrl"]
        dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
        attributes = {
            "VisibilityTimeout": "1",  # a rehearsal does not wait two minutes for a second try
            "RedrivePolicy": json.dumps(
                {
                    "deadLetterTargetArn": dead_arn["Attributes"]["QueueArn"],
                    "maxReceiveCount": TOPOLOGY.queue_defaults.max_receive_count + 1,
                }
            ),
        }
        url = sqs.create_queue(QueueName=f"{TARGET.name}-{name}", Attributes=attributes)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        rehearsal.client("lambda").create_event_source_mapping(
            EventSourceArn=arn["Attributes"]["QueueArn"],
            FunctionName=names[f"{queue.consumer}.{queue.handler}"],
            BatchSize=10,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            ScalingConfig={"MaximumConcurrency": 2},
        )
    _wire_clickstream(rehearsal, names["ingestion.transform_clickstream"])


def _wire_clickstream(rehearsal: Rehearsal, function: str) -> None:
    stream = TOPOLOGY.delivery_streams["clickstream"]
    arn = f"arn:aws:lambda:{TARGET.region}:{TARGET.account}:function:{function}"
    role = f"arn:aws:iam::{TARGET.account}:role/firehose"
    rehearsal.client("firehose").create_delivery_stream(
        DeliveryStreamName=f"{TARGET.name}-clickstream",
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={
            "KinesisStreamARN": f"arn:aws:kinesis:{TARGET.region}:{TARGET.account}:stream/"
            f"{TARGET.name}-clickstream",
            "RoleARN": role,
        },
        ExtendedS3DestinationConfiguration={
            "RoleARN": role,
            "BucketARN": f"arn:aws:s3:::{_lake()}",
            "Prefix": stream.prefix,
            "ErrorOutputPrefix": stream.error_prefix,
            "ProcessingConfiguration": {
                "Enabled": True,
                "Processors": [
                    {
                        "Type": "Lambda",
                        "Parameters": [{"ParameterName": "LambdaArn", "ParameterValue": arn}],
                    }
                ],
            },
        },
    )


def test_every_function_of_the_topology_is_deployed_as_terraform_expects_it(
    rehearsal: Rehearsal,
) -> None:
    facts, names = rehearsal.deployment.facts, rehearsal.names()

    assert names.keys() == HANDLERS.keys()
    for key, name in names.items():
        found = rehearsal.client("lambda").get_function_configuration(FunctionName=name)
        assert found["Role"] == facts.role_arns[key], key
        assert found["KMSKeyArn"] == facts.environment_key_arn, key
        assert found["TracingConfig"]["Mode"] == "Active", key
        assert found["Runtime"] == "python3.11", key
        assert len(found["Layers"]) == 1, key
        assert bool(found.get("VpcConfig", {}).get("SubnetIds")) is (key in facts.in_vpc), key
    limits = rehearsal.client("lambda").get_function_concurrency(FunctionName="mercato-bff-dev")
    assert limits["ReservedConcurrentExecutions"] == 100


def test_rest_apis_are_named_by_stage_and_compress_what_they_answer(rehearsal: Rehearsal) -> None:
    found = rehearsal.client("apigateway").get_rest_apis()["items"]

    assert {each["name"]: str(each["minimumCompressionSize"]) for each in found} == {
        "mercato-bff-dev": "1024",
        "mercato-backoffice-dev": "1024",
        "mercato-notifications-dev": "1024",
    }
    assert {each["id"] for each in found} == set(rehearsal.rest_api_ids().values())


@pytest.mark.parametrize(
    ("function", "path"),
    [
        ("bff", "/api/openapi.json"),
        ("backoffice", "/api/admin/openapi.json"),
        ("notifications", "/api/notifications/openapi.json"),
    ],
)
def test_a_request_goes_through_the_rest_api_to_its_function(
    rehearsal: Rehearsal, function: str, path: str
) -> None:
    status, answer = rehearsal.ask(function, path)

    assert status == 200
    assert answer["openapi"].startswith("3.")


def test_who_shows_no_token_is_refused_in_our_form(rehearsal: Rehearsal) -> None:
    status, problem = rehearsal.ask("backoffice", "/api/admin/operations")

    assert (status, problem["code"]) == (401, "unauthenticated")


def test_what_a_page_tells_goes_by_kinesis_and_firehose_through_the_transform_into_the_lake(
    rehearsal: Rehearsal,
) -> None:
    event = {
        "id": "0197b0c0-0000-7000-8000-000000000001",
        "type": "searched",
        "occurred_at": "2026-03-02T12:00:00Z",
        "path": "/search",
        "query": "blue shirt",
        "result_count": 3,
    }
    body = {
        "consent": True,
        "sent_at": "2026-03-02T12:00:00.5Z",
        "visitor_id": "visitor-1",
        "session_id": "session-1",
        "events": [event],
    }

    assert rehearsal.ask("bff", "/api/events", body) == (202, {"accepted": 1})

    rows = eventually(rehearsal, lambda: _rows(rehearsal))
    # Kinesis and Firehose deliver at least once; the curated zone counts an event once.
    told = {(row["event_id"], row["session_id"], row["query"]) for row in rows}
    assert told == {(event["id"], "session-1", "blue shirt")}


def test_a_message_is_handled_and_a_bad_one_beside_it_is_given_up_with_the_reason(
    rehearsal: Rehearsal,
) -> None:
    sqs = rehearsal.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{TARGET.name}-{FEEDBACK}")["QueueUrl"]
    dead = sqs.get_queue_url(QueueName=f"{TARGET.name}-{FEEDBACK}-dlq")["QueueUrl"]
    bounce = {
        "eventType": "Bounce",
        "mail": {"messageId": "1"},
        "bounce": {
            "bounceType": "Permanent",
            "bouncedRecipients": [{"emailAddress": "nobody@shop.example.com"}],
        },
    }
    entries = [{"Id": "good", "MessageBody": json.dumps(bounce)}, {"Id": "bad", "MessageBody": "?"}]

    sqs.send_message_batch(QueueUrl=url, Entries=entries)

    suppressed = eventually(rehearsal, lambda: _contacts(rehearsal))
    assert [each["sk"]["S"] for each in suppressed] == ["suppressed"]
    (letter,) = eventually(
        rehearsal,
        lambda: sqs.receive_message(
            QueueUrl=dead, MessageAttributeNames=["All"], WaitTimeSeconds=1
        ).get("Messages", []),
    )
    assert letter["Body"] == "?"
    said = {name: each["StringValue"] for name, each in letter["MessageAttributes"].items()}
    assert "malformed" in said.values()
    assert "mercato-notifications-dev-on_email_feedback" in said.values()


@pytest.mark.parametrize("function", TOPOLOGY.functions)
def test_a_package_imports_by_itself_and_the_time_is_told(
    rehearsal: Rehearsal, function: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project,) = (each for each in rehearsal.projects if each.function == function)
    for archive in rehearsal.deployment.release.archives_of(project):
        zipfile.ZipFile(archive).extractall(tmp_path)
    layer = tmp_path / "python" / "lib" / "python3.11" / "site-packages"
    code = (
        f"import sys, time; sys.path[:0] = [{str(tmp_path)!r}, {str(layer)!r}]; "
        "began = time.perf_counter(); import app; print(time.perf_counter() - began)"
    )
    # Isolated and without site-packages: what is not in the package is not there.
    command = [sys.executable, "-I", "-S", "-c", code]

    first, second = (
        float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    )

    with capfd.disabled():
        sys.stdout.write(f"\n{function}: import {first * 1000:.0f} ms, then {second * 1000:.0f}\n")


def test_deploying_the_same_again_does_nothing(rehearsal: Rehearsal) -> None:
    before, layers = _versions(rehearsal), _layers(rehearsal)
    rehearsal.said.clear()

    rehearsal.deployment.deploy_all(rehearsal.projects)

    assert sorted(rehearsal.said) == sorted(f"{name}: unchanged" for name in TOPOLOGY.functions)
    assert (_versions(rehearsal), _layers(rehearsal)) == (before, layers)


def test_a_deployment_without_its_record_finds_the_rest_api_that_is_there(
    rehearsal: Rehearsal,
) -> None:
    before = rehearsal.rest_api_ids()
    bucket = rehearsal.deployment.facts.artifacts_bucket
    rehearsal.client("s3").delete_object(Bucket=bucket, Key="chalice/dev/bff.json")
    (bff,) = (each for each in rehearsal.projects if each.function == "bff")

    rehearsal.deployment.deploy(bff)

    assert rehearsal.rest_api_ids() == before
    assert len(rehearsal.client("apigateway").get_rest_apis()["items"]) == len(before)
    assert rehearsal.ask("bff", "/api/openapi.json")[0] == 200


def eventually(rehearsal: Rehearsal, look: Callable[[], list[Any]]) -> list[Any]:
    """What is seen as soon as there is something."""
    deadline = time.monotonic() + _SECONDS
    while not (seen := look()):
        assert time.monotonic() < deadline, rehearsal.emulator.log.read_text()[-4000:]
        time.sleep(0.3)
    return seen


def _lake() -> str:
    return f"{TARGET.name}-lake-{TARGET.account}-{TARGET.region}"


def _rows(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    s3, prefix = rehearsal.client("s3"), TOPOLOGY.delivery_streams["clickstream"].prefix
    listed = s3.list_objects_v2(Bucket=_lake(), Prefix=prefix).get("Contents", [])
    texts = [s3.get_object(Bucket=_lake(), Key=each["Key"])["Body"].read() for each in listed]
    return [json.loads(line) for text in texts for line in text.splitlines() if line]


def _contacts(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    found = rehearsal.client("dynamodb").scan(TableName=f"{TARGET.name}-contacts")
    items: list[dict[str, Any]] = found["Items"]
    return items


def _versions(rehearsal: Rehearsal) -> dict[str, str]:
    found = {
        name: rehearsal.client("lambda").get_function_configuration(FunctionName=name)
        for name in rehearsal.names().values()
    }
    return {name: each["RevisionId"] for name, each in found.items()}


def _layers(rehearsal: Rehearsal) -> list[str]:
    listed = rehearsal.client("lambda").list_layers()["Layers"]
    return sorted(each["LatestMatchingVersion"]["LayerVersionArn"] for each in listed)
