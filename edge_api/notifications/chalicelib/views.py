"""The REST API: preferences, one-click unsubscribe, devices, and waiting for goods."""

import secrets
from typing import Any

import msgspec

from contracts.errors import FieldError, InvalidError, NotFoundError, UnauthenticatedError
from contracts.ids import new_id
from edge_api.chassis.operations import Call, Operation, Reply

from .addresses import TOPICS, BadLinkError, Subscription, normal
from .bootstrap import Deps
from .catalogue import texts_for
from .contacts import Channels, Waiter
from .rendering import render_page
from .schemas import (
    Accepted,
    DeviceBody,
    Preferences,
    PreferencesBody,
    UnsubscribeQuery,
    WaitBody,
)

_DEVICES = 10  # the oldest makes room
(_BACK_IN_STOCK,) = TOPICS
_TAG = "notifications"


class NumberMissingError(InvalidError):
    code = "number-missing"
    title = "Text messages need a number"


# Preferences ----------------------------------------------------------------------------------


def get_preferences(call: Call[Deps, None, None]) -> Preferences:
    deps = call.deps
    standing = deps.contacts.standing(_own_address(call))
    return _shown(deps.contacts.channels(call.principal.id), standing.unsubscribed)


def put_preferences(call: Call[Deps, PreferencesBody, None]) -> Preferences:
    deps, body = call.deps, call.body
    if body.sms_order_updates and not body.sms_number:
        field = FieldError("/sms_number", "missing-field", "There is nowhere to send them to.")
        raise NumberMissingError("Give a number as well.", errors=(field,))
    address = _own_address(call)
    if body.email_back_in_stock:
        deps.contacts.subscribe(address, _BACK_IN_STOCK)
    else:
        deps.contacts.unsubscribe(address, _BACK_IN_STOCK)
    channels = msgspec.structs.replace(
        deps.contacts.channels(call.principal.id),
        sms_number=body.sms_number,
        sms_order_updates=body.sms_order_updates,
        push_order_updates=body.push_order_updates,
    )
    deps.contacts.save_channels(call.principal.id, channels)
    return _shown(channels, deps.contacts.standing(address).unsubscribed)


def add_device(call: Call[Deps, DeviceBody, None]) -> Preferences:
    return _change_device(call, present=True)


def remove_device(call: Call[Deps, DeviceBody, None]) -> Preferences:
    return _change_device(call, present=False)


def _change_device(call: Call[Deps, DeviceBody, None], *, present: bool) -> Preferences:
    deps, customer = call.deps, call.principal.id
    endpoint = deps.phones.register(call.body.token)
    channels = deps.contacts.channels(customer)
    others = tuple(each for each in channels.push_endpoints if each != endpoint)
    kept = (*others, endpoint)[-_DEVICES:] if present else others
    channels = msgspec.structs.replace(channels, push_endpoints=kept)
    deps.contacts.save_channels(customer, channels)
    return _shown(channels, deps.contacts.standing(_own_address(call)).unsubscribed)


def _shown(channels: Channels, unsubscribed: frozenset[str]) -> Preferences:
    return Preferences(
        email_back_in_stock=_BACK_IN_STOCK not in unsubscribed,
        sms_number=channels.sms_number,
        sms_order_updates=channels.sms_order_updates,
        push_order_updates=channels.push_order_updates,
        push_devices=len(channels.push_endpoints),
    )


def _own_address(call: Call[Deps, Any, Any]) -> str:
    return call.deps.addresses.hash(call.deps.accounts.email(call.bearer_token))


# Unsubscribing --------------------------------------------------------------------------------


def show_unsubscribe(call: Call[Deps, None, UnsubscribeQuery]) -> Reply:
    """Ask first: mail scanners open every link that they see."""
    return _unsubscribe_page(call, lambda _: "question")


def unsubscribe(call: Call[Deps, None, UnsubscribeQuery]) -> Reply:
    """The page's button, and a mail program's own (RFC 8058): no login, no second question."""

    def leave(subscription: Subscription) -> str:
        call.deps.contacts.unsubscribe(subscription.address_hash, subscription.topic)
        return "done"

    return _unsubscribe_page(call, leave)


def _unsubscribe_page(call: Call[Deps, None, UnsubscribeQuery], act: Any) -> Reply:
    try:
        subscription = call.deps.addresses.read_token(call.query.token)
        return _page(act(subscription), subscription.language, call.deps, 200)
    except BadLinkError as error:
        language = str(call.headers.get("accept-language", ""))[:2]
        return _page("invalid", language, call.deps, error.status)


