"""What a customer finds in their inbox, as /dev/mail shows it."""

import asyncio
import html
import os
import re
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from infra.local.environment import Environment
from infra.ops.shopper import Json, Shopper, new_email
from tests.e2e.conftest import Visitors

PASSWORD = "a long enough Passphrase 1!"
_ENTRY = re.compile(
    r'<a href="/dev/mail/([^"]+)"><span class="kind">email</span>'
    r'<span class="soft">([^<]*)</span><span class="title">([^<]*)</span>'
)


async def inbox(shopper: Shopper, email: str) -> dict[str, str]:
    """The ids of an address's mails, by subject."""
    page = (await shopper.http.get("/dev/mail")).raise_for_status().text
    return {html.unescape(title): id_ for id_, to, title in _ENTRY.findall(page) if to == email}


async def eventually(look: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(40):
        while not (found := await look()):
            await asyncio.sleep(0.2)
    return found


async def arrived(shopper: Shopper, email: str, beginning: str) -> str:
    """The HTML of the mail whose subject begins so, once it is there."""

    async def look() -> str | None:
        mails = await inbox(shopper, email)
        return next((id_ for title, id_ in mails.items() if title.startswith(beginning)), None)

    message_id = await eventually(look)
    return (await shopper.http.get(f"/dev/mail/{message_id}/html")).raise_for_status().text


async def paid_order(shopper: Shopper, sku: str) -> Json:
    order = await shopper.buy(sku)
    await shopper.pay(await shopper.start_payment(order["id"]))
    return await shopper.order_when(order["id"], "paid")


async def test_a_guests_purchase_is_confirmed_by_mail_with_its_total(
    shopper: Shopper, variant: Json
) -> None:
    order = await paid_order(shopper, variant["sku"])

    beginning = f"Your order {order['number']} is confirmed"
    letter = html.unescape(await arrived(shopper, order["email"], beginning))

    major, minor = divmod(order["total"], 100)
    assert f"€{major:,}.{minor:02}" in letter
    assert order["lines"][0]["title"] in letter
    assert order["shipping_address"]["name"] in letter


async def test_a_cancelled_order_is_told_of_and_then_its_refund(
    shopper: Shopper, variant: Json
) -> None:
    order = await paid_order(shopper, variant["sku"])
    await shopper.cancel(order["id"])
    number = order["number"]

    await arrived(shopper, order["email"], f"Your order {number} has been cancelled")

    async def refunded() -> bool:
        titles = await inbox(shopper, order["email"])
        return any("refunded" in title and number in title for title in titles)

    await eventually(refunded)


async def test_an_account_is_confirmed_and_its_password_reset_by_mail(shopper: Shopper) -> None:
    email = new_email()
    shopper.http.headers["accept-language"] = "de-DE,de;q=0.9"
    await shopper.call("POST", "/api/auth/sign-up", json={"email": email, "password": PASSWORD})
    code = re.search(r">(\d{6})<", await arrived(shopper, email, "Ihr Code für Mercato"))
    assert code is not None
    await shopper.call("POST", "/api/auth/confirm", json={"email": email, "code": code[1]})

    await shopper.call("POST", "/api/auth/forgot-password", json={"email": email})
    code = re.search(r">(\d{6})<", await arrived(shopper, email, "Neues Passwort für Mercato"))
    assert code is not None
    body = {"email": email, "code": code[1], "password": f"another {PASSWORD}"}
    await shopper.call("POST", "/api/auth/reset-password", json=body)

    changed = await arrived(shopper, email, "Ihr Passwort für Mercato wurde geändert")
    assert "Ihr Passwort wurde geändert" in changed


async def test_preferences_need_a_sign_in_and_then_are_kept(
    visitors: Visitors, shopper: Shopper
) -> None:
    email = new_email()
    await shopper.sign_up(email, PASSWORD)
    await shopper.sign_in(email, PASSWORD)
    wanted = {"email_back_in_stock": False, "sms_number": "+491701234567"}

    await shopper.call("PUT", "/api/notifications/preferences", json=wanted)
    kept = await shopper.call("GET", "/api/notifications/preferences")
    stranger = await (await visitors()).http.get("/api/notifications/preferences")

    assert kept["email_back_in_stock"] is False
    assert kept["sms_number"] == "+491701234567"
    assert (stranger.status_code, stranger.json()["code"]) == (401, "unauthenticated")


async def test_a_mail_is_shown_in_a_frame_that_can_do_nothing(
    shopper: Shopper, variant: Json
) -> None:
    order = await paid_order(shopper, variant["sku"])
    subject = f"Your order {order['number']} is confirmed"
    await arrived(shopper, order["email"], subject)
    message_id = (await inbox(shopper, order["email"]))[subject]

    page = await shopper.http.get(f"/dev/mail/{message_id}")
    framed = await shopper.http.get(f"/dev/mail/{message_id}/html")

    assert 'sandbox="allow-popups"' in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    policy = framed.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert framed.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/dev/mail/none", "/dev/mail/none/html", "/dev/mailbox"])
async def test_a_message_that_is_not_there_is_not_found(shopper: Shopper, path: str) -> None:
    answer = await shopper.http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_nothing_below_dev_can_be_written_to(shopper: Shopper) -> None:
    assert (await shopper.http.post("/dev/mail")).status_code == 405


async def test_the_description_of_the_api_has_the_notifications(
    stocked_platform: Environment, shopper: Shopper
) -> None:
    document = await shopper.call("GET", "/openapi.json")
    paths = [each for each in document["paths"] if each.startswith("/api/notifications/")]
    assert len(paths) == 4
    assert document["x-unavailable"] == []


async def test_the_same_is_read_in_the_terminal(
    stocked_platform: Environment, shopper: Shopper, variant: Json
) -> None:
    order = await paid_order(shopper, variant["sku"])
    subject = f"Your order {order['number']} is confirmed"
    await arrived(shopper, order["email"], subject)
    message_id = (await inbox(shopper, order["email"]))[subject]

    listed = await mercato_mail(stocked_platform, "list", "--to", order["email"])
    shown = await mercato_mail(stocked_platform, "show", message_id)

    assert message_id[:8] in listed
    assert f"Subject: {subject}\n" in shown
    assert order["lines"][0]["title"] in shown


async def mercato_mail(platform: Environment, *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.cli", "mail", *arguments),
        env={**os.environ, "MERCATO_HOME": str(platform.home)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()
