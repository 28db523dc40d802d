"""Handlers share a process and its clients here, and still sign each as itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from infra.local.lambda_host.context import LambdaContext
from infra.local.lambda_host.signing import named, running
from tests.recorded_access import sign_as


class Signed:
    """Who signed each call of one client."""

    def __init__(self) -> None:
        self.by: list[str] = []
        self._sqs: Any = boto3.client("sqs", region_name="eu-west-1")
        self._sqs.meta.events.register("before-send", self._take)

    def call(self, *_: Any) -> None:
        self._sqs.list_queues()

    def _take(self, request: Any, **_: Any) -> AWSResponse:
        signature = request.headers["Authorization"].decode()
        self.by.append(signature.partition("Credential=")[2].partition("/")[0])
        return AWSResponse(request.url, 200, {}, _Nothing())


class _Nothing:
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield b"{}"


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> Signed:
    sign_as("backoffice", monkeypatch)
    return Signed()


def test_a_shared_client_signs_as_the_handler_that_runs(signed: Signed) -> None:
    first, second = named("first", signed.call), named("second", signed.call)

    first({}, LambdaContext("backoffice"))
    second({}, LambdaContext("backoffice"))
    signed.call()

    assert signed.by == ["backoffice.first", "backoffice.second", "backoffice"]


def test_a_thread_is_the_handlers_that_started_it(signed: Signed) -> None:
    with ThreadPoolExecutor(1) as pool:
        with running("first"):
            pool.submit(signed.call).result()
        with running("second"):  # the same thread, at another's work
            pool.submit(signed.call).result()

    assert signed.by == ["backoffice.first", "backoffice.second"]
