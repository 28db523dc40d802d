"""What every application at the edge reads from its environment, once, when it is first needed."""

import os
from typing import Literal, TypeVar

import msgspec

Environment = Literal["local", "test", "dev", "stage", "prod"]
S = TypeVar("S", bound=msgspec.Struct)


class SettingsError(Exception):
    """The environment does not hold what the application needs; the message names every gap."""


class EdgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A field ``shop_url`` comes from the variable ``SHOP_URL``."""

    environment: Environment
    aws_region: str
    cognito_issuer: str
    cognito_jwks_url: str
    cognito_client_id: str
    shop_url: str
    aws_endpoint_url: str | None = None
    request_timeout_seconds: float = 8.0

    @property
    def is_emulated(self) -> bool:
        """Whether this is a developer's machine, where emulators sign tokens and HTTP is plain."""
        return self.environment in ("local", "test")


def metrics_namespace() -> str:
    """Where this process's metrics go: two environments may share an account and a region."""
    return f"Mercato/{os.environ.get('ENVIRONMENT') or 'local'}"


def process_settings(kind: type[S]) -> S:
    """The settings of this process."""
    return read_settings(kind, dict(os.environ))


def read_settings(kind: type[S], environ: dict[str, str]) -> S:
    """Settings from environment variables; an empty one counts as absent.

    Raises:
        SettingsError: naming everything that is missing or malformed, all at once.
    """
    values: dict[str, object] = {}
    gaps: list[str] = []
    for field in msgspec.structs.fields(kind):
        name = field.name.upper()
        text = environ.get(name, "")
        if not text:
            gaps += [f"  {name}: missing"] if field.required else []
            continue
        try:
            values[field.name] = msgspec.convert(text, field.type, strict=False)
        except msgspec.ValidationError as error:
            gaps.append(f"  {name}: {error}")
    if gaps:
        raise SettingsError("The environment is not complete:\n" + "\n".join(gaps))
    return msgspec.convert(values, kind)
