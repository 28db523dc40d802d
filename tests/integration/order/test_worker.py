"""Every event that the topology sends to the order service is heard."""

from pathlib import Path

import yaml

from core_services.order import subscriptions
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
