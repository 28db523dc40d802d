"""What the application reads from its environment, once, when the first event needs it."""

from functools import cache

from edge_api.chassis.settings import EdgeSettings, process_settings


class Settings(EdgeSettings, frozen=True, kw_only=True):
    """A field ``order_url`` comes from the variable ``ORDER_URL``.

    A secret is given itself, or where Secrets Manager keeps it (``…_secret_arn``).
    """

    order_url: str
    catalog_url: str
    sent_messages_table: str
    contacts_table: str
    email_sender: str
    email_configuration_set: str
    push_application_arn: str
    order_events_queue_url: str
    payment_events_queue_url: str
    email_feedback_queue_url: str
    queue_max_receive_count: int = 5
    service_token_secret: str = ""
    service_token_secret_arn: str = ""
    contact_secret: str = ""
    contact_secret_arn: str = ""


@cache
def settings() -> Settings:
    """The settings of this process."""
    return process_settings(Settings)
