"""The AWS APIs of the local platform: moto's server, with a memory.

    python -m infra.local.aws --port 8113 --data-dir .mercato/aws [--functions NAME=http://… …]
        [--record-calls FILE]

moto keeps everything in memory. Here its backends are restored from snapshots at the start and
written back, one file per AWS service, every few seconds when a request may have changed them and
on SIGTERM. A snapshot is taken between requests: a gate lets requests run side by side and gives
the writer a moment alone, and a long poll leaves the gate open while it sleeps.
"""

import argparse
import contextlib
import io
import json
import logging
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from moto import backends as moto_backends
from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.model_instances import model_data
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.s3.utils import _VersionedKeyStore
from moto.sqs.models import Queue
from werkzeug.serving import make_server

from infra.local.cognito import complete_cognito
from infra.local.cognito_tokens import ask_before_tokens
from infra.local.credentials import write_private
from infra.local.engines import REGION
from infra.local.environment import ACCOUNT
from infra.local.objects import Contents, keep_in_files
from infra.local.recorded_calls import Recorder, recording
from infra.local.sent_messages import forget_old_messages, keep_sent_messages, sent_messages
from infra.local.streaming import complete_firehose, complete_kinesis
from infra.local.topology import load_topology
from infra.local.user_pool_triggers import Triggers

SNAPSHOT_SECONDS = 2.0
# Reading changes nothing worth keeping: a receive only hides a message until its timeout.
_READING_TARGETS = ("Get", "List", "Describe", "BatchGet", "Query", "Scan", "Receive")
_LOCK_FACTORIES = (threading.Condition, threading.RLock, threading.Lock)
_REMEMBERED_DELETIONS = 10_000  # deleting a message twice is no error, while it is remembered
# Publishing writes to the subscribed queues, and what became of a mail is published.
_SPILLS_INTO = {"sns": ("sqs",), "ses": ("sns", "sqs")}
_SIGNED_AS = {"monitoring": "cloudwatch"}  # a service that signs with another name than moto's
# moto's types are those of its overloads and generics; here its backends are only data.
_get_backend: Any = moto_backends.get_backend
_PLAIN_FIELDS = frozenset(vars(_get_backend("sts")))  # what every service's backends have
_Environ = dict[str, Any]
_Application = Callable[[_Environ, Any], Iterable[bytes]]


class Gate:
    """Many may be inside at once; whoever needs to be alone waits for them and keeps others out."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._closed = False

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        self._enter()
        try:
            yield
        finally:
            self._leave()

    @contextlib.contextmanager
    def outside(self) -> Iterator[None]:
        """Step out for a while: for someone inside who only waits."""
        self._leave()
        try:
            yield
        finally:
            self._enter()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()

    def _enter(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._closed)
            self._inside += 1

    def _leave(self) -> None:
        with self._changed:
            self._inside -= 1
            if self._inside == 0:
                self._changed.notify_all()


class Memory:
    """What survives a restart: the state of moto's backends, one file per AWS service."""

    def __init__(self, directory: Path, gate: Gate, contents: Contents) -> None:
        self._directory = directory
        self._gate = gate
        self._contents = contents
        self._dirty: set[str] = set()

    def restore(self) -> None:
        for path in sorted(self._directory.glob("*.pickle")):
            shared, states = _Unpickler(io.BytesIO(path.read_bytes())).load()
            backends = _get_backend(path.stem)
            vars(backends).update(shared)
            for account, region, state in states:
                vars(backends[account][region]).update(state)

    def touch(self, service: str) -> None:
        """Remember that a request may have changed this AWS service."""
        self._dirty.update((service, *_SPILLS_INTO.get(service, ())))

    def save(self) -> None:
        """Write every service touched since the last save; what fails is tried again."""
        with self._gate.alone():
            dirty, self._dirty = self._dirty, set()
            snapshots = dict(_snapshots(dirty))
            orphans = self._contents.orphans() if "s3" in snapshots else []
            _forget_history()
        for name, content in snapshots.items():
            try:
                write_private(self._directory / f"{name}.pickle", content)
            except OSError as error:
                self._dirty.add(name)
                print(f"{name} could not be saved: {error}", file=sys.stderr, flush=True)
        if "s3" not in self._dirty:  # the snapshot that names them no more is written
            for orphan in orphans:
                orphan.unlink(missing_ok=True)


def remembering(application: _Application, memory: Memory, gate: Gate) -> _Application:
    """Wrap moto's application: requests pass the gate, and writes mark their service as touched."""

    def handle(environ: _Environ, start_response: Any) -> Iterable[bytes]:
        with gate.inside():
            body = application(environ, start_response)
            if not _only_reads(environ):
                memory.touch(_service_of(environ))
            return body

    return handle


def showing_sent_messages(application: _Application) -> _Application:
    """Wrap an application: what was sent to people can be read beside AWS's APIs."""

    def handle(environ: _Environ, start_response: Any) -> Iterable[bytes]:
        document = sent_messages(environ["PATH_INFO"])
        if document is None or environ["REQUEST_METHOD"] != "GET":
            return application(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(document).encode()]

    return handle


