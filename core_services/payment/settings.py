"""What the payment service reads from the environment, besides what every service reads."""

from core_services.chassis.settings import OutboxSettings, Secret, SettingsError


class Settings(OutboxSettings, frozen=True, kw_only=True):
    order_url: str
    shop_url: str
    stripe_api_key: Secret
    stripe_webhook_secrets: tuple[Secret, ...]
    payment_events_topic_arn: str
    order_events_queue_url: str
    stripe_api_base: str = "https://api.stripe.com"
    stripe_timeout_seconds: float = 4.0
    stripe_budget_seconds: float = 8.0
    database_pool_size: int = 10
    reconcile_seconds: float = 60.0
    webhook_retention_days: int = 30

    def __post_init__(self) -> None:
        """A shop in production that takes play money ships for nothing; a laptop with a live key
        charges real cards."""
        if self.is_live and self.environment != "prod":
            raise SettingsError("STRIPE_API_KEY is for real money; this is not production.")
        if self.environment == "prod" and not self.is_live:
            raise SettingsError("STRIPE_API_KEY is for testing; production needs a live key.")

    @property
    def is_live(self) -> bool:
        """Whether the key is for real money: events of the other mode are refused."""
        return self.stripe_api_key.startswith(("sk_live_", "rk_live_"))
