"""Loaded by schemathesis, in its own process."""

import os
from datetime import UTC, datetime
from typing import Any

import schemathesis

from contracts.sessions import issue_guest_token

_GUEST_TOKEN = os.environ.get("GUEST_TOKEN", "")
_SECRET = os.environ.get("GUEST_SESSION_SECRET", "")


@schemathesis.hook
def before_call(_: Any, case: Any, kwargs: Any) -> None:
    """Say who asks, where the run is a guest's: a new one for requests about nothing in particular.

    Limits count by caller: with one guest for all, most requests would be answered 429, and what
    lies behind would stay untested.
    """
    if not _GUEST_TOKEN or _is_about_the_token(case):
        return
    token = _GUEST_TOKEN
    if not case.path_parameters:
        token, _guest = issue_guest_token(_SECRET, datetime.now(UTC))
    case.headers["Authorization"] = f"Bearer {token}"


def _is_about_the_token(case: Any) -> bool:
    """Whether a check has left the token out, or spoilt it."""
    data = case.meta.phase.data if case.meta else None
    return getattr(data, "parameter", None) == "Authorization"
