"""What a guest who signs in brings along: the cart, and the orders placed so far.

Both can be asked for again at any time, so each is retried here; and being signed in depends on
neither.
"""

from typing import Any, TypeVar

import msgspec

from contracts.errors import DomainError
from edge_api.chassis.observability import log
from edge_api.chassis.operations import Call
from edge_api.chassis.upstream import Upstream

from .bootstrap import Deps
from .schemas import GuestBody, SignedIn

T = TypeVar("T")


class _Claimed(msgspec.Struct):
    claimed: int


def bring_along(call: Call[Deps, Any, None], session: SignedIn, guest_token: str) -> SignedIn:
    """The session, told what became of the guest's cart and orders."""

    def ask(service: Upstream, path: str, kind: type[T]) -> T | None:
        return _ask(call, session, service, path, GuestBody(guest_token=guest_token), kind)

    cart = ask(call.deps.cart, "/core/v1/carts/merge", msgspec.Raw)
    orders = ask(call.deps.order, "/core/v1/orders/claim", _Claimed)
    return msgspec.structs.replace(
        session,
        cart_merged=cart is not None,
        cart=cart,
        orders_claimed=orders.claimed if orders else None,
    )


def _ask(
    call: Call[Deps, Any, None],
    session: SignedIn,
    service: Upstream,
    path: str,
    body: GuestBody,
    kind: type[T],
) -> T | None:
    headers = {
        "Authorization": f"Bearer {session.access_token}",
        "X-Amzn-Trace-Id": call.trace_header,
    }
    try:
        return service.post(
            path, body, kind, deadline=call.deadline, headers=headers, repeatable=True
        )
    except DomainError as error:
        log.warning("a guest could not bring all along", path=path, reason=error.detail)
        return None
