"""AWS as moto plays it: what the topology names is there, and outlives the process."""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.local.credentials import load_or_create
from infra.local.engines import REGION, EnginePorts, Engines, base_environment, engine_programs
from infra.local.environment import ACCOUNT, UserPoolIds, load_environment
from infra.local.processes import Child, free_ports, stop_all, wait_until_ready
from infra.local.provision import STAFF_EMAIL, Aws, provision
from infra.local.topology import load_topology
from tests.integration.local.streams import put_in_stream, read_stream

HERE = {"LocationConstraint": REGION}
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:order-events"


@contextlib.contextmanager
def running_aws(directory: Path, *, crash: bool = False) -> Iterator[Aws]:
    """The AWS process alone, with its memory in ``directory``; killed at the end of a crash."""
    engines = Engines(EnginePorts(*free_ports(5)), load_or_create(directory, ()), directory)
    program = next(
        each for each in engine_programs(engines, base_environment(), {}) if each.name == "aws"
    )
    child = Child(program, directory / "logs" / "aws.log")
    try:
        wait_until_ready(child, 30)
        yield Aws(engines.aws_endpoint_url)
        if crash:
            child.kill()
    finally:
        stop_all([child])


def provisioned(aws: Aws, directory: Path) -> UserPoolIds:
    """Everything in the topology, at this endpoint."""
    environment = load_environment(8080, directory)
    return provision(environment, aws)


def subscriptions() -> int:
    """One for each queue, and one for each topic that a delivery stream hears."""
    topology = load_topology()
    deliveries = topology.delivery_streams.values()
    return len(topology.queues) + sum(len(each.sources.topics) for each in deliveries)


def publish(aws: Aws, event_type: str) -> None:
    attributes = {"event_type": {"DataType": "String", "StringValue": event_type}}
    aws.sns.publish(TopicArn=TOPIC, Message="{}", MessageAttributes=attributes)


def received(aws: Aws, queue: str) -> list[dict[str, Any]]:
    url = aws.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    answer = aws.sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0, MessageAttributeNames=["All"]
    )
    return list(answer.get("Messages", []))


def sign_in(aws: Aws, users: UserPoolIds, email: str, password: str) -> dict[str, Any]:
    answer = aws.cognito.initiate_auth(
        ClientId=users.client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    return dict(answer["AuthenticationResult"])


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    with running_aws(tmp_path) as aws:
        users = provisioned(aws, tmp_path)
        aws.cognito.sign_up(
            ClientId=users.client,
            Username="ada@example.com",
            Password="correct horse 1",
            UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
        )
        aws.cognito.admin_confirm_sign_up(UserPoolId=users.pool, Username="ada@example.com")
        tokens = sign_in(aws, users, "ada@example.com", "correct horse 1")
        aws.dynamodb.put_item(TableName="carts", Item={"pk": {"S": "crt_1"}, "n": {"N": "2"}})
        aws.s3.put_object(Bucket="mercato-media", Key="a/b.svg", Body=b"<svg/>" * 1000)
        publish(aws, "order.paid.v1")

    with running_aws(tmp_path) as aws:
        assert provisioned(aws, tmp_path) == users
        assert sign_in(aws, users, "ada@example.com", "correct horse 1")["AccessToken"]
        refreshed = aws.cognito.initiate_auth(
            ClientId=users.client,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens["RefreshToken"]},
        )
        assert refreshed["AuthenticationResult"]["AccessToken"]
        item = aws.dynamodb.get_item(TableName="carts", Key={"pk": {"S": "crt_1"}})["Item"]
        assert item == {"pk": {"S": "crt_1"}, "n": {"N": "2"}}
        media = aws.s3.get_object(Bucket="mercato-media", Key="a/b.svg")["Body"].read()
        assert media == b"<svg/>" * 1000
        assert [each["Body"] for each in received(aws, "cart-order-events")] == ["{}"]
        publish(aws, "order.paid.v1")
        assert len(received(aws, "cart-order-events")) == 1


def test_a_kill_loses_no_more_than_the_last_seconds(tmp_path: Path) -> None:
    with running_aws(tmp_path, crash=True) as aws:
        provisioned(aws, tmp_path)
        aws.dynamodb.put_item(TableName="carts", Item={"pk": {"S": "crt_1"}})
        time.sleep(2.5)
    with running_aws(tmp_path) as aws:
        assert "Item" in aws.dynamodb.get_item(TableName="carts", Key={"pk": {"S": "crt_1"}})


