"""The lake's jobs on Glue are run in their order, and not beyond one that failed."""

from typing import Any

import pytest
from typer.testing import CliRunner

from infra.ops.lake.commands import app
from infra.ops.lake.running import Ended, JobFailedError, order, run


class FakeGlue:
    """Every job runs for two looks, and ends as it is told."""

    def __init__(self, **ends: str) -> None:
        self.ends = ends
        self.started: list[tuple[str, dict[str, str]]] = []
        self._looks = 0

    def start_job_run(self, **request: Any) -> Any:
        self.started.append((request["JobName"], request["Arguments"]))
        self._looks = 0
        return {"JobRunId": "jr_1"}

    def get_job_run(self, **request: Any) -> Any:
        name = self.started[-1][0]
        assert request == {"JobName": name, "RunId": "jr_1"}
        self._looks += 1
        if self._looks < 3:
            return {"JobRun": {"JobRunState": "RUNNING"}}
        state = self.ends.get(name.removeprefix("mercato-dev-").replace("-", "_"), "SUCCEEDED")
        return {"JobRun": {"JobRunState": state, "ExecutionTime": 61, "ErrorMessage": "because"}}


def test_jobs_run_one_after_the_other_with_what_they_are_told() -> None:
    glue, pauses = FakeGlue(), []
    jobs = ("compact_domain_events", "build_products")

    ended = list(run(glue, "mercato-dev", {"--from": "2026-03-01"}, jobs, lambda: pauses.append(1)))

    assert ended == [Ended("compact_domain_events", 61), Ended("build_products", 61)]
    assert glue.started == [
        ("mercato-dev-compact-domain-events", {"--from": "2026-03-01"}),
        ("mercato-dev-build-products", {"--from": "2026-03-01"}),
    ]
    assert len(pauses) == 4


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "STOPPED", "ERROR"])
def test_nothing_is_started_after_a_job_that_failed(state: str) -> None:
    glue = FakeGlue(build_products=state)

    with pytest.raises(JobFailedError, match=r"build_products: \w+\. because"):
        list(run(glue, "mercato-dev", {}, ("build_products", "build_orders"), lambda: None))

    assert [name for name, _ in glue.started] == ["mercato-dev-build-products"]


def test_a_job_comes_after_those_whose_tables_it_reads() -> None:
    assert order().index("build_orders") > order().index("build_products")
    assert order()[0] == "compact_domain_events"


@pytest.mark.parametrize("options", [[], ["--all", "--from", "2026-03-01"]])
def test_all_of_the_lake_is_built_only_when_that_is_said(options: list[str]) -> None:
    answer = CliRunner().invoke(app, ["run", "dev", "--region", "eu-central-1", *options])

    assert answer.exit_code == 1
    assert "--all" in answer.output
