"""What a simulator process is told at its start: flags, else PROVIDER_… variables."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    port: int
    data_dir: Path
    public_url: str
    """The origin under which a browser reaches the payment page."""
    webhook_url: str | None = None
    webhook_secrets: tuple[str, ...] = ()
    """The first signs; further ones sign as well, as they do while a secret is being rolled."""
    webhook_retry_scale: float = 1.0
    """Multiplies the waits between webhook attempts: 0.01 turns three days into 45 minutes."""
    webhook_timeout: float = 10.0
    api_key: str | None = None
    """The one accepted secret key; without it every well-formed test key is accepted."""
    merchant_name: str = "Test shop"
    async_refund_delay: float = 2.0
    """Seconds until a refund of an asynchronous test card shows its second outcome."""


def read_settings(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Settings:
    given = _parser(environ).parse_args(arguments)
    return Settings(
        port=given.port,
        data_dir=given.data_dir,
        public_url=(given.public_url or f"http://{HOST}:{given.port}").rstrip("/"),
        webhook_url=given.webhook_url or None,
        webhook_secrets=_secrets(
            given.webhook_secret or [environ.get("PROVIDER_WEBHOOK_SECRET", "")]
        ),
        webhook_retry_scale=given.webhook_retry_scale,
        webhook_timeout=given.webhook_timeout,
        api_key=given.api_key or None,
        merchant_name=given.merchant_name,
        async_refund_delay=given.async_refund_delay,
    )


def _secrets(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(secret for text in given for secret in text.split(",") if secret)


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local.provider", description=__doc__)

    def flag(name: str, convert: type, default: str | None, explanation: str) -> None:
        variable = "PROVIDER_" + name.upper().replace("-", "_")
        value = environ.get(variable, default)
        parser.add_argument(
            f"--{name}",
            type=convert,
            default=value,
            required=value is None,
            help=f"{explanation} [{variable}]",
        )

    flag("port", int, None, "port on the loopback address")
    flag("data-dir", Path, None, "directory of the durable book")
    flag("public-url", str, "", "origin of the payment page (default: the loopback address)")
    flag("webhook-url", str, "", "where signed events are posted")
    flag("webhook-retry-scale", float, "1.0", "multiplies the waits between webhook attempts")
    flag("webhook-timeout", float, "10.0", "seconds a receiver may take to answer")
    flag("api-key", str, "", "the one accepted secret key (default: any sk_test_ or rk_test_ key)")
    flag("merchant-name", str, "Test shop", "the shop's name on the payment page")
    flag("async-refund-delay", float, "2.0", "seconds until an asynchronous refund is decided")
    parser.add_argument(
        "--webhook-secret",
        action="append",
        help="signing secret, repeatable or comma-separated [PROVIDER_WEBHOOK_SECRET]",
    )
    return parser
