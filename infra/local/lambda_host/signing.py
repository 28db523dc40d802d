"""Each handler signs its AWS calls as itself, as on AWS, where each has a role of its own.

All handlers of an application share this process, and the clients that it keeps. Who signs is
looked up when a request is signed: the handler that runs, in this thread or in one that it started.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Any

from botocore.credentials import Credentials, EnvProvider, ReadOnlyCredentials

from infra.local.lambda_host.context import Handler

API_HANDLER = "api_handler"  # what Chalice calls the function behind an application's REST API
_running: ContextVar[str] = ContextVar("running")


class _RunningHandlers(Credentials):  # type: ignore[misc] # botocore has no types
    """The application's key, with the name of the handler that runs."""

    def get_frozen_credentials(self) -> Any:
        handler = _running.get("")
        key = f"{self.access_key}.{handler}" if handler else self.access_key
        return ReadOnlyCredentials(key, self.secret_key, self.token)


@contextmanager
def running(handler: str) -> Iterator[None]:
    """Calls made meanwhile, here and in threads that are started, are those of ``handler``."""
    token = _running.set(handler)
    try:
        yield
    finally:
        _running.reset(token)


def named(handler: str, function: Handler) -> Handler:
    """``function``, whose calls are those of ``handler``."""

    def run(event: Any, context: Any) -> Any:
        with running(handler):
            return function(event, context)

    return run


def sign_as_handlers(replace: Callable[[type, str, Any], None] = setattr) -> None:
    """Make every AWS client of this process sign as the handler that runs."""
    replace(EnvProvider, "load", _load)
    replace(ThreadPoolExecutor, "submit", _submit)


def _load(_: EnvProvider) -> Credentials:
    return _RunningHandlers(os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"])


_plain_submit = ThreadPoolExecutor.submit


def _submit(
    pool: ThreadPoolExecutor, function: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> Future[Any]:
    """A thread that a handler starts is the handler's."""
    return _plain_submit(pool, copy_context().run, function, *args, **kwargs)
