"""The order service's settings; the chassis reads them from the environment."""

from core_services.chassis.settings import OutboxSettings


class Settings(OutboxSettings, frozen=True, kw_only=True):
    database_pool_size: int = 10
    cart_url: str
    catalog_url: str
    payment_url: str
    order_events_topic_arn: str = ""
    catalog_events_queue_url: str = ""
    payment_events_queue_url: str = ""
    reservation_ttl_seconds: int = 900
    expiry_interval_seconds: float = 5.0
    expiry_recheck_seconds: int = 30
    max_open_orders: int = 10
