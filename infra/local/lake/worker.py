"""The process that runs the jobs: ``python -m infra.local.lake.worker --lake DIRECTORY …``.

It is one of its own because Java's memory is bounded per process, and given back with it. It tells
what happens in JSON lines on standard output.
"""

import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from infra.local.lake.spark import local_session
from infra.local.lake.words import Began, Done, Failed, Published, Word
from pipelines.glue.arguments import Arguments, parse
from pipelines.glue.jobs import JOBS
from pipelines.glue.zones import Lake

_FILE_NAME = re.compile(r"file:[^\s\]]+\.parquet|/[^\s\]]+\.parquet")


def main(argv: Sequence[str]) -> int:
    """Run every job in order; exit code 1 when one failed."""
    arguments = parse(argv)
    directory = Path(arguments.lake)
    session = local_session(directory / "staging")
    try:
        _run(Lake(session, str(directory)), arguments)
    except (Py4JError, PySparkException) as error:
        _say(_explained(error))
        return 1
    finally:
        session.stop()
    return 0


def _run(lake: Lake, arguments: Arguments) -> None:
    for name, job in JOBS.items():
        _say(Began(job=name))
        started = time.perf_counter()
        for each in job(lake, arguments):
            _say(
                Published(
                    job=name,
                    table=each.table,
                    rows=each.rows,
                    written=each.written,
                    unchanged=each.unchanged,
                    removed=each.removed,
                )
            )
        _say(Done(job=name, seconds=time.perf_counter() - started))


def _explained(error: Exception) -> Failed:
    """The first line of what Java says, and what a person may do about it."""
    text = str(error)
    reason = next((line for line in text.splitlines() if line.strip()), type(error).__name__)
    if "OutOfMemoryError" in text:
        return Failed(reason="Java ran out of memory", hint="build fewer days: --from and --to")
    if "No space left" in text:
        return Failed(reason="the disk is full", hint="free some space and build again")
    if "parquet" in text.lower() and (found := _FILE_NAME.search(text)):
        return Failed(
            reason=f"{found[0].removeprefix('file:')} cannot be read as Parquet",
            hint="move this file out of raw/ and build again; the rest of the lake is as it was",
        )
    return Failed(reason=reason, hint="build.log in the lake's directory has the whole story")


def _say(word: Word) -> None:
    sys.stdout.buffer.write(_encoder.encode(word) + b"\n")
    sys.stdout.buffer.flush()


_encoder: Any = msgspec.json.Encoder()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
