"""Notifications over moto's DynamoDB, SES and SNS; only the services behind are played here."""

import email
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx
import msgspec
import pytest

from contracts.clock import FrozenClock
from contracts.errors import NotFoundError
from contracts.events import order as order_events
from contracts.events.envelope import Event, EventType, encode
from contracts.ids import new_event_id, new_id
from edge_api.notifications.chalicelib.batches import handle_batch, handle_events
from edge_api.notifications.chalicelib.bootstrap import Deps, build_deps
from edge_api.notifications.chalicelib.channels import Mail
from edge_api.notifications.chalicelib.feedback import hear_feedback
from edge_api.notifications.chalicelib.orders import Order, OrderService
from edge_api.notifications.chalicelib.products import Catalog, Product
from edge_api.notifications.chalicelib.settings import Settings
from edge_api.notifications.chalicelib.subscriptions import ORDER_EVENTS, PAYMENT_EVENTS
from infra.local.engines import Engines
from infra.local.environment import ACCOUNT
from infra.local.lambda_host.context import LambdaContext
from infra.local.lambda_host.signing import running
from infra.local.mailbox import SOURCES, Sent, read_messages
from infra.local.provision import Aws, create_tables, provision_channels
from infra.local.topology import load_topology
from tests.recorded_access import sign_as
from tests.unit.edge_api.notifications.samples import order_with

PUSH_APPLICATION = "arn:aws:sns:eu-west-1:123456789012:app/GCM/customers"


MAX_RECEIVE_COUNT = 3
HANDLERS = {
    "order": "on_order_events",
    "payment": "on_payment_events",
    "feedback": "on_email_feedback",
}


class Crash(BaseException):
    """The end of the process: nothing catches it."""


class FakeOrders(OrderService):
    """Orders and stock as the test says that they are now."""

    def __init__(self) -> None:
        self.orders: dict[str, Order] = {}
        self.stock: dict[str, int] = {}

    def fetch(self, order_id: str, deadline: Any) -> Order:
        if order_id not in self.orders:
            raise NotFoundError("There is no such order.")
        return self.orders[order_id]

    def available(self, sku: str, deadline: Any) -> int:
        return self.stock.get(sku, 0)


class FakeCatalog(Catalog):
    """Sells everything."""

    def __init__(self) -> None:
        pass

    def product_of(self, sku: str, deadline: Any) -> Product:
        if sku.startswith("NO-"):
            raise NotFoundError("There is no such thing on sale.")
        return Product(slug="lamp", title="Reading lamp")


class FlakyMail(Mail):
    """SES, with what the test wants to go wrong before and after a mail is taken."""

    before: Callable[[], None] = staticmethod(lambda: None)
    after: Callable[[], None] = staticmethod(lambda: None)

    def send(self, mail: Any) -> str:
        self.before()
        message_id = super().send(mail)
        self.after()
        return message_id


@dataclass
class Shop:
    """The application's functions, called with the batches that Lambda would hand to them."""

    deps: Deps
    orders: FakeOrders
    mail: FlakyMail
    clock: FrozenClock
    aws_url: str
    http: httpx.Client

    def order(self, **changes: Any) -> Order:
        """A new order, with an address of its own."""
        identity = new_id("ord")
        given = {"id": identity, "email": f"{identity}@example.test", **changes}
        self.orders.orders[identity] = order_with(**given)
        return self.orders.orders[identity]

    def change(self, order: Order, **changes: Any) -> Order:
        self.orders.orders[order.id] = msgspec.structs.replace(order, **changes)
        return self.orders.orders[order.id]

    def deliver(self, *bodies: str, queue: str = "order") -> list[str]:
        """Hand over a batch; the numbers of the messages that failed."""
        return self.invoke(sqs_event(bodies), queue)

    def invoke(self, event: dict[str, Any], queue: str = "order") -> list[str]:
        """Call the queue's function; the ids of the messages that failed."""
        with running(HANDLERS[queue]):
            if queue == "feedback":
                response = handle_batch(
                    event, context(), self.deps, lambda b, _: hear_feedback(b, self.deps)
                )
            else:
                handlers = ORDER_EVENTS if queue == "order" else PAYMENT_EVENTS
                response = handle_events(event, context(), self.deps, handlers)
        return [each["itemIdentifier"] for each in response["batchItemFailures"]]

    def sent(self, to: str = "") -> list[Sent]:
        """What was sent to an address, number or device, the oldest first."""
        paths = ["/_aws/ses"] if "@" in to else list(SOURCES)[1:]
        documents = [(path, self.http.get(f"{self.aws_url}{path}").json()) for path in paths]
        if "@" in to:  # the others of this run are many, and need not be read
            mails = documents[0][1]
            mails["messages"] = [each for each in mails["messages"] if to in each["RawData"]]
        return [each for each in reversed(read_messages(documents)) if each.to == to]

    def recipients(self) -> set[str]:
        """Every address that was ever written to."""
        mails = self.http.get(f"{self.aws_url}/_aws/ses").json()["messages"]
        return {email.message_from_string(each["RawData"])["To"] for each in mails}

    def titles(self, order: Order) -> list[str]:
        return [each.title for each in self.sent(order.email)]


