"""WAF's counting."""

import pytest

from contracts.errors import RateLimitedError
from infra.local.edge.rate_limits import RateRules
from infra.local.topology import RateLimit

RULES = (RateLimit(path="/api/auth/*", requests=3), RateLimit(path="/*", requests=5))


def test_a_rule_stops_an_address_that_asks_too_often() -> None:
    rules = RateRules(RULES)
    for _ in range(3):
        rules.count("/api/auth/sign-in", "10.0.0.1")

    with pytest.raises(RateLimitedError) as caught:
        rules.count("/api/auth/refresh", "10.0.0.1")
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= 600


def test_other_addresses_and_other_paths_are_not_affected() -> None:
    rules = RateRules(RULES)
    for _ in range(3):
        rules.count("/api/auth/sign-in", "10.0.0.1")

    rules.count("/api/auth/sign-in", "10.0.0.2")
    rules.count("/core/v1/products", "10.0.0.1")


def test_every_rule_that_fits_counts() -> None:
    rules = RateRules(RULES)
    for _ in range(5):
        rules.count("/core/v1/products", "10.0.0.1")
    with pytest.raises(RateLimitedError):
        rules.count("/core/v1/search", "10.0.0.1")


def test_a_rule_may_leave_a_part_in_the_middle_open() -> None:
    rules = RateRules((RateLimit(path="/core/v1/carts/*/coupons", requests=1),))
    rules.count("/core/v1/carts/crt_1/coupons", "10.0.0.1")
    rules.count("/core/v1/carts/crt_1/items", "10.0.0.1")

    with pytest.raises(RateLimitedError):
        rules.count("/core/v1/carts/crt_2/coupons", "10.0.0.1")
