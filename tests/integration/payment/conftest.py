"""A payment service on a real database and a real simulator, with a stand-in for orders."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa
import stripe
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts import sessions
from contracts.events import EVENT_TYPES, Event, decode
from contracts.events.order import RefundRequested
from contracts.ids import new_event_id, new_id
from contracts.principals import Principal
from core_services.chassis import database
from core_services.chassis.app import create_app
from core_services.chassis.idempotency import Scope
from core_services.chassis.settings import Secret
from core_services.chassis.tables import OUTBOX
from core_services.payment.bootstrap import ServiceDeps
from core_services.payment.domain import Payment
from core_services.payment.handlers import opening, refunds, settlement
from core_services.payment.handlers.opening import OpenPayment
from core_services.payment.ports import PayableOrder
from core_services.payment.repository.store import PostgresStore
from core_services.payment.routes import OPERATIONS
from core_services.payment.schemas import view
from core_services.payment.settings import Settings
from core_services.payment.stripe_adapter.provider import StripeProvider
from core_services.payment.stripe_adapter.webhooks import StripeWebhooks
from core_services.payment.tables import LEDGER_ENTRIES, LEDGER_TRANSACTIONS
from core_services.payment.views import StaffViews
from infra.local.engines import Engines
from infra.local.processes import free_ports

API_KEY = "sk_test_mercato"
WEBHOOK_SECRET = "whsec_test_payment"
SHOP_URL = "https://shop.example"
GUEST_SECRET = "guest-secret-for-tests-0123456789"
SERVICE_SECRET = "service-secret-for-tests-0123456789"
PATIENCE = timedelta(seconds=30)  # more than the worker's
VISA = "4242424242424242"
DECLINED = "4000000000000002"
CHALLENGE = "4000000000003220"
REFUND_FAILS_LATER = "4000000000005126"
REFUND_SUCCEEDS_LATER = "4000000000007726"


class SimulatorClock:
    """The simulator's clock as ours: both move when one of them does."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        self.offset += by
        self._simulator.call("POST", "/clock", {"seconds": by.total_seconds()})


class Simulator:
    """The provider in a process of its own, and ways to be its customer and its saboteur."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=30)
        self.clock = SimulatorClock(self)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, f"/_simulator{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def book(self) -> Any:
        return self.call("GET", "/book")

    def fault(self, **rule: Any) -> None:
        self.call("POST", "/faults", rule)

    def heal(self) -> None:
        self.call("DELETE", "/faults")

    def pay(self, page_id: str, card: str = VISA) -> httpx.Response:
        form = {
            "card_number": card,
            "expiry": "12 / 34",
            "cvc": "123",
            "email": "ada@example.com",
            "cardholder_name": "Ada Lovelace",
            "country": "IE",
            "postal_code": "D01",
        }
        return self.http.post(f"/c/pay/{page_id}", data=form)

    def authenticate(self, page_id: str, outcome: str = "complete") -> httpx.Response:
        return self.http.post(f"/c/pay/{page_id}/authenticate", data={"outcome": outcome})

    def latest(self, kind: str, limit: int = 30) -> list[dict[str, Any]]:
        """The newest objects of a kind, oldest first, through the provider's own API."""
        headers = {"authorization": f"Bearer {API_KEY}"}
        answer = self.http.get(f"/v1/{kind}", params={"limit": limit}, headers=headers)
        objects: list[dict[str, Any]] = answer.raise_for_status().json()["data"]
        return objects[::-1]

    def events_about(self, payment: Payment) -> list[dict[str, Any]]:
        """What the provider would have told about a payment just paid, oldest first."""
        return [event for event in self.latest("events", 40) if payment.id in json.dumps(event)]

    def captures(self, payment_id: str) -> list[dict[str, Any]]:
        """The charges of a payment just made that took money."""
        return [
            charge
            for charge in self.latest("charges")
            if charge["metadata"].get("payment_id") == payment_id and charge["captured"]
        ]

    def pages(self, order_id: str) -> list[dict[str, Any]]:
        """The payment pages of an order just placed."""
        sessions = self.latest("checkout/sessions")
        return [page for page in sessions if page["metadata"].get("order_id") == order_id]


