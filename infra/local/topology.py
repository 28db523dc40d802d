"""``infra/topology.yaml`` as typed objects: read once, checked whole, wrong names explained."""

from pathlib import Path
from typing import Literal

import msgspec
import yaml

TOPOLOGY_FILE = Path(__file__).resolve().parents[1] / "topology.yaml"
AWS_PRODUCERS = frozenset({"ses"})
RETAINED_FOREVER = 1_209_600  # SQS keeps a message for two weeks at most


class TopologyError(Exception):
    """The topology contradicts itself or is malformed; the message names every fault."""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Service(_Strict, frozen=True):
    """A core service on EKS."""

    port: int
    database: str | None = None
    redis: bool = False
    opensearch: bool = False
    worker: bool = False
    called_by: tuple[str, ...] = ()


class Function(_Strict, frozen=True):
    """A Chalice application."""

    app: str
    port: int
    triggers: tuple[Literal["rest_api", "queues", "user_pool", "delivery_streams"], ...]


class Route(_Strict, frozen=True):
    """What the edge forwards to exactly one of a service, a function or a bucket.

    ``cached``: answers are the same for everybody, and say how long CloudFront may keep them.
    """

    path: str
    service: str | None = None
    function: str | None = None
    bucket: str | None = None
    cached: bool = False


class RateLimit(_Strict, frozen=True):
    """``*`` in a path stands for anything, slashes too."""

    path: str
    requests: int


class Topic(_Strict, frozen=True):
    """``producer`` is a process of ours or, as with ``ses``, an AWS service."""

    producer: str


class Queue(_Strict, frozen=True):
    """What one consumer hears of one topic; without ``events``, everything.

    ``handler`` is the Lambda function that serves it, in a consumer that is a Chalice application.
    """

    consumer: str
    topic: str
    events: tuple[str, ...] = ()
    handler: str | None = None
    visibility_timeout_seconds: int | None = None  # the queues' default, where it is not said


class QueueDefaults(_Strict, frozen=True):
    visibility_timeout_seconds: int
    message_retention_seconds: int
    dlq_message_retention_seconds: int
    max_receive_count: int


class Key(_Strict, frozen=True):
    name: str
    type: str


class Table(_Strict, frozen=True):
    owner: str
    partition_key: Key
    sort_key: Key | None = None
    ttl_attribute: str | None = None
    point_in_time_recovery: bool = False


class Stream(_Strict, frozen=True):
    """A Kinesis data stream."""

    producer: str
    retention_hours: int


class Sources(_Strict, frozen=True):
    """Where a delivery stream's records come from: a Kinesis stream, or SNS topics."""

    stream: str | None = None
    topics: tuple[str, ...] = ()


class Buffer(_Strict, frozen=True):
    """When Firehose writes what it holds; ``local_seconds`` is for one machine."""

    megabytes: int
    seconds: int
    local_seconds: float


class DeliveryStream(_Strict, frozen=True):
    """A Firehose stream: a function transforms its records on their way into a bucket."""

    sources: Sources
    transform: str
    handler: str
    bucket: str
    prefix: str
    error_prefix: str
    buffer: Buffer
    replayed_by: tuple[str, ...] = ()


class Bucket(_Strict, frozen=True):
    owner: str
    public_read_through: str | None = None


class Trigger(_Strict, frozen=True):
    """One Lambda function of a Chalice application, by its handler's name."""

    function: str
    handler: str


class Triggers(_Strict, frozen=True):
    """What Cognito calls, and when."""

    custom_message: Trigger
    post_confirmation: Trigger
    pre_token_generation: Trigger

    @property
    def all(self) -> dict[str, Trigger]:
        return {name: getattr(self, name) for name in self.__struct_fields__}

    def handlers_of(self, function: str) -> frozenset[str]:
        """The handlers that are in this application."""
        return frozenset(each.handler for each in self.all.values() if each.function == function)


class UserPool(_Strict, frozen=True):
    name: str
    client: str
    groups: tuple[str, ...]
    password_minimum_length: int
    called_by: tuple[str, ...]
    triggers: Triggers


class Email(_Strict, frozen=True):
    """SES: ``identity`` is the verified domain; what happens to mail is told to ``feedback``."""

    owner: str
    identity: str
    sender: str
    configuration_set: str
    feedback: str


class Push(_Strict, frozen=True):
    """An SNS platform application, which devices are endpoints of."""

    owner: str
    application: str
    platform: str


class Operations(_Strict, frozen=True):
    """``watched_by`` is the function that asks all others how they are."""

    watched_by: str


class Topology(_Strict, frozen=True):
    """Everything that exists, by name."""

    version: int
    services: dict[str, Service]
    functions: dict[str, Function]
    routes: tuple[Route, ...]
    rate_limits: tuple[RateLimit, ...]
    topics: dict[str, Topic]
    queues: dict[str, Queue]
    queue_defaults: QueueDefaults
    tables: dict[str, Table]
    streams: dict[str, Stream]
    delivery_streams: dict[str, DeliveryStream]
    buckets: dict[str, Bucket]
    user_pool: UserPool
    email: Email
    push: Push
    operations: Operations

    @property
    def processes(self) -> frozenset[str]:
        """Names that own, call or produce something."""
        return frozenset(self.ports)

    @property
    def ports(self) -> dict[str, int]:
        """The listed port of each service and function."""
        services = {name: each.port for name, each in self.services.items()}
        return services | {name: each.port for name, each in self.functions.items()}

    def called_from(self, caller: str) -> tuple[str, ...]:
        """The services that ``caller`` may call."""
        return tuple(name for name, each in self.services.items() if caller in each.called_by)


