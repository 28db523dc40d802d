"""Messages from a real queue to a real function, and back when it cannot take them."""

import contextlib
import json
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from chalice.app import Chalice

from infra.local.engines import REGION, Engines
from infra.local.environment import ACCOUNT
from infra.local.event_sources.functions import Function, NotReachedError
from infra.local.event_sources.queues import Mapping, QueueSource
from infra.local.event_sources.worker import run
from infra.local.provision import Aws
from tests.integration.local.hosting import eventually, hosted

app = Chalice(app_name="mercato-consumer")
seen: list[dict[str, Any]] = []


@app.lambda_function(name="consume")
def consume(event: Any, context: Any) -> dict[str, Any]:
    seen.extend(event["Records"])
    poisoned = [each["messageId"] for each in event["Records"] if each["body"] == "poison"]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in poisoned]}


@app.lambda_function(name="crash")
def crash(event: Any, context: Any) -> None:
    seen.extend(event["Records"])
    raise RuntimeError("no")


class Line:
    """A queue with a dead-letter queue, read by one handler."""

    def __init__(self, aws: Aws) -> None:
        self.name = f"line-{uuid.uuid4().hex[:8]}"
        self._sqs = aws.sqs
        self.dlq_url = self._create(f"{self.name}-dlq", {})
        redrive = {"deadLetterTargetArn": arn(f"{self.name}-dlq"), "maxReceiveCount": 2}
        attributes = {"VisibilityTimeout": "1", "RedrivePolicy": json.dumps(redrive)}
        self.url = self._create(self.name, attributes)

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self._sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def left(self, url: str | None = None) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._sqs.get_queue_attributes(QueueUrl=url or self.url, AttributeNames=names)
        return sum(int(value) for value in answer["Attributes"].values())

    def source(self, function: Function) -> QueueSource:
        return QueueSource(Mapping(self.name, self.url, arn(self.name), function), self._sqs, 1)

    @contextlib.contextmanager
    def served(self, function: Function) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=run, args=(self.source(function), stop))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _create(self, name: str, attributes: dict[str, str]) -> str:
        created = self._sqs.create_queue(QueueName=name, Attributes=attributes)
        return str(created["QueueUrl"])


def arn(queue: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with hosted(app, tmp_path_factory.mktemp("project")) as address:
        yield address


@pytest.fixture
def line(engines: Engines) -> Line:
    seen.clear()
    return Line(Aws(engines.aws_endpoint_url))


def test_a_poison_message_ends_in_the_dead_letter_queue_and_holds_nobody_up(
    line: Line, url: str
) -> None:
    line.send("one", "poison", "two")

    with line.served(Function(url, "consume")):
        eventually(lambda: line.left(line.dlq_url) == 1 and line.left() == 0)

    assert Counter(each["body"] for each in seen) == {"one": 1, "two": 1, "poison": 2}
    counts = [each["attributes"]["ApproximateReceiveCount"] for each in seen]
    assert sorted(counts) == ["1", "1", "1", "2"]


def test_a_batch_whose_function_fails_comes_back(line: Line, url: str) -> None:
    line.send("one")

    with line.served(Function(url, "crash")):
        eventually(lambda: line.left(line.dlq_url) == 1)

    assert [each["body"] for each in seen] == ["one", "one"]


def test_nothing_is_received_while_the_functions_host_is_away(engines: Engines, line: Line) -> None:
    line.send("one")

    with pytest.raises(NotReachedError):
        line.source(Function("http://127.0.0.1:9", "consume")).step(threading.Event())

    sqs = Aws(engines.aws_endpoint_url).sqs
    [message] = sqs.receive_message(QueueUrl=line.url, AttributeNames=["All"])["Messages"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
