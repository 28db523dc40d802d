"""Suppression, unsubscribing, preferences, waiting for goods: over HTTP, and what is then sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from contracts.errors import UnauthenticatedError
from contracts.events import order as order_events
from contracts.principals import Principal
from edge_api.chassis.tokens import AccessTokens
from edge_api.notifications.chalicelib.accounts import Accounts
from edge_api.notifications.chalicelib.application import create_app
from edge_api.notifications.chalicelib.contacts import Waiter
from edge_api.notifications.chalicelib.stock import TOLD_AT_ONCE
from infra.local.lambda_host.signing import API_HANDLER, running
from infra.local.mailbox import Sent
from infra.local.provision import Aws
from tests.integration.notifications.conftest import (
    PUSH_APPLICATION,
    Shop,
    feedback,
    message,
    paid,
)
from tests.unit.edge_api.calling import Answer, call

PREFERENCES = "/api/notifications/preferences"
UNSUBSCRIBE = "/api/notifications/unsubscribe"
BACK_IN_STOCK = "/api/notifications/back-in-stock"
DEVICES = "/api/notifications/devices"


class FakeTokens(AccessTokens):
    """Knows tokens such as ``of ada``."""

    def __init__(self) -> None:
        pass

    def verify(self, token: str) -> Principal:
        if not token.startswith("of "):
            raise UnauthenticatedError("The access token is not valid or has expired.")
        return Principal("customer", token.removeprefix("of "))


class FakeAccounts(Accounts):
    """Everybody has an address after their name."""

    def __init__(self) -> None:
        pass

    def email(self, access_token: str) -> str:
        return f"{access_token.removeprefix('of ')}@example.test"


@dataclass
class Api:
    """The REST API, called with the events that API Gateway would send."""

    shop: Shop

    def call(
        self, method: str, path: str, body: object = None, *, who: str = "", query: str = ""
    ) -> Answer:
        deps = replace(self.shop.deps, tokens=FakeTokens(), accounts=FakeAccounts())
        headers = {"authorization": f"Bearer of {who}"} if who else {}
        with running(API_HANDLER):
            return call(create_app(lambda: deps), method, path, body, headers=headers, query=query)


@pytest.fixture
def api(shop: Shop) -> Api:
    return Api(shop)


@pytest.fixture
def name(shop: Shop) -> str:
    """Somebody new."""
    return shop.order().id.replace("_", "-")


def restock(shop: Shop, sku: str, available: int = 3) -> list[str]:
    shop.orders.stock[sku] = available
    levels = (order_events.StockLevel(sku, available, 1),)
    event = message(order_events.STOCK_CHANGED, order_events.StockChanged(levels), shop.clock.now())
    return shop.deliver(event)


def unsubscribe_query(mail: Sent) -> str:
    return mail.headers["List-Unsubscribe"].strip("<>").partition("?")[2]


# Suppression ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("Bounce", {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [{}]}}),
        ("Complaint", {"complaint": {"complainedRecipients": [{}]}}),
    ],
)
def test_an_address_that_bounced_or_complained_gets_no_more_mail(
    shop: Shop, kind: str, details: dict[str, dict[str, Any]]
) -> None:
    order = shop.order()
    (told,) = details.values()
    (recipients,) = (value for value in told.values() if isinstance(value, list))
    recipients[0]["emailAddress"] = order.email.upper()

    assert shop.deliver(feedback(kind, {}, **details), queue="feedback") == []

    assert shop.deliver(paid(order, shop)) == []
    assert shop.sent(order.email) == []


def test_a_full_mailbox_is_tried_again_another_day(shop: Shop) -> None:
    order = shop.order()
    bounce = {"bounceType": "Transient", "bouncedRecipients": [{"emailAddress": order.email}]}
    shop.deliver(feedback("Bounce", {}, bounce=bounce), queue="feedback")
    shop.deliver(paid(order, shop))
    assert len(shop.sent(order.email)) == 1


def test_a_suppressed_address_is_not_kept_in_the_clear(shop: Shop, name: str) -> None:
    email = f"{name}@example.test"
    complaint = {"complainedRecipients": [{"emailAddress": email}]}
    shop.deliver(feedback("Complaint", {}, complaint=complaint), queue="feedback")

    items = Aws(shop.aws_url).dynamodb.scan(TableName="contacts")["Items"]

    assert f"address#{shop.deps.addresses.hash(email)}" in {each["pk"]["S"] for each in items}
    assert email not in json.dumps(items)


# Back in stock --------------------------------------------------------------------------------


def test_who_waits_is_told_once_and_waits_no_longer(api: Api, shop: Shop, name: str) -> None:
    sku, email = f"SKU-{name}", f"{name}@example.test"
    body = {"sku": sku, "email": email, "language": "de"}
    answers = [api.call("POST", BACK_IN_STOCK, body) for _ in range(2)]

    assert [(each.status, each.json) for each in answers] == [(202, {"status": "accepted"})] * 2
    assert restock(shop, sku) == restock(shop, sku) == []
    assert [each.title for each in shop.sent(email)] == ["Wieder da: Reading lamp"]


def test_who_waits_again_is_told_again(api: Api, shop: Shop, name: str) -> None:
    sku, email = f"SKU-{name}", f"{name}@example.test"
    for _ in range(2):
        api.call("POST", BACK_IN_STOCK, {"sku": sku, "email": email})
        restock(shop, sku)
    assert len(shop.sent(email)) == 2


def test_goods_that_are_gone_again_are_not_announced(api: Api, shop: Shop, name: str) -> None:
    sku, email = f"SKU-{name}", f"{name}@example.test"
    api.call("POST", BACK_IN_STOCK, {"sku": sku, "email": email})
    event = message(
        order_events.STOCK_CHANGED,
        order_events.StockChanged((order_events.StockLevel(sku, 3, 1),)),
        shop.clock.now(),
    )
    shop.orders.stock[sku] = 0

    assert shop.deliver(event) == []
    assert shop.sent(email) == []
    assert restock(shop, sku) == []
    assert len(shop.sent(email)) == 1


def test_of_many_who_wait_some_are_told_with_each_change(shop: Shop, name: str) -> None:
    sku = f"SKU-{name}"
    emails = [f"{name}-{number}@example.test" for number in range(TOLD_AT_ONCE + 2)]
    for email in emails:
        address = shop.deps.addresses.hash(email)
        waiter = Waiter(id=email, email=email, address_hash=address, language="en")
        shop.deps.contacts.wait(sku, waiter)

    restock(shop, sku)
    assert len(shop.recipients() & set(emails)) == TOLD_AT_ONCE
    restock(shop, sku)
    assert shop.recipients() >= set(emails)


def test_of_many_levels_only_those_are_looked_into_that_somebody_waits_for(
    api: Api, shop: Shop, name: str
) -> None:
    email = f"{name}@example.test"
    for sku in (f"{name}-7", f"{name}-430"):
        api.call("POST", BACK_IN_STOCK, {"sku": sku, "email": email})
        shop.orders.stock[sku] = 3
    levels = tuple(order_events.StockLevel(f"{name}-{n}", 3, 1) for n in range(500))
    event = message(order_events.STOCK_CHANGED, order_events.StockChanged(levels), shop.clock.now())

    with calls(shop) as asked:
        assert shop.deliver(event) == []

    assert len(shop.sent(email)) == 2
    assert asked.count("BatchGetItem") == 5
    assert asked.count("Query") == 6  # for each who waits, and twice what the address wants


def test_a_mark_goes_when_nobody_waits_and_stays_when_somebody_just_began_to(
    api: Api, shop: Shop, name: str
) -> None:
    sku, contacts = f"SKU-{name}", shop.deps.contacts
    body = {"sku": sku, "email": f"{name}@example.test"}
    api.call("POST", BACK_IN_STOCK, body)
    restock(shop, sku)
    (stamp,) = contacts.awaited([sku]).values()
    api.call("POST", BACK_IN_STOCK, body)

    contacts.nobody_waits(sku, stamp)
    restock(shop, sku)
    assert len(shop.sent(body["email"])) == 2
    restock(shop, sku)

    assert contacts.awaited([sku]) == {}


def test_who_waits_anew_after_a_failure_is_not_forgotten(shop: Shop, name: str) -> None:
    """The first try wrote the wish, and not the mark."""
    sku, email = f"SKU-{name}", f"{name}@example.test"
    waiter = Waiter(
        id=email, email=email, address_hash=shop.deps.addresses.hash(email), language="en"
    )
    shop.deps.contacts.wait(sku, waiter)
    (stamp,) = shop.deps.contacts.awaited([sku]).values()
    shop.deps.contacts.nobody_waits(sku, stamp)

    shop.deps.contacts.wait(sku, waiter)
    restock(shop, sku)

    assert len(shop.sent(email)) == 1


@contextmanager
def calls(shop: Shop) -> Iterator[list[str]]:
    """What is asked of DynamoDB meanwhile."""
    asked: list[str] = []
    events = shop.deps.contacts._dynamodb.meta.events

    def note(model: Any, **_: Any) -> None:
        asked.append(model.name)

    events.register("before-call.dynamodb", note)
    try:
        yield asked
    finally:
        events.unregister("before-call.dynamodb", note)


def test_who_is_signed_in_waits_with_their_own_address(api: Api, shop: Shop, name: str) -> None:
    sku = f"SKU-{name}"
    assert api.call("POST", BACK_IN_STOCK, {"sku": sku}, who=name).status == 202
    restock(shop, sku)
    assert len(shop.sent(f"{name}@example.test")) == 1


def test_who_has_changed_their_mind_is_not_told(api: Api, shop: Shop, name: str) -> None:
    body = {"sku": f"SKU-{name}", "email": f"{name}@example.test"}
    unknown = api.call("DELETE", BACK_IN_STOCK, body)
    api.call("POST", BACK_IN_STOCK, body)
    known = api.call("DELETE", BACK_IN_STOCK, body)

    restock(shop, body["sku"])

    assert (unknown.status, unknown.text) == (known.status, known.text)
    assert shop.sent(body["email"]) == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"sku": "SKU-1"}, 401, "unauthenticated"),
        ({"sku": "NO-SUCH", "email": "a@example.test"}, 404, "not-found"),
        ({"sku": "SKU-1", "email": "no address"}, 422, "invalid"),
        ({"sku": "SKU-1", "email": "a@example.test\r\nBcc: b@example.test"}, 422, "invalid"),
        ({"sku": "SKU-1", "email": "ä@example.test"}, 422, "invalid"),
        ({"sku": "SKU-1", "email": "a@example.test", "language": "fr"}, 422, "invalid"),
        ({"sku": "SKU-1", "email": "a@example.test", "title": "Win!"}, 422, "invalid"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    api: Api, body: dict[str, str], status: int, code: str
) -> None:
    answer = api.call("POST", BACK_IN_STOCK, body)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


# Unsubscribing --------------------------------------------------------------------------------


@pytest.fixture
def told(api: Api, shop: Shop, name: str) -> Sent:
    """A mail that one may unsubscribe from."""
    email = f"{name}@example.test"
    api.call("POST", BACK_IN_STOCK, {"sku": f"SKU-{name}", "email": email, "language": "de"})
    restock(shop, f"SKU-{name}")
    (mail,) = shop.sent(email)
    return mail


def wait_again(api: Api, shop: Shop, mail: Sent) -> int:
    """How many mails there are after waiting and a delivery."""
    api.call("POST", BACK_IN_STOCK, {"sku": f"AGAIN-{mail.to}", "email": mail.to})
    restock(shop, f"AGAIN-{mail.to}")
    return len(shop.sent(mail.to))


def test_one_click_unsubscribes_without_a_login(api: Api, shop: Shop, told: Sent) -> None:
    assert told.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told.headers["List-Unsubscribe"].startswith(f"<https://shop.example{UNSUBSCRIBE}?")

    answer = api.call("POST", UNSUBSCRIBE, query=unsubscribe_query(told))

    assert answer.status == 200
    assert "Sie sind abgemeldet." in answer.text
    assert wait_again(api, shop, told) == 1


def test_looking_at_the_page_unsubscribes_nobody(api: Api, shop: Shop, told: Sent) -> None:
    answer = api.call("GET", UNSUBSCRIBE, query=unsubscribe_query(told))

    assert answer.status == 200
    assert '<form method="post">' in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert told.to not in answer.text
    assert wait_again(api, shop, told) == 2


def test_messages_about_ones_own_orders_cannot_be_unsubscribed_from(
    api: Api, shop: Shop, told: Sent
) -> None:
    api.call("POST", UNSUBSCRIBE, query=unsubscribe_query(told))
    order = shop.order(email=told.to)
    shop.deliver(paid(order, shop))
    mail = shop.sent(told.to)[-1]
    assert mail.title == "Your order KJPC-XC6G is confirmed"
    assert "List-Unsubscribe" not in mail.headers


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_we_did_not_make_does_nothing(
    api: Api, shop: Shop, told: Sent, method: str
) -> None:
    token = unsubscribe_query(told).removeprefix("token=")
    topic, _, language, mac = token.split(".")
    other = shop.deps.addresses.hash("somebody@else.test")
    forged = ("", "x", token[:-1], f"{topic}.{other}.{language}.{mac}", f"a.b.c.d.{mac}")
    for each in forged:
        answer = api.call(method, UNSUBSCRIBE, query=f"token={each}")
        assert answer.status == 422
        assert "This link is not valid." in answer.text
    assert wait_again(api, shop, told) == 2


# Preferences ----------------------------------------------------------------------------------

NOTHING = {
    "email_back_in_stock": True,
    "sms_number": "",
    "sms_order_updates": False,
    "push_order_updates": False,
    "push_devices": 0,
}


def test_preferences_are_the_customers_own(api: Api, name: str) -> None:
    wanted = {
        "email_back_in_stock": False,
        "sms_number": "+491701234567",
        "sms_order_updates": True,
        "push_order_updates": True,
    }
    assert api.call("GET", PREFERENCES, who=name).json == NOTHING
    assert api.call("PUT", PREFERENCES, wanted, who=name).json == {**wanted, "push_devices": 0}
    assert api.call("GET", PREFERENCES, who=name).json == {**wanted, "push_devices": 0}
    assert api.call("GET", PREFERENCES, who=f"{name}-2").json == NOTHING
    assert api.call("GET", PREFERENCES).status == 401


def test_a_link_and_the_preferences_are_about_the_same_thing(
    api: Api, shop: Shop, told: Sent, name: str
) -> None:
    api.call("POST", UNSUBSCRIBE, query=unsubscribe_query(told))
    assert api.call("GET", PREFERENCES, who=name).json["email_back_in_stock"] is False
    api.call("PUT", PREFERENCES, {"email_back_in_stock": True}, who=name)
    assert wait_again(api, shop, told) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email_back_in_stock": True, "sms_order_updates": True}, "number-missing"),
        ({"email_back_in_stock": True, "sms_number": "0170 123"}, "invalid"),
        ({"email_back_in_stock": True, "is_admin": True}, "invalid"),
        ({}, "invalid"),
    ],
)
def test_preferences_that_make_no_sense_change_nothing(
    api: Api, name: str, body: dict[str, object], code: str
) -> None:
    answer = api.call("PUT", PREFERENCES, body, who=name)
    assert (answer.status, answer.json["code"]) == (422, code)
    assert api.call("GET", PREFERENCES, who=name).json == NOTHING


def test_a_device_is_registered_once_and_the_oldest_makes_room(api: Api, name: str) -> None:
    for number in (0, 0, *range(12)):
        answer = api.call("POST", DEVICES, {"token": f"{name}-{number}"}, who=name)
    assert answer.json["push_devices"] == 10
    answer = api.call("DELETE", DEVICES, {"token": f"{name}-11"}, who=name)
    assert answer.json["push_devices"] == 9


def test_a_device_that_is_gone_fails_nothing(api: Api, shop: Shop, name: str) -> None:
    api.call(
        "PUT", PREFERENCES, {"email_back_in_stock": True, "push_order_updates": True}, who=name
    )
    api.call("POST", DEVICES, {"token": name}, who=name)
    sns = Aws(shop.aws_url).sns
    (endpoint,) = (
        each["EndpointArn"]
        for each in sns.list_endpoints_by_platform_application(
            PlatformApplicationArn=PUSH_APPLICATION
        )["Endpoints"]
        if each["Attributes"]["Token"] == name
    )
    sns.set_endpoint_attributes(EndpointArn=endpoint, Attributes={"Enabled": "false"})
    order = shop.order(customer_id=name, customer_kind="customer")

    assert shop.deliver(paid(order, shop)) == []
    assert len(shop.sent(order.email)) == 1