@dataclass
class FakeOrders:
    """Orders by id."""

    orders: dict[str, PayableOrder] = field(default_factory=dict)

    async def find(self, order_id: str) -> PayableOrder | None:
        return self.orders.get(order_id)

    def add(self, **changes: Any) -> PayableOrder:
        order = PayableOrder(
            **{
                "id": new_id("ord"),
                "number": "M-1001",
                "customer_id": new_id("gst"),
                "customer_kind": "guest",
                "status": "pending_payment",
                "currency": "EUR",
                "total": 1999,
                "refunded_total": 0,
                "expires_at": None,
                **changes,
            }
        )
        self.orders[order.id] = order
        return order


@dataclass
class Till:
    """The payment service and short ways to do things with it."""

    deps: ServiceDeps
    orders: FakeOrders
    simulator: Simulator
    engine: AsyncEngine
    http: httpx.AsyncClient

    async def open(self, order: PayableOrder | None = None, *, key: str | None = None) -> Payment:
        order = order or self.orders.add()
        answer = await opening.open_payment(self.deps, self.command(order, key=key))
        assert answer.resource_id is not None
        return await self.payment(answer.resource_id)

    def command(self, order: PayableOrder, *, key: str | None = None) -> OpenPayment:
        scope = Scope(order.customer_id, "create_payment", key or new_event_id(), b"same")
        return OpenPayment(
            payer=Principal("guest", order.customer_id),
            order_id=order.id,
            return_url=None,
            scope=scope,
            render=lambda payment: msgspec.json.encode(view(payment, self.deps.clock.now())),
        )

    async def paid(self, total: int = 1999, *, card: str = VISA) -> Payment:
        payment = await self.open(self.orders.add(total=total))
        self.pay(payment, card)
        return await self.settle(payment)

    async def settle(self, payment: Payment) -> Payment:
        return await settlement.settle(self.deps, payment.id)

    def close_breaker(self) -> None:
        """Forget the failures so far, as the breaker does by itself after a pause."""
        provider = self.deps.provider
        assert isinstance(provider, StripeProvider)
        provider._breaker.succeeded()

    def pay(self, payment: Payment, card: str = VISA) -> httpx.Response:
        assert payment.page_id is not None
        return self.simulator.pay(payment.page_id, card)

    async def payment(self, payment_id: str) -> Payment:
        async with self.deps.store.transaction() as books:
            payment = await books.payment(payment_id)
        assert payment is not None
        return payment

    async def ask_refund(self, payment: Payment, amount: int, **changes: Any) -> str:
        asked = RefundRequested(
            **{
                "order_id": payment.order_id,
                "refund_id": new_id("ref"),
                "payment_id": payment.id,
                "currency": payment.currency,
                "amount": amount,
                "reason": "customer",
                **changes,
            }
        )
        await refunds.request_refund(self.deps, "payment", new_event_id(), asked)
        return asked.refund_id

    async def refund(self, refund_id: str) -> Any:
        async with self.deps.store.transaction() as books:
            return await books.refund(refund_id)

    async def told(self, payment_id: str) -> list[Event[Any]]:
        """The events about a payment, oldest first."""
        statement = (
            sa.select(OUTBOX.c.payload).where(OUTBOX.c.subject == payment_id).order_by(OUTBOX.c.seq)
        )
        async with self.engine.connect() as conn:
            payloads = (await conn.execute(statement)).scalars().all()
        return [decode(bytes(payload), EVENT_TYPES) for payload in payloads]

    async def told_types(self, payment_id: str) -> list[str]:
        return [event.type for event in await self.told(payment_id)]

    async def ledger(self, payment_id: str) -> list[tuple[str, str, int]]:
        """Kind, account and amount of every entry about a payment."""
        statement = (
            sa.select(LEDGER_TRANSACTIONS.c.kind, LEDGER_ENTRIES.c.account, LEDGER_ENTRIES.c.amount)
            .join(LEDGER_ENTRIES, LEDGER_ENTRIES.c.transaction_id == LEDGER_TRANSACTIONS.c.id)
            .where(LEDGER_TRANSACTIONS.c.payment_id == payment_id)
            .order_by(
                LEDGER_TRANSACTIONS.c.posted_at, LEDGER_TRANSACTIONS.c.id, LEDGER_ENTRIES.c.line
            )
        )
        async with self.engine.connect() as conn:
            return [tuple(row) for row in (await conn.execute(statement)).all()]

    async def deliver(self, event: dict[str, Any]) -> httpx.Response:
        """The provider's message as it would arrive, signed."""
        body = json.dumps(event)
        return await self.http.post(
            "/core/v1/payments/webhooks/stripe",
            content=body,
            headers={"stripe-signature": self.sign(body)},
        )

    def sign(self, body: str, *, secret: str = WEBHOOK_SECRET, skew: int = 0) -> str:
        moment = int(self.deps.clock.now().timestamp()) + skew
        header: str = stripe.WebhookSignature.generate_signature_header(body, secret, moment)
        return header

    def as_guest(self) -> tuple[str, dict[str, str]]:
        token, guest = sessions.issue_guest_token(GUEST_SECRET, self.deps.clock.now())
        return guest.id, {"authorization": f"Bearer {token}"}

    def as_service(self) -> dict[str, str]:
        token = sessions.issue_service_token(SERVICE_SECRET, "order", self.deps.clock.now())
        return {"authorization": f"Bearer {token}"}

    def as_holder(self, order_id: str) -> dict[str, str]:
        """Whoever looked the order up by its number and address."""
        token = sessions.issue_order_pass(GUEST_SECRET, order_id, self.deps.clock.now())
        return {"authorization": f"Bearer {token}"}

    async def create(
        self, order_id: str, headers: dict[str, str], *, key: str | None = None, **body: Any
    ) -> httpx.Response:
        return await self.http.post(
            "/core/v1/payments",
            json={"order_id": order_id, **body},
            headers={**headers, "idempotency-key": key or new_event_id()},
        )


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    directory = tmp_path_factory.mktemp("payment-provider")
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "infra.local.provider", f"--port={port}"]
    argv += [f"--data-dir={directory}", f"--api-key={API_KEY}", "--async-refund-delay=60"]
    with (directory.parent / "payment-provider.log").open("ab") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=log)
    running = Simulator(port)
    try:
        _wait_until_healthy(running, process)
        yield running
    finally:
        running.http.close()
        process.terminate()
        process.wait(20)


