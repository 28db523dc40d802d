"""Clients for AWS: made when first needed, and impatient."""

from functools import cache
from typing import Any

from .settings import EdgeSettings


@cache  # making one takes longer than a call
def make_client(
    name: str, settings: EdgeSettings, *, attempts: int = 2, unsigned: bool = False
) -> Any:
    """A boto3 client. ``attempts`` is 1 where doing something twice is not doing it once."""
    # Here and not above: boto3 is most of a cold start, and packaging needs none of it.
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config

    config = Config(
        connect_timeout=1,
        read_timeout=4,
        retries={"mode": "standard", "total_max_attempts": attempts},
        **({"signature_version": UNSIGNED} if unsigned else {}),
    )
    return boto3.client(
        name,
        region_name=settings.aws_region,
        endpoint_url=settings.aws_endpoint_url,
        config=config,
    )


def read_secret(value: str, arn: str, settings: EdgeSettings) -> str:
    """A secret that was given, or the one that Secrets Manager keeps.

    Raises:
        RuntimeError: when neither is configured.
    """
    if value:
        return value
    if not arn:
        raise RuntimeError("A secret is configured neither by value nor by ARN.")
    return str(
        make_client("secretsmanager", settings).get_secret_value(SecretId=arn)["SecretString"]
    )
