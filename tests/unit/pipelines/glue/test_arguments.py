"""What jobs are told, as Glue tells it."""

from datetime import UTC, datetime

import pytest

from contracts.clock import FrozenClock
from pipelines.glue.arguments import Arguments, Window, days_from, parse, shifted


def test_without_days_everything_is_meant() -> None:
    assert parse(["--lake", "s3://lake"]) == Arguments("s3://lake", None, ())


def test_an_open_end_is_open() -> None:
    assert parse(["--lake", "x", "--from", "2026-03-02"]).window == Window(
        "2026-03-02", "9999-12-31"
    )
    assert parse(["--lake", "x", "--to", "2026-03-02"]).window == Window("0001-01-01", "2026-03-02")


def test_arguments_of_glue_itself_are_left_alone() -> None:
    argv = ["--JOB_NAME", "orders", "--lake", "x", "--TempDir", "s3://t", "--imports", "a,b"]
    told = parse(argv)
    assert (told.lake, told.imports) == ("x", ("a", "b"))


def test_imports_alone_are_no_day_of_receipt() -> None:
    assert parse(["--lake", "x", "--imports", "old"]).window == Window("0001-01-01", "0001-01-01")


def test_a_schedule_asks_for_the_last_days() -> None:
    clock = FrozenClock(datetime(2026, 3, 2, 1, 30, tzinfo=UTC))
    assert parse(["--lake", "x", "--last-days", "3"], clock).window == Window(
        "2026-02-28", "2026-03-02"
    )


@pytest.mark.parametrize("days", [["--last-days", "0"], ["--last-days", "2", "--to", "2026-03-02"]])
def test_last_days_are_some_and_alone(days: list[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--lake", "x", *days])


@pytest.mark.parametrize(
    "days", [["--from", "2026-3-2"], ["--from", "2026-03-03", "--to", "2026-03-02"]]
)
def test_days_that_make_no_sense_are_refused(
    days: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        parse(["--lake", "x", *days])
    assert refused.value.code == 2
    assert "--from" in capsys.readouterr().err


def test_days_go_on_over_the_end_of_a_month() -> None:
    assert days_from("2024-02-28", "2024-03-01") == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert shifted("2026-01-01", -1) == "2025-12-31"
