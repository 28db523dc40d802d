"""Bad hours, replayed against the expressions that are deployed: who is called, and when."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.infra.metric_math import Value, evaluate
from tests.infra.terraform import TERRAFORM
from tests.infra.watched import RUNBOOKS, document

FILE = document("slo")
SLOS = FILE["slos"]
HOUR, DAY = 60, 24 * 60
REQUESTS = 40  # a minute, of each operation

Minute = tuple[int, int]
"""How many requests there were of an operation in a minute, and how many of them were bad."""


@cache
def module() -> Any:
    """What modules/burn_rates computes of slo.yaml; it needs no provider, and so no registry."""
    if shutil.which("terraform") is None:
        pytest.fail("terraform is not installed.\nhint: see tests/infra/terraform.py")
    with TemporaryDirectory() as folder:
        place = Path(shutil.copytree(TERRAFORM / "modules" / "burn_rates", Path(folder, "module")))
        (place / "terraform.tfvars.json").write_text(json.dumps(_variables()))
        _terraform(place, "init", "-input=false")
        _terraform(place, "plan", "-input=false", "-out=plan")
        return json.loads(_terraform(place, "show", "-json", "plan"))["planned_values"]["outputs"]


def _variables() -> dict[str, Any]:
    targets = {
        metric["target"]: {"Name": metric["target"]}
        for slo in SLOS.values()
        for metric in slo["measure"].get("metrics", {}).values()
    }
    return {
        "namespace": "Mercato/prod",
        "queue_prefix": "mercato-prod-",
        "targets": targets,
        "slos": SLOS,
        "burn_rates": FILE["burn_rates"],
        "low_traffic": FILE["low_traffic"],
    }


def _terraform(place: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["terraform", f"-chdir={place}", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Replay:
    """A promise's alarms over a series of minutes, every operation alike."""

    def __init__(self, name: str, minutes: Sequence[Minute]) -> None:
        self._name = name
        self._indicator = module()["indicators"]["value"][name]
        self._alarms = module()["alarms"]["value"]
        self._pairs = module()["pairs"]["value"][name]
        self._requests = _sums([requests for requests, _ in minutes])
        self._bad = _sums([bad for _, bad in minutes])

    def first(self, severity: str, *, after: int = 0, step: int = 1) -> int | None:
        """The first minute in which somebody is told; looked for in each, or in every so many."""
        minutes = range(after, len(self._requests) - 1, step)
        return next((t for t in minutes if self.rings(severity, t + 1)), None)

    def rings(self, severity: str, end: int) -> bool:
        """Whether the composite alarm rings at the end of a minute."""
        return any(
            all(self._is_over(window, end) for window in pair) for pair in self._pairs[severity]
        )

    def _is_over(self, window: str, end: int) -> bool:
        alarm = self._alarms[window]
        values = self._values(max(0, end - alarm["period"] // 60), end)
        values["bad_requests"] = evaluate(self._indicator["bad"], values)
        values["all_requests"] = evaluate(self._indicator["all"], values)
        burn_rate = evaluate(alarm["burn_rate"], values)
        return burn_rate is not None and burn_rate > alarm["threshold"]  # none is no alarm

    def _values(self, begin: int, end: int) -> dict[str, Value]:
        requests = self._requests[end] - self._requests[begin]
        bad = self._bad[end] - self._bad[begin]
        if SLOS[self._name]["measure"]["kind"] == "metrics":
            return _aws(requests, bad, self._indicator["queries"])
        return {
            query: _own(each["statistic"], requests, bad)
            for query, each in self._indicator["queries"].items()
        }


def _sums(numbers: Sequence[int]) -> list[int]:
    sums = [0]
    for number in numbers:
        sums.append(sums[-1] + number)
    return sums


def _own(statistic: str, requests: int, bad: int) -> Value:
    if not requests:
        return None
    if statistic == "SampleCount":
        return requests
    return bad if statistic == "Sum" else 100 * (1 - bad / requests)


def _aws(requests: int, bad: int, queries: Mapping[str, Any]) -> dict[str, Value]:
    """As AWS tells it: a count that is nought is not told at all."""
    counts: dict[str, Value] = dict.fromkeys(queries)
    counts["requests"] = requests or None
    if "rate" in queries:
        counts["rate"] = 100 * bad / requests if requests else None
    else:
        counts["failed"] = bad or None
    return counts


def steady(minutes: int, share: float = 0.0, requests: int = REQUESTS) -> list[Minute]:
    """The same share of bad ones all the time, spread evenly."""
    sums = [round((minute + 1) * requests * share) for minute in range(minutes)]
    return [(requests, now - before) for now, before in zip(sums, [0, *sums[:-1]], strict=True)]


def budget(name: str) -> float:
    return float(1 - SLOS[name]["objective"] / 100)


@pytest.mark.parametrize("name", SLOS)
def test_an_outage_calls_somebody_within_ten_minutes(name: str) -> None:
    replay = Replay(name, steady(DAY) + steady(HOUR, 1.0))

    called = replay.first("page", after=DAY)

    assert called is not None
    assert called - DAY < 10


@pytest.mark.parametrize("name", [name for name in SLOS if SLOS[name]["objective"] == 99.9])
def test_an_outage_of_what_is_promised_most_calls_somebody_within_two_minutes(name: str) -> None:
    replay = Replay(name, steady(DAY) + steady(HOUR, 1.0))

    assert replay.first("page", after=DAY) in (DAY, DAY + 1)


@pytest.mark.parametrize("name", SLOS)
def test_five_minutes_in_which_some_requests_fail_call_nobody(name: str) -> None:
    share = min(1.0, 100 * budget(name))
    blip = steady(5, share)

    replay = Replay(name, steady(DAY) + blip + steady(2 * HOUR))

    assert replay.first("page", after=DAY) is None
    assert replay.first("ticket", after=DAY) is None


@pytest.mark.parametrize("name", SLOS)
def test_what_burns_ten_times_too_fast_calls_somebody_within_hours(name: str) -> None:
    replay = Replay(name, steady(DAY) + steady(6 * HOUR, 10 * budget(name)))

    called = replay.first("page", after=DAY, step=5)

    assert called is not None
    assert 3 * HOUR < called - DAY < 4 * HOUR


@pytest.mark.parametrize("name", SLOS)
def test_what_burns_four_times_too_fast_is_a_ticket_and_no_call(name: str) -> None:
    replay = Replay(name, steady(DAY) + steady(DAY, 4 * budget(name)))

    told = replay.first("ticket", after=DAY, step=15)

    assert told is not None
    assert 17 * HOUR < told - DAY < 19 * HOUR
    assert replay.first("page", after=DAY, step=5) is None


@pytest.mark.parametrize("name", SLOS)
def test_what_the_budget_allows_is_nobodys_business(name: str) -> None:
    replay = Replay(name, steady(2 * DAY, 0.9 * budget(name)))

    assert replay.first("page", step=7) is None
    assert replay.first("ticket", step=7) is None


@pytest.mark.parametrize("name", SLOS)
def test_the_call_ends_minutes_after_the_outage(name: str) -> None:
    minutes = steady(DAY) + steady(12, 1.0) + steady(HOUR)

    replay = Replay(name, minutes)

    assert replay.rings("page", DAY + 12)
    end = next(t for t in range(DAY + 12, len(minutes)) if not _rings_fast(replay, name, t))
    assert end - (DAY + 12) <= 6


def _rings_fast(replay: Replay, name: str, end: int) -> bool:
    return all(replay._is_over(f"{name}-fast-{window}", end) for window in ("long", "short"))


@pytest.mark.parametrize("name", SLOS)
def test_one_failure_at_night_calls_nobody(name: str) -> None:
    quiet = [(1, 0) if minute % 10 == 0 else (0, 0) for minute in range(DAY)]
    quiet[HOUR] = (1, 1)

    replay = Replay(name, quiet)

    assert replay.first("page", after=HOUR, step=3) is None
    assert replay.first("ticket", after=HOUR, step=3) is None


@pytest.mark.parametrize("name", SLOS)
def test_a_night_in_which_everything_fails_calls_somebody(name: str) -> None:
    night = [(1, 1) if minute % 2 == 0 else (0, 0) for minute in range(2 * HOUR)]

    called = Replay(name, night).first("page")

    assert called is not None
    assert called <= HOUR


@pytest.mark.parametrize("name", SLOS)
def test_nobody_asking_is_no_fault(name: str) -> None:
    replay = Replay(name, [(0, 0)] * DAY)

    assert replay.first("page", step=30) is None


def test_a_load_balancer_without_a_pod_counts_although_it_counts_no_request() -> None:
    indicator = module()["indicators"]["value"]["core-availability"]
    values: dict[str, Value] = {"requests": None, "refused": 500, "failed": None}

    assert evaluate(indicator["bad"], values) == evaluate(indicator["all"], values) == 500


@pytest.mark.parametrize("name", SLOS)
def test_cloudwatch_would_take_the_promises_alarms(name: str) -> None:
    indicator = module()["indicators"]["value"][name]

    assert len(indicator["queries"]) <= 10
    assert all(query[0].islower() for query in indicator["queries"])
    assert "SEARCH" not in indicator["bad"] + indicator["all"]


@pytest.mark.parametrize("name", SLOS)
def test_promises_are_about_operations_that_exist(name: str) -> None:
    for owner, operations in SLOS[name]["measure"].get("operations", {}).items():
        known = _bff_operations() if owner == "bff" else _operations(owner)
        assert set(operations) <= known, f"{owner}: {set(operations) - known}"


def _operations(service: str) -> set[str]:
    routes = import_module(f"core_services.{service}.routes")
    return {operation.name for operation in routes.OPERATIONS}


def _bff_operations() -> set[str]:
    described: Callable[[str], Any] = import_module
    modules = [described(f"edge_api.bff.chalicelib.{each}") for each in ("auth", "events", "pages")]
    return {f"{each.method} {each.path}" for module in modules for each in module.OPERATIONS}


def test_promises_about_events_are_about_queues_that_a_service_consumes() -> None:
    topology = document("topology")
    for queue in SLOS["events-in-time"]["measure"]["queues"]:
        assert topology["queues"][queue]["consumer"] in topology["services"]


def test_a_failover_takes_no_longer_than_was_promised() -> None:
    page = (RUNBOOKS / "region-failover.md").read_text("utf-8")
    rows = re.findall(r"^\| .+? \| .+? \| (\d+) \| (\d*) \|$", page, re.MULTILINE)
    alone = [(int(minutes), int(end)) for minutes, end in rows if end]
    variables = (TERRAFORM / "global" / "variables.tf").read_text("utf-8")
    objective = re.search(r"recovery_time_objective_minutes = optional\(number, (\d+)\)", variables)

    assert objective is not None
    assert [end for _, end in alone] == list(accumulate(minutes for minutes, _ in alone))
    assert sum(minutes for minutes, _ in alone[2:]) <= int(objective[1])
