"""What a page tells about its visitor's way through the shop: the body of ``POST /api/events``, and
the record that the BFF makes of each event for Kinesis.

No field identifies a person: ids are random, made by the page, and forgotten with the session; a
path comes without its query string; and without consent nothing is kept at all.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contracts.lake import Origin

ClickstreamType = Literal[
    "page_viewed",
    "product_viewed",
    "searched",
    "search_result_clicked",
    "cart_item_added",
    "cart_item_removed",
    "checkout_started",
    "order_placed",
]
DeviceClass = Literal["desktop", "phone", "tablet", "bot", "unknown"]

MAX_EVENTS_PER_BATCH = 100

Moment = Annotated[datetime, Meta(tz=True)]
EventId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
RandomId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Name = Annotated[str, Meta(max_length=100)]
Path = Annotated[str, Meta(max_length=500, pattern=r"^/[^?#\x00-\x20]*$")]
Host = Annotated[str, Meta(max_length=253, pattern=r"^[A-Za-z0-9.-]*$")]
Text = Annotated[str, Meta(max_length=200)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Amount = Annotated[int, Meta(ge=0, le=10_000_000_000)]
CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]


class ClickstreamEvent(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One thing that a visitor did. ``occurred_at`` is the page's clock, which may be wrong.

    Attributes:
        id: a UUID made by the page, the same however often the event is sent.
        category: the slug of a category page, or of the viewed product's category.
        value: what an ``order_placed`` came to, in minor units of ``currency``.
        position: the rank of a clicked search result, from 1.
    """

    id: EventId
    type: ClickstreamType
    occurred_at: Moment
    path: Path = "/"
    product_id: Name | None = None
    sku: Name | None = None
    category: Name | None = None
    quantity: Count | None = None
    query: Text | None = None
    result_count: Count | None = None
    position: Count | None = None
    cart_id: Name | None = None
    order_id: Name | None = None
    currency: CurrencyCode | None = None
    value: Amount | None = None


class Campaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the session came from, as the landing page's address said (``utm_…``)."""

    source: Name = ""
    medium: Name = ""
    name: Name = ""


class ClickstreamBatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The body of ``POST /api/events``.

    Attributes:
        consent: whether the visitor agreed to be counted; nothing is kept otherwise.
        sent_at: the page's clock when it sent this; against ours, it tells how wrong it is.
        visitor_id: random, kept by the page for as long as the consent stands.
        session_id: random, kept by the page until the browser is closed.
        referrer_host: the site that the visitor came from, without path or query.
    """

    consent: bool
    sent_at: Moment
    visitor_id: RandomId
    session_id: RandomId
    events: Annotated[
        tuple[ClickstreamEvent, ...], Meta(min_length=1, max_length=MAX_EVENTS_PER_BATCH)
    ]
    locale: Annotated[str, Meta(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    referrer_host: Host = ""
    campaign: Campaign = Campaign()


class CollectedEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event as the BFF hands it to Kinesis: checked, and with what only the server knows.

    Attributes:
        origin: left out by the BFF; simulated traffic says so here.
    """

    event: ClickstreamEvent
    sent_at: Moment
    received_at: Moment
    visitor_id: str
    session_id: str
    locale: str
    referrer_host: str = ""
    campaign: Campaign = Campaign()
    user_agent: str = ""
    origin: Origin = "live"
