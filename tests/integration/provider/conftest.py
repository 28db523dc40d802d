"""A real simulator process, a real webhook receiver, and the real stripe library between them."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

SECRET = "whsec_test_receiver"
API_KEY = "sk_test_mercato"


@dataclass(frozen=True)
class Received:
    event: stripe.Event
    at: float
    signature: str


@dataclass
class Receiver:
    """Verifies with stripe's own code whatever it is sent; `answers` scripts its statuses."""

    server: ThreadingHTTPServer
    received: list[Received] = field(default_factory=list)
    unverified: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/webhooks"

    def types(self, about: str | None = None) -> list[str]:
        return [r.event.type for r in self.received if about is None or about in str(r.event.data)]

    def take(self, body: bytes, signature: str) -> int:
        try:
            event = stripe.Webhook.construct_event(body, signature, SECRET)
        except stripe.SignatureVerificationError as refused:
            self.unverified.append(str(refused))
            return 400
        self.received.append(Received(event, time.monotonic(), signature))
        return self.answers.pop(0) if self.answers else 200


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = taker.take(body, self.headers["Stripe-Signature"])
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    taker = Receiver(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield taker
    server.shutdown()
    thread.join()
    server.server_close()


class Provider:
    """One simulator process; `kill` and `start` may be repeated over the same book."""

    def __init__(self, directory: Path, *flags: str) -> None:
        self.directory = directory
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._flags = flags
        self._process: subprocess.Popen[bytes] | None = None
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=30)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        argv = [sys.executable, "-m", "infra.local.provider"]
        argv += [f"--port={self.port}", f"--data-dir={self.directory}", *self._flags]
        with (self.directory.parent / f"provider-{self.port}.log").open("ab") as log:
            self._process = subprocess.Popen(argv, stdout=log, stderr=log)
        eventually(self._healthy, within=20)

    def kill(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        self.http.close()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)

    def log(self) -> str:
        return (self.directory.parent / f"provider-{self.port}.log").read_text()

    def client(self, *, retries: int = 0, timeout: float = 10) -> stripe.StripeClient:
        return stripe.StripeClient(
            API_KEY,
            base_addresses={"api": self.url},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=timeout),
        )

    def script(self, **rule: Any) -> str:
        answer = self.http.post("/_simulator/faults", json=rule)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def advance(self, seconds: float) -> None:
        self.http.post("/_simulator/clock", json={"seconds": seconds}).raise_for_status()

    def book(self) -> dict[str, Any]:
        document: dict[str, Any] = self.http.get("/_simulator/book").raise_for_status().json()
        return document

    def _healthy(self) -> bool:
        try:
            return self.http.get("/_simulator/health").status_code == 200
        except httpx.HTTPError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], Any], *, within: float = 10) -> Any:
    deadline = time.monotonic() + within
    while not (result := condition()):
        assert time.monotonic() < deadline, f"did not come true within {within} s"
        time.sleep(0.02)
    return result


@pytest.fixture(scope="session")
def shared_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    flags = ("--merchant-name=Mercato", "--async-refund-delay=60", "--webhook-retry-scale=0.1")
    provider = Provider(tmp_path_factory.mktemp("provider") / "data", *flags)
    provider.start()
    yield provider
    provider.stop()


@pytest.fixture
def provider(shared_provider: Provider) -> Provider:
    """The run's simulator with an empty book."""
    shared_provider.http.post("/_simulator/reset").raise_for_status()
    return shared_provider


@pytest.fixture
def start_provider(tmp_path: Path) -> Iterator[Callable[..., Provider]]:
    """For tests that need flags or a process of their own."""
    started: list[Provider] = []

    def start(*flags: str) -> Provider:
        provider = Provider(tmp_path / f"data-{len(started)}", *flags)
        started.append(provider)
        provider.start()
        return provider

    yield start
    for provider in started:
        provider.stop()


@pytest.fixture
def stripe_client(provider: Provider) -> stripe.StripeClient:
    return provider.client()


class Shop:
    """What a merchant and a customer do, in the words the tests need."""

    success_url = "http://127.0.0.1:8080/checkout/return?session={CHECKOUT_SESSION_ID}"
    cancel_url = "http://127.0.0.1:8080/checkout"

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.stripe = provider.client()

    def session(self, amount: int = 4_900, currency: str = "eur", **extra: Any) -> Any:
        price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Shirt"}}
        params: dict[str, Any] = {
            "mode": "payment",
            "success_url": self.success_url,
            "cancel_url": self.cancel_url,
            "client_reference_id": "ord_1",
            "line_items": [{"price_data": price, "quantity": 1}],
            "payment_intent_data": {"metadata": {"payment_id": "pay_1"}},
            **extra,
        }
        return self.stripe.v1.checkout.sessions.create(params)  # type: ignore[arg-type]

    def pay(self, session_id: str, card: str = "4242424242424242", **fields: str) -> httpx.Response:
        form = {"card_number": card, "expiry": "12 / 34", "cvc": "123", **fields}
        return self.provider.http.post(f"/c/pay/{session_id}", data=form)

    def answer_challenge(self, session_id: str, outcome: str) -> httpx.Response:
        url = f"/c/pay/{session_id}/authenticate"
        return self.provider.http.post(url, data={"outcome": outcome})

    def paid_session(self, amount: int = 4_900, card: str = "4242424242424242") -> Any:
        session = self.session(amount)
        assert self.pay(session.id, card).status_code == 303
        return self.stripe.v1.checkout.sessions.retrieve(session.id)


@pytest.fixture
def shop(provider: Provider) -> Shop:
    return Shop(provider)


def as_json(document: Any) -> Any:
    return json.loads(str(document))
