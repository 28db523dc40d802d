"""A history is the same for the same seed, and told in the shapes of the contracts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import msgspec

from contracts.clickstream import CollectedEvent
from contracts.events import EVENT_TYPES, Event
from infra.ops.simulation.history import Ask, History
from infra.ops.simulation.post import Day
from infra.ops.simulation.rhythm import Calendar
from infra.ops.simulation.shop import Shop
from tests.unit.infra.simulation.conftest import ASK

SMALL = Ask(days=9, shoppers=40, seed=7, until=date(2026, 3, 22))


def made(shop: Shop, ask: Ask) -> list[Day]:
    return list(History(shop, ask).days())


def test_the_same_seed_catalogue_and_last_day_give_the_same_bytes(shop: Shop) -> None:
    assert made(shop, SMALL) == made(shop, SMALL)


def test_another_seed_gives_another_history_with_other_ids(shop: Shop) -> None:
    one = {each.record for day in made(shop, SMALL) for each in day.events}
    other = {
        each.record
        for day in made(shop, msgspec.structs.replace(SMALL, seed=8))
        for each in day.events
    }
    assert one.isdisjoint(other)


def test_every_day_has_what_was_received_on_it_and_nothing_is_later_than_the_last(
    days: Sequence[Day],
) -> None:
    first = ASK.until - timedelta(days=ASK.days - 1)
    assert [day.date for day in days] == [first + timedelta(days=n) for n in range(ASK.days)]
    for day in days:
        moments = [each.at for each in day.events]
        assert {at.date() for at in moments} <= {day.date}
        assert {each.at.date() for each in day.clicks} <= {day.date}
        assert moments == sorted(moments)


def test_every_kind_of_event_that_is_asked_for_is_told(events: Sequence[Event[Any]]) -> None:
    told = Counter(event.type for event in events)
    silent = {
        "catalog.pricing_changed.v1",
        "catalog.stock_declared.v1",
        "payment.held.v1",
        "payment.refund_failed.v1",
    }
    assert set(told) == set(EVENT_TYPES) - silent


def test_ids_of_events_are_unique_and_those_of_clicks_are_repeated_when_sent_twice(
    events: Sequence[Event[Any]], clicks: Sequence[CollectedEvent]
) -> None:
    assert len({event.id for event in events}) == len(events)
    copies = Counter(click.event.id for click in clicks)
    assert set(copies.values()) == {1, 2}
    twice = sum(1 for number in copies.values() if number == 2)
    assert 0.004 < twice / len(copies) < 0.014


def test_clicks_would_pass_the_checks_of_the_browsers_endpoint(
    clicks: Sequence[CollectedEvent],
) -> None:
    again = msgspec.json.decode(msgspec.json.encode(list(clicks)), type=list[CollectedEvent])
    assert again == list(clicks)


def test_visitors_without_consent_leave_orders_but_no_clicks(
    events: Sequence[Event[Any]], clicks: Sequence[CollectedEvent]
) -> None:
    placed = {event.subject for event in events if event.type == "order.placed.v1"}
    seen = {click.event.order_id for click in clicks if click.event.type == "order_placed"}
    assert seen < placed
    assert 0.7 < len(seen) / len(placed) < 0.95


def test_some_clocks_are_wrong_some_events_are_late_and_some_visitors_are_robots(
    clicks: Sequence[CollectedEvent],
) -> None:
    wrong = [c for c in clicks if abs(c.sent_at - c.received_at) > timedelta(days=20)]
    late = [c for c in clicks if c.sent_at - c.event.occurred_at > timedelta(hours=1)]
    robots = [c for c in clicks if "bot" in c.user_agent]
    for found in (wrong, late, robots):
        assert 0 < len(found) < 0.12 * len(clicks)


def test_a_clock_that_is_wrong_is_equally_wrong_when_it_sends(
    clicks: Sequence[CollectedEvent],
) -> None:
    true_moments = [c.received_at - (c.sent_at - c.event.occurred_at) for c in clicks]
    first = Calendar.of(ASK.seed, ASK.days, ASK.until).first
    assert min(at.date() for at in true_moments) >= first
    assert max(at.date() for at in true_moments) <= ASK.until


def test_people_search_for_what_there_is_misspell_it_and_want_what_there_is_not(
    clicks: Sequence[CollectedEvent],
) -> None:
    searches = [c.event for c in clicks if c.event.type == "searched"]
    in_vain = Counter(each.query for each in searches if each.result_count == 0)
    assert 0.05 < sum(in_vain.values()) / len(searches) < 0.3
    assert "dog bed" in in_vain
    hits = [c.event for c in clicks if c.event.type == "search_result_clicked"]
    assert min(each.position or 0 for each in hits) == 1
    assert Counter(each.position for each in hits).most_common(1)[0][0] == 1


def test_the_campaign_week_and_sundays_are_busy_and_the_shop_grows(
    days: Sequence[Day],
) -> None:
    calendar = Calendar.of(ASK.seed, ASK.days, ASK.until)
    usual = {d.date: len(d.clicks) for d in days if not calendar.is_campaign(d.date)}
    campaign = [len(day.clicks) for day in days if calendar.is_campaign(day.date)]
    assert len(campaign) == 7
    assert fmean(campaign) > 1.3 * fmean(usual.values())
    sundays = [n for day, n in usual.items() if day.weekday() == 6]
    saturdays = [n for day, n in usual.items() if day.weekday() == 5]
    assert fmean(sundays) > 1.15 * fmean(saturdays)
    half = sorted(usual)[len(usual) // 2]
    early, later = ([n for d, n in usual.items() if (d < half) is e] for e in (True, False))
    assert fmean(later) > 1.1 * fmean(early)


def test_most_visits_end_without_an_order_and_customers_return_less_and_less(
    events: Sequence[Event[Any]], clicks: Sequence[CollectedEvent]
) -> None:
    sessions = {click.session_id for click in clicks if "bot" not in click.user_agent}
    ordering = {click.session_id for click in clicks if click.event.type == "order_placed"}
    assert 0.01 < len(ordering) / len(sessions) < 0.06
    orders = Counter(
        event.data.customer_id
        for event in events
        if event.type == "order.placed.v1" and event.data.customer_kind == "customer"
    )
    how_many = Counter(orders.values())
    assert how_many[1] > how_many[2] > how_many.get(4, 0) > 0 or how_many[2] > how_many[3]
    assert sum(n for times, n in how_many.items() if times > 1) > 10
