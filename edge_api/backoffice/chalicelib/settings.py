"""What the back office reads from its environment, once, when the first request needs it."""

from functools import cache

from edge_api.chassis.settings import EdgeSettings, process_settings


class Settings(EdgeSettings, frozen=True, kw_only=True):
    """A field ``watched_parts`` comes from the variable ``WATCHED_PARTS``.

    What is watched is listed as ``name=address``, one after another.
    """

    cognito_user_pool_id: str
    watched_parts: str = ""
    watched_queues: str = ""


def addresses(listed: str) -> dict[str, str]:
    """``"a=http://x b=http://y"`` by name."""
    pairs = (each.partition("=") for each in listed.split())
    return {name: address for name, _, address in pairs}


@cache
def settings() -> Settings:
    """The settings of this process."""
    return process_settings(Settings)
