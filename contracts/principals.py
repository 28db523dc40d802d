"""Who is asking: the result of verifying a bearer token, the same on both front doors."""

from typing import Literal

import msgspec

PrincipalKind = Literal["anonymous", "guest", "customer", "staff", "service", "order_pass"]
StaffGroup = Literal["catalog", "orders", "support", "operations"]
STAFF_GROUPS: frozenset[str] = frozenset({"catalog", "orders", "support", "operations"})


MFA_REQUIRED_CLAIM = "mfa_required"
"""In the access token of staff who have set no second factor up; it names no groups then."""


class Principal(msgspec.Struct, frozen=True):
    """A verified caller. ``id`` is Cognito's ``sub``, a ``gst_`` id, a service's name, or the order
    that a pass opens, whose holder is known by nothing else.

    ``mfa_required``: a member of staff, who is a customer until a second factor is set up.
    """

    kind: PrincipalKind
    id: str
    groups: frozenset[str] = frozenset()
    mfa_required: bool = False

    @property
    def is_shopper(self) -> bool:
        """Whether this caller can own a cart and orders."""
        return self.kind in ("guest", "customer", "staff")


ANONYMOUS = Principal("anonymous", "")