def test_provisioning_again_changes_nothing(tmp_path: Path) -> None:
    with running_aws(tmp_path) as aws:
        first = provisioned(aws, tmp_path)
        assert provisioned(aws, tmp_path) == first
        assert len(aws.sns.list_subscriptions()["Subscriptions"]) == subscriptions()
        groups = aws.cognito.admin_list_groups_for_user(
            UserPoolId=first.pool, Username=STAFF_EMAIL
        )["Groups"]
        assert {group["GroupName"] for group in groups} == set(load_topology().user_pool.groups)


def test_a_queue_gets_only_the_events_its_consumer_asked_for(tmp_path: Path) -> None:
    with running_aws(tmp_path) as aws:
        provisioned(aws, tmp_path)
        publish(aws, "order.cancelled.v1")
        assert received(aws, "cart-order-events") == []
        messages = received(aws, "payment-order-events")
        assert [each["Body"] for each in messages] == ["{}"]
        attribute = messages[0]["MessageAttributes"]["event_type"]
        assert attribute["StringValue"] == "order.cancelled.v1"


def test_a_message_that_nobody_can_handle_ends_in_the_dead_letter_queue(tmp_path: Path) -> None:
    with running_aws(tmp_path) as aws:
        provisioned(aws, tmp_path)
        publish(aws, "order.paid.v1")
        url = aws.sqs.get_queue_url(QueueName="cart-order-events")["QueueUrl"]
        for _ in range(5):
            [message] = received(aws, "cart-order-events")
            aws.sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
            )
        assert received(aws, "cart-order-events") == []
        assert len(received(aws, "cart-order-events-dlq")) == 1


def test_snapshots_are_taken_while_consumers_wait_for_messages(tmp_path: Path) -> None:
    """A long poll must neither hold up a snapshot nor be held up by one."""
    with running_aws(tmp_path, crash=True) as aws, ThreadPoolExecutor() as pool:
        provisioned(aws, tmp_path)
        url = aws.sqs.get_queue_url(QueueName="cart-order-events")["QueueUrl"]
        waiting = pool.submit(aws.sqs.receive_message, QueueUrl=url, WaitTimeSeconds=15)
        time.sleep(0.3)
        aws.dynamodb.put_item(TableName="carts", Item={"pk": {"S": "crt_1"}})
        time.sleep(2.5)
        assert not waiting.done()
        publish(aws, "order.paid.v1")
        assert len(waiting.result(timeout=2)["Messages"]) == 1
    with running_aws(tmp_path) as aws:
        assert "Item" in aws.dynamodb.get_item(TableName="carts", Key={"pk": {"S": "crt_1"}})


def test_a_snapshot_names_what_is_in_a_bucket_and_a_stream_goes_on_where_it_was(
    tmp_path: Path,
) -> None:
    content = b"x" * 1_000_000
    with running_aws(tmp_path) as aws:
        aws.s3.create_bucket(Bucket="lake", CreateBucketConfiguration=HERE)
        aws.s3.put_object(Bucket="lake", Key="raw/a", Body=b"first")
        aws.s3.put_object(Bucket="lake", Key="raw/a", Body=content)
        aws.s3.put_object(Bucket="lake", Key="raw/b", Body=b"gone soon")
        aws.s3.delete_object(Bucket="lake", Key="raw/b")
        aws.kinesis.create_stream(StreamName="clicks", ShardCount=1)
        before = put_in_stream(aws, "clicks", "a", "b")

    assert (tmp_path / "aws" / "s3.pickle").stat().st_size < len(content)
    files = list((tmp_path / "aws" / "objects").iterdir())
    assert [file.read_bytes() for file in files] == [content]

    with running_aws(tmp_path) as aws:
        kept = aws.s3.get_object(Bucket="lake", Key="raw/a")
        assert kept["Body"].read() == content
        part = aws.s3.get_object(Bucket="lake", Key="raw/a", Range="bytes=10-19")
        assert part["Body"].read() == content[10:20]
        after = put_in_stream(aws, "clicks", "c")
        assert read_stream(aws, "clicks") == ["a", "b", "c"]
        assert sorted(before + after, key=int) == before + after


@pytest.mark.slow
def test_snapshots_do_not_slow_writers_down(tmp_path: Path) -> None:
    """No figure is asserted, only that every write of many threads is kept and remembered."""
    with running_aws(tmp_path) as aws:
        provisioned(aws, tmp_path)
        with ThreadPoolExecutor(8) as pool:
            keys = [f"crt_{number}" for number in range(400)]
            put = [
                pool.submit(aws.dynamodb.put_item, TableName="carts", Item={"pk": {"S": key}})
                for key in keys
            ]
            for each in put:
                each.result()
    with running_aws(tmp_path) as aws:
        assert aws.dynamodb.scan(TableName="carts", Select="COUNT")["Count"] == len(keys)
