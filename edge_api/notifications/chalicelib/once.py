"""The once-only rule: one message per key, however often, in whatever order, and after a crash.

Neither SES nor SNS takes an idempotency key, so between sending and writing down that it was sent
there is a gap, in which a crash leaves a claim that nobody confirms. What happens when its lease
ends is decided per message, not by accident:

- ``RATHER_TWICE``: it is sent again, unless SES has told us meanwhile that it took the first. It
  tells on the feedback queue, within seconds, so two of a kind arrive only when that is lost too.
- ``RATHER_NEVER``: it is given up. For what costs money by the piece, or was nobody's order.
"""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from contracts.errors import RequestInFlightError
from edge_api.chassis.observability import log

from .sent_log import Claim


class Guarantee(Enum):
    RATHER_TWICE = "rather-twice"
    RATHER_NEVER = "rather-never"


class Outcome(Enum):
    SENT = "sent"
    DUPLICATE = "duplicate"
    LOST = "lost"


class NotSentError(Exception):
    """The message was certainly not sent; trying again can do no harm."""


class InFlightError(RequestInFlightError):
    """Another is sending it, or has died doing so: its lease will tell."""


class Log(Protocol):
    """What ``SentLog`` does."""

    def claim(self, key: str) -> Claim: ...

    def take_over(self, claim: Claim) -> Claim: ...

    def give_up(self, claim: Claim) -> None: ...

    def confirm(self, claim: Claim, message_id: str) -> None: ...

    def release(self, claim: Claim) -> None: ...


def once(key: str, guarantee: Guarantee, send: Callable[[], str], sent: Log) -> Outcome:
    """Send unless it was sent; ``send`` returns the message's id.

    Raises:
        InFlightError: when it is not known yet whether it was.
        NotSentError: when it could not be sent.
    """
    claim = sent.claim(key)
    if claim.standing == "expired":
        if guarantee is Guarantee.RATHER_NEVER:
            sent.give_up(claim)
            return Outcome.LOST
        claim = sent.take_over(claim)
    if claim.standing in ("sent", "lost"):
        return Outcome.DUPLICATE
    if claim.standing != "claimed":
        raise InFlightError("The same message is being sent.")
    return _send(claim, send, sent)


def _send(claim: Claim, send: Callable[[], str], sent: Log) -> Outcome:
    try:
        message_id = send()
    except NotSentError:
        sent.release(claim)
        raise
    try:
        sent.confirm(claim, message_id)
    except Exception:  # it was sent: to fail now would only have it sent again
        log.exception("a sent message could not be written down")
    return Outcome.SENT
