"""Telling a customer: by e-mail always, by SMS and push where asked for, and each of it once."""

from collections.abc import Callable, Iterator

import msgspec

from contracts.errors import RequestInFlightError
from edge_api.chassis.observability import log

from .bootstrap import Deps
from .channels import Email
from .contacts import Channels
from .letters import Letter
from .once import Guarantee, NotSentError, Outcome, once


class Dispatch(msgspec.Struct, frozen=True, kw_only=True):
    """One message on one channel."""

    key: str
    channel: str
    guarantee: Guarantee
    send: Callable[[], str]


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told. ``subject`` is what they are told of: an order, and a part of it if need be."""

    subject: str
    email: str
    channels: Channels = Channels()


def tell(letter: Letter, audience: Audience, deps: Deps, guarantee: Guarantee) -> None:
    """Send on every channel. One that fails keeps none of the others back, but is not forgotten.

    Raises:
        NotSentError, RequestInFlightError: when something is left to be sent.
    """
    failures: list[Exception] = []
    for dispatch in _dispatches(letter, audience, deps, guarantee):
        try:
            outcome = once(dispatch.key, dispatch.guarantee, dispatch.send, deps.sent)
        except (NotSentError, RequestInFlightError) as error:
            failures.append(error)
            _report(letter, dispatch, str(error))
        else:
            _report(letter, dispatch, outcome.value)
            if outcome is Outcome.LOST:
                log.warning("a message may never have been sent", key=dispatch.key)
    if failures:
        raise failures[0]


def _dispatches(
    letter: Letter, audience: Audience, deps: Deps, guarantee: Guarantee
) -> Iterator[Dispatch]:
    if not deps.contacts.standing(deps.addresses.hash(audience.email)).suppressed:
        key = message_key(audience.subject, letter.message, "email")
        email = Email(key=key, to=audience.email, letter=letter)
        yield Dispatch(
            key=key, channel="email", guarantee=guarantee, send=lambda: deps.mail.send(email)
        )
    channels = audience.channels
    if letter.short and channels.sms_order_updates and channels.sms_number:
        yield Dispatch(
            key=message_key(audience.subject, letter.message, "sms"),
            channel="sms",
            guarantee=Guarantee.RATHER_NEVER,
            send=lambda: deps.phones.text(channels.sms_number, letter.short),
        )
    if letter.push_title and channels.push_order_updates:
        yield from (_push(letter, audience, endpoint, deps) for endpoint in channels.push_endpoints)


def _push(letter: Letter, audience: Audience, endpoint: str, deps: Deps) -> Dispatch:
    device = endpoint.rpartition("/")[2]
    url = letter.button.url if letter.button else letter.shop_url
    return Dispatch(
        key=message_key(audience.subject, letter.message, f"push:{device}"),
        channel="push",
        guarantee=Guarantee.RATHER_NEVER,
        send=lambda: deps.phones.push(endpoint, letter.push_title, letter.short, url),
    )


def message_key(subject: str, message: str, channel: str) -> str:
    """What makes a message one: sent again under this key, it is not sent."""
    return f"{subject}|{message}|{channel}"


def _report(letter: Letter, dispatch: Dispatch, outcome: str) -> None:
    log.info(
        "message",
        template=letter.message,
        channel=dispatch.channel,
        language=letter.language,
        outcome=outcome,
    )
