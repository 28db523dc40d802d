"""Staff without a second factor gets no groups; nobody else's token is touched."""

from typing import Any

import pytest

from edge_api.backoffice.chalicelib.second_factor import withhold_groups


class Accounts:
    """Staff, of whom all or none have set a second factor up."""

    def __init__(self, *, enrolled: bool) -> None:
        self.enrolled = enrolled
        self.asked: list[str] = []

    def has_second_factor(self, username: str) -> bool:
        self.asked.append(username)
        return self.enrolled


def event(groups: list[str] | None, source: str = "TokenGeneration_Authentication") -> Any:
    configuration = {"groupsToOverride": groups, "iamRolesToOverride": [], "preferredRole": None}
    return {
        "version": "2",
        "triggerSource": source,
        "userName": "ada",
        "request": {"userAttributes": {}, "groupConfiguration": configuration, "scopes": []},
        "response": {"claimsAndScopeOverrideDetails": None},
    }


@pytest.mark.parametrize(
    "source", ["TokenGeneration_Authentication", "TokenGeneration_RefreshTokens"]
)
def test_staff_without_a_second_factor_gets_no_groups_and_is_told(source: str) -> None:
    answer = withhold_groups(event(["orders"], source), Accounts(enrolled=False))

    changes = answer["response"]["claimsAndScopeOverrideDetails"]
    assert changes["groupOverrideDetails"]["groupsToOverride"] == []
    assert changes["accessTokenGeneration"] == {"claimsToAddOrOverride": {"mfa_required": "true"}}


def test_staff_with_a_second_factor_keeps_its_groups() -> None:
    accounts = Accounts(enrolled=True)
    assert withhold_groups(event(["orders"]), accounts) == event(["orders"])
    assert accounts.asked == ["ada"]


@pytest.mark.parametrize("groups", [[], None])
def test_a_customers_token_is_left_alone_and_nothing_is_asked(groups: list[str] | None) -> None:
    accounts = Accounts(enrolled=False)
    assert withhold_groups(event(groups), accounts) == event(groups)
    assert accounts.asked == []
