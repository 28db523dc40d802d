"""What each process of the local platform is told: addresses, names and secrets, nothing more.

The rule by which a name in the topology becomes a variable stands at the head of
``infra/topology.yaml``. Every port is the listed one, moved by as much as the edge is from 8080,
so that two clones run side by side.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from infra.local.credentials import Credentials, load_or_create
from infra.local.engines import REGION, EnginePorts, Engines, base_environment
from infra.local.topology import Queue, Topology, load_topology

DEFAULT_EDGE_PORT = 8080
REPOSITORY = Path(__file__).resolve().parents[2]
ACCOUNT = "123456789012"  # moto's only account
_ENGINE_PORTS = EnginePorts(postgres=8110, valkey=8111, opensearch=8112, aws=8113, provider=8114)
_EVENT_SOURCES_PORT = 8115
_WORKER_DISTANCE = 20  # a worker's health port lies this far from its service's
AWS_KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}  # whoever is no process


@dataclass(frozen=True, slots=True)
class Ports:
    """Every port of one platform, from that of its edge."""

    edge: int
    topology: Topology

    def of(self, name: str) -> int:
        """The port of a service or function."""
        return self._moved(self.topology.ports[name])

    def of_worker(self, service: str) -> int:
        """The port on which a service's worker tells its health."""
        return self.of(service) + _WORKER_DISTANCE

    @property
    def event_sources(self) -> int:
        """The port on which the event sources tell their health."""
        return self._moved(_EVENT_SOURCES_PORT)

    @property
    def engines(self) -> EnginePorts:
        moved = (self._moved(getattr(_ENGINE_PORTS, name)) for name in EnginePorts.__slots__)
        return EnginePorts(*moved)

    @property
    def all(self) -> dict[str, int]:
        """Every port that is listened on, by who does."""
        engines = {name: getattr(self.engines, name) for name in EnginePorts.__slots__}
        processes = {name: self.of(name) for name in self.topology.ports}
        workers = {
            f"{name}-worker": self.of_worker(name)
            for name, each in self.topology.services.items()
            if each.worker
        }
        delivery = {"the event sources": self.event_sources}
        return {"the edge": self.edge, **engines, **processes, **workers, **delivery}

    def _moved(self, port: int) -> int:
        return port + self.edge - DEFAULT_EDGE_PORT


@dataclass(frozen=True, slots=True)
class UserPoolIds:
    """What Cognito named the user pool and its client when they were created."""

    pool: str
    client: str

    @property
    def issuer(self) -> str:
        return f"https://cognito-idp.{REGION}.amazonaws.com/{self.pool}"


