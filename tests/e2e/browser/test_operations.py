"""What an on-call person does, as they see it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest
from playwright.async_api import Page, expect

from contracts.dead_letters import dead_letter_queue
from infra.local.engines import REGION
from infra.local.environment import Environment
from tests.e2e.browser.watching import Watch

QUEUE = "notifications-payment-events"


@pytest.fixture
def dead_letters(shop: Environment) -> Iterator[Any]:
    """A queue of given-up messages, which is empty again afterwards."""
    sqs = boto3.resource(
        "sqs",
        endpoint_url=shop.engines.aws_endpoint_url,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    queue = sqs.Queue(dead_letter_queue(shop.queue_urls[QUEUE]))
    yield queue
    for letter in queue.receive_messages(MaxNumberOfMessages=10):
        letter.delete()


async def test_a_given_up_message_is_looked_at_and_discarded_for_a_reason(
    staff_page: Page, dead_letters: Any
) -> None:
    page, event_id = staff_page, str(uuid4())
    event = {
        "id": event_id,
        "type": "payment.failed.v1",
        "subject": "pay_1",
        "time": "2026-11-26T10:00:00Z",
        "data": {},
    }
    dead_letters.send_message(MessageBody=json.dumps(event))

    await page.goto("/admin/operations")
    trouble = page.get_by_role("list", name="What needs attention")
    await expect(trouble).to_contain_text(f"{QUEUE}: 1 message was given up")
    await trouble.get_by_role("link", name=f"Look at them: {QUEUE}").click()
    letter = page.get_by_role("listitem").filter(has_text=event_id)
    await letter.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Discard 1 chosen").click()
    dialog = page.get_by_role("dialog", name="Discard 1 message?")
    await dialog.get_by_role("button", name="Discard").click()
    await expect(dialog.get_by_label("Reason")).to_be_focused()
    await dialog.get_by_label("Reason").fill("A test made it.")
    await dialog.get_by_role("button", name="Discard").click()

    await expect(page.get_by_role("main")).to_contain_text("1 message is done. None is left.")
    dead_letters.reload()
    assert dead_letters.attributes["ApproximateNumberOfMessages"] == "0"


async def test_a_picture_that_cannot_be_refreshed_stays_and_says_so(
    staff_page: Page, watch: Watch
) -> None:
    page, overview = staff_page, "**/api/admin/operations"
    await page.goto("/admin/operations")
    await expect(page.get_by_role("table", name="Queues")).to_be_visible()

    watch.expect("net::ERR_FAILED")
    await page.route(overview, lambda route: route.abort())
    await page.get_by_role("button", name="Refresh").click()
    await expect(page.get_by_role("alert")).to_contain_text("This picture is old")
    await expect(page.get_by_role("table", name="Queues")).to_be_visible()

    await page.unroute(overview)
    await page.get_by_role("button", name="Refresh").click()
    await expect(page.get_by_role("alert")).to_be_hidden()
