"""Who called what is read from the requests that boto3 really sends."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.recorded_calls import Call, Recorder, read_calls, recording

_ARN = "arn:aws:sns:eu-west-1:123456789012"


class Aws:
    """An AWS that writes calls down, and fails at all of them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.bodies: list[bytes] = []
        self._application = recording(self._answer, Recorder(file))

    def client(self, service: str, config: Config | None = None) -> Any:
        client = _session().client(service, endpoint_url="http://aws.local", config=config)
        client.meta.events.register("before-send", self._take)
        return client

    @property
    def calls(self) -> list[Call]:
        return list(read_calls(self._file)) if self._file.exists() else []

    def _take(self, request: Any, **_: Any) -> AWSResponse:
        headers = {name: _text(value) for name, value in request.headers.items()}
        body = request.body.read() if hasattr(request.body, "read") else request.body or b""
        content = body.encode() if isinstance(body, str) else bytes(body)
        environ = {
            "REQUEST_METHOD": request.method,
            "PATH_INFO": urlsplit(request.url).path,
            "CONTENT_LENGTH": str(len(content)),
            "HTTP_AUTHORIZATION": headers.get("Authorization", ""),
            "HTTP_X_AMZ_TARGET": headers.get("X-Amz-Target", ""),
            "wsgi.input": io.BytesIO(content),
        }
        self._application(environ, None)
        assert self.bodies[-1] == content  # whoever answers still has all of it
        return AWSResponse(request.url, 500, {}, _Nothing())

    def _answer(self, environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        return ()


@cache
def _session() -> Any:
    """One for all: it reads what boto3 knows of services once."""
    return boto3.Session("catalog", "secret", region_name="eu-west-1")


class _Nothing:
    def stream(self, **_: Any) -> Iterable[bytes]:
        return ()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@pytest.fixture
def aws(tmp_path: Path) -> Aws:
    return Aws(tmp_path / "calls.jsonl")


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "expected"),
    [
        (
            "sqs",
            "delete_message_batch",
            {"QueueUrl": "http://aws.local/1/cart-order-events", "Entries": []},
            ("sqs", "DeleteMessageBatch", "cart-order-events"),
        ),
        (
            "sns",
            "publish_batch",
            {"TopicArn": f"{_ARN}:order-events", "PublishBatchRequestEntries": []},
            ("sns", "PublishBatch", "order-events"),
        ),
        (
            "sns",
            "publish",
            {"PhoneNumber": "+49170", "Message": "x"},
            ("sns", "Publish", "phone-number"),
        ),
        (
            "sns",
            "publish",
            {"TargetArn": f"{_ARN}:endpoint/GCM/customers/1", "Message": "x"},
            ("sns", "Publish", "endpoint/GCM/customers/1"),
        ),
        (
            "dynamodb",
            "get_item",
            {"TableName": "carts", "Key": {"pk": {"S": "1"}}},
            ("dynamodb", "GetItem", "carts"),
        ),
        (
            "dynamodb",
            "batch_get_item",
            {"RequestItems": {"contacts": {"Keys": [{"pk": {"S": "1"}}]}}},
            ("dynamodb", "BatchGetItem", "contacts"),
        ),
        (
            "kinesis",
            "put_records",
            {"StreamName": "clickstream", "Records": [{"Data": b"1", "PartitionKey": "1"}]},
            ("kinesis", "PutRecords", "clickstream"),
        ),
        (
            "firehose",
            "put_record_batch",
            {"DeliveryStreamName": "domain-events", "Records": [{"Data": b"1"}]},
            ("firehose", "PutRecordBatch", "domain-events"),
        ),
        (
            "s3",
            "put_object",
            {"Bucket": "mercato-lake", "Key": "errors/x/dt=1/a.gz", "Body": b"1"},
            ("s3", "PutObject", "mercato-lake/errors/x/dt=1/"),
        ),
        ("s3", "list_objects_v2", {"Bucket": "b"}, ("s3", "GET bucket", "b")),
        (
            "secretsmanager",
            "get_secret_value",
            {"SecretId": "contact"},
            ("secretsmanager", "GetSecretValue", "contact"),
        ),
        (
            "cognito-idp",
            "admin_get_user",
            {"UserPoolId": "eu-west-1_1", "Username": "a"},
            ("cognito-idp", "AdminGetUser", "eu-west-1_1"),
        ),
        (
            "sesv2",
            "send_email",
            {"Content": {"Raw": {"Data": b"x"}}},
            ("ses", "SendEmail", ""),
        ),
        (
            "cloudwatch",
            "get_metric_data",
            {"MetricDataQueries": [], "StartTime": 0, "EndTime": 1},
            ("monitoring", "GetMetricData", ""),
        ),
    ],
)
def test_a_call_is_written_down(
    aws: Aws,
    service: str,
    operation: str,
    arguments: dict[str, Any],
    expected: tuple[str, str, str],
) -> None:
    client = aws.client(service, Config(retries={"total_max_attempts": 1}))

    with pytest.raises(ClientError):
        getattr(client, operation)(**arguments)

    assert aws.calls == [Call("catalog", *expected)]


def test_a_call_is_written_down_once(aws: Aws) -> None:
    client = aws.client("sqs", Config(retries={"total_max_attempts": 3, "mode": "standard"}))

    with pytest.raises(ClientError):
        client.send_message(QueueUrl="http://aws.local/1/q", MessageBody="x")

    assert len(aws.bodies) == 3
    assert aws.calls == [Call("catalog", "sqs", "SendMessage", "q")]


def test_what_is_not_signed_needs_no_permission(aws: Aws) -> None:
    client = aws.client("cognito-idp", Config(signature_version=UNSIGNED))

    with pytest.raises(ClientError):
        client.get_user(AccessToken="token")

    assert aws.calls == []
