"""One simulated stretch of time that many tests look at: it takes a second to make."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from contracts.clickstream import CollectedEvent
from contracts.events import EVENT_TYPES, Event, decode
from infra.ops.simulation.history import Ask, History
from infra.ops.simulation.post import Day
from infra.ops.simulation.shop import Shop, demo_shop

ASK = Ask(days=42, shoppers=260, seed=7, until=date(2026, 3, 22))


@pytest.fixture(scope="package")
def shop() -> Shop:
    return demo_shop()


@pytest.fixture(scope="package")
def days(shop: Shop) -> Sequence[Day]:
    return list(History(shop, ASK).days())


@pytest.fixture(scope="package")
def events(days: Sequence[Day]) -> Sequence[Event[Any]]:
    """Every domain event, in the order in which it happened."""
    found = [decode(each.record, EVENT_TYPES) for day in days for each in day.events]
    return sorted(found, key=lambda event: event.time)


@pytest.fixture(scope="package")
def clicks(days: Sequence[Day]) -> Sequence[CollectedEvent]:
    decoder = msgspec.json.Decoder(CollectedEvent)
    return [decoder.decode(each.record) for day in days for each in day.clicks]
