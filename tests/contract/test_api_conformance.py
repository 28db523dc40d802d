"""Every API does what its OpenAPI document says, and keeps standing, under schemathesis.

SCHEMATHESIS_SEED chooses other requests than the usual ones, SCHEMATHESIS_EXAMPLES how many. What
fails is printed with a curl command. How it is let loose stands in ``schemathesis.toml``.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import pytest_asyncio

from infra.local.environment import Environment
from tests.contract.conftest import Footholds

HERE = Path(__file__).parent
AT_ONCE = 2
SECONDS = 240.0
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "5")
SERVICES = ("catalog", "order", "payment", "cart", "search")
FUNCTIONS = {
    "bff": "/api/openapi.json",
    "notifications": "/api/notifications/openapi.json",
    "backoffice": "/api/admin/openapi.json",
}
# The longest first. What catalog and search have for guests, they have for staff as well.
RUNS = [
    *((name, "staff") for name in (*SERVICES, *FUNCTIONS)),
    *((n, "guest") for n in SERVICES[1:4]),
]


class Outcome(NamedTuple):
    exit_code: int
    output: str


Campaign = Mapping[tuple[str, str], "asyncio.Task[Outcome]"]


def document_of(platform: Environment, api: str) -> str:
    return platform.url_of(api) + FUNCTIONS.get(api, "/openapi.json")


def configuration(footholds: Footholds) -> str:
    """The committed configuration, and dictionaries of what exists: half of all ids are good."""
    lines = [(HERE / "schemathesis.toml").read_text()]
    for name, values in footholds.ids.items():
        lines.append(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}")
    lines.append("[parameters]")
    lines += [
        f'"{place}.{name}" = {{ dictionary = "{name}", probability = 0.5 }}'
        for name in footholds.ids
        for place in ("path", "body")
    ]
    return "\n".join(lines)


async def let_loose(
    platform: Environment, api: str, caller: str, footholds: Footholds, config: Path
) -> Outcome:
    command = [
        "run", document_of(platform, api), f"--seed={SEED}", f"--max-examples={EXAMPLES}",
        "--generation-database=none", "--no-color", "--warnings=off",
    ]  # fmt: skip
    environment = dict(os.environ)
    if caller == "guest":
        # The hook that gives each request its token would mend what `ignored_auth` spoils.
        command += ["--exclude-path-regex=/admin/", "--exclude-checks=ignored_auth"]
        environment["GUEST_TOKEN"] = footholds.guest_token
        environment["GUEST_SESSION_SECRET"] = platform.credentials.guest_session_secret
    else:
        command.append(f"--header=Authorization: Bearer {footholds.staff_token}")
    if api in FUNCTIONS:  # API Gateway knows no 405: what it has no route for is a 404 of its own
        command.append("--exclude-checks=unsupported_method")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", f"--config-file={config}", *command,
        cwd=HERE.parents[1], env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        async with asyncio.timeout(SECONDS):
            output, _ = await process.communicate()
    except BaseException:
        process.kill()
        await process.wait()
        raise
    return Outcome(process.returncode or 0, output.decode())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def campaign(
    abused_platform: Environment, footholds: Footholds, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Campaign]:
    """All runs, a few at a time; each is under way while the test of another waits."""
    config = tmp_path_factory.mktemp("schemathesis") / "schemathesis.toml"
    config.write_text(configuration(footholds))
    gate = asyncio.Semaphore(AT_ONCE)

    async def run(api: str, caller: str) -> Outcome:
        async with gate:
            return await let_loose(abused_platform, api, caller, footholds, config)

    tasks = {each: asyncio.create_task(run(*each)) for each in RUNS}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest.mark.slow
@pytest.mark.parametrize(("api", "caller"), RUNS)
async def test_an_api_is_as_its_openapi_says(campaign: Campaign, api: str, caller: str) -> None:
    outcome = await campaign[api, caller]

    assert outcome.exit_code == 0, outcome.output


@pytest.mark.parametrize("api", [*FUNCTIONS, *SERVICES])
async def test_what_asks_for_a_token_answers_nobody_without_one(
    abused_platform: Environment, api: str
) -> None:
    async with httpx.AsyncClient(base_url=abused_platform.url_of(api), timeout=30.0) as http:
        document = (await http.get(document_of(abused_platform, api))).json()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                if operation.get("security"):
                    answer = await http.request(method, path)
                    assert answer.status_code in (401, 403), f"{method} {path}"
                    assert answer.headers["content-type"] == "application/problem+json"
