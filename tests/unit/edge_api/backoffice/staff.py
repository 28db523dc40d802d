"""Whoever calls the back office in a test: a token is the groups that it names."""

from contracts.errors import UnauthenticatedError
from contracts.principals import STAFF_GROUPS, Principal
from edge_api.chassis.tokens import AccessTokens


class TokensByGroup(AccessTokens):
    """Takes ``operations,support`` for a token of staff in these, ``none`` for a customer's."""

    def __init__(self) -> None:
        pass

    def verify(self, token: str) -> Principal:
        if not token:
            raise UnauthenticatedError("Send 'Authorization: Bearer <access token>'.")
        groups = frozenset(token.split(",")) & STAFF_GROUPS
        return Principal("staff" if groups else "customer", "sub-of-ada", groups)


def bearer(groups: str) -> dict[str, str]:
    return {"authorization": f"Bearer {groups}"}
