"""A job that dies leaves each day as it was or as it should be, never half."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from pipelines.glue import compact_clickstream
from pipelines.glue.arguments import Arguments
from pipelines.glue.storage import DirectoryStorage
from pipelines.glue.zones import Lake
from tests.integration.lake.rows import days_of, did, read, write_raw

_DAYS = ("03-02", "03-03", "03-04")


class PowerCutError(Exception):
    pass


class DyingStorage(DirectoryStorage):
    """Loses its power before the second file is put in place."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._left = 1

    def replace(self, source: str, target: str) -> bool:
        if self._left == 0:
            raise PowerCutError
        self._left -= 1
        return super().replace(source, target)


def test_a_job_that_dies_between_two_days_is_finished_by_the_next(lake: Lake) -> None:
    root = Path(lake.root)
    write_raw(root, *(did("page_viewed", f"{day} 12:00", id=f"old {day}") for day in _DAYS))
    compact_clickstream.run(lake, Arguments(lake.root))
    write_raw(root, *(did("searched", f"{day} 12:01", id=f"new {day}") for day in _DAYS))

    dying = Lake(lake.spark, lake.root)
    dying.storage = DyingStorage(root)
    with pytest.raises(PowerCutError):
        compact_clickstream.run(dying, Arguments(lake.root))
    assert {row["event_id"] for row in read(root, "clickstream")} == {
        *(f"old {day}" for day in _DAYS),
        "new 03-02",
    }

    (done,) = compact_clickstream.run(lake, Arguments(lake.root))
    assert (done.rows, done.written, done.unchanged) == (6, 2, 1)
    assert days_of(root, "clickstream") == [f"2026-{day}" for day in _DAYS]


def test_a_process_killed_while_it_replaces_a_file_leaves_a_whole_one(tmp_path: Path) -> None:
    target = tmp_path / "curated" / "dt=2026-03-02" / "data.parquet"
    loop = """
        import sys
        from pathlib import Path
        from pipelines.glue.storage import DirectoryStorage
        root = Path(sys.argv[1])
        storage = DirectoryStorage(root)
        (root / "staging").mkdir(exist_ok=True)
        for letter in "ab" * 1_000_000:
            (root / "staging" / "x").write_text(letter * 1_000_000)
            storage.replace("staging/x", "curated/dt=2026-03-02/data.parquet")
    """
    for pause in (0.0, 0.013, 0.029, 0.041):
        writer = subprocess.Popen([sys.executable, "-c", dedent(loop), str(tmp_path)])
        deadline = time.monotonic() + 30
        while not target.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(pause)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        assert target.read_text() in ("a" * 1_000_000, "b" * 1_000_000)
        assert [path.name for path in target.parent.iterdir()] == ["data.parquet"]
