"""Lambda's Invoke API: ``POST /2015-03-31/functions/<name>/invocations``.

A function is found by its handler's name, alone or behind the application's (and the stage's), as
Chalice names it when it deploys: ``transform``, ``mercato-ingestion-prod-transform``.
"""

import asyncio
import json
import re
import sys
import time
import traceback
import uuid
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from infra.local.lambda_host.context import Handler, LambdaContext
from infra.local.lambda_host.rest import Answer

MAX_RESPONSE_BYTES = 6_291_556
MAX_ASYNCHRONOUS_BYTES = 1024 * 1024
RETRY_PAUSES = (1.0, 2.0)  # of a failed asynchronous invocation; AWS waits one and two minutes
_PATH = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")


@dataclass(frozen=True)
class Function:
    """A handler of an application, and for how long it may run."""

    name: str
    handler: Handler
    timeout_seconds: float


def invoked_name(method: str, path: str) -> str | None:
    """The function that a request invokes; None when it is another request."""
    matched = _PATH.fullmatch(path) if method == "POST" else None
    return unquote(matched[1]) if matched else None


class Invocations:
    """Answers the Invoke API for one application's functions, by handler name."""

    def __init__(
        self, application: str, functions: Mapping[str, Function], executor: Executor
    ) -> None:
        self._application = application
        self._functions = functions
        self._executor = executor
        self._background: set[asyncio.Task[None]] = set()

    async def answer(self, name: str, invocation_type: str, body: bytes) -> Answer:
        function = self._find(name)
        if function is None:
            return _refusal(404, "ResourceNotFoundException", f"Function not found: {name}")
        try:
            event = json.loads(body or b"null")
        except ValueError as error:
            return _refusal(400, "InvalidRequestContentException", f"Not JSON: {error}")
        if invocation_type == "DryRun":
            return 204, [_request_id(str(uuid.uuid4()))], b""
        if invocation_type == "Event":
            return self._accept(function, event, len(body))
        context, payload, failed = await self._run(function, event)
        fault = [(b"x-amz-function-error", b"Unhandled")] if failed else []
        version = (b"x-amz-executed-version", b"$LATEST")
        content = (b"content-type", b"application/json")
        return 200, [content, version, _request_id(context.aws_request_id), *fault], payload

    def _find(self, name: str) -> Function | None:
        plain = name.rpartition(":function:")[2].partition(":")[0]
        handler = plain.removeprefix(f"{self._application}-")
        return self._functions.get(handler) or self._functions.get(handler.partition("-")[2])

    def _accept(self, function: Function, event: Any, size: int) -> Answer:
        if size > MAX_ASYNCHRONOUS_BYTES:
            return _refusal(413, "RequestTooLargeException", f"{size} bytes are too many")
        task = asyncio.create_task(self._run_until_done(function, event))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return 202, [_request_id(str(uuid.uuid4()))], b""

    async def _run_until_done(self, function: Function, event: Any) -> None:
        for pause in (*RETRY_PAUSES, None):
            _, _, failed = await self._run(function, event)
            if not failed or pause is None:
                return
            await asyncio.sleep(pause)

    async def _run(self, function: Function, event: Any) -> tuple[LambdaContext, bytes, bool]:
        """The context of one invocation, what it returned, and whether that is an error."""
        ends_at = time.monotonic() + function.timeout_seconds
        context = LambdaContext(f"{self._application}-{function.name}", ends_at=ends_at)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(function.timeout_seconds):
                running = loop.run_in_executor(self._executor, function.handler, event, context)
                payload = json.dumps(await running).encode()
        except TimeoutError:
            seconds = f"{function.timeout_seconds:.2f}"
            said = f"{context.aws_request_id} Task timed out after {seconds} seconds"
            return context, _error("Sandbox.Timedout", said, context), True
        except Exception as error:  # whatever a function raises is its answer
            print(f"{function.name}: {error!r}", file=sys.stderr, flush=True)
            stack = traceback.format_tb(error.__traceback__)
            return context, _error(type(error).__name__, str(error), context, stack), True
        if len(payload) > MAX_RESPONSE_BYTES:
            said = f"Response payload size exceeded maximum allowed ({MAX_RESPONSE_BYTES} bytes)."
            return context, _error("Function.ResponseSizeTooLarge", said, context), True
        return context, payload, False


def _error(
    kind: str, message: str, context: LambdaContext, stack: list[str] | None = None
) -> bytes:
    """How Lambda tells a failed function's error."""
    document = {
        "errorMessage": message,
        "errorType": kind,
        "requestId": context.aws_request_id,
        "stackTrace": stack or [],
    }
    return json.dumps(document).encode()


def _request_id(value: str) -> tuple[bytes, bytes]:
    return b"x-amzn-requestid", value.encode()


def _refusal(status: int, code: str, message: str) -> Answer:
    """An error of Lambda's own API, in the form that an SDK reads."""
    headers = [(b"content-type", b"application/json"), (b"x-amzn-errortype", code.encode())]
    return status, headers, json.dumps({"Type": "User", "Message": message}).encode()
