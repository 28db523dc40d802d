"""What starts a job in Glue: arguments and a session in, one JSON line per table out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from pipelines.glue.arguments import Arguments, parse
from pipelines.glue.session import open_session
from pipelines.glue.zones import Lake, Published

Job = Callable[[Lake, Arguments], list[Published]]


def main(name: str, job: Job) -> None:
    """Run a job as Glue does, with the arguments of this process."""
    arguments = parse(sys.argv[1:])
    lake = Lake(open_session(name), arguments.lake)
    for published in job(lake, arguments):
        sys.stdout.write(json.dumps({"job": name, **asdict(published)}) + "\n")
