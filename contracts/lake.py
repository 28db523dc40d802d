"""The rows of the lake's raw zone: what the Firehose transform writes and the Glue jobs read.

Each struct is one Glue table; its fields are the columns, in order. ``occurred_at`` and
``received_at`` are UTC. Rows lie in partitions by ``event_type`` and by ``dt``, the UTC day on
which they were received: a late event is in the partition of the day that it came.

``origin`` tells apart what happened from what was told again or made up. A record of either
delivery stream is ``live`` unless it says otherwise: a clickstream record in
``CollectedEvent.origin``, a domain event in an ``origin`` member of its envelope, beside ``type``,
which the replay and the simulation add and consumers ignore. The day a domain event was received
is when Firehose took it, for a replay as for the first time.
"""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

Origin = Literal["live", "replay", "simulated"]

# Free text that a person typed: it may name somebody, so it never enters the lake.
FIELDS_KEPT_OUT: dict[str, frozenset[str]] = {
    "order.return_requested.v1": frozenset({"reason"}),
    "order.refund_requested.v1": frozenset({"reason"}),
    "payment.held.v1": frozenset({"reason"}),
}


class ClickstreamRow(msgspec.Struct, frozen=True, kw_only=True):
    """``raw.clickstream``. ``occurred_at`` is corrected by how wrong the page's clock was."""

    event_id: str
    occurred_at: datetime
    received_at: datetime
    clock_skew_ms: int
    origin: Origin
    visitor_id: str
    session_id: str
    device_class: str
    locale: str
    referrer_host: str
    campaign_source: str
    campaign_medium: str
    campaign_name: str
    path: str
    product_id: str | None = None
    sku: str | None = None
    category: str | None = None
    quantity: int | None = None
    query: str | None = None
    result_count: int | None = None
    position: int | None = None
    cart_id: str | None = None
    order_id: str | None = None
    currency: str | None = None
    value: int | None = None


class DomainEventRow(msgspec.Struct, frozen=True, kw_only=True):
    """``raw.domain_events``: the envelope, and the payload as JSON.

    Beside these columns the table has one per event type (``order.placed.v1`` is the column
    ``order_placed_v1``), typed like the event's payload and null in the rows of all others. A field
    that the table does not know yet is not lost: ``data`` has the payload whole, less what
    ``FIELDS_KEPT_OUT`` names.
    """

    event_id: str
    source: str
    subject: str
    version: int
    occurred_at: datetime
    received_at: datetime
    origin: Origin
    data: str


class HistoryOrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """``raw.history_order_lines``: a line of an order that an earlier shop system took.

    Partitioned by ``import_name``. Orders and customers of two systems never have the same id; an
    order of nobody in particular has its own id as its customer. Amounts are decimals in major
    units, because such systems compute below the minor unit; ``discount`` is what the line was
    reduced by, ``tax`` is included in ``total``, and ``total`` is what the customer paid for it.
    """

    order_id: str
    line_id: str
    placed_at: datetime
    customer_id: str
    channel: str
    country: str
    currency: str
    sku: str
    product_id: str
    title: str
    category: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    tax: Decimal
    total: Decimal
    coupon_code: str
    coupon_discount: Decimal
    shipping: Decimal
    refunded: Decimal
    status: Literal["paid", "cancelled"]


def payload_column(event_type: str) -> str:
    """The column of an event type's payload: ``order.placed.v1`` is in ``order_placed_v1``."""
    return event_type.replace(".", "_").replace("-", "_")
