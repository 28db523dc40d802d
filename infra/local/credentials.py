"""The secrets of one local platform: made once, kept in a file only its owner can read."""

import os
import secrets
from pathlib import Path

import msgspec


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Every secret that a local platform needs; passwords of services are kept by name."""

    postgres_password: str
    redis_password: str
    guest_session_secret: str
    service_token_secret: str
    stripe_api_key: str
    stripe_webhook_secret: str
    staff_password: str
    contact_secret: str = ""
    database_passwords: dict[str, str]


def load_or_create(directory: Path, databases: tuple[str, ...]) -> Credentials:
    """The secrets kept under ``directory``; missing ones are made and written first."""
    path = directory / "credentials.json"
    known = msgspec.json.decode(path.read_bytes(), type=Credentials) if path.exists() else _new()
    missing = {name: secrets.token_urlsafe(24) for name in databases}
    complete = msgspec.structs.replace(
        known,
        contact_secret=known.contact_secret or secrets.token_urlsafe(48),  # younger than the rest
        database_passwords=missing | known.database_passwords,
    )
    if complete != known or not path.exists():
        write_private(path, msgspec.json.format(msgspec.json.encode(complete)))
    return complete


def write_private(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file that only we can read, in one step: never half of it, never world-readable.

    ``durable`` waits for the disk, for what must outlive a power cut.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        if durable:
            os.fsync(file.fileno())
    temporary.replace(path)


def _new() -> Credentials:
    return Credentials(
        postgres_password=secrets.token_urlsafe(24),
        redis_password=secrets.token_urlsafe(24),
        guest_session_secret=secrets.token_urlsafe(48),
        service_token_secret=secrets.token_urlsafe(48),
        stripe_api_key=f"sk_test_{secrets.token_hex(24)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(24)}",
        staff_password=f"Mercato-{secrets.token_hex(6)}1!",
        database_passwords={},
    )
