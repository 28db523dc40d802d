"""How many events a Firehose transform takes, and how many rows become Parquet, on one core."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import process_time

import msgspec

from contracts.clickstream import Campaign, ClickstreamEvent, CollectedEvent
from contracts.events import Event, encode
from contracts.events.order import ORDER_PLACED, OrderLine, OrderPlaced
from contracts.lake_schema import CLICKSTREAM, DOMAIN_EVENTS, RawTable
from infra.local.firehose.conversion import read_lines, to_parquet
from infra.local.firehose.records import Record
from infra.local.firehose.transformation import event_of
from pipelines.ingestion.chalicelib import clickstream, domain_events
from pipelines.ingestion.chalicelib.firehose import Convert, transform
from tests.bench.figures import Figure

BATCH = 500
BATCHES = 100
ROUNDS = 5
BUDGET = 100_000
_NOW = datetime(2026, 3, 2, 12, 0, 1, 500_000, tzinfo=UTC)
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)


def transform_rates() -> list[Figure]:
    """The transforms' handlers, without Lambda's own JSON, and the conversion by itself."""
    clicks = [_click(number) for number in range(BATCH)]
    orders = [_order(number) for number in range(BATCH)]
    return [
        _transform_rate("transform, clickstream", clicks, clickstream.to_row),
        _transform_rate("transform, orders placed", orders, domain_events.to_row),
        _conversion_rate("JSON to Parquet, clickstream", clicks, clickstream.to_row, CLICKSTREAM),
        _conversion_rate("JSON to Parquet, orders", orders, domain_events.to_row, DOMAIN_EVENTS),
    ]


def _transform_rate(name: str, records: Sequence[bytes], convert: Convert) -> Figure:
    batch = [Record(str(number), each, 0) for number, each in enumerate(records)]
    event = event_of(batch, "bench", None)

    def run() -> None:
        for _ in range(BATCHES):
            transform(event, convert)

    size = sum(map(len, records)) / len(records)
    return _rate(name, run, BATCHES * BATCH, f"{size:.0f} bytes each", budget=BUDGET)


def _conversion_rate(
    name: str, records: Sequence[bytes], convert: Convert, table: RawTable
) -> Figure:
    lines = [convert(record, 0).line for record in records] * 20
    return _rate(
        name,
        lambda: to_parquet(read_lines(table, lines)),
        len(lines),
        f"{len(lines):,} rows a file",
    )


def _rate(
    name: str, run: Callable[[], object], count: int, note: str, budget: float | None = None
) -> Figure:
    """The best of a few rounds, by processor time: what else runs here is not what is measured."""
    best = min(_seconds(run) for _ in range(ROUNDS))
    return Figure(
        name=name, value=count / best, unit="/s", budget=budget, better="higher", note=note
    )


def _seconds(run: Callable[[], object]) -> float:
    started = process_time()
    run()
    return process_time() - started


def _click(number: int) -> bytes:
    event = ClickstreamEvent(
        id=f"0197b0c0-0000-7000-8000-{number:012x}",
        type="product_viewed",
        occurred_at=_NOW,
        path=f"/product/blue-shirt-{number % 50}",
        product_id=f"prd_{number % 50:08}",
        sku=f"BLUE-{number % 50}",
        category="shirts",
    )
    collected = CollectedEvent(
        event=event,
        sent_at=_NOW,
        received_at=_NOW,
        visitor_id=f"visitor-{number % 90:08}",
        session_id=f"session-{number % 90:08}",
        locale="en",
        referrer_host="www.example.com",
        campaign=Campaign(source="newsletter", medium="email", name="spring"),
        user_agent=_BROWSERS[number % len(_BROWSERS)],
    )
    return msgspec.json.encode(collected)


def _order(number: int) -> bytes:
    line = OrderLine(
        line_id=f"lin_{number}",
        sku="BLUE-M",
        product_id="prd_1",
        title="Blue shirt",
        quantity=2,
        unit_price=1999,
        discount=0,
        tax=638,
        total=3998,
    )
    placed = OrderPlaced(
        order_id=f"ord_{number}",
        number=f"M-{number}",
        customer_id="cus_1",
        customer_kind="guest",
        cart_id="crt_1",
        cart_version=3,
        currency="EUR",
        subtotal=3998,
        discount_total=0,
        shipping_total=499,
        tax_total=718,
        total=4497,
        lines=(line,),
    )
    event = Event(
        id=f"evt_{number:08}",
        type=ORDER_PLACED.name,
        source=ORDER_PLACED.source,
        subject=placed.order_id,
        version=1,
        time=_NOW,
        data=placed,
    )
    return encode(event)