def load_topology(path: Path = TOPOLOGY_FILE) -> Topology:
    """The topology in this file.

    Raises:
        TopologyError: naming every fault, with the place where it is.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        topology = msgspec.convert(content, Topology, strict=True)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise TopologyError(f"{path}: {error}") from error
    faults = list(_faults(topology))
    if faults:
        raise TopologyError(f"{path}:\n" + "\n".join(f"  {fault}" for fault in faults))
    return topology


def _faults(topology: Topology) -> list[str]:
    return [
        *_port_faults(topology),
        *_route_faults(topology),
        *_queue_faults(topology),
        *_delivery_faults(topology),
        *_messaging_faults(topology),
        *_owner_faults(topology),
    ]


def _port_faults(topology: Topology) -> list[str]:
    owners: dict[int, str] = {}
    faults = []
    for name, port in topology.ports.items():
        if port in owners:
            faults.append(f"{name}: port {port} is already {owners[port]}'s")
        owners.setdefault(port, name)
    return faults


def _route_faults(topology: Topology) -> list[str]:
    known = {
        "service": frozenset(topology.services),
        "function": frozenset(topology.functions),
        "bucket": frozenset(topology.buckets),
    }
    faults = []
    for route in topology.routes:
        given = {kind: getattr(route, kind) for kind in known if getattr(route, kind) is not None}
        if len(given) != 1:
            faults.append(f"route {route.path}: needs exactly one of service, function, bucket")
        faults += [
            f"route {route.path}: there is no {kind} {name!r}"
            for kind, name in given.items()
            if name not in known[kind]
        ]
    return faults


def _queue_faults(topology: Topology) -> list[str]:
    faults = []
    for name, queue in topology.queues.items():
        if name != f"{queue.consumer}-{queue.topic}":
            faults.append(f"queue {name}: must be named {queue.consumer}-{queue.topic}")
        if queue.topic not in topology.topics:
            faults.append(f"queue {name}: there is no topic {queue.topic!r}")
        elif not queue.events and _is_ours(topology, topology.topics[queue.topic]):
            faults.append(f"queue {name}: subscribes to no event")
        faults += _handler_faults(topology, name, queue)
    defaults = topology.queue_defaults
    if defaults.dlq_message_retention_seconds > RETAINED_FOREVER:
        faults.append(f"queue_defaults: a message is kept {RETAINED_FOREVER} s at most")
    return faults


def _handler_faults(topology: Topology, name: str, queue: Queue) -> list[str]:
    function = topology.functions.get(queue.consumer)
    if function is None:
        return [f"queue {name}: only a function has a handler"] if queue.handler else []
    faults = [] if queue.handler else [f"queue {name}: needs the handler in {queue.consumer}"]
    if "queues" not in function.triggers:
        faults.append(f"queue {name}: {queue.consumer} is not started by queues")
    return faults


def _is_ours(topology: Topology, topic: Topic) -> bool:
    return topic.producer not in AWS_PRODUCERS


def _delivery_faults(topology: Topology) -> list[str]:
    faults = []
    for name, delivery in topology.delivery_streams.items():
        place, sources = f"delivery stream {name}", delivery.sources
        if (sources.stream is None) == (not sources.topics):
            faults.append(f"{place}: needs a source stream, or source topics, and not both")
        if sources.stream is not None and sources.stream not in topology.streams:
            faults.append(f"{place}: there is no stream {sources.stream!r}")
        faults += [
            f"{place}: there is no topic {each!r}"
            for each in sources.topics
            if each not in topology.topics
        ]
        if delivery.transform not in topology.functions:
            faults.append(f"{place}: there is no function {delivery.transform!r}")
        if delivery.bucket not in topology.buckets:
            faults.append(f"{place}: there is no bucket {delivery.bucket!r}")
    return faults


def _messaging_faults(topology: Topology) -> list[str]:
    faults = []
    email = topology.email
    for name in sorted({each.function for each in topology.user_pool.triggers.all.values()}):
        function = topology.functions.get(name)
        if function is None or "user_pool" not in function.triggers:
            faults.append(f"user_pool: {name} is no function that a user pool starts")
    if email.feedback not in topology.topics:
        faults.append(f"email: there is no topic {email.feedback!r}")
    if not email.sender.rstrip(">").endswith(f"@{email.identity}"):
        faults.append(f"email: {email.sender} is not of {email.identity}")
    return faults


def _owner_faults(topology: Topology) -> list[str]:
    references = [
        *(
            (f"topic {name}: producer", each.producer)
            for name, each in topology.topics.items()
            if _is_ours(topology, each)
        ),
        *((f"stream {name}: producer", each.producer) for name, each in topology.streams.items()),
        *(
            (f"delivery stream {name}: replayed_by", replayer)
            for name, each in topology.delivery_streams.items()
            for replayer in each.replayed_by
        ),
        *((f"queue {name}: consumer", each.consumer) for name, each in topology.queues.items()),
        *((f"table {name}: owner", each.owner) for name, each in topology.tables.items()),
        *((f"bucket {name}: owner", each.owner) for name, each in topology.buckets.items()),
        ("email: owner", topology.email.owner),
        ("push: owner", topology.push.owner),
        ("operations: watched_by", topology.operations.watched_by),
        *(("user_pool: called_by", name) for name in topology.user_pool.called_by),
        *(
            (f"service {name}: called_by", caller)
            for name, each in topology.services.items()
            for caller in each.called_by
        ),
    ]
    known = topology.processes
    return [
        f"{place} {name!r} is not a process here" for place, name in references if name not in known
    ]
