"""A dead letter names its consumer, whatever the environment calls the queue."""

import pytest

from core_services.chassis.dead_letters import consumer_of


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8113/123456789012/cart-order-events",
        "https://sqs.eu-central-1.amazonaws.com/222222222222/mercato-prod-cart-order-events",
    ],
)
def test_the_consumer_is_the_one_that_a_queue_is_named_after(url: str) -> None:
    assert consumer_of(url) == "cart"