def _wait_until_healthy(simulator: Simulator, process: "subprocess.Popen[bytes]") -> None:
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport, base_url=simulator.url) as http:
        for _ in range(200):
            assert process.poll() is None, "the simulator did not start"
            try:
                if http.get("/_simulator/health").is_success:
                    return
            except httpx.TransportError:
                continue
    raise AssertionError("the simulator did not get ready")


@pytest.fixture(scope="session")
async def database_url(engines: Engines) -> str:
    url = await engines.create_database("payment_tests")
    await asyncio.to_thread(database.migrate, url, "core_services.payment.migrations")
    return url


@pytest.fixture(scope="session")
async def till(simulator: Simulator, database_url: str) -> AsyncIterator[Till]:
    engine = database.create_engine(database_url, pool_size=20)
    provider = StripeProvider(API_KEY, simulator.url, timeout=1.0, budget=3.0)
    clock, orders = simulator.clock, FakeOrders()
    store = PostgresStore(engine, clock)
    deps = ServiceDeps(
        store=store,
        provider=provider,
        webhooks=StripeWebhooks([WEBHOOK_SECRET, "whsec_next"], live=False),
        orders=orders,
        clock=clock,
        shop_url=SHOP_URL,
        checks={},
        engine=engine,
        views=StaffViews(engine, clock),
        books=store,
    )
    app = create_app(
        name="payment",
        operations=OPERATIONS,
        settings=_settings(database_url, simulator.url),
        open_deps=lambda: nullcontext(deps),
        clock=clock,
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://payment") as http,
    ):
        yield Till(deps, orders, simulator, engine, http)
    await provider.aclose()
    await engine.dispose()
    # Whatever the tests did, and whatever was done to them: these hold over the whole run.
    requests = simulator.book()["requests"]
    assert requests["unkeyed_posts"] == 0
    assert requests["idempotency_mismatches"] == 0


def _settings(database_url: str, api_base: str) -> Settings:
    return Settings(
        environment="test",
        port=0,
        aws_region="eu-west-1",
        cognito_issuer="https://cognito.example",
        cognito_jwks_url="https://cognito.example/jwks",
        cognito_client_id="client",
        guest_session_secret=Secret(GUEST_SECRET),
        service_token_secret=Secret(SERVICE_SECRET),
        database_url=Secret(database_url),
        order_url="http://order.example",
        shop_url=SHOP_URL,
        stripe_api_key=Secret(API_KEY),
        stripe_webhook_secrets=(Secret(WEBHOOK_SECRET),),
        payment_events_topic_arn="arn",
        order_events_queue_url="url",
        stripe_api_base=api_base,
    )


@pytest.fixture(autouse=True)
def healed(till: Till) -> Iterator[None]:
    """No fault outlives its test."""
    yield
    till.simulator.heal()
    till.close_breaker()
