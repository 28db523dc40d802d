"""`mercato lake run`: the lake's jobs on Glue, one after the other, for days that somebody names.

The schedule looks at the last days only. This is for what it does not see: an import of history, a
longer gap, or everything anew.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import boto3
import yaml
from botocore.exceptions import BotoCoreError, ClientError

from infra.local.environment import REPOSITORY
from infra.ops.refusal import give_up

_ORDER = REPOSITORY / "infra" / "terraform" / "modules" / "lake" / "jobs.yaml"
_SECONDS_BETWEEN_LOOKS = 15.0
_GOES_ON = frozenset({"STARTING", "RUNNING", "WAITING", "STOPPING"})


class Glue(Protocol):
    """Of boto3's client, what is needed here."""

    def start_job_run(self, **request: Any) -> Any: ...
    def get_job_run(self, **request: Any) -> Any: ...


class JobFailedError(Exception):
    """A job ended otherwise than well; those after it were not started."""

    def __init__(self, job: str, state: str, reason: str) -> None:
        super().__init__(f"{job}: {state.lower()}. {reason}".strip())
        self.job = job


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that ended well, and the seconds that it took."""

    job: str
    seconds: int


def order() -> tuple[str, ...]:
    """The jobs, each after those whose tables it reads."""
    return tuple(yaml.safe_load(_ORDER.read_text("utf-8")))


def run(
    glue: Glue,
    prefix: str,
    arguments: Mapping[str, str],
    jobs: tuple[str, ...],
    pause: Callable[[], None],
) -> Iterator[Ended]:
    """Run the jobs in this order, and tell each that ended.

    Args:
        prefix: what the jobs' names begin with on Glue, such as ``mercato-prod``.
        pause: waits between two looks at a job.

    Raises:
        JobFailedError: at the first that fails.
    """
    for job in jobs:
        name = f"{prefix}-{job.replace('_', '-')}"
        started = glue.start_job_run(JobName=name, Arguments=dict(arguments))["JobRunId"]
        found = _end_of(glue, name, started, pause)
        if found["JobRunState"] != "SUCCEEDED":
            raise JobFailedError(job, found["JobRunState"], found.get("ErrorMessage", ""))
        yield Ended(job, int(found.get("ExecutionTime", 0)))


def _end_of(glue: Glue, name: str, run_id: str, pause: Callable[[], None]) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = glue.get_job_run(JobName=name, RunId=run_id)["JobRun"]
        if found["JobRunState"] not in _GOES_ON:
            return found
        pause()


def run_on_aws(
    environment: str,
    region: str,
    arguments: Mapping[str, str],
    start_with: str,
    tell: Callable[[str], None],
) -> None:
    """Run the jobs with the caller's own rights; ends the command where one fails."""
    jobs = order()
    if start_with and start_with not in jobs:
        give_up(f"there is no job {start_with}", f"jobs: {', '.join(jobs)}")
    chosen = jobs[jobs.index(start_with) :] if start_with else jobs
    glue = boto3.client("glue", region_name=region)
    pause = partial(time.sleep, _SECONDS_BETWEEN_LOOKS)
    try:
        for each in run(glue, f"mercato-{environment}", arguments, chosen, pause):
            tell(f"{each.job}: {each.seconds} s")
    except JobFailedError as error:
        give_up(str(error), f"mend the cause, then go on with --start-with {error.job}")
    except (BotoCoreError, ClientError) as error:
        give_up(str(error), "who runs jobs may start and see them; each runs once at a time")
