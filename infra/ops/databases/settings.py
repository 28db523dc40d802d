"""Where the server is, and every password: from variables, from mounted files, or from AWS."""

import json
import os
from collections.abc import Callable, Mapping
from typing import Literal

import boto3
import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from core_services.chassis.settings import SettingsError, read_settings, with_secret_files
from infra.ops.databases.creation import Account, Server

ReadSecret = Callable[[str], str]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything but the passwords; ``database_host`` is the variable ``DATABASE_HOST``."""

    database_host: str
    database_port: int = 5432
    database_master: str = "mercato_master"
    database_ssl_mode: Literal["verify-full", "disable"] = "verify-full"
    secrets_prefix: str = ""
    aws_region: str = ""
    aws_endpoint_url: str | None = None


def from_environment(databases: Mapping[str, str]) -> tuple[Server, tuple[Account, ...]]:
    """What this process's environment says. See `read`."""
    return read(os.environ, databases, _secrets_manager)


def read(
    environ: Mapping[str, str],
    databases: Mapping[str, str],
    secrets_manager: Callable[[Settings], ReadSecret],
) -> tuple[Server, tuple[Account, ...]]:
    """The server, and an account for every database.

    Args:
        databases: the name of each service's database, by service.
        secrets_manager: how a secret is read where ``SECRETS_PREFIX`` says that it is kept there.

    Raises:
        SettingsError: naming everything that is missing or cannot be read.
    """
    environ = with_secret_files(environ)
    settings = read_settings(Settings, environ)
    if settings.secrets_prefix:
        master, passwords = _from_secrets(settings, databases, secrets_manager(settings))
    else:
        master, passwords = _from_variables(environ, databases)
    accounts = tuple(Account(databases[service], each) for service, each in passwords.items())
    return _server(settings, master), accounts


def _server(settings: Settings, password: str) -> Server:
    return Server(
        host=settings.database_host,
        port=settings.database_port,
        master=settings.database_master,
        password=password,
        ssl=settings.database_ssl_mode,
    )


def _from_variables(
    environ: Mapping[str, str], databases: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    names = {
        service: f"{service.replace('-', '_').upper()}_DATABASE_PASSWORD" for service in databases
    }
    missing = [name for name in ("MASTER_PASSWORD", *names.values()) if not environ.get(name)]
    if missing:
        gaps = "".join(f"\n  {name}: missing" for name in missing)
        raise SettingsError(f"The environment is not complete:{gaps}")
    # asyncpg takes nothing but `str` itself; what comes from a file is a `Secret`.
    passwords = {service: str(environ[name]) for service, name in names.items()}
    return str(environ["MASTER_PASSWORD"]), passwords


def _from_secrets(
    settings: Settings, databases: Mapping[str, str], read_secret: ReadSecret
) -> tuple[str, dict[str, str]]:
    prefix = settings.secrets_prefix
    passwords = {
        service: _password(f"{prefix}/database/{service}", read_secret) for service in databases
    }
    return read_secret(f"{prefix}/aurora-master"), passwords


def _password(name: str, read_secret: ReadSecret) -> str:
    try:
        return str(json.loads(read_secret(name))["password"])
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{name}: is not JSON with a password") from error


def _secrets_manager(settings: Settings) -> ReadSecret:
    client = boto3.client(
        "secretsmanager",
        region_name=settings.aws_region or None,
        endpoint_url=settings.aws_endpoint_url,
        config=Config(connect_timeout=5, read_timeout=10, retries={"max_attempts": 3}),
    )

    def read_secret(name: str) -> str:
        try:
            return str(client.get_secret_value(SecretId=name)["SecretString"])
        except (ClientError, BotoCoreError) as error:
            raise SettingsError(f"{name}: {error}") from error

    return read_secret
