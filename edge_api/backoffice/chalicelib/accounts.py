"""The user pool's accounts, as an administrator sees them. No address enters a log line."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from contracts.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    RateLimitedError,
    UnavailableError,
)
from edge_api.chassis.aws import make_client

from .schemas import Customer, CustomerDetails, CustomerPage
from .settings import Settings

_SIDE_BY_SIDE = 8
_NOT_TAKEN = frozenset({"InvalidParameterException", "InvalidToken"})
_BUSY = frozenset({"TooManyRequestsException", "LimitExceededException"})


class AccountStateError(ConflictError):
    code = "account-state"
    title = "The account is not in a state for this"


class Accounts:
    """One user pool."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _cognito(self) -> Any:
        return make_client("cognito-idp", self._settings)

    def find(self, prefix: str, cursor: str, limit: int) -> CustomerPage:
        """Accounts whose address begins like this, in Cognito's order."""
        asked: dict[str, Any] = {"UserPoolId": self._pool, "Limit": limit}
        if prefix:
            asked["Filter"] = f'email ^= "{_quoted(prefix)}"'
        if cursor:
            asked["PaginationToken"] = cursor
        with _refusals():
            page = self._cognito.list_users(**asked)
        names = [each["Username"] for each in page["Users"]]
        # A listed user comes without the second factor; each is read, side by side.
        with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
            users = [each for each in pool.map(self._read_if_there, names) if each is not None]
        found = tuple(Customer(**_common(each)) for each in users)
        return CustomerPage(customers=found, next_cursor=page.get("PaginationToken"))

    def read(self, customer_id: str) -> CustomerDetails:
        """One account.

        Raises:
            NotFoundError: when there is none of this id.
        """
        user = self._read(customer_id)
        return CustomerDetails(
            **_common(user),
            changed_at=user["UserLastModifiedDate"],
            groups=self.groups(customer_id),
        )

    def groups(self, customer_id: str) -> tuple[str, ...]:
        with _refusals():
            answer = self._cognito.admin_list_groups_for_user(**self._who(customer_id))
        return tuple(sorted(each["GroupName"] for each in answer["Groups"]))

    def has_second_factor(self, username: str) -> bool:
        return bool(self._read(username).get("UserMFASettingList"))

    def disable(self, customer_id: str) -> None:
        """Nobody signs in any more; tokens that were given out stay good until they expire."""
        with _refusals():
            self._cognito.admin_disable_user(**self._who(customer_id))

    def enable(self, customer_id: str) -> None:
        with _refusals():
            self._cognito.admin_enable_user(**self._who(customer_id))

    def sign_out(self, customer_id: str) -> None:
        """End the sessions of all devices."""
        with _refusals():
            self._cognito.admin_user_global_sign_out(**self._who(customer_id))

    def reset_password(self, customer_id: str) -> None:
        """Have a code mailed; the old password is good no more."""
        with _refusals():
            self._cognito.admin_reset_user_password(**self._who(customer_id))

    def _read_if_there(self, username: str) -> Mapping[str, Any] | None:
        try:
            return self._read(username)
        except NotFoundError:
            return None  # deleted since it was listed

    def _read(self, username: str) -> Mapping[str, Any]:
        with _refusals():
            user: Mapping[str, Any] = self._cognito.admin_get_user(**self._who(username))
        return user

    def _who(self, username: str) -> dict[str, str]:
        return {"UserPoolId": self._pool, "Username": username}

    @property
    def _pool(self) -> str:
        return self._settings.cognito_user_pool_id


def _common(user: Mapping[str, Any]) -> dict[str, Any]:
    attributes = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    return {
        "id": attributes["sub"],
        "email": attributes.get("email", ""),
        "email_verified": attributes.get("email_verified", "false").lower() == "true",
        "status": user["UserStatus"],
        "enabled": user["Enabled"],
        "mfa_enabled": bool(user.get("UserMFASettingList")),
        "created_at": user["UserCreateDate"],
    }


def _quoted(text: str) -> str:
    """Text inside a filter's quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what Cognito refuses into our errors; its own words may name an address."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    try:
        yield
    except ParamValidationError as error:
        raise InvalidError("A value is too long or of the wrong form.") from error
    except ClientError as error:
        code = str(error.response["Error"]["Code"])
        if code in ("UserNotFoundException", "ResourceNotFoundException"):
            raise NotFoundError("There is no such account.") from error
        if code == "NotAuthorizedException":
            raise AccountStateError("Cognito does not do this to the account now.") from error
        if code in _NOT_TAKEN:
            raise InvalidError("Cognito does not take one of the values.") from error
        if code in _BUSY:
            raise RateLimitedError("Cognito is busy; wait a little.", retry_after=5) from error
        raise UnavailableError("The accounts cannot be reached right now.") from error
    except BotoCoreError as error:
        raise UnavailableError("The accounts cannot be reached right now.") from error