def _page(state: str, language: str, deps: Deps, status: int) -> Reply:
    texts, nonce = texts_for(language), secrets.token_urlsafe(16)
    note = "note" if state == "question" else f"{state}_note"
    page = render_page(
        "unsubscribe",
        language=texts.language,
        nonce=nonce,
        title=texts.get("unsubscribe_page", "title"),
        heading=texts.get("unsubscribe_page", state),
        note=texts.get("unsubscribe_page", note),
        button=texts.get("unsubscribe_page", "button") if state == "question" else "",
        shop=texts.get("unsubscribe_page", "shop"),
        shop_url=deps.settings.shop_url,
    )
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
    }
    return Reply(status=status, headers=headers, text=page)


# Waiting for goods ----------------------------------------------------------------------------


def wait_for_stock(call: Call[Deps, WaitBody, None]) -> Accepted:
    deps, body = call.deps, call.body
    email = _who_waits(call)
    deps.catalog.product_of(body.sku, call.deadline)
    waiter = Waiter(
        id=new_id("wai"),
        email=email,
        address_hash=deps.addresses.hash(email),
        language=body.language,
    )
    deps.contacts.wait(body.sku, waiter)
    return Accepted()


def stop_waiting(call: Call[Deps, WaitBody, None]) -> Accepted:
    address = call.deps.addresses.hash(_who_waits(call))
    call.deps.contacts.stop_waiting(call.body.sku, address)
    return Accepted()


def _who_waits(call: Call[Deps, WaitBody, None]) -> str:
    """The address in the body, or else the one of whoever is signed in."""
    if call.body.email is not None:
        return normal(call.body.email)
    call.deps.tokens.verify(call.bearer_token)
    return normal(call.deps.accounts.email(call.bearer_token))


OPERATIONS = (
    Operation(
        method="GET",
        path="/api/notifications/preferences",
        view=get_preferences,
        summary="How I hear of what",
        tag=_TAG,
        returns=Preferences,
        customer=True,
    ),
    Operation(
        method="PUT",
        path="/api/notifications/preferences",
        view=put_preferences,
        summary="Change how I hear of what",
        tag=_TAG,
        body=PreferencesBody,
        returns=Preferences,
        customer=True,
        errors=(NumberMissingError,),
    ),
    Operation(
        method="POST",
        path="/api/notifications/devices",
        view=add_device,
        summary="Let an app show messages about my orders",
        tag=_TAG,
        body=DeviceBody,
        returns=Preferences,
        customer=True,
        description="Only shown once `push_order_updates` is on. Repeating it changes nothing.",
    ),
    Operation(
        method="DELETE",
        path="/api/notifications/devices",
        view=remove_device,
        summary="Show no more messages in an app",
        tag=_TAG,
        body=DeviceBody,
        returns=Preferences,
        customer=True,
    ),
    Operation(
        method="GET",
        path="/api/notifications/unsubscribe",
        view=show_unsubscribe,
        summary="The page that a mail's unsubscribe link leads to",
        tag=_TAG,
        query=UnsubscribeQuery,
        returns=str,
        media_type="text/html",
        errors=(BadLinkError,),
        description="Looking at it changes nothing.",
    ),
    Operation(
        method="POST",
        path="/api/notifications/unsubscribe",
        view=unsubscribe,
        summary="Unsubscribe with one click (RFC 8058)",
        tag=_TAG,
        query=UnsubscribeQuery,
        returns=str,
        media_type="text/html",
        errors=(BadLinkError,),
        description="The token in the address is all it needs; the body is not looked at.",
    ),
    Operation(
        method="POST",
        path="/api/notifications/back-in-stock",
        view=wait_for_stock,
        summary="Tell me when a SKU is back in stock",
        tag=_TAG,
        body=WaitBody,
        returns=Accepted,
        status=202,
        errors=(NotFoundError, UnauthenticatedError),
        description="Answers the same whether or not the address waits already.",
    ),
    Operation(
        method="DELETE",
        path="/api/notifications/back-in-stock",
        view=stop_waiting,
        summary="Do not tell me after all",
        tag=_TAG,
        body=WaitBody,
        returns=Accepted,
        status=202,
        errors=(UnauthenticatedError,),
        description="Answers the same whether or not the address waited.",
    ),
)
