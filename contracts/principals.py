"""Who is asking: the result of verifying a bearer token, the same on both front doors."""

from typing import Literal

import msgspec

PrincipalKind = Literal["anonymous", "guest", "customer", "staff", "service"]
StaffGroup = Literal["catalog", "orders", "support"]
STAFF_GROUPS: frozenset[str] = frozenset({"catalog", "orders", "support"})


class Principal(msgspec.Struct, frozen=True):
    """A verified caller. ``id`` is Cognito's ``sub``, a ``gst_`` id, or a service's name."""

    kind: PrincipalKind
    id: str
    groups: frozenset[str] = frozenset()

    @property
    def is_shopper(self) -> bool:
        """Whether this caller can own a cart and orders."""
        return self.kind in ("guest", "customer", "staff")


ANONYMOUS = Principal("anonymous", "")
