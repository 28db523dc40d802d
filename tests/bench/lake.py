"""A million clickstream events, from Kinesis records to a curated table that answers a query."""

import gzip
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID

import msgspec

from analytics.engine import open_lake
from contracts.clickstream import Campaign, ClickstreamEvent, ClickstreamType, CollectedEvent
from contracts.clock import SystemClock
from contracts.lake_schema import CLICKSTREAM
from infra.local.firehose.delivery import Target, deliver
from infra.local.firehose.records import Record
from infra.local.lake.build import build
from infra.local.lake.words import Done, Word
from pipelines.ingestion.chalicelib import clickstream
from pipelines.ingestion.chalicelib.firehose import transform
from tests.bench.figures import Figure

EVENTS = 1_000_000
BUDGET_SECONDS = 120
_CORES = 2
_FILES = 20  # as many buffers as Firehose would have filled
_DAYS = 10
_SENT_TWICE = 0.02
_FIRST = datetime(2026, 3, 2, tzinfo=UTC)
_TARGET = Target("clickstream", CLICKSTREAM, "raw/clickstream/", "errors/clickstream/", "")
_WAY: tuple[ClickstreamType, ...] = (
    "page_viewed",
    "page_viewed",
    "searched",
    "product_viewed",
    "product_viewed",
    "cart_item_added",
    "checkout_started",
    "order_placed",
)
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
)


def lake_figures(events: int = EVENTS) -> list[Figure]:
    """How long it takes in all, and where the time goes; to make the records is not counted."""
    with tempfile.TemporaryDirectory() as directory, ProcessPoolExecutor(_CORES) as pool:
        lake = Path(directory)
        share = events // _FILES
        list(pool.map(_write_records, [lake] * _FILES, range(_FILES), [share] * _FILES))

        started = perf_counter()
        rows = sum(pool.map(_deliver, [lake] * _FILES, range(_FILES)))
        delivered = perf_counter()
        stages: dict[str, float] = {}
        build(lake, listener=lambda word: _note(stages, word))
        built = perf_counter()
        curated, sessions = _asked(lake)
        asked = perf_counter()
    note = f"{rows:,} rows delivered, {curated:,} events in {sessions:,} sessions curated"
    return [
        Figure(
            name="a million events, record to curated table" if events == EVENTS else "events",
            value=asked - started,
            unit="s",
            budget=BUDGET_SECONDS * events / EVENTS,
            note=note,
        ),
        Figure(name="… transform and Parquet", value=delivered - started, unit="s"),
        *(Figure(name=f"… {name}", value=took, unit="s") for name, took in stages.items()),
        Figure(
            name="… starting Spark",
            value=built - delivered - sum(stages.values()),
            unit="s",
        ),
        Figure(name="… first query", value=asked - built, unit="s"),
    ]


def _note(stages: dict[str, float], word: Word) -> None:
    if isinstance(word, Done):
        stages[word.job] = word.seconds


def _asked(lake: Path) -> tuple[int, int]:
    with open_lake(lake) as engine:
        ((events, sessions),) = engine.run(
            "SELECT count(*), count(DISTINCT session_id) FROM curated.clickstream"
        ).rows
    return int(events), int(sessions)


def _deliver(lake: Path, number: int) -> int:
    """What Firehose does with one buffer, with the function's own code."""
    lines = gzip.decompress(_records(lake, number).read_bytes()).splitlines()
    records = [Record(str(index), line, 0) for index, line in enumerate(lines)]

    def put(key: str, content: bytes) -> None:
        path = lake / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    done = deliver(
        records,
        _TARGET,
        lambda event: {"records": transform(event, clickstream.to_row).answers},
        put,
        SystemClock(),
    )
    return done.rows


def _write_records(lake: Path, number: int, count: int) -> None:
    random_ = random.Random(number)
    lines = [msgspec.json.encode(event) for event in _visits(random_, count)]
    path = _records(lake, number)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(b"\n".join(lines), compresslevel=1))


def _records(lake: Path, number: int) -> Path:
    return lake / "kinesis" / f"{number}.gz"


def _visits(random_: random.Random, count: int) -> Iterator[CollectedEvent]:
    """Visits of a few steps each, spread over days; some events are sent twice."""
    made = 0
    while made < count:
        moment = _FIRST + timedelta(seconds=random_.random() * _DAYS * 86_400)
        for event in _visit(random_, moment):
            times = 2 if random_.random() < _SENT_TWICE else 1
            for _ in range(min(times, count - made)):
                made += 1
                yield event


def _visit(random_: random.Random, moment: datetime) -> Sequence[CollectedEvent]:
    visitor = f"visitor-{random_.randrange(40_000):08}"
    browser = random_.choice(_BROWSERS)
    campaign = Campaign(source="google", medium="cpc") if random_.random() < 0.2 else Campaign()
    steps = _WAY[: random_.randint(1, len(_WAY))]
    events = []
    for step in steps:
        moment += timedelta(seconds=random_.randint(2, 180))
        events.append(_event(random_, step, moment, visitor, browser, campaign))
    return events


def _event(
    random_: random.Random,
    step: ClickstreamType,
    moment: datetime,
    visitor: str,
    browser: str,
    campaign: Campaign,
) -> CollectedEvent:
    product = random_.randrange(5_000)
    placed = step == "order_placed"
    event = ClickstreamEvent(
        id=str(UUID(int=random_.getrandbits(128), version=4)),
        type=step,
        occurred_at=moment,
        path=f"/product/{product}",
        product_id=f"prd_{product:08}",
        sku=f"SKU-{product}",
        quantity=1 if step == "cart_item_added" else None,
        order_id=f"ord_{random_.getrandbits(60):x}" if placed else None,
        currency="EUR" if placed else None,
        value=random_.randint(500, 50_000) if placed else None,
    )
    return CollectedEvent(
        event=event,
        sent_at=moment,
        received_at=moment + timedelta(milliseconds=120),
        visitor_id=visitor,
        session_id=f"{visitor}-page",
        locale="en",
        referrer_host="www.example.com",
        campaign=campaign,
        user_agent=browser,
    )


if __name__ == "__main__":
    for figure in lake_figures(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS):
        sys.stdout.write(f"{figure.name:45} {figure.value:8.1f} {figure.unit}  {figure.note}\n")
