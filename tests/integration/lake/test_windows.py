"""Days built one after another, twice, backwards and from a replay: the same rows every time."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyspark.sql import SparkSession

from contracts.events import order
from pipelines.glue import build_orders, compact_clickstream, compact_domain_events, sessionise
from pipelines.glue.arguments import Arguments, Window
from pipelines.glue.job import Job
from pipelines.glue.zones import Lake, Published
from tests.integration.lake.rows import (
    days_of,
    did,
    order_paid,
    order_placed,
    read,
    shown,
    told,
    write_raw,
)

_ORDERS: tuple[Job, ...] = (compact_domain_events.run, build_orders.run)
_CLICKS: tuple[Job, ...] = (compact_clickstream.run,)
_CURATE: tuple[Job, ...] = (compact_domain_events.run,)
_TABLES = ("domain_events", "orders", "order_lines", "order_discounts")


def build(lake: Lake, jobs: Iterable[Job], *windows: Window) -> list[Published]:
    """Run jobs on one window of receipt after another, or on everything."""
    return [
        done
        for window in windows or (None,)
        for job in jobs
        for done in job(lake, Arguments(lake.root, window))
    ]


def day(first: str, last: str = "") -> Window:
    return Window(f"2026-{first}", f"2026-{last or first}")


def _first_days() -> list[Any]:
    """Two orders, and a payment of a third one that nobody has told of yet."""
    return [
        told(order.ORDER_PLACED, order_placed("ord_1"), "03-02 23:00", id="a1"),
        told(order.ORDER_PLACED, order_placed("ord_2"), "03-03 09:00", id="b1"),
        told(order.ORDER_PAID, order_paid("ord_3"), "03-02 12:05", id="c2", version=2),
    ]


def _late() -> list[Any]:
    """What is received two days later about the first of these days."""
    return [
        told(
            order.ORDER_PAID,
            order_paid("ord_1"),
            "03-02 23:30",
            id="a2",
            version=2,
            received="03-04 01:00",
        ),
        told(
            order.ORDER_PLACED,
            order_placed("ord_3"),
            "03-02 12:00",
            id="c1",
            received="03-04 01:00",
        ),
    ]


@dataclass(frozen=True)
class Days:
    """A lake that was built, got late events, and was built again: by day, then wholly."""

    root: Path
    early: list[dict[str, Any]]
    times: dict[Path, int]
    by_day: list[Published]
    wholly: list[Published]


@pytest.fixture(scope="module")
def days(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Days:
    root = tmp_path_factory.mktemp("days")
    lake = Lake(spark, str(root))
    write_raw(root, *_first_days())
    build(lake, _ORDERS)
    early = read(root, "orders", "order_id", "status", "paid_at")
    times = {path: path.stat().st_mtime_ns for path in root.rglob("curated/**/*.parquet")}
    write_raw(root, *_late())
    by_day = build(lake, _ORDERS, day("03-04"))
    return Days(root, early, times, by_day, build(lake, _ORDERS))


def test_a_late_event_changes_the_day_it_happened_and_no_other(days: Days) -> None:
    assert [(each.table, each.rows, each.written) for each in days.by_day] == [
        ("domain_events", 4, 1),
        ("orders", 2, 1),
        ("order_lines", 4, 1),
        ("order_discounts", 2, 1),
    ]
    changed = {path for path, time in days.times.items() if path.stat().st_mtime_ns != time}
    assert {path.parent.name for path in changed} == {"dt=2026-03-02"}


def test_a_payment_told_before_its_order_counts_once_the_order_is_told(days: Days) -> None:
    assert days.early == [
        {"order_id": "ord_1", "status": "placed", "paid_at": None},
        {"order_id": "ord_2", "status": "placed", "paid_at": None},
    ]
    assert read(days.root, "orders", "order_id", "status", "paid_at") == [
        {"order_id": "ord_1", "status": "paid", "paid_at": shown("03-02 23:30")},
        {"order_id": "ord_2", "status": "placed", "paid_at": None},
        {"order_id": "ord_3", "status": "paid", "paid_at": shown("03-02 12:05")},
    ]


def test_to_build_again_changes_no_byte(days: Days) -> None:
    assert [(each.table, each.written, each.unchanged, each.removed) for each in days.wholly] == [
        (table, 0, 2, 0) for table in _TABLES
    ]


def test_days_built_backwards_make_the_same_rows(days: Days, lake: Lake) -> None:
    shutil.copytree(days.root / "raw", Path(lake.root) / "raw")
    build(lake, _CURATE, day("03-04"), day("03-03"), day("03-02"))
    assert read(Path(lake.root), "domain_events") == read(days.root, "domain_events")


def test_a_replay_of_the_outbox_tells_the_same(days: Days, lake: Lake) -> None:
    """All facts are made of ``curated.domain_events`` alone, which a replay fills alike."""
    root = Path(lake.root)
    live = [*_first_days(), *_late()]
    replayed = [(kind, _replayed(row)) for kind, row in live]
    write_raw(root, *replayed)
    build(lake, _CURATE)
    told_again = read(root, "domain_events")
    assert {row["origin"] for row in told_again} == {"replay"}
    told_live = read(days.root, "domain_events")
    assert _without_way(told_again) == _without_way(told_live)

    write_raw(root, *live)
    build(lake, _CURATE, day("03-02", "03-04"))
    assert read(root, "domain_events") == told_live


def test_what_is_no_longer_in_the_raw_zone_goes_when_everything_is_built(lake: Lake) -> None:
    root = Path(lake.root)
    write_raw(root, *_first_days())
    build(lake, _CURATE)
    for place in (root / "raw").rglob("dt=2026-03-03"):
        shutil.rmtree(place)

    assert [(each.unchanged, each.removed) for each in build(lake, _CURATE)] == [(1, 1)]
    assert days_of(root, "domain_events") == ["2026-03-02"]


def test_a_session_is_one_whichever_day_is_built_first(lake: Lake) -> None:
    root = Path(lake.root)
    write_raw(
        root,
        did("page_viewed", "03-02 23:50", id="n1", campaign_medium="email"),
        did("page_viewed", "03-03 00:10", id="n2"),
        did("page_viewed", "03-03 00:45", id="n3"),
    )
    build(lake, _CLICKS, day("03-03"), day("03-02"))
    names = {row["event_id"]: row["session_id"] for row in read(root, "clickstream")}
    assert names["n1"] == names["n2"] != names["n3"]
    sources = {row["event_id"]: row["source"] for row in read(root, "clickstream")}
    assert sources == {"n1": "email", "n2": "email", "n3": "direct"}


def test_a_late_event_joins_two_sessions_over_midnight(lake: Lake) -> None:
    root = Path(lake.root)
    jobs = (*_CLICKS, sessionise.run)
    write_raw(
        root,
        did("page_viewed", "03-02 23:40", id="n1"),
        did("page_viewed", "03-03 00:20", id="n3"),
    )
    build(lake, jobs)
    assert [row["events"] for row in read(root, "sessions")] == [1, 1]

    write_raw(root, did("searched", "03-02 23:59", id="n2", received="03-09 10:00"))
    build(lake, jobs, day("03-09"))
    assert read(root, "sessions", "started_at", "ended_at", "events", "searches") == [
        {
            "started_at": shown("03-02 23:40"),
            "ended_at": shown("03-03 00:20"),
            "events": 3,
            "searches": 1,
        }
    ]
    assert days_of(root, "sessions") == ["2026-03-02"]


def test_a_visitor_that_never_rests_begins_a_session_a_day(lake: Lake) -> None:
    root = Path(lake.root)
    moments = [
        f"03-0{day} {hour:02}:{minute:02}"
        for day in (2, 3, 4)
        for hour in range(24)
        for minute in (5, 30, 55)
    ]
    write_raw(root, *(did("page_viewed", when, id=when, visitor="machine") for when in moments))
    build(lake, _CLICKS)
    sessions: dict[str, set[int]] = {}
    for row in read(root, "clickstream"):
        sessions.setdefault(row["session_id"], set()).add(row["occurred_at"].day)
    assert sorted(map(sorted, sessions.values())) == [[2, 3], [4]]

    shutil.rmtree(root / "curated")
    build(lake, _CLICKS, day("03-04"), day("03-02"), day("03-03"))
    assert {row["session_id"] for row in read(root, "clickstream")} == sessions.keys()


def _replayed(row: Any) -> Any:
    return msgspec.structs.replace(
        row, origin="replay", received_at=row.received_at.replace(month=4)
    )


def _without_way(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without how and when they came to the lake."""
    kept_out = ("origin", "received_at")
    return [{name: row[name] for name in row if name not in kept_out} for row in rows]
