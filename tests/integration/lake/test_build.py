"""What is new to a build, and what it says when it fails: the real process with the real Java."""

import fcntl
from pathlib import Path

import pytest

from infra.local.lake.build import Build, BuildError, Span, build
from infra.local.lake.ledger import News, news_of, remember
from tests.integration.lake.rows import did, write_raw


def test_nothing_new_starts_nothing(tmp_path: Path) -> None:
    done = build(tmp_path)
    assert (done.tables, done.rows_in) == ((), 0)
    assert not (tmp_path / "build.log").exists()


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    write_raw(tmp_path, did("page_viewed", "03-02 12:00", id="v1"))
    broken = tmp_path / "raw" / "domain_events" / "event_type=order.placed.v1" / "dt=2026-03-02"
    broken.mkdir(parents=True)
    (broken / "broken.parquet").write_bytes(b"PAR1 this is nothing PAR1")
    with pytest.raises(BuildError, match=r"broken\.parquet cannot be read as Parquet") as refused:
        build(tmp_path)
    assert "move this file" in refused.value.hint


def test_a_process_that_dies_is_told_of_with_its_log(tmp_path: Path) -> None:
    write_raw(tmp_path, did("page_viewed", "03-02 12:00", id="v1"))
    with pytest.raises(BuildError, match="died") as refused:
        build(tmp_path, span=Span("2026-03-03", "2026-03-02"))
    assert str(tmp_path / "build.log") in refused.value.hint
    assert "is after --to" in (tmp_path / "build.log").read_text()
    assert news_of(tmp_path).everything


def test_two_builds_of_a_lake_do_not_meet(tmp_path: Path) -> None:
    with (tmp_path / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildError, match="another build"):
            build(tmp_path)
    assert isinstance(build(tmp_path), Build)


def test_what_no_build_has_seen_is_new_however_old_its_day(tmp_path: Path) -> None:
    _file(tmp_path, "raw/clickstream/event_type=searched/dt=2026-03-05/a.parquet")
    first = news_of(tmp_path)
    assert first.everything
    remember(tmp_path, first.seen)
    assert news_of(tmp_path) == News((), first.seen)

    _file(tmp_path, "raw/clickstream/event_type=searched/dt=2026-03-01/late.parquet")
    _file(tmp_path, "raw/history_order_lines/import_name=old-shop/a.parquet")
    _file(tmp_path, "raw/clickstream/event_type=searched/dt=2026-03-06/.b.parquet")
    second = news_of(tmp_path)
    assert not second.everything
    assert (second.days, second.imports) == (("2026-03-01",), ("old-shop",))


@pytest.mark.parametrize("happened", ["removed", "changed"])
def test_rows_that_nobody_can_name_any_more_have_everything_built(
    tmp_path: Path, happened: str
) -> None:
    path = _file(tmp_path, "raw/clickstream/event_type=searched/dt=2026-03-05/a.parquet")
    _file(tmp_path, "raw/clickstream/event_type=searched/dt=2026-03-06/a.parquet")
    remember(tmp_path, news_of(tmp_path).seen)
    if happened == "removed":
        path.unlink()
    else:
        path.write_bytes(b"other content")
    assert news_of(tmp_path).everything


def _file(lake: Path, key: str) -> Path:
    path = lake / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"rows")
    return path
