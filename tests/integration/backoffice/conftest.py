"""The back office over moto's SQS, CloudWatch and Cognito, with parts that are played here."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from contracts.clock import FrozenClock, SystemClock
from edge_api.backoffice.chalicelib.accounts import Accounts
from edge_api.backoffice.chalicelib.application import create_app
from edge_api.backoffice.chalicelib.bootstrap import Deps
from edge_api.backoffice.chalicelib.parts import Parts
from edge_api.backoffice.chalicelib.queues import Queues
from edge_api.backoffice.chalicelib.settings import Settings
from edge_api.chassis.aws import make_client
from infra.local.engines import Engines
from infra.local.lambda_host.signing import API_HANDLER, running
from infra.local.provision import Aws
from tests.recorded_access import sign_as
from tests.unit.edge_api.backoffice.staff import TokensByGroup, bearer
from tests.unit.edge_api.calling import Answer, call


@dataclass
class BackOffice:
    """The application as staff of every group calls it, and what it works on."""

    settings: Settings
    aws: Aws
    parts: dict[str, str] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)
    staff: str = "operations,support"

    def call(self, method: str, path: str, body: object = None, *, query: str = "") -> Answer:
        app = create_app(self._deps)
        headers = bearer(self.staff)
        with running(API_HANDLER):
            return call(app, method, f"/api/admin{path}", body, headers=headers, query=query)

    def client(self, service: str) -> Any:
        return make_client(service, self.settings, attempts=1)

    def watched_queues(self) -> Queues:
        return Queues(self.client, self.queues, SystemClock())

    def _deps(self) -> Deps:
        return Deps(
            settings=self.settings,
            tokens=TokensByGroup(),
            accounts=Accounts(self.settings),
            parts=Parts(self.parts),
            queues=self.watched_queues(),
            clock=SystemClock(),
        )


@pytest.fixture(scope="session")
def aws(engines: Engines) -> Aws:
    return Aws(engines.aws_endpoint_url)


@pytest.fixture(scope="session")
def pool(aws: Aws) -> str:
    """A user pool with groups, made the way the platform makes it."""
    created = aws.cognito.create_user_pool(
        PoolName="backoffice-tests",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        MfaConfiguration="OPTIONAL",
    )
    pool_id = str(created["UserPool"]["Id"])
    aws.cognito.create_group(GroupName="orders", UserPoolId=pool_id)
    return pool_id


@pytest.fixture
def office(
    engines: Engines, aws: Aws, pool: str, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> BackOffice:
    sign_as("backoffice", monkeypatch)
    settings = Settings(
        environment="test",
        aws_region="eu-west-1",
        aws_endpoint_url=engines.aws_endpoint_url,
        cognito_issuer="https://pool.example",
        cognito_jwks_url="http://127.0.0.1:9/jwks.json",
        cognito_client_id="storefront",
        cognito_user_pool_id=pool,
        shop_url="http://shop.example",
    )
    return BackOffice(settings, aws)


@dataclass
class Letterbox:
    """A queue and its dead-letter queue, both empty."""

    sqs: Any
    name: str
    url: str

    @property
    def dead_url(self) -> str:
        return f"{self.url}-dlq"

    def die(self, *bodies: str, attributes: dict[str, Any] | None = None) -> None:
        for body in bodies:
            self.sqs.send_message(
                QueueUrl=self.dead_url, MessageBody=body, MessageAttributes=attributes or {}
            )

    def bodies(self, url: str) -> list[str]:
        """What a queue holds, which is gone from it then."""
        return [each["Body"] for each in self.take(url)]

    def take(self, url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        batch = {"QueueUrl": url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0}
        while messages := self.sqs.receive_message(**batch, MessageAttributeNames=["All"]).get(
            "Messages"
        ):
            found += messages
        return found


@pytest.fixture
def letterbox(office: BackOffice) -> Letterbox:
    sqs, name = office.aws.sqs, f"order-test{uuid4().hex[:12]}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.create_queue(QueueName=f"{name}-dlq")
    office.queues[name] = url
    return Letterbox(sqs, name, url)


Tell = Callable[[int, dict[str, Any]], str]


@pytest.fixture
def tell() -> Iterator[Tell]:
    """Start a part that answers so when it is asked how it is; the address to ask at."""
    servers: list[ThreadingHTTPServer] = []

    def start(status: int, document: dict[str, Any]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/health/ready"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
