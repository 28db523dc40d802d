"""Delivering events: signed, at least once, in no promised order, retried for days."""

import asyncio
import hmac
import random
import sqlite3
import time
from hashlib import sha256

import httpx
import msgspec

from infra.local.provider.book import Json
from infra.local.provider.rendering import public
from infra.local.provider.simulator import Simulator

RETRY_DELAYS = (1, 5, 30, 300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200)
"""Seconds before each further attempt: three days in all, as Stripe's; scaled by a setting."""
_AT_ONCE = 16


def sign(payload: bytes, secrets: list[str], timestamp: int) -> str:
    """The Stripe-Signature header: one v1 per active secret."""
    signed = str(timestamp).encode() + b"." + payload
    digests = [hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={digest}" for digest in digests)])


class Courier:
    """Takes due deliveries off the book's queue. A crash between the post and the note about
    its answer leads to a second delivery, as it does at Stripe."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._http = httpx.AsyncClient(
            timeout=simulator.settings.webhook_timeout,
            trust_env=False,
            limits=httpx.Limits(max_connections=_AT_ONCE),
            headers={
                "User-Agent": "Stripe/1.0 (+https://docs.stripe.com/webhooks)",
                "Content-Type": "application/json; charset=utf-8",
            },
        )

    def start_due(self) -> None:
        free = _AT_ONCE - len(self._tasks)
        if free <= 0:
            return
        for row in self._due():
            if row["id"] not in self._tasks and free > 0:
                free -= 1
                self._tasks[row["id"]] = asyncio.create_task(self._deliver(row))

    def next_due(self) -> float | None:
        """None while every place is taken, too: a finished delivery wakes the loop."""
        if len(self._tasks) >= _AT_ONCE:
            return None
        waiting = self._simulator.book.rows(
            "SELECT id, due FROM deliveries WHERE state = 'pending' ORDER BY due LIMIT ?",
            (_AT_ONCE + 1,),
        )
        return next((float(row["due"]) for row in waiting if row["id"] not in self._tasks), None)

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._http.aclose()

    def _due(self) -> list[sqlite3.Row]:
        return self._simulator.book.rows(
            "SELECT * FROM deliveries WHERE state = 'pending' AND due <= ?"
            " ORDER BY due, id LIMIT ?",
            (self._simulator.clock.now(), _AT_ONCE * 2),
        )

    async def _deliver(self, delivery: sqlite3.Row) -> None:
        try:
            await self._attempt(delivery)
        finally:
            del self._tasks[delivery["id"]]
            self._simulator.on_change()

    async def _attempt(self, delivery: sqlite3.Row) -> None:
        book = self._simulator.book
        event = book.find("event", delivery["event_id"])
        endpoint = book.find("webhook_endpoint", delivery["endpoint_id"])
        if event is None or endpoint is None:
            self._note(delivery, "abandoned", None, "the event or its endpoint is gone")
            return
        status, error = await self._post(delivery, event, endpoint)
        delivered = status is not None and 200 <= status < 300
        self._note(delivery, "delivered" if delivered else "pending", status, error)

    async def _post(
        self, delivery: sqlite3.Row, event: Json, endpoint: Json
    ) -> tuple[int | None, str | None]:
        # Indented as Stripe's are: a receiver that verifies re-serialised JSON is found out here.
        payload = msgspec.json.format(msgspec.json.encode(public(event)), indent=2)
        # Real time, not the simulator's: receivers compare it with their own clocks.
        header = sign(payload, endpoint["_secrets"], int(time.time()) + delivery["skew_s"])
        if delivery["fault"] == "bad_signature":
            header = sign(payload, ["whsec_not_the_secret"], int(time.time()))
        try:
            answer = await self._http.post(
                endpoint["url"], content=payload, headers={"Stripe-Signature": header}
            )
        except httpx.HTTPError as failure:
            return None, f"{type(failure).__name__}: {failure}"
        return answer.status_code, None

    def _note(
        self, delivery: sqlite3.Row, state: str, status: int | None, error: str | None
    ) -> None:
        attempts = delivery["attempts"] + 1
        due = float(delivery["due"])
        if state == "pending" and attempts > len(RETRY_DELAYS):
            state = "failed"
        elif state == "pending":
            due = self._simulator.clock.now() + self._delay(attempts)
        with self._simulator.work() as work:
            work.book.execute(
                "UPDATE deliveries SET state = ?, due = ?, attempts = ?, response_status = ?,"
                " error = ? WHERE id = ?",
                (state, due, attempts, status, error, delivery["id"]),
            )
            if state == "delivered":
                _count_down(self._simulator, delivery["event_id"])

    def _delay(self, attempts: int) -> float:
        jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries, guards nothing
        return RETRY_DELAYS[attempts - 1] * self._simulator.settings.webhook_retry_scale * jitter


def _count_down(simulator: Simulator, event_id: str) -> None:
    event = simulator.book.find("event", event_id)
    if event is not None and event["pending_webhooks"] > 0:
        event["pending_webhooks"] -= 1
        simulator.book.save(event)
