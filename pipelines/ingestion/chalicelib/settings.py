"""What ingestion reads from its environment, once, when the first record needs it."""

import os
from functools import cache

import msgspec

from edge_api.chassis.settings import read_settings


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A field ``lake_bucket`` comes from the variable ``LAKE_BUCKET``."""

    lake_bucket: str
    aws_region: str
    aws_endpoint_url: str | None = None


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings(Settings, dict(os.environ))
