"""A history in the lake: through ingestion's own code, once, and out again without a trace."""

import base64
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from infra.ops.simulation.deposit import Deposit, Directory, clear
from infra.ops.simulation.history import Ask, History
from infra.ops.simulation.post import Day, Received
from infra.ops.simulation.rows import is_simulated, objects_of
from infra.ops.simulation.shop import Shop
from pipelines.ingestion.chalicelib import clickstream, domain_events
from pipelines.ingestion.chalicelib.firehose import Row, transform

SMALL = Ask(days=4, shoppers=20, seed=7, until=date(2026, 3, 22))
LIVE = "raw/clickstream/event_type=searched/dt=2026-03-22/clickstream-1-live.parquet"


def firehose_event(received: Sequence[Received]) -> dict[str, object]:
    """What Firehose would hand to the transform."""
    return {
        "invocationId": "invocation",
        "records": [
            {
                "recordId": str(number),
                "approximateArrivalTimestamp": int(each.at.timestamp() * 1000),
                "data": base64.b64encode(each.record).decode(),
            }
            for number, each in enumerate(received)
        ],
    }


@pytest.mark.parametrize(
    ("convert", "stream"),
    [(clickstream.to_row, "clicks"), (domain_events.to_row, "events")],
    ids=["clickstream", "domain events"],
)
def test_ingestion_takes_every_record_and_puts_it_into_the_day_of_its_reception(
    days: Sequence[Day], convert: Callable[[bytes, int], Row], stream: str
) -> None:
    for day in days[::6]:
        received = getattr(day, stream)
        for start in range(0, len(received), 500):
            batch = received[start : start + 500]
            done = transform(firehose_event(batch), convert)
            assert done.rejected == []
            assert [each["result"] for each in done.answers] == ["Ok"] * len(batch)
            kept = {each["metadata"]["partitionKeys"]["dt"] for each in done.answers}
            assert kept == {day.date.isoformat()}


def test_every_row_says_that_it_is_simulated(days: Sequence[Day], tmp_path: Path) -> None:
    rows = 0
    for made in objects_of(days[-1]):
        path = tmp_path / "rows.parquet"
        path.write_bytes(made.content)
        table = pq.ParquetFile(path).read(columns=["origin", "event_id"])
        assert set(table["origin"].to_pylist()) == {"simulated"}
        rows += table.num_rows
        assert made.rows == table.num_rows
        assert is_simulated(made.key)
    assert rows == len(days[-1].clicks) + len(days[-1].events)


def put(shop: Shop, ask: Ask, root: Path) -> Deposit:
    with Deposit(Directory(root)) as deposit:
        for day in History(shop, ask).days():
            for made in objects_of(day):
                deposit.add(made)
    return deposit


def files(root: Path) -> dict[str, bytes]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in root.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Path]:
    """A lake with something real in it, which must be there in the end as it was."""
    live = tmp_path / LIVE
    live.parent.mkdir(parents=True)
    live.write_bytes(b"real")
    yield tmp_path
    assert live.read_bytes() == b"real"


def test_running_it_again_changes_nothing(shop: Shop, lake: Path) -> None:
    first = put(shop, SMALL, lake)
    before = files(lake)
    again = put(shop, SMALL, lake)
    assert first.written == len(before) - 1 > 40
    assert (again.written, again.stale, again.rows) == (0, [], first.rows)
    assert files(lake) == before


def test_another_history_takes_the_place_of_the_one_before(shop: Shop, lake: Path) -> None:
    put(shop, SMALL, lake)
    shorter = msgspec.structs.replace(SMALL, days=2, seed=8)
    replaced = put(shop, shorter, lake)
    assert any("dt=2026-03-19" in key for key in replaced.stale)
    assert not any("dt=2026-03-19" in key for key in files(lake))


def test_clearing_removes_what_was_made_and_nothing_else(shop: Shop, lake: Path) -> None:
    put(shop, SMALL, lake)
    made = files(lake).keys() - {LIVE}
    assert set(clear(Directory(lake))) == made
    assert files(lake) == {LIVE: b"real"}
    assert clear(Directory(lake)) == []


def test_a_history_that_breaks_off_removes_nothing(shop: Shop, lake: Path) -> None:
    put(shop, SMALL, lake)
    before = files(lake)
    with pytest.raises(RuntimeError, match="power"), Deposit(Directory(lake)):
        raise RuntimeError("no power")
    assert files(lake) == before
