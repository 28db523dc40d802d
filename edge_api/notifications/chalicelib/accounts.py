"""Whose account an access token opens: Cognito is asked, since a token names no address."""

from functools import cached_property
from typing import Any

from contracts.errors import UnauthenticatedError, UnavailableError
from edge_api.chassis.aws import make_client

from .settings import Settings


class Accounts:
    """The user pool. The call is open to whoever has a token, so it is sent unsigned."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _cognito(self) -> Any:
        return make_client("cognito-idp", self._settings, unsigned=True)

    def email(self, access_token: str) -> str:
        """The customer's e-mail address.

        Raises:
            UnauthenticatedError: when the session has ended.
            UnavailableError: when Cognito cannot be asked.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            user = self._cognito.get_user(AccessToken=access_token)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                raise UnauthenticatedError("Sign in again.") from error
            raise UnavailableError("Your account cannot be read right now; try again.") from error
        except BotoCoreError as error:
            raise UnavailableError("Your account cannot be read right now; try again.") from error
        return next(
            str(each["Value"]) for each in user["UserAttributes"] if each["Name"] == "email"
        )
