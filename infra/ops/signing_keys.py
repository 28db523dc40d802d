"""``mercato signing-keys``: a signing key is changed without signing anybody out.

A signing secret holds one key a line; the first signs, all verify (``contracts/sessions.py``).
Three steps, between which every process must have read the secret again (pods: a rollout;
functions: their next cold start, which a deployment forces):

1. ``introduce``: a new key, last. Nobody signs with it yet, everybody learns to verify it.
2. ``promote``: the new key first. New tokens are signed with it, old ones are still good.
3. ``retire``: the old key goes, when its last token has expired: 30 days for ``guest-session``, a
   minute for ``service-token``.
"""

import secrets
from typing import Annotated, Any, Literal

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from infra.ops.refusal import give_up

app = typer.Typer(no_args_is_help=True, help="Change a signing key without signing anybody out.")
_HINT = "run the steps in order: introduce, promote, retire"
_BYTES = 48

Name = Annotated[
    Literal["guest-session", "service-token"], typer.Argument(help="Whose key is changed.")
]
Environment = Annotated[Literal["dev", "stage", "prod"], typer.Option(help="Of which shop.")]
Region = Annotated[str, typer.Option(help="The primary region: replicas are read-only.")]


class OrderError(Exception):
    """The steps are taken in another order."""


def with_new_key(value: str, key: str) -> str:
    """Both keys, the new one last."""
    if len(value.splitlines()) != 1:
        raise OrderError("there are two keys already: one change at a time")
    return f"{value}\n{key}"


def with_new_key_first(value: str) -> str:
    """The same two keys, the newer one first."""
    old, new = _two(value)
    return f"{new}\n{old}"


def without_old_key(value: str) -> str:
    """The first key alone."""
    return _two(value)[0]


def _two(value: str) -> tuple[str, str]:
    keys = value.splitlines()
    if len(keys) != 2:
        raise OrderError("there is one key: introduce another first")
    return keys[0], keys[1]


@app.command()
def introduce(name: Name, environment: Environment, region: Region) -> None:
    """Add a new key, which verifies and does not sign yet."""
    key = secrets.token_urlsafe(_BYTES)
    _change(_secret_id(environment, name), region, lambda value: with_new_key(value, key))
    typer.echo("introduced; promote it when every process has read the secret again")


@app.command()
def promote(name: Name, environment: Environment, region: Region) -> None:
    """Sign with the new key; tokens of the old one stay good."""
    _change(_secret_id(environment, name), region, with_new_key_first)
    typer.echo("promoted; retire the old key when its last token has expired")


@app.command()
def retire(name: Name, environment: Environment, region: Region) -> None:
    """Drop the old key: whatever it signed is refused from now on."""
    _change(_secret_id(environment, name), region, without_old_key)
    typer.echo("retired")


def _secret_id(environment: str, name: str) -> str:
    return f"mercato-{environment}/{name}"


def _change(secret_id: str, region: str, change: Any) -> None:
    """Read the secret, change it, and write it as its current version."""
    try:
        client = boto3.client("secretsmanager", region_name=region)
        value = client.get_secret_value(SecretId=secret_id)["SecretString"]
        client.put_secret_value(SecretId=secret_id, SecretString=change(value))
    except OrderError as error:
        give_up(f"{secret_id}: {error}", _HINT)
    except (ClientError, BotoCoreError) as error:
        give_up(f"{secret_id}: {error}", "the caller needs the secret's name, region and rights")
