"""Staff works with a second factor: without one, a token names no groups and so opens nothing.

Cognito asks before it makes tokens, at each sign-in and each refresh. A failure here refuses the
sign-in of whoever is in a group; a customer is in none, and nothing is asked about them.
"""

from typing import Any, Protocol

from contracts.principals import MFA_REQUIRED_CLAIM


class SecondFactors(Protocol):
    def has_second_factor(self, username: str) -> bool: ...


def withhold_groups(event: dict[str, Any], accounts: SecondFactors) -> dict[str, Any]:
    """Leave out the groups of somebody who has set no second factor up, and say so in a claim.

    An answer that is left empty changes nothing; one that repeats no groups takes them away.
    """
    groups = (event["request"].get("groupConfiguration") or {}).get("groupsToOverride")
    if groups and not accounts.has_second_factor(event["userName"]):
        event["response"]["claimsAndScopeOverrideDetails"] = {
            "accessTokenGeneration": {"claimsToAddOrOverride": {MFA_REQUIRED_CLAIM: "true"}},
            "groupOverrideDetails": {"groupsToOverride": [], "iamRolesToOverride": []},
        }
    return event
