"""Loaded by schemathesis, in its own process."""

import os
from datetime import UTC, datetime
from typing import Any

import schemathesis

from contracts.sessions import issue_guest_token

_SECRET = os.environ.get("GUEST_SESSION_SECRET", "")


@schemathesis.hook
def before_call(_: Any, case: Any, kwargs: Any) -> None:
    """A guest of its own for each request about nothing in particular.

    Limits count by caller: with one guest for all, most requests would be answered 429, and what
    lies behind would stay untested.
    """
    anew = _SECRET and not case.path_parameters and "Authorization" in kwargs.get("headers", {})
    if anew:
        token, _principal = issue_guest_token(_SECRET, datetime.now(UTC))
        kwargs["headers"]["Authorization"] = f"Bearer {token}"
