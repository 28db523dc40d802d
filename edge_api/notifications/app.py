"""What Lambda runs. Chalice imports this while packaging: nothing here may need AWS or settings."""

from typing import Any

from chalicelib.application import create_app
from chalicelib.bootstrap import open_deps
from chalicelib.settings import settings

app = create_app(open_deps)

# Batches are handled by functions of their own: Chalice's ``on_sqs_message`` knows no partial
# responses. What only one function needs is imported there: it is not everybody's cold start.


@app.lambda_function()
def on_order_events(event: dict[str, Any], context: Any) -> Any:
    """The queue ``notifications-order-events``."""
    from chalicelib.batches import handle_events
    from chalicelib.subscriptions import ORDER_EVENTS

    return handle_events(event, context, open_deps(), ORDER_EVENTS)


@app.lambda_function()
def on_payment_events(event: dict[str, Any], context: Any) -> Any:
    """The queue ``notifications-payment-events``."""
    from chalicelib.batches import handle_events
    from chalicelib.subscriptions import PAYMENT_EVENTS

    return handle_events(event, context, open_deps(), PAYMENT_EVENTS)


@app.lambda_function()
def on_email_feedback(event: dict[str, Any], context: Any) -> Any:
    """The queue ``notifications-email-feedback``."""
    from chalicelib.batches import handle_batch
    from chalicelib.feedback import hear_feedback

    deps = open_deps()
    return handle_batch(event, context, deps, lambda body, _: hear_feedback(body, deps))


@app.lambda_function()
def customize_message(event: dict[str, Any], context: Any) -> Any:
    """Cognito's custom message trigger."""
    from chalicelib.user_pool import customize_message as customize

    return customize(event, settings().shop_url)


@app.lambda_function()
def after_confirmation(event: dict[str, Any], context: Any) -> Any:
    """Cognito's post confirmation trigger."""
    from chalicelib import user_pool

    return user_pool.after_confirmation(event, open_deps())
