"""What each handler asks of AWS in rare cases, under its own name.

On AWS each has a role of its own, and `infra/access.yaml` says what it may do. At the end of a run
the list is compared with what was called: here is called what the other tests have no cause for.
"""

from dataclasses import replace
from typing import Any

import boto3
import msgspec
import pytest

from contracts.dead_letters import from_attributes
from contracts.events import payment as payment_events
from edge_api.notifications.chalicelib import user_pool
from edge_api.notifications.chalicelib.bootstrap import build_deps
from edge_api.notifications.chalicelib.once import NotSentError
from edge_api.notifications.chalicelib.orders import Order
from infra.local.engines import REGION
from infra.local.environment import ACCOUNT, AWS_KEYS
from infra.local.lambda_host.signing import running
from infra.local.provision import Aws
from tests.integration.notifications.conftest import (
    MAX_RECEIVE_COUNT,
    Shop,
    feedback,
    message,
    paid,
    sqs_event,
)
from tests.integration.notifications.test_contacts import Api

QUEUES = {
    "order": "notifications-order-events",
    "payment": "notifications-payment-events",
    "feedback": "notifications-email-feedback",
}


def failed(order: Order, shop: Shop) -> str:
    data = payment_events.PaymentFailed(
        payment_id="pay_1",
        order_id=order.id,
        currency=order.currency,
        amount=order.total,
        reason="card-declined",
    )
    return message(payment_events.PAYMENT_FAILED, data, shop.clock.now())


def unpaid(shop: Shop, **changes: Any) -> Order:
    return shop.order(status="pending_payment", paid_at=None, **changes)


def refuse() -> None:
    raise NotSentError("TooManyRequestsException")


# A payment that failed ------------------------------------------------------------------------


def test_a_failed_payment_is_told_once(shop: Shop) -> None:
    customer = f"sub-{shop.order().id}"
    order = unpaid(shop, customer_id=customer, customer_kind="customer")

    for _ in range(2):
        assert shop.deliver(failed(order, shop), queue="payment") == []

    assert len(shop.sent(order.email)) == 1


def test_a_failed_payment_that_ses_refused_to_tell_of_may_be_told_at_once(shop: Shop) -> None:
    order = unpaid(shop)

    shop.mail.before = refuse
    assert shop.deliver(failed(order, shop), queue="payment") == ["0"]
    shop.mail.before = lambda: None
    assert shop.deliver(failed(order, shop), queue="payment") == []
    assert len(shop.sent(order.email)) == 1


# A new password -------------------------------------------------------------------------------


def test_a_new_password_is_told_of_once_and_again_only_where_ses_refused(shop: Shop) -> None:
    email = f"{shop.order().id}@example.test"
    event = {
        "triggerSource": "PostConfirmation_ConfirmForgotPassword",
        "request": {"userAttributes": {"sub": email, "email": email}},
    }

    for before in (refuse, lambda: None, lambda: None):
        shop.mail.before = before
        with running("after_confirmation"):
            user_pool.after_confirmation(event, shop.deps)

    assert len(shop.sent(email)) == 1


# Giving up ------------------------------------------------------------------------------------


@pytest.mark.parametrize("queue", sorted(QUEUES))
def test_each_handler_gives_up_into_its_own_dead_letter_queue(shop: Shop, queue: str) -> None:
    sqs = Aws(shop.aws_url).sqs
    sqs.create_queue(QueueName=f"{QUEUES[queue]}-dlq")
    poison = f"poison for {queue}"
    event = sqs_event((poison,))
    (record,) = event["Records"]
    record["attributes"]["ApproximateReceiveCount"] = str(MAX_RECEIVE_COUNT)
    record["eventSourceARN"] = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{QUEUES[queue]}"

    assert shop.invoke(event, queue) == []

    url = f"{shop.aws_url}/{ACCOUNT}/{QUEUES[queue]}-dlq"
    answer = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0, MessageAttributeNames=["All"]
    )
    (dead,) = [each for each in answer["Messages"] if each["Body"] == poison]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=dead["ReceiptHandle"])
    assert from_attributes(dead["MessageAttributes"]) is not None


# Secrets --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def secrets(channels_url: str) -> dict[str, str]:
    """Settings that name secrets in Secrets Manager instead of being them."""
    keys = {name.lower(): value for name, value in AWS_KEYS.items()}
    manager = boto3.client("secretsmanager", endpoint_url=channels_url, region_name=REGION, **keys)
    for name in ("service-token", "contact"):
        manager.create_secret(Name=name, SecretString=f"{name}, kept")
    return {
        "service_token_secret": "",
        "service_token_secret_arn": "service-token",
        "contact_secret": "",
        "contact_secret_arn": "contact",
    }


def starting(shop: Shop, secrets: dict[str, str], handler: str) -> Shop:
    """A function that has just started, of which another has its own process and its own memory."""
    own = {"shop_url": f"https://{handler.replace('_', '-')}.example"}
    settings = msgspec.structs.replace(shop.deps.settings, **secrets, **own)
    deps = replace(build_deps(settings, shop.clock), orders=shop.orders, catalog=shop.deps.catalog)
    return replace(shop, deps=deps)


@pytest.mark.parametrize("queue", ["order", "payment"])
def test_who_asks_the_order_service_reads_the_secret_that_opens_it(
    shop: Shop, secrets: dict[str, str], queue: str
) -> None:
    started = starting(shop, secrets, queue)
    asking = replace(started, deps=replace(started.deps, orders=real_orders(started)))
    order = shop.order()
    event = paid(order, shop) if queue == "order" else failed(order, shop)

    assert asking.deliver(event, queue=queue) == ["0"]  # nobody is there to be asked


def real_orders(shop: Shop) -> Any:
    return build_deps(shop.deps.settings, shop.clock).orders


@pytest.mark.parametrize("queue", ["order", "payment"])
def test_who_writes_to_customers_reads_the_secret_that_addresses_are_hashed_with(
    shop: Shop, secrets: dict[str, str], queue: str
) -> None:
    order = shop.order() if queue == "order" else unpaid(shop)
    event = paid(order, shop) if queue == "order" else failed(order, shop)

    assert starting(shop, secrets, queue).deliver(event, queue=queue) == []
    assert len(shop.sent(order.email)) == 1


def test_who_hears_of_complaints_reads_it_too(shop: Shop, secrets: dict[str, str]) -> None:
    complaint = {"complainedRecipients": [{"emailAddress": "somebody@example.test"}]}
    event = feedback("Complaint", {}, complaint=complaint)

    assert starting(shop, secrets, "feedback").deliver(event, queue="feedback") == []


def test_who_tells_of_a_new_password_reads_it_too(shop: Shop, secrets: dict[str, str]) -> None:
    email = f"{shop.order().id}@example.test"
    event = {
        "triggerSource": "PostConfirmation_ConfirmForgotPassword",
        "request": {"userAttributes": {"sub": email, "email": email}},
    }

    with running("after_confirmation"):
        user_pool.after_confirmation(event, starting(shop, secrets, "after").deps)

    assert len(shop.sent(email)) == 1


def test_who_keeps_preferences_reads_it_too(shop: Shop, secrets: dict[str, str]) -> None:
    api = Api(starting(shop, secrets, "api"))

    assert api.call("GET", "/api/notifications/preferences", who="ada").status == 200