@dataclass(frozen=True, slots=True)
class Environment:
    """One local platform: its topology, ports, data directory and secrets."""

    topology: Topology
    ports: Ports
    home: Path
    credentials: Credentials

    @property
    def engines(self) -> Engines:
        return Engines(self.ports.engines, self.credentials, self.home)

    @property
    def edge_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.edge}"

    def url_of(self, name: str) -> str:
        """Where a service or function listens, for its callers and the edge."""
        return f"http://127.0.0.1:{self.ports.of(name)}"

    @property
    def queue_urls(self) -> dict[str, str]:
        """The address of each queue of the topology."""
        return {name: self._queue_url(name) for name in self.topology.queues}

    def of_api(self, service: str, users: UserPoolIds) -> dict[str, str]:
        """The environment of ``python -m core_services.<service> api``."""
        return {
            **self._common(service, users),
            **self._owned(service),
            **self._called(service),
            "PORT": str(self.ports.of(service)),
        }

    def of_worker(self, service: str, users: UserPoolIds) -> dict[str, str]:
        """The environment of a service's worker: its API's, with a port of its own."""
        return self.of_api(service, users) | {"PORT": str(self.ports.of_worker(service))}

    def of_function(self, function: str, users: UserPoolIds) -> dict[str, str]:
        """The environment of a Chalice application under the local Lambda host."""
        return {
            **self._common(function, users),
            **self._called(function),
            **self._messaging_of(function),
            **self._storage_of(function),
            **self._channels_of(function),
            **self._watched_by(function),
            "PORT": str(self.ports.of(function)),
            "POWERTOOLS_SERVICE_NAME": function,
            "COGNITO_USER_POOL_ID": users.pool,
            "SHOP_URL": self.edge_url,
        }

    def of_edge(self) -> dict[str, str]:
        """The environment of the edge, which reads the topology itself."""
        return {
            **base_environment(),
            "PORT": str(self.ports.edge),
            "EDGE_PORT": str(self.ports.edge),
            "MERCATO_HOME": str(self.home),
            "AWS_ENDPOINT_URL": self.engines.aws_endpoint_url,
            "REDIS_URL": self.engines.redis_url,
            "EDGE_RATE_LIMITS": os.environ.get("EDGE_RATE_LIMITS", "on"),
        }

    def of_event_sources(self) -> dict[str, str]:
        """The environment of what starts functions, which reads the topology itself."""
        return {
            **base_environment(),
            "EDGE_PORT": str(self.ports.edge),
            "MERCATO_HOME": str(self.home),
            "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own would keep what a batch took
        }

    def of_provider(self) -> dict[str, str]:
        """The environment of the payment provider simulator."""
        return {
            "PROVIDER_API_KEY": self.credentials.stripe_api_key,
            "PROVIDER_WEBHOOK_SECRET": self.credentials.stripe_webhook_secret,
            "PROVIDER_WEBHOOK_URL": f"{self.edge_url}/core/v1/payments/webhooks/stripe",
            "PROVIDER_MERCHANT_NAME": "Mercato",
        }

    def _common(self, process: str, users: UserPoolIds) -> dict[str, str]:
        """What every process gets. Its access key is its name, which tells who called what."""
        endpoint = self.engines.aws_endpoint_url
        return {
            **base_environment(),
            **AWS_KEYS,
            "AWS_ACCESS_KEY_ID": process,
            "ENVIRONMENT": "local",
            "LOG_LEVEL": "INFO",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": endpoint,
            "QUEUE_WAIT_SECONDS": "2",  # a worker that is told to stop waits for its last poll
            "COGNITO_ISSUER": users.issuer,
            "COGNITO_JWKS_URL": f"{endpoint}/{users.pool}/.well-known/jwks.json",
            "COGNITO_CLIENT_ID": users.client,
            "GUEST_SESSION_SECRET": self.credentials.guest_session_secret,
            "SERVICE_TOKEN_SECRET": self.credentials.service_token_secret,
        }

    def _owned(self, service: str) -> dict[str, str]:
        """What only this service gets: its engines, topics, queues, tables and buckets."""
        return {
            **self._engines_of(service),
            **self._messaging_of(service),
            **self._storage_of(service),
            **(self._payment_provider() if service == "payment" else {}),
            **({"SHOP_URL": self.edge_url} if service in ("payment", "order") else {}),
        }

    def _engines_of(self, service: str) -> dict[str, str]:
        needs = self.topology.services[service]
        env = {}
        if needs.database is not None:
            env["DATABASE_URL"] = self.engines.postgres_url(needs.database, role=needs.database)
        if needs.redis:
            env["REDIS_URL"] = self.engines.redis_url
        if needs.opensearch:
            env["OPENSEARCH_URL"] = self.engines.opensearch_url
        return env

    def _messaging_of(self, service: str) -> dict[str, str]:
        topics = {
            variable(name, "TOPIC_ARN"): f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"
            for name, topic in self.topology.topics.items()
            if topic.producer == service
        }
        queues = {
            variable(queue.topic, "QUEUE_URL"): self._queue_url(name)
            for name, queue in self._queues_of(service)
        }
        if queues:
            queues["QUEUE_MAX_RECEIVE_COUNT"] = str(self.topology.queue_defaults.max_receive_count)
        streams = {
            variable(name, "STREAM"): name
            for name, stream in self.topology.streams.items()
            if stream.producer == service
        }
        deliveries = {
            variable(name, "DELIVERY_STREAM"): name
            for name, delivery in self.topology.delivery_streams.items()
            if service in delivery.replayed_by
        }
        return topics | queues | streams | deliveries

    def _storage_of(self, service: str) -> dict[str, str]:
        tables = {
            variable(name, "TABLE"): name
            for name, table in self.topology.tables.items()
            if table.owner == service
        }
        buckets = {
            variable(name, "BUCKET"): bucket_name(name)
            for name, bucket in self.topology.buckets.items()
            if bucket.owner == service
        }
        media = {"MEDIA_BASE_URL": f"{self.edge_url}/media"} if "MEDIA_BUCKET" in buckets else {}
        return tables | buckets | media

    def _channels_of(self, function: str) -> dict[str, str]:
        """What is needed to write to customers."""
        email, push = self.topology.email, self.topology.push
        env = {}
        if email.owner == function:
            env["EMAIL_SENDER"] = email.sender
            env["EMAIL_CONFIGURATION_SET"] = email.configuration_set
            env["CONTACT_SECRET"] = self.credentials.contact_secret
        if push.owner == function:
            name = f"app/{push.platform}/{push.application}"
            env["PUSH_APPLICATION_ARN"] = f"arn:aws:sns:{REGION}:{ACCOUNT}:{name}"
        return env

    def _watched_by(self, function: str) -> dict[str, str]:
        """Where each part tells its health (``kind/name=address``), and every queue.

        The host of a function tells whether it runs; on AWS a function tells nothing of itself.
        """
        if self.topology.operations.watched_by != function:
            return {}
        parts = {}
        for name, service in self.topology.services.items():
            parts[f"service/{name}"] = f"{self.url_of(name)}/health/ready"
            if service.worker:
                port = self.ports.of_worker(name)
                parts[f"worker/{name}-worker"] = f"http://127.0.0.1:{port}/health/ready"
        for name in self.topology.functions:
            parts[f"function/{name}"] = f"{self.url_of(name)}/health/live"
        return {"WATCHED_PARTS": _listed(parts), "WATCHED_QUEUES": _listed(self.queue_urls)}

    def _payment_provider(self) -> dict[str, str]:
        return {
            "STRIPE_API_BASE": self.engines.provider_url,
            "STRIPE_API_KEY": self.credentials.stripe_api_key,
            "STRIPE_WEBHOOK_SECRETS": self.credentials.stripe_webhook_secret,
        }

    def _called(self, caller: str) -> dict[str, str]:
        called = self.topology.called_from(caller)
        return {variable(name, "URL"): self.url_of(name) for name in called}

    def _queues_of(self, service: str) -> list[tuple[str, Queue]]:
        return [(n, each) for n, each in self.topology.queues.items() if each.consumer == service]

    def _queue_url(self, name: str) -> str:
        return f"{self.engines.aws_endpoint_url}/{ACCOUNT}/{name}"


def load_environment(edge_port: int | None = None, home: Path | None = None) -> Environment:
    """The platform of this clone, or the one that EDGE_PORT and MERCATO_HOME point to."""
    topology = load_topology()
    port = edge_port or int(os.environ.get("EDGE_PORT", DEFAULT_EDGE_PORT))
    directory = (home or default_home()).resolve()
    databases = tuple(each.database for each in topology.services.values() if each.database)
    credentials = load_or_create(directory, databases)
    return Environment(topology, Ports(port, topology), directory, credentials)


def default_home() -> Path:
    """The data directory: MERCATO_HOME, or `.mercato` in this clone."""
    return Path(os.environ.get("MERCATO_HOME", REPOSITORY / ".mercato")).resolve()


def bucket_name(name: str) -> str:
    """Bucket names are global on AWS, so each carries the project's name."""
    return f"mercato-{name}"


def _listed(addresses: dict[str, str]) -> str:
    return " ".join(f"{name}={address}" for name, address in addresses.items())


def variable(name: str, suffix: str) -> str:
    """``order-events`` and ``TOPIC_ARN`` make ``ORDER_EVENTS_TOPIC_ARN``."""
    return f"{name.replace('-', '_').upper()}_{suffix}"
