"""What must not happen in a browser while a test runs, whatever the test looks at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Response, WebError

# Chromium says of every answer ≥ 400 that a resource failed to load. A refusal is an answer that
# the shop shows in its own words; 5xx are counted below, by their status.
_REFUSALS = re.compile(r"^Failed to load resource: the server responded with a status of \d+")


@dataclass
class Watch:
    """Collects faults: errors in the console, uncaught exceptions, broken policies and 5xx."""

    faults: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    @contextmanager
    def over(self, context: BrowserContext) -> Iterator[None]:
        """Watch every page of this context, the payment provider's too."""
        heard: dict[Any, Any] = {
            "console": self._on_console,
            "weberror": self._on_error,
            "response": self._on_response,
        }
        for event, hear in heard.items():
            context.on(event, hear)
        yield
        for event, hear in heard.items():
            context.remove_listener(event, hear)

    def expect(self, pattern: str) -> None:
        """A fault that this test brings about."""
        self._expected.append(re.compile(pattern))

    @property
    def unexpected(self) -> list[str]:
        return [
            fault for fault in self.faults if not any(each.search(fault) for each in self._expected)
        ]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _REFUSALS.match(message.text):
            self.faults.append(f"console: {message.text} ({_path_of(message.page)})")

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"exception: {error.error} ({_path_of(error.page)})")

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.request.method} {response.url}")


def _path_of(page: Page | None) -> str:
    return page.url if page else "a worker"
