"""The worker's chores, and that every event the topology sends here is heard."""

from datetime import timedelta
from pathlib import Path

import yaml

from core_services.chassis.settings import Secret
from core_services.order import subscriptions
from core_services.order.settings import Settings
from core_services.order.worker import prune
from tests.integration.order.shop import Shop

TOPOLOGY = Path(__file__).resolve().parents[3] / "infra" / "topology.yaml"


def test_every_event_that_is_sent_here_is_heard(shop: Shop) -> None:
    queues = yaml.safe_load(TOPOLOGY.read_text())["queues"]

    assert set(subscriptions.payment_events(shop.deps)) == set(
        queues["order-payment-events"]["events"]
    )
    assert set(subscriptions.catalog_events(shop.deps)) == set(
        queues["order-catalog-events"]["events"]
    )


async def test_what_nobody_can_ask_for_any_more_is_forgotten(shop: Shop) -> None:
    settings = Settings(
        environment="test",
        port=0,
        aws_region="eu-west-1",
        cognito_issuer="",
        cognito_jwks_url="",
        cognito_client_id="",
        guest_session_secret=Secret(""),
        service_token_secret=Secret(""),
        database_url=Secret(""),
        cart_url="",
        catalog_url="",
        payment_url="",
    )
    order = await shop.pay(await shop.place((await shop.stocked(1), 1)))
    placed, paid = await shop.told(order.id)
    async with shop.engine.begin() as conn:
        await conn.exec_driver_sql(
            "UPDATE outbox SET published_at = $1 WHERE event_id = $2", (shop.clock.now(), placed.id)
        )
    shop.clock.advance(timedelta(days=8))
    await prune(shop.engine, settings, shop.clock)
    assert await shop.told_types(order.id) == [paid.type]

    shop.clock.advance(timedelta(days=30))
    await prune(shop.engine, settings, shop.clock)

    for table in ("idempotency", "inbox"):
        column = "created_at" if table == "idempotency" else "received_at"
        cutoff = shop.clock.now() - timedelta(days=30)
        assert not await shop.rows(f"SELECT 1 FROM {table} WHERE {column} < $1", cutoff)
