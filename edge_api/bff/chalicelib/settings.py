"""What the BFF reads from its environment, once, when the first request needs it."""

from functools import cache

from edge_api.chassis.settings import EdgeSettings, process_settings


class Settings(EdgeSettings, frozen=True, kw_only=True):
    """A field ``catalog_url`` comes from the variable ``CATALOG_URL``."""

    catalog_url: str
    cart_url: str
    order_url: str
    clickstream_stream: str
    password_minimum_length: int = 10
    refresh_cookie_days: int = 30


@cache
def settings() -> Settings:
    """The settings of this process."""
    return process_settings(Settings)