def context(seconds: float = 20.0) -> LambdaContext:
    return LambdaContext("notifications", ends_at=time.monotonic() + seconds)


def sqs_event(bodies: tuple[str, ...]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": str(number),
                "receiptHandle": "handle",
                "body": body,
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1767225600000",
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q",
                "awsRegion": "eu-west-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def message(event_type: EventType[Any], data: Any, at: datetime) -> str:
    """An event as it lies in the queue."""
    event = Event(
        id=new_event_id(),
        type=event_type.name,
        source=event_type.source,
        subject=getattr(data, "order_id", "stock"),
        version=1,
        time=at,
        data=data,
    )
    return encode(event).decode()


def paid(order: Order, shop: Shop) -> str:
    data = order_events.OrderPaid(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        cart_id="crt_1",
        cart_version=1,
        currency=order.currency,
        total=order.total,
        lines=(),
    )
    return message(order_events.ORDER_PAID, data, shop.clock.now())


def feedback(kind: str, headers: dict[str, str], **details: Any) -> str:
    """What SES publishes about a mail."""
    mail = {
        "messageId": "ses-1",
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
    }
    return json.dumps({"eventType": kind, "mail": mail, **details})


@pytest.fixture(scope="session")
def channels_url(engines: Engines) -> str:
    """AWS with our tables and our sender."""
    create_tables(load_topology(), engines.aws_endpoint_url)
    provision_channels(load_topology(), Aws(engines.aws_endpoint_url))
    return engines.aws_endpoint_url


@pytest.fixture
def shop(channels_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    sign_as("notifications", monkeypatch)
    settings = Settings(
        environment="test",
        aws_region="eu-west-1",
        aws_endpoint_url=channels_url,
        cognito_issuer="https://pool.example",
        cognito_jwks_url="http://127.0.0.1:9/jwks.json",
        cognito_client_id="storefront",
        shop_url="https://shop.example",
        order_url="http://127.0.0.1:9",
        catalog_url="http://127.0.0.1:9",
        sent_messages_table="sent-messages",
        contacts_table="contacts",
        email_sender=load_topology().email.sender,
        email_configuration_set=load_topology().email.configuration_set,
        push_application_arn=PUSH_APPLICATION,
        order_events_queue_url=f"{channels_url}/{ACCOUNT}/notifications-order-events",
        payment_events_queue_url=f"{channels_url}/{ACCOUNT}/notifications-payment-events",
        email_feedback_queue_url=f"{channels_url}/{ACCOUNT}/notifications-email-feedback",
        service_token_secret="service",
        contact_secret="contact",
        queue_max_receive_count=MAX_RECEIVE_COUNT,
    )
    orders, mail = FakeOrders(), FlakyMail(settings, clock)
    deps = replace(build_deps(settings, clock), orders=orders, catalog=FakeCatalog(), mail=mail)
    with httpx.Client() as http:
        yield Shop(deps, orders, mail, clock, channels_url, http)
