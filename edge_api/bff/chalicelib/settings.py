"""What the BFF reads from its environment, once, when the first request needs it."""

import os
from functools import cache
from typing import Literal

import msgspec

Environment = Literal["local", "test", "dev", "stage", "prod"]


class SettingsError(Exception):
    """The environment does not hold what the BFF needs; the message names every gap."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A field ``catalog_url`` comes from the variable ``CATALOG_URL``."""

    environment: Environment
    aws_region: str
    cognito_issuer: str
    cognito_jwks_url: str
    cognito_client_id: str
    catalog_url: str
    cart_url: str
    shop_url: str
    aws_endpoint_url: str | None = None
    password_minimum_length: int = 10
    refresh_cookie_days: int = 30
    request_timeout_seconds: float = 8.0

    @property
    def is_emulated(self) -> bool:
        """Whether this is a developer's machine, where emulators sign tokens and HTTP is plain."""
        return self.environment in ("local", "test")


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings(dict(os.environ))


def read_settings(environ: dict[str, str]) -> Settings:
    """Settings from environment variables; an empty one counts as absent.

    Raises:
        SettingsError: naming everything that is missing or malformed, all at once.
    """
    values: dict[str, object] = {}
    gaps: list[str] = []
    for field in msgspec.structs.fields(Settings):
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
    return msgspec.convert(values, Settings)
