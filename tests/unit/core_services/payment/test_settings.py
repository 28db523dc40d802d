"""Play money and real money are never mixed up."""

import pytest

from core_services.chassis.settings import SettingsError, read_settings
from core_services.payment.settings import Settings

ENVIRON = {
    "PORT": "8104",
    "AWS_REGION": "eu-west-1",
    "COGNITO_ISSUER": "https://cognito.example",
    "COGNITO_JWKS_URL": "https://cognito.example/jwks",
    "COGNITO_CLIENT_ID": "client",
    "GUEST_SESSION_SECRET": "guest",
    "SERVICE_TOKEN_SECRET": "service",
    "DATABASE_URL": "postgresql+asyncpg://payment@db/payment",
    "ORDER_URL": "http://order",
    "SHOP_URL": "https://shop.example",
    "STRIPE_WEBHOOK_SECRETS": "whsec_new, whsec_old",
    "PAYMENT_EVENTS_TOPIC_ARN": "arn",
    "ORDER_EVENTS_QUEUE_URL": "url",
}


@pytest.mark.parametrize(
    ("environment", "key"),
    [("prod", "sk_live_1"), ("prod", "rk_live_1"), ("local", "sk_test_1"), ("stage", "rk_test_1")],
)
def test_the_key_fits_the_environment(environment: str, key: str) -> None:
    settings = read_settings(
        Settings, {**ENVIRON, "ENVIRONMENT": environment, "STRIPE_API_KEY": key}
    )
    assert settings.is_live is (environment == "prod")
    assert settings.stripe_webhook_secrets == ("whsec_new", "whsec_old")
    assert key not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "key"), [("prod", "sk_test_1"), ("local", "sk_live_1"), ("stage", "rk_live_1")]
)
def test_a_key_of_the_other_kind_is_refused(environment: str, key: str) -> None:
    with pytest.raises(SettingsError, match="STRIPE_API_KEY"):
        read_settings(Settings, {**ENVIRON, "ENVIRONMENT": environment, "STRIPE_API_KEY": key})
