"""What the catalog's processes read from the environment, beside what every service reads."""

from typing import Annotated

import msgspec

from core_services.chassis.settings import OutboxSettings


class Settings(OutboxSettings, frozen=True, kw_only=True):
    """``default_currency`` is shown to whoever names none, or one that a product is not sold in."""

    catalog_events_topic_arn: str = ""
    catalog_events_queue_url: str = ""
    order_events_queue_url: str = ""
    default_currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "EUR"
    media_bucket: str = ""
    database_pool_size: int = 10
    page_ttl_seconds: int = 60
    schedule_seconds: float = 15.0
    popularity_seconds: float = 300.0
