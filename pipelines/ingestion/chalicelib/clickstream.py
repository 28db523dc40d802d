"""A collected event as a row of ``raw.clickstream``.

The page's clock is not trusted: how long before it was sent an event happened is what the page can
know; when that was is reckoned from the server's clock. An event is never younger than its
reception, and never more than a day older.
"""

from datetime import timedelta

import msgspec

from contracts.clickstream import CollectedEvent
from contracts.lake import ClickstreamRow

from .devices import device_class
from .firehose import RejectedError, Row
from .rows import line_type, timestamp

OLDEST = timedelta(hours=24)
_NO_TIME = timedelta()
_MILLISECOND = timedelta(milliseconds=1)
_Line = line_type(ClickstreamRow)
_decode = msgspec.json.Decoder(CollectedEvent).decode
_encode = msgspec.json.Encoder().encode


def to_row(data: bytes, _arrived_at_ms: int) -> Row:
    """The row of one record.

    Raises:
        RejectedError: for anything that is no ``CollectedEvent``.
    """
    try:
        collected = _decode(data)
    except msgspec.ValidationError as error:
        raise RejectedError("invalid", str(error)) from error
    event, campaign, sent_at = collected.event, collected.campaign, collected.sent_at
    received_at = collected.received_at
    age = min(max(sent_at - event.occurred_at, _NO_TIME), OLDEST)
    received = timestamp(received_at)
    line = _Line(
        event.id,
        timestamp(received_at - age),
        received,
        (sent_at - received_at) // _MILLISECOND,
        collected.origin,
        collected.visitor_id,
        collected.session_id,
        device_class(collected.user_agent),
        collected.locale,
        collected.referrer_host,
        campaign.source,
        campaign.medium,
        campaign.name,
        event.path,
        event.product_id,
        event.sku,
        event.category,
        event.quantity,
        event.query,
        event.result_count,
        event.position,
        event.cart_id,
        event.order_id,
        event.currency,
        event.value,
    )
    return Row(_encode(line) + b"\n", event.type, received[:10])
