"""The /v1 front door: key, faults, idempotency, one unit of work, Stripe's envelope and headers."""

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from infra.local.provider import interference
from infra.local.provider.errors import (
    ApiError,
    AuthenticationError,
    InvalidRequestError,
    KeyInUseError,
)
from infra.local.provider.events import API_VERSION
from infra.local.provider.faults import RequestRule, any_rules, take_request_fault
from infra.local.provider.forms import decode_form
from infra.local.provider.idempotency import LONGEST_KEY, StoredAnswer, find_answer, store_answer
from infra.local.provider.identifiers import new_id
from infra.local.provider.operations import find_operation
from infra.local.provider.parameters import Parameters
from infra.local.provider.rendering import render, render_list
from infra.local.provider.simulator import Simulator
from infra.local.provider.work import Work


@dataclass(frozen=True, slots=True)
class Call:
    request_id: str
    method: str
    path: str
    parameters: bytes
    key: str | None
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    original_request: str | None = None
    """Set when this is a stored answer: the request that it was first given to."""
    code: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Api:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._in_flight: set[str] = set()

    async def serve(self, request: Request) -> Response:
        call = await _read_call(request)
        try:
            _check_key(request, self._simulator.settings.api_key)
            return await self._serve(call)
        except ApiError as error:
            # Refused before anything ran: it leaves no trace under the key.
            answer = _refusal(error)
            self._log(call, answer)
            return _response(call, answer)

    async def _serve(self, call: Call) -> Response:
        rule = take_fault(self._simulator, call.method, call.path)
        if call.key is not None and call.key in self._in_flight:
            raise KeyInUseError(call.key)
        if call.key is not None:
            self._in_flight.add(call.key)
        try:
            instead = await interference.before(rule)
            if instead is not None:
                return instead
            answer = self._execute(call, rule)
        finally:
            self._in_flight.discard(call.key or "")
        return await interference.after(rule, _response(call, answer))

    def _execute(self, call: Call, rule: RequestRule | None) -> Answer:
        with self._simulator.work(call.request_id, call.key) as work:
            answer = _answer(work, call, rule)
            _record(work, call, answer)
        return answer

    def _log(self, call: Call, answer: Answer) -> None:
        with self._simulator.work() as work:
            _record(work, call, answer)


def take_fault(simulator: Simulator, method: str, path: str) -> RequestRule | None:
    with simulator.work() as work:
        return take_request_fault(work, method, path) if any_rules(work) else None


def _answer(work: Work, call: Call, rule: RequestRule | None) -> Answer:
    try:
        with work.book.savepoint(keep_on=_executed):
            stored = _stored(work, call)
            answer = stored if stored is not None else _run(work, call)
    except ApiError as error:
        answer = _refusal(error)
        if not error.executed:
            return answer
    if answer.original_request is not None:
        return answer
    if rule is not None and rule.action == "status":
        failure = interference.failure(rule)
        answer = Answer(
            failure.status_code, bytes(failure.body), headers=tuple(failure.headers.items())
        )
    _store(work, call, answer)
    return answer


def _executed(error: BaseException) -> bool:
    return isinstance(error, ApiError) and error.executed


def _stored(work: Work, call: Call) -> Answer | None:
    if call.key is None:
        return None
    stored = find_answer(work, call.key, call.path, call.parameters)
    if stored is None:
        return None
    headers = (("Stripe-Should-Retry", "false"),) if stored.status >= 500 else ()
    return Answer(stored.status, stored.body, stored.request_id, headers=headers)


def _run(work: Work, call: Call) -> Answer:
    handler, id = find_operation(call.method, call.path)
    given = Parameters(decode_form(call.parameters))
    expand = given.texts("expand")
    document = handler(work, id, given)
    if document["object"] == "list":
        shown = render_list(work.book, document, expand)
    else:
        shown = render(work.book, document, expand)
    return Answer(200, msgspec.json.format(msgspec.json.encode(shown), indent=2))


def _store(work: Work, call: Call, answer: Answer) -> None:
    if call.key is not None:
        stored = StoredAnswer(answer.status, answer.body, call.request_id)
        store_answer(work, call.key, call.path, call.parameters, stored)


def _record(work: Work, call: Call, answer: Answer) -> None:
    """The request log: who wrote without a key, who reused one. Reads are not worth a sync."""
    if call.method == "GET":
        return
    work.book.execute(
        "INSERT INTO requests (id, method, path, idempotency_key, status, code, replayed, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            call.request_id,
            call.method,
            call.path,
            call.key,
            answer.status,
            answer.code,
            answer.original_request is not None,
            work.now,
        ),
    )


async def unexpected_failure(_: Request, __: Exception) -> Response:
    """A defect of the simulator, told as Stripe tells its own. The log has the traceback."""
    error = {"type": "api_error", "message": "An error occurred in the payment simulator."}
    return Response(msgspec.json.encode({"error": error}), 500, media_type="application/json")


async def _read_call(request: Request) -> Call:
    body = await request.body()
    read = request.method in ("GET", "DELETE")
    key = None if read else request.headers.get("Idempotency-Key")
    return Call(
        request_id=new_id("request"),
        method=request.method,
        path=request.url.path,
        parameters=request.url.query.encode() if read else body,
        key=key or None,
        version=request.headers.get("Stripe-Version", API_VERSION),
    )


def _check_key(request: Request, expected: str | None) -> None:
    given = _given_key(request.headers.get("Authorization", ""))
    if not given:
        raise AuthenticationError(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
            "YOUR_SECRET_KEY')."
        )
    accepted = given == expected if expected else given.startswith(("sk_test_", "rk_test_"))
    if not accepted:
        shown = given[:8] + "*" * max(0, len(given) - 12) + given[-4:]
        raise AuthenticationError(f"Invalid API Key provided: {shown}")
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        message = f"Idempotency keys may be at most {LONGEST_KEY} characters long"
        raise InvalidRequestError(message)


def _given_key(authorization: str) -> str:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(value, validate=True).decode().partition(":")[0]
    except (NotBase64, UnicodeDecodeError):
        return ""


def _refusal(error: ApiError) -> Answer:
    body = msgspec.json.format(msgspec.json.encode(error.envelope()), indent=2)
    code = error.code or error.type
    return Answer(error.status, body, code=code, headers=tuple(error.headers.items()))


def _response(call: Call, answer: Answer) -> Response:
    headers = {
        "Request-Id": call.request_id,
        "Stripe-Version": call.version,
        "Cache-Control": "no-cache, no-store",
        **dict(answer.headers),
    }
    if call.key is not None:
        headers["Idempotency-Key"] = call.key
    if answer.original_request is not None:
        headers["Idempotent-Replayed"] = "true"
        headers["Original-Request"] = answer.original_request
    headers.pop("content-length", None)
    headers.pop("content-type", None)
    return Response(answer.body, answer.status, headers, "application/json")
