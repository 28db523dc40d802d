"""From a simulated history to the Monday report, through the real jobs and queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from contracts.clock import FrozenClock
from contracts.events import EVENT_TYPES, Event, decode
from contracts.money import format_amount
from infra.ops.report.making import Wanted, make, opened
from infra.ops.report.week import Week
from infra.ops.simulation.deposit import Deposit, Directory
from infra.ops.simulation.history import Ask, History
from infra.ops.simulation.rows import objects_of
from infra.ops.simulation.shop import demo_shop
from pipelines.glue.arguments import Arguments
from pipelines.glue.jobs import JOBS
from pipelines.glue.zones import Lake
from tests.unit.infra.report.reading_html import Document

WEEK = Week(date(2026, 3, 16))
ASK = Ask(days=9, shoppers=60, seed=7, until=WEEK.sunday)
Told = Sequence[Event[Any]]


@pytest.fixture(scope="module")
def made(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, Document]:
    """What was told, and the report of it."""
    root, events = tmp_path_factory.mktemp("simulated"), []
    with Deposit(Directory(root)) as deposit:
        for day in History(demo_shop(), ASK).days():
            events += [decode(each.record, EVENT_TYPES) for each in day.events]
            for each in objects_of(day):
                deposit.add(each)
    return events, Document.parse(_report(spark, root))


def _report(spark: SparkSession, root: Path) -> str:
    lake = Lake(spark, str(root))
    for job in JOBS.values():
        job(lake, Arguments(str(root)))
    with opened(root) as source:
        return make(source, Wanted(), FrozenClock(datetime(2026, 3, 23, 7, tzinfo=UTC)))


def counted(events: Told) -> Mapping[str, Any]:
    """Orders of the week that were paid and not cancelled, by their id."""
    paid = {event.subject for event in events if event.type == "order.paid.v1"}
    cancelled = {event.subject for event in events if event.type == "order.cancelled.v1"}
    return {
        event.subject: event.data
        for event in events
        if event.type == "order.placed.v1"
        and event.subject in paid - cancelled
        and WEEK.monday <= event.time.date() <= WEEK.sunday
    }


def test_the_report_has_the_orders_that_were_told_in_each_currency(
    made: tuple[Told, Document],
) -> None:
    events, report = made
    orders = Counter(data.currency for data in counted(events).values())
    assert orders["EUR"] > 20
    for currency, number in orders.items():
        assert report.figures[f"orders.{currency}"] == str(number)


def test_the_average_order_and_refunds_are_exact_to_the_cent(made: tuple[Told, Document]) -> None:
    events, report = made
    euros = [data.total for data in counted(events).values() if data.currency == "EUR"]
    average = Decimal(format_amount(sum(euros), "EUR")) / len(euros)
    assert abs(Decimal(report.figures["average_order_value.EUR"]) - average) < Decimal("0.0001")
    mine = counted(events)
    gone = sum(
        event.data.amount
        for event in events
        if event.type == "order.refunded.v1"
        and event.data.currency == "EUR"
        and event.subject in mine
        and WEEK.monday <= event.time.date() <= WEEK.sunday
    )
    assert Decimal(report.figures["refunds.EUR"]) == Decimal(format_amount(gone, "EUR"))


def test_payments_are_counted_as_they_were_attempted(made: tuple[Told, Document]) -> None:
    events, report = made
    attempts = Counter(
        event.data.method
        for event in events
        if event.type in ("payment.succeeded.v1", "payment.failed.v1")
        and WEEK.monday <= event.time.date() <= WEEK.sunday
    )
    shown = {
        name.removeprefix("attempts."): int(value)
        for name, value in report.figures.items()
        if name.startswith("attempts.")
    }
    assert shown == dict(attempts)


def test_the_report_says_that_all_of_it_is_simulated(made: tuple[Told, Document]) -> None:
    events, report = made
    placed = sum(1 for event in events if event.type == "order.placed.v1")
    assert "The data on this page is simulated." in report.text
    assert f"{placed} orders and " in report.text
    assert "are added up on this page" not in report.text
