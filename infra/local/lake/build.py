"""Bring a lake's curated tables up to date: in a bare directory, or that of a running platform."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import IO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.demo.seed import s3_of
from infra.local.environment import REPOSITORY, Environment, bucket_name
from infra.local.lake.ledger import News, news_of, remember
from infra.local.lake.mirror import Mirror
from infra.local.lake.words import Began, Done, Failed, Published, Word

_LOG = "build.log"
_words = msgspec.json.Decoder(Word)

Listener = Callable[[Word], None]


class BuildError(Exception):
    """A build failed; every table is as it was before the job that failed, or as it is after it."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did. ``rows_in`` counts the rows of the raw files that were new to it."""

    news: News
    rows_in: int
    tables: tuple[Published, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Span:
    """The days of receipt to build, if a person knows better than the list of files."""

    first: str | None = None
    last: str | None = None


def build(
    directory: Path,
    *,
    span: Span | None = None,
    everything: bool = False,
    listener: Listener = lambda word: None,
) -> Build:
    """Run every job on the lake in the directory; what no build has seen is new.

    Nothing is started when nothing is new.

    Raises:
        BuildError: when a job failed, or another build is at it.
    """
    started = perf_counter()
    directory = directory.resolve()
    with _alone(directory):
        news = news_of(directory)
        arguments = _arguments(news, span, everything)
        if arguments is None:
            return Build(news, 0, (), perf_counter() - started)
        rows = sum(_rows_of(directory / key) for key in news.files)
        tables = _run(directory, arguments, listener)
        if span is None:
            remember(directory, news.seen)
    return Build(news, rows, tables, perf_counter() - started)


def build_platform(
    environment: Environment,
    *,
    span: Span | None = None,
    everything: bool = False,
    listener: Listener = lambda word: None,
) -> Build:
    """Build the lake of a running platform: its bucket's raw zone in, its curated zone back.

    Raises:
        BuildError: when a job failed, or another build is at it.
    """
    directory = lake_of(environment)
    directory.mkdir(parents=True, exist_ok=True)
    mirror = Mirror(s3_of(environment), bucket_name("lake"), directory)
    try:
        mirror.fetch()
        built = build(directory, span=span, everything=everything, listener=listener)
        mirror.send()
    except (BotoCoreError, ClientError) as error:
        raise BuildError(
            f"the lake's bucket: {error}", "`mercato status`, then build again"
        ) from error
    return built


def lake_of(environment: Environment) -> Path:
    """The directory that a platform's lake is mirrored in."""
    return environment.home / "lake"


def _arguments(news: News, span: Span | None, everything: bool) -> list[str] | None:
    """The jobs' arguments; None when there is nothing to do."""
    if span is not None:
        given = {"--from": span.first, "--to": span.last}
        return [text for name, day in given.items() if day for text in (name, day)]
    if everything or news.everything:
        return [] if news.seen or everything else None
    if not news.files:
        return None
    days, imports = news.days, news.imports
    window = ["--from", days[0], "--to", days[-1]] if days else []
    return [*window, *(["--imports", ",".join(imports)] if imports else [])]


def _rows_of(file: Path) -> int:
    """What the footer says, which also tells a broken file before Java has to start."""
    try:
        return int(pq.read_metadata(file).num_rows)
    except pa.ArrowInvalid as error:
        raise BuildError(
            f"{file} cannot be read as Parquet", "move this file out of raw/ and build again"
        ) from error


def _run(directory: Path, arguments: list[str], listener: Listener) -> tuple[Published, ...]:
    shutil.rmtree(directory / "staging", ignore_errors=True)  # what a killed build left behind
    command = [sys.executable, "-m", "infra.local.lake.worker", "--lake", str(directory)]
    with (
        (directory / _LOG).open("wb") as log,
        subprocess.Popen(
            [*command, *arguments],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
        ) as worker,
    ):
        try:
            assert worker.stdout is not None
            tables = _listen(worker.stdout, listener)
            if worker.wait() != 0:
                raise BuildError("the process that runs the jobs died", f"{log.name} says why")
            return tables
        finally:
            worker.terminate()


def _listen(lines: IO[bytes], listener: Listener) -> tuple[Published, ...]:
    tables = []
    for word in _said(lines):
        listener(word)
        if isinstance(word, Failed):
            raise BuildError(word.reason, word.hint)
        if isinstance(word, Published):
            tables.append(word)
    return tuple(tables)


def _said(lines: Iterable[bytes]) -> Iterator[Word]:
    for line in lines:
        if line.startswith(b"{"):
            yield _words.decode(line)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One build at a time: two would put days in each other's place."""
    with (directory / ".build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError("another build of this lake is running", "wait for it") from error
        yield


__all__ = ["Began", "Build", "BuildError", "Done", "Span", "build", "build_platform", "lake_of"]
