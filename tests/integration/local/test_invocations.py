"""Lambda's Invoke API, as boto3 speaks it."""

import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from chalice.app import Chalice

from infra.local.engines import REGION
from tests.integration.local.hosting import hosted

app = Chalice(app_name="mercato-example")
attempts: list[Any] = []


@app.lambda_function(name="greet")
def greet(event: Any, context: Any) -> dict[str, Any]:
    left = context.get_remaining_time_in_millis()
    return {"hello": event["name"], "to": context.function_name, "has_time": 0 < left <= 60_000}


@app.lambda_function(name="fail")
def fail(event: Any, context: Any) -> None:
    attempts.append(event)
    raise LookupError("no such thing")


@app.lambda_function(name="overdo")
def overdo(event: Any, context: Any) -> str:
    return "x" * 6_300_000


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with hosted(app, tmp_path_factory.mktemp("project")) as url:
        yield boto3.client(
            "lambda",
            endpoint_url=url,
            region_name=REGION,
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=Config(retries={"max_attempts": 0}),
        )


def invoke(functions: Any, name: str, event: Any, kind: str = "RequestResponse") -> Any:
    return functions.invoke(FunctionName=name, Payload=json.dumps(event), InvocationType=kind)


@pytest.mark.parametrize(
    "name",
    [
        "greet",
        "mercato-example-greet",
        "mercato-example-prod-greet",
        "arn:aws:lambda:eu-west-1:123456789012:function:mercato-example-prod-greet",
    ],
)
def test_a_function_is_invoked_by_its_handlers_name(functions: Any, name: str) -> None:
    answer = invoke(functions, name, {"name": "Ada"})

    assert answer["StatusCode"] == 200
    assert "FunctionError" not in answer
    assert json.load(answer["Payload"]) == {
        "hello": "Ada",
        "to": "mercato-example-greet",
        "has_time": True,
    }


def test_what_a_function_raises_is_told(functions: Any) -> None:
    answer = invoke(functions, "fail", {})

    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    told = json.load(answer["Payload"])
    assert (told["errorType"], told["errorMessage"]) == ("LookupError", "no such thing")


def test_an_answer_that_is_too_large_is_an_error(functions: Any) -> None:
    answer = invoke(functions, "overdo", {})

    assert answer["FunctionError"] == "Unhandled"
    assert json.load(answer["Payload"])["errorType"] == "Function.ResponseSizeTooLarge"


def test_a_function_that_does_not_exist_is_not_found(functions: Any) -> None:
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        invoke(functions, "nothing", {})


def test_an_asynchronous_invocation_is_accepted_and_tried_three_times(
    functions: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.local.lambda_host.invocations.RETRY_PAUSES", (0.0, 0.0))
    attempts.clear()

    answer = invoke(functions, "fail", {"number": 1}, "Event")

    assert answer["StatusCode"] == 202
    deadline = time.monotonic() + 5
    while len(attempts) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert attempts == [{"number": 1}] * 3
