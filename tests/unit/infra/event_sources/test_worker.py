"""A source is asked again whatever happens, and told when it is over."""

import threading

import pytest

from infra.local.event_sources import worker


class Moody:
    """Fails as often as it is told to, then stops everything."""

    name = "moody"

    def __init__(self, failures: int, *, closes: bool = True) -> None:
        self.steps = 0
        self.closed = False
        self._failures = failures
        self._closes = closes

    def step(self, stop: threading.Event) -> None:
        self.steps += 1
        if self.steps <= self._failures:
            raise OSError("not now")
        stop.set()

    def close(self) -> None:
        self.closed = True
        if not self._closes:
            raise OSError("not even now")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_SHORTEST_PAUSE", 0.0)


def test_a_source_that_fails_is_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    source = Moody(failures=3)

    worker.run(source, threading.Event())

    assert (source.steps, source.closed) == (4, True)
    assert capsys.readouterr().err.count("not now") == 3


def test_a_source_that_cannot_finish_ends_all_the_same() -> None:
    source = Moody(failures=0, closes=False)
    worker.run(source, threading.Event())
    assert source.closed


def test_nothing_is_asked_after_the_end() -> None:
    source, stop = Moody(failures=0), threading.Event()
    stop.set()

    worker.run(source, stop)

    assert (source.steps, source.closed) == (0, True)
