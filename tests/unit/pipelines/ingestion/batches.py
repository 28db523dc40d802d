"""Batches as Firehose sends them, and what came back, decoded."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import inspect

from contracts.clickstream import Campaign, ClickstreamEvent, CollectedEvent
from contracts.events.order import ORDER_PLACED, OrderLine, OrderPlaced

ARRIVED_AT = datetime(2026, 3, 2, 12, 0, 1, 500_000, tzinfo=UTC)
ARRIVED_AT_MS = 1_772_452_801_500
EVENT_ID = "0197b0c0-0000-7000-8000-000000000001"


def batch(*records: bytes) -> dict[str, Any]:
    """An invocation with a record of each content; their ids are ``r0``, ``r1``…"""
    return {
        "invocationId": "inv-1",
        "deliveryStreamArn": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/any",
        "region": "eu-west-1",
        "records": [
            {
                "recordId": f"r{number}",
                "approximateArrivalTimestamp": ARRIVED_AT_MS,
                "data": base64.b64encode(content).decode(),
            }
            for number, content in enumerate(records)
        ],
    }


def rows(answers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the ``Ok`` answers hold."""
    lines = [base64.b64decode(each["data"]) for each in answers if each["result"] == "Ok"]
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    return [json.loads(line) for line in lines]


def collected(
    event: dict[str, Any] | None = None, campaign: Campaign | None = None, **changes: Any
) -> CollectedEvent:
    """A look at a product, a second and a half before the server took it."""
    told = {
        "id": EVENT_ID,
        "type": "product_viewed",
        "occurred_at": datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC),
        "path": "/product/blue-shirt",
        "product_id": "prd_1",
    }
    values: dict[str, Any] = {
        "event": msgspec.convert(told | (event or {}), ClickstreamEvent),
        "sent_at": ARRIVED_AT,
        "received_at": ARRIVED_AT,
        "visitor_id": "visitor-1",
        "session_id": "session-1",
        "locale": "en",
        "campaign": campaign or Campaign(source="google", medium="cpc", name="spring"),
        "referrer_host": "www.google.com",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
    }
    return CollectedEvent(**(values | changes))


def order_placed(**changes: Any) -> OrderPlaced:
    line = OrderLine(
        line_id="l1",
        sku="BLUE-M",
        product_id="prd_1",
        title="Blue shirt",
        quantity=2,
        unit_price=500,
        discount=100,
        tax=150,
        total=900,
    )
    values: dict[str, Any] = {
        "order_id": "ord_1",
        "number": "M-1",
        "customer_id": "cus_1",
        "customer_kind": "guest",
        "cart_id": "crt_1",
        "cart_version": 3,
        "currency": "EUR",
        "subtotal": 1000,
        "discount_total": 100,
        "shipping_total": 0,
        "tax_total": 150,
        "total": 900,
        "lines": (line,),
    }
    return OrderPlaced(**(values | changes))


def envelope(data: Any, event_type: str = ORDER_PLACED.name, **changes: Any) -> dict[str, Any]:
    """An event as it is published, which a test may bend."""
    return {
        "id": "0197b0c0-0000-7000-8000-00000000000a",
        "type": event_type,
        "source": event_type.partition(".")[0],
        "subject": "ord_1",
        "version": 1,
        "time": "2026-03-02T12:00:00.25Z",
        "data": json.loads(msgspec.json.encode(data)),
        "traceparent": "",
    } | changes


def example_of(kind: Any) -> Any:
    """A value of a payload type in which every field is filled, and every list has two."""
    return msgspec.convert(_example(inspect.type_info(kind), "x"), kind)


def _example(info: inspect.Type, name: str) -> Any:
    if isinstance(info, inspect.StructType):
        return {field.name: _example(field.type, field.name) for field in info.fields}
    if isinstance(info, inspect.VarTupleType | inspect.ListType):
        return [_example(info.item_type, f"{name}-{number}") for number in (1, 2)]
    if isinstance(info, inspect.DateTimeType):
        return "2026-03-02T12:00:00Z"
    return {inspect.StrType: f"{name} “quoted”", inspect.IntType: 7, inspect.BoolType: True}[
        type(info)
    ]
