"""Carts in DynamoDB: one item each, written only over the version that was read.

Within a process writers of one cart take turns, so that devices of one shopper seldom meet; writers
in different processes meet at the condition, and the loser reads again and applies its change to
what the winner wrote. Nothing is overwritten unseen.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from aiodynamo.client import Client, Table
from aiodynamo.errors import AIODynamoError, ConditionalCheckFailed, ItemNotFound
from aiodynamo.expressions import F
from aiohttp import ClientError

from contracts.clock import Clock
from contracts.errors import UnavailableError
from core_services.cart.domain import Cart, CartBusyError, Merge

_ATTEMPTS = 12
_PAUSE_SECONDS = 0.01


class CartRepository:
    """Reads and changes carts.

    Args:
        lifetime: how long after its last change DynamoDB may delete a cart.
    """

    def __init__(self, client: Client, table: str, lifetime: timedelta, clock: Clock) -> None:
        self._table: Table = client.table(table)
        self._lifetime = lifetime
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, cart_id: str) -> Cart | None:
        """The cart as it is now; an expired one that DynamoDB has yet to delete is none.

        Raises:
            UnavailableError: when DynamoDB does not answer.
        """
        try:
            item = await self._table.get_item({"pk": cart_id}, consistent_read=True)
        except ItemNotFound:
            return None
        except (AIODynamoError, ClientError, OSError, TimeoutError) as error:
            raise UnavailableError("Carts are not available right now; nothing is lost.") from error
        if int(item["expires_at"]) <= self._clock.now().timestamp():
            return None
        return _from_item(item)

    async def change(self, empty: Cart, apply: Callable[[Cart], Cart]) -> Cart:
        """Apply a change to the cart as it is now, or to ``empty`` where there is none.

        ``apply`` may run several times and must not have effects of its own. A change that changes
        nothing writes nothing.

        Raises:
            CartBusyError: when others kept changing the cart.
            UnavailableError: when DynamoDB does not answer.
        """
        turn = self._turns.setdefault(empty.id, asyncio.Lock())
        async with turn:
            for attempt in range(_ATTEMPTS):
                before = await self.get(empty.id) or empty
                after = apply(before)
                if after == before and before.version:
                    return before
                stored = await self._put(before, after)
                if stored is not None:
                    return stored
                await asyncio.sleep(_PAUSE_SECONDS * random.uniform(0, attempt + 1))  # noqa: S311
        raise CartBusyError("Others kept changing this cart.", retry_after=1)

    async def _put(self, before: Cart, after: Cart) -> Cart | None:
        now = self._clock.now()
        version = before.version + 1 if before.version else int(now.timestamp())
        stored = replace(after, version=version, updated_at=now)
        try:
            await self._table.put_item(
                _to_item(stored, now + self._lifetime),
                condition=_unchanged(before, now),
            )
        except ConditionalCheckFailed:
            return None
        except (AIODynamoError, ClientError, OSError, TimeoutError) as error:
            raise UnavailableError("Carts are not available right now; nothing is lost.") from error
        return stored


def _unchanged(before: Cart, now: datetime) -> Any:
    if before.version:
        return F("version").equals(before.version)
    return F("pk").does_not_exist() | F("expires_at").lte(int(now.timestamp()))


def _to_item(cart: Cart, expires_at: datetime) -> dict[str, Any]:
    return {
        "pk": cart.id,
        "owner": cart.owner,
        "currency": cart.currency,
        "version": cart.version,
        "epoch": cart.epoch,
        "updated_at": cart.updated_at.isoformat(),
        "expires_at": int(expires_at.timestamp()),
        # A list of pairs, not a map: the order of lines is the order in which they were added.
        "quantities": [[sku, quantity] for sku, quantity in cart.quantities.items()],
        "coupon_codes": list(cart.coupon_codes),
        "mutations": list(cart.mutations),
        "settled_orders": list(cart.settled_orders),
        "merges": [
            [guest_id, merge.epoch, [[sku, q] for sku, q in merge.quantities.items()]]
            for guest_id, merge in cart.merges.items()
        ],
    }


def _from_item(item: dict[str, Any]) -> Cart:
    return Cart(
        id=item["pk"],
        owner=item["owner"],
        currency=item["currency"],
        version=item["version"],
        epoch=item["epoch"],
        updated_at=datetime.fromisoformat(item["updated_at"]),
        quantities=dict(item["quantities"]),
        coupon_codes=tuple(item["coupon_codes"]),
        mutations=tuple(item["mutations"]),
        settled_orders=tuple(item["settled_orders"]),
        merges={
            guest_id: Merge(epoch, dict(quantities))
            for guest_id, epoch, quantities in item["merges"]
        },
    )
