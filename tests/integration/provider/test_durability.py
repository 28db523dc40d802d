"""What an answer told stays true when the process is killed at once."""

import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import psutil
import stripe

from tests.integration.provider.conftest import SECRET, Provider, Receiver, Shop, eventually

StartProvider = Callable[..., Provider]


def test_a_payment_survives_a_kill(start_provider: StartProvider) -> None:
    shop = Shop(start_provider())
    session = shop.paid_session()
    shop.provider.kill()
    shop.provider.start()
    again = shop.stripe.v1.checkout.sessions.retrieve(session.id)
    assert (again.status, again.payment_status) == ("complete", "paid")
    assert shop.pay(session.id).status_code == 409


def test_an_answer_survives_a_kill_together_with_its_key(start_provider: StartProvider) -> None:
    shop = Shop(start_provider())
    params: Any = {"payment_intent": shop.paid_session().payment_intent, "amount": 100}
    first = shop.stripe.v1.refunds.create(params, {"idempotency_key": "k"})
    shop.provider.kill()
    shop.provider.start()
    assert shop.stripe.v1.refunds.create(params, {"idempotency_key": "k"}).id == first.id
    assert len(shop.provider.book()["refunds"]) == 1


def test_undelivered_events_are_delivered_after_a_kill(
    start_provider: StartProvider, receiver: Receiver
) -> None:
    shop = Shop(
        start_provider(
            f"--webhook-url={receiver.url}",
            f"--webhook-secret={SECRET}",
            "--webhook-retry-scale=0.2",
        )
    )
    receiver.answers = [503] * 4
    session = shop.paid_session()
    eventually(lambda: len(receiver.received) >= 1)
    shop.provider.kill()
    receiver.answers.clear()
    shop.provider.start()
    eventually(lambda: "checkout.session.completed" in receiver.types(session.id))
    eventually(lambda: all(d["state"] == "delivered" for d in shop.provider.book()["deliveries"]))


def test_killed_under_load_the_book_still_adds_up(start_provider: StartProvider) -> None:
    shop = Shop(start_provider())
    told_paid: list[str] = []
    stop = threading.Event()

    def buy() -> None:
        while not stop.is_set():
            try:
                session = shop.session()
                if shop.pay(session.id).status_code == 303:
                    told_paid.append(session.id)
            except (stripe.StripeError, httpx.HTTPError):
                time.sleep(0.05)

    buyers = [threading.Thread(target=buy) for _ in range(4)]
    for buyer in buyers:
        buyer.start()
    for _ in range(3):
        time.sleep(0.4)
        shop.provider.kill()
        shop.provider.start()
    stop.set()
    for buyer in buyers:
        buyer.join()

    book = shop.provider.book()
    paid = {session["id"] for session in book["sessions"] if session["payment_status"] == "paid"}
    assert told_paid
    assert set(told_paid) <= paid
    captured = [charge for charge in book["charges"] if charge["captured"]]
    assert len(captured) == len(paid)
    assert len({charge["payment_intent"] for charge in captured}) == len(paid)
    assert len(book["balance_transactions"]) == len(paid)


def test_it_stays_small(start_provider: StartProvider) -> None:
    """Above the budget of 70 MB by what differs between machines."""
    shop = Shop(start_provider())
    for _ in range(20):
        shop.paid_session()
    assert psutil.Process(shop.provider.pid).memory_info().rss < 100 * 2**20
