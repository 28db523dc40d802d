"""What the cart service reads from the environment, besides what every service reads."""

from core_services.chassis.settings import ServiceSettings


class Settings(ServiceSettings, frozen=True, kw_only=True):
    carts_table: str
    catalog_url: str
    order_events_queue_url: str
    default_currency: str = "EUR"
    max_quantity_per_line: int = 999
    max_lines: int = 100
    cart_lifetime_days: int = 30
