"""AWS credentials for aiodynamo, found by botocore.

On EKS a pod's role comes from the Pod Identity agent, with a token in a file, or as a web identity
token. aiodynamo's own chain reads neither and would fall through to the node's role.
"""

import asyncio
from typing import Any

from aiodynamo.credentials import Credentials, Key
from aiodynamo.http.types import HttpImplementation
from botocore.credentials import RefreshableCredentials
from botocore.session import get_session


class AwsCredentials(Credentials):
    """The same credentials that boto3 would use, refreshed before they expire."""

    def __init__(self) -> None:
        self._session = get_session()
        self._found: Any = None

    async def get_key(self, http: HttpImplementation) -> Key | None:
        """The key of the moment; looking it up and refreshing it keep no request waiting."""
        if self._found is None:
            self._found = await asyncio.to_thread(self._session.get_credentials)
        if self._found is None:
            return None
        if isinstance(self._found, RefreshableCredentials) and self._found.refresh_needed():
            frozen = await asyncio.to_thread(self._found.get_frozen_credentials)
        else:
            frozen = self._found.get_frozen_credentials()
        return Key(frozen.access_key, frozen.secret_key, frozen.token)

    def invalidate(self) -> bool:
        """Look again: DynamoDB has refused what we have."""
        self._session, self._found = get_session(), None
        return True

    def is_disabled(self) -> bool:
        return False
