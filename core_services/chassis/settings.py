"""Settings are read once per process, from the environment, into a frozen object.

Where ``SECRETS_DIRECTORY`` names a folder, what stands in its files is read as well: the file
``DATABASE_URL`` is the variable ``DATABASE_URL``. An orchestrator mounts secrets there, so that no
process has them in its environment, which crash reports and child processes would carry on.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self, TypeVar, get_origin

import msgspec

Environment = Literal["local", "test", "dev", "stage", "prod"]


class Secret(str):
    """A value that must not be printed: its repr and format are masked, its bytes are not.

    One that stands in a file may change while the process runs: `current` is what it is by now.
    """

    __slots__ = ("_file",)
    _file: Path | None

    def __new__(cls, text: str, file: Path | None = None) -> Self:
        secret = super().__new__(cls, text)
        secret._file = file
        return secret

    @property
    def current(self) -> str:
        """What its file holds now; the value itself, where there is none or it cannot be read."""
        try:
            return _content(self._file) if self._file else str.__str__(self)
        except (OSError, UnicodeDecodeError):
            return str.__str__(self)

    def __repr__(self) -> str:
        return "Secret('***')"

    def __format__(self, format_spec: str) -> str:
        return "***"


class SettingsError(Exception):
    """The environment does not hold what the process needs; the message names every gap."""


class ServiceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What every core service reads. The field ``redis_url`` is the variable ``REDIS_URL``.

    ``version`` names the build: answers tell it, so that a deployment can see itself arrive.
    """

    environment: Environment
    port: int
    aws_region: str
    cognito_issuer: str
    cognito_jwks_url: str
    cognito_client_id: str
    guest_session_secret: Secret
    service_token_secret: Secret
    redis_url: str = ""
    aws_endpoint_url: str | None = None
    host: str = "127.0.0.1"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    request_timeout_seconds: float = 10.0
    max_in_flight: int = 100
    max_body_bytes: int = 1_048_576
    trusted_proxies: int = 1
    drain_seconds: float = 0.0
    queue_wait_seconds: int = 20
    queue_max_receive_count: int = 5
    xray_daemon_address: str | None = None
    trace_sample_rate: float = 0.05
    version: str = ""

    @property
    def is_emulated(self) -> bool:
        """Whether this is a developer's machine, where emulators sign tokens."""
        return self.environment in ("local", "test")


class OutboxSettings(ServiceSettings, frozen=True, kw_only=True):
    """What a service with an outbox reads. The lake's stream is needed to replay, and only then."""

    database_url: Secret
    domain_events_delivery_stream: str = ""


S = TypeVar("S", bound=msgspec.Struct)


def with_secret_files(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, together with the files of the folder that ``SECRETS_DIRECTORY`` names.

    A line break at a file's end is not part of its value.

    Raises:
        SettingsError: when the folder cannot be read, or when something is said in both places:
            which of two passwords is the right one must never be a matter of precedence.
    """
    folder = environ.get("SECRETS_DIRECTORY", "")
    if not folder:
        return environ
    try:
        secrets = _read_files(Path(folder))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"SECRETS_DIRECTORY: {error}") from error
    twice = [name for name in secrets if environ.get(name)]
    if twice:
        raise SettingsError(
            f"In the environment and in {folder}, where only one may be: {', '.join(twice)}"
        )
    return {**environ, **secrets}


def _read_files(folder: Path) -> dict[str, Secret]:
    """What each visible file holds; a mounted volume keeps its bookkeeping behind a dot."""
    return {
        path.name: Secret(_content(path), path)
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith(".")
    }


def _content(file: Path) -> str:
    return file.read_text("utf-8").rstrip("\r\n")


def read_settings(cls: type[S], environ: Mapping[str, str]) -> S:
    """A settings object from environment variables.

    Tuples are comma-separated. An empty variable counts as absent.

    Raises:
        SettingsError: naming everything that is missing or malformed, all at once.
    """
    values: dict[str, Any] = {}
    gaps: list[str] = []
    for field in msgspec.structs.fields(cls):
        name = field.name.upper()
        text = environ.get(name, "")
        if text:
            try:
                values[field.name] = _parse(text, field.type)
            except msgspec.ValidationError as error:
                gaps.append(f"  {name}: {error}")
        elif field.required:
            gaps.append(f"  {name}: missing")
    if gaps:
        raise SettingsError("The environment is not complete:\n" + "\n".join(gaps))
    return cls(**values)


def _parse(text: str, kind: Any) -> Any:
    if kind is Secret:
        return text if isinstance(text, Secret) else Secret(text)
    if get_origin(kind) is tuple:
        (item, *_) = kind.__args__
        return tuple(_parse(part.strip(), item) for part in text.split(",") if part.strip())
    return msgspec.convert(text, kind, strict=False)
