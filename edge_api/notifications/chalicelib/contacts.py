"""Who wants what: the table ``contacts``.

| pk                | sk                    | is                                             |
|-------------------|-----------------------|------------------------------------------------|
| ``address#<h>``   | ``suppressed``        | bounced or complained: nothing is mailed to it |
| ``address#<h>``   | ``unsubscribed#<t>``  | wants no more of a topic                       |
| ``customer#<id>`` | ``channels``          | SMS and push, where the customer asked for it  |
| ``sku#<sku>``     | ``address#<h>``       | waits for a SKU; the one place with an address |
| ``awaited#<sku>`` | ``awaited``           | somebody waits for this SKU                    |

``<h>`` is the keyed hash of an e-mail address.

Each change of stock names many SKUs, and hardly any is waited for: the marks of a hundred are read
at once, and only where there is one is it asked who waits.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import msgspec

from contracts.clock import Clock
from contracts.errors import UnavailableError
from contracts.ids import new_event_id
from edge_api.chassis.aws import make_client

from .settings import Settings

WAITING_DAYS = 180
_KEYS_AT_ONCE = 100  # what one BatchGetItem takes
_GET_ATTEMPTS = 3


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What an address may be sent."""

    suppressed: bool = False
    unsubscribed: frozenset[str] = frozenset()


class Channels(msgspec.Struct, frozen=True, kw_only=True):
    """Where else than by e-mail a customer hears of their orders. ``push_endpoints`` are ARNs."""

    sms_number: str = ""
    sms_order_updates: bool = False
    push_order_updates: bool = False
    push_endpoints: tuple[str, ...] = ()


class Waiter(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who waits for a SKU. ``id`` tells one wait from the next of the same person."""

    id: str
    email: str
    address_hash: str
    language: str


class Contacts:
    """The table."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    @cached_property
    def _dynamodb(self) -> Any:
        return make_client("dynamodb", self._settings)

    def standing(self, address_hash: str) -> Standing:
        items = self._query(f"address#{address_hash}", limit=10)
        keys = [item["sk"]["S"] for item in items]
        topics = (key.partition("#")[2] for key in keys if key.startswith("unsubscribed#"))
        return Standing(suppressed="suppressed" in keys, unsubscribed=frozenset(topics))

    def suppress(self, address_hash: str, reason: str) -> None:
        """Mail nothing more to an address that bounced or complained."""
        self._put(f"address#{address_hash}", "suppressed", reason=_text(reason))

    def unsubscribe(self, address_hash: str, topic: str) -> None:
        self._put(f"address#{address_hash}", f"unsubscribed#{topic}")

    def subscribe(self, address_hash: str, topic: str) -> None:
        self._delete(f"address#{address_hash}", f"unsubscribed#{topic}")

    def channels(self, customer_id: str) -> Channels:
        """The customer's; nothing but e-mail for one who never asked for anything."""
        item = self._dynamodb.get_item(
            TableName=self._table,
            Key=_key(f"customer#{customer_id}", "channels"),
            ConsistentRead=True,
        ).get("Item")
        if item is None:
            return Channels()
        return msgspec.json.decode(item["value"]["S"], type=Channels)

    def save_channels(self, customer_id: str, channels: Channels) -> None:
        value = msgspec.json.encode(channels).decode()
        self._put(f"customer#{customer_id}", "channels", value=_text(value))

    def wait(self, sku: str, waiter: Waiter) -> None:
        """Remember who waits; asking twice is waiting once.

        The mark comes last: whoever takes it off because nobody waits then finds another there.
        """
        ends = self._clock.now() + timedelta(days=WAITING_DAYS)
        self._add_waiter(sku, waiter, ends)
        self._dynamodb.put_item(
            TableName=self._table,
            Item={**_mark(sku), "stamp": _text(new_event_id()), "expires_at": _seconds(ends)},
        )

    def _add_waiter(self, sku: str, waiter: Waiter, ends: datetime) -> None:
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item={
                    **_key(f"sku#{sku}", f"address#{waiter.address_hash}"),
                    "value": _text(msgspec.json.encode(waiter).decode()),
                    "expires_at": _seconds(ends),
                },
                ConditionExpression="attribute_not_exists(pk) OR expires_at < :now",
                ExpressionAttributeValues={":now": _seconds(self._clock.now())},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def stop_waiting(self, sku: str, address_hash: str) -> None:
        self._delete(f"sku#{sku}", f"address#{address_hash}")

    def waiting(self, sku: str, limit: int) -> tuple[Waiter, ...]:
        """Some of those who wait for a SKU."""
        now = self._clock.now()
        return tuple(
            msgspec.json.decode(item["value"]["S"], type=Waiter)
            for item in self._query(f"sku#{sku}", limit=limit)
            if datetime.fromtimestamp(int(item["expires_at"]["N"]), now.tzinfo) > now
        )

    def awaited(self, skus: Iterable[str]) -> Mapping[str, str]:
        """Those SKUs that somebody waits for, each with the stamp of its mark."""
        keys = [_mark(sku) for sku in dict.fromkeys(skus)]
        found: dict[str, str] = {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            for item in self._get(keys[start : start + _KEYS_AT_ONCE]):
                found[item["pk"]["S"].partition("#")[2]] = item["stamp"]["S"]
        return found

    def nobody_waits(self, sku: str, stamp: str) -> None:
        """Take the mark off, unless somebody has begun to wait since its stamp was read."""
        try:
            self._dynamodb.delete_item(
                TableName=self._table,
                Key=_mark(sku),
                ConditionExpression="stamp = :stamp",
                ExpressionAttributeValues={":stamp": _text(stamp)},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def _get(self, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        wanted: dict[str, Any] = {self._table: {"Keys": keys, "ConsistentRead": True}}
        for _ in range(_GET_ATTEMPTS):
            answer = self._dynamodb.batch_get_item(RequestItems=wanted)
            found += answer["Responses"].get(self._table, [])
            wanted = answer.get("UnprocessedKeys") or {}
            if not wanted:
                return found
        raise UnavailableError("DynamoDB gave only part of what it was asked for.")

    def _query(self, pk: str, limit: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": _text(pk)},
            ConsistentRead=True,
            Limit=limit,
        )["Items"]
        return found

    def _put(self, pk: str, sk: str, **attributes: dict[str, str]) -> None:
        at = {"at": _text(self._clock.now().isoformat())}
        self._dynamodb.put_item(TableName=self._table, Item={**_key(pk, sk), **at, **attributes})

    def _delete(self, pk: str, sk: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=_key(pk, sk))

    @property
    def _table(self) -> str:
        return self._settings.contacts_table


def _key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"pk": _text(pk), "sk": _text(sk)}


def _mark(sku: str) -> dict[str, dict[str, str]]:
    return _key(f"awaited#{sku}", "awaited")


def _seconds(moment: datetime) -> dict[str, str]:
    return {"N": str(int(moment.timestamp()))}


def _text(value: str) -> dict[str, str]:
    return {"S": value}