def waiting_outside(gate: Gate) -> None:
    """Make a long poll on an empty queue leave the gate while it sleeps."""
    wait = Queue.wait_for_messages

    def wait_for_messages(queue: Any, timeout: int) -> None:
        with gate.outside():
            wait(queue, timeout)

    setattr(Queue, "wait_for_messages", wait_for_messages)  # noqa: B010 - a method, replaced


def _only_reads(environ: _Environ) -> bool:
    target = str(environ.get("HTTP_X_AMZ_TARGET", "")).rpartition(".")[2]
    if target:
        return target.startswith(_READING_TARGETS)
    return environ["REQUEST_METHOD"] in ("GET", "HEAD")


def _service_of(environ: _Environ) -> str:
    """The service that a request was signed for; Cognito's public calls carry no signature."""
    scope = str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")[2].split("/")
    if len(scope) > 3:
        return _SIGNED_AS.get(scope[3], scope[3])
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    return "cognito-idp" if target.startswith("AWSCognito") else "s3"


def _snapshots(services: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in services:
        try:
            yield name, _snapshot(name)
        except (pickle.PicklingError, TypeError, AttributeError, ImportError) as error:
            print(f"{name} cannot be remembered: {error}", file=sys.stderr, flush=True)


def _snapshot(service: str) -> bytes:
    """A service's backends by account and region, and what they share (S3: who owns a bucket)."""
    backends = _get_backend(service)
    shared = {name: value for name, value in vars(backends).items() if name not in _PLAIN_FIELDS}
    states = [
        (account, region, vars(backend)) for account, region, backend in backends.iter_backends()
    ]
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump((shared, states))
    return buffer.getvalue()


def _forget_history() -> None:
    """Drop what moto hoards for assertions in tests: it would grow for as long as we run."""
    forget_old_messages()
    for models in model_data.values():
        for model in models.values():
            setattr(model, "instances_tracked", [])  # noqa: B010 - typed as object
    for _, _, sns in _get_backend("sns").iter_backends():
        for topic in sns.topics.values():
            topic.sent_notifications.clear()
    for _, _, sqs in _get_backend("sqs").iter_backends():
        for queue in sqs.queues.values():
            if len(queue.deleted_messages) > _REMEMBERED_DELETIONS:
                queue.deleted_messages.clear()


class _Pickler(pickle.Pickler):
    """Keeps references between backends as names, and makes locks and private keys picklable."""

    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, BaseBackend):
            return (_service_name(obj), obj.account_id, obj.region_name)
        return None

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, _VersionedKeyStore):
            return type(obj), (), dict(dict.items(obj)), None, None, _set_versions
        if isinstance(obj, RSAPrivateKey):
            return _load_key, (_key_bytes(obj),)
        for factory in _LOCK_FACTORIES:
            if type(obj) is type(factory()):
                return factory, ()
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> Any:
        service, account, region = pid
        return _get_backend(service)[account][region]


def _registered() -> list[Any]:
    return list(vars(BackendDict)["_instances"])


def _service_name(backend: BaseBackend) -> str:
    for backends in _registered():
        if isinstance(backend, backends.backend):
            return str(backends.service_name)
    raise pickle.PicklingError(f"{type(backend)} belongs to no registered AWS service")


def _key_bytes(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _set_versions(store: "_VersionedKeyStore", versions: dict[str, Any]) -> None:
    """Fill S3's store past its own assignment, which would take a list for one new version."""
    for key, value in versions.items():
        dict.__setitem__(store, key, value)


def _load_key(content: bytes) -> Any:
    return serialization.load_der_private_key(content, password=None)


def _save_regularly(memory: Memory, stop: threading.Event) -> None:
    while not stop.wait(SNAPSHOT_SECONDS):
        memory.save()


def serve(
    port: int, directory: Path, functions: Mapping[str, str], calls: Path | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, then write what changed and return.

    Args:
        functions: where the user pool's triggers are invoked, by application; without any there are
            no triggers.
        calls: where it is written down who called what.
    """
    gate, stop = Gate(), threading.Event()
    contents = Contents(directory / "objects")
    keep_in_files(contents)
    memory = Memory(directory, gate, contents)
    memory.restore()
    waiting_outside(gate)
    _teach(port, functions, gate)
    moto = DomainDispatcherApplication(create_backend_app)
    application = remembering(showing_sent_messages(moto), memory, gate)
    if calls is not None:
        application = recording(application, Recorder(calls))
    server = make_server(
        "127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _save_regularly(memory, stop)
    memory.save()


def _teach(port: int, functions: Mapping[str, str], gate: Gate) -> None:
    """Complete moto where the shop needs more than it does."""
    topology = load_topology()
    keep_sent_messages(f"arn:aws:sns:{REGION}:{ACCOUNT}:{topology.email.feedback}")
    if functions:
        triggers = Triggers(topology, functions, f"http://127.0.0.1:{port}")
        triggers.start()
        complete_cognito(triggers.tell)
        ask_before_tokens(triggers.before_tokens, gate.outside)
    else:
        complete_cognito()
    complete_kinesis()
    complete_firehose()


def main() -> None:
    parser = argparse.ArgumentParser(description="moto's AWS APIs, with a memory")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--functions", action="append", default=[], metavar="NAME=URL")
    parser.add_argument("--record-calls", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    functions = dict(each.split("=", 1) for each in arguments.functions)
    serve(arguments.port, arguments.data_dir, functions, arguments.record_calls)


if __name__ == "__main__":
    main()
