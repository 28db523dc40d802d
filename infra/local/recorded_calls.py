"""Writes down which AWS operations are called, by whom and on what: each once, a line of JSON.

Whoever signs with the access key ``catalog`` is ``catalog``: nobody checks signatures here, and
each process has a key of its own. What is sent unsigned, as Cognito's public calls are, needs no
permission and is not written down. Off unless a file is named; what may be called is
``infra/access.yaml``, and tests compare the two.
"""

import io
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import msgspec

_Environ = dict[str, Any]
_Application = Callable[[_Environ, Any], Iterable[bytes]]

_CREDENTIAL = re.compile(r"Credential=([^/,]+)/\d+/[^/]*/([^/]+)/aws4_request")
_RPC = re.compile(r"/service/\w+/operation/(\w+)")  # CloudWatch's protocol
_SES_SEND = "/v2/email/outbound-emails"
_S3_OBJECT = {
    "PUT": "PutObject",
    "GET": "GetObject",
    "HEAD": "HeadObject",
    "DELETE": "DeleteObject",
}


class Call(msgspec.Struct, frozen=True):
    """``resource`` is its name in the request; empty where the operation has none."""

    principal: str
    service: str
    operation: str
    resource: str


class Recorder:
    """Appends calls to a file, each of them once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[Call] = set()
        self._lock = threading.Lock()

    def record(self, calls: Iterable[Call]) -> None:
        for call in calls:
            if call not in self._seen:
                with self._lock, self._path.open("ab") as file:
                    file.write(msgspec.json.encode(call) + b"\n")
                    self._seen.add(call)


def read_calls(path: Path) -> Iterator[Call]:
    """What a recorder wrote."""
    for line in path.read_bytes().splitlines():
        yield msgspec.json.decode(line, type=Call)


def recording(application: _Application, recorder: Recorder) -> _Application:
    """Wrap an application that answers as AWS does: signed calls are written down on their way."""

    def handle(environ: _Environ, start_response: Any) -> Iterable[bytes]:
        recorder.record(_calls_of(environ))
        return application(environ, start_response)

    return handle


def _calls_of(environ: _Environ) -> Iterator[Call]:
    signed = _CREDENTIAL.search(str(environ.get("HTTP_AUTHORIZATION", "")))
    if signed is None:
        return
    principal, service = signed.groups()
    if service == "s3":
        operation, resources = _s3(environ)
    elif environ["PATH_INFO"] == _SES_SEND:
        operation, resources = "SendEmail", ("",)
    else:
        operation, resources = _rpc(environ)
    for resource in resources:
        yield Call(principal, service, operation, resource)


def _s3(environ: _Environ) -> tuple[str, tuple[str, ...]]:
    """The object's folder, since every file is another; buckets are in the path here."""
    method, path = environ["REQUEST_METHOD"], unquote(environ["PATH_INFO"]).lstrip("/")
    folder, slash, _ = path.rpartition("/")
    operation = _S3_OBJECT.get(method, "")
    if slash and operation:
        return operation, (f"{folder}/",)
    return f"{method} {'object' if slash else 'bucket'}", (path,)


def _rpc(environ: _Environ) -> tuple[str, tuple[str, ...]]:
    """An operation that is named in a header, in the path or in a form."""
    body = _body(environ)
    target = str(environ.get("HTTP_X_AMZ_TARGET", "")).rpartition(".")[2]
    if target:
        return target, msgspec.json.decode(body or b"{}", type=_Json).resources
    named = _RPC.search(environ["PATH_INFO"])
    if named is not None:
        return named[1], ("",)
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return form.get("Action") or str(environ["PATH_INFO"]), (_form_resource(form),)


def _body(environ: _Environ) -> bytes:
    """The body, which can be read again."""
    content: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(content)
    return content


class _Json(msgspec.Struct):
    """What JSON requests call the thing that they are about."""

    QueueUrl: str = ""
    QueueName: str = ""
    TableName: str = ""
    StreamName: str = ""
    DeliveryStreamName: str = ""
    UserPoolId: str = ""
    SecretId: str = ""
    RequestItems: dict[str, msgspec.Raw] = {}

    @property
    def resources(self) -> tuple[str, ...]:
        if self.RequestItems:
            return tuple(self.RequestItems)
        queue = self.QueueUrl.rpartition("/")[2] or self.QueueName
        named = (self.TableName, self.StreamName, self.DeliveryStreamName, self.UserPoolId)
        return (next((each for each in (queue, *named, self.SecretId) if each), ""),)


def _form_resource(form: Mapping[str, str]) -> str:
    """SNS: the ARN without region and account, or that it is a phone number."""
    if "PhoneNumber" in form:
        return "phone-number"
    arns = (form.get(name) for name in ("TopicArn", "TargetArn", "PlatformApplicationArn"))
    return next((arn.split(":", 5)[-1] for arn in arns if arn), "")
