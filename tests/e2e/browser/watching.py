"""What must not happen in a browser while a test runs, whatever the test looks at."""

import re
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Response, WebError

# Chromium says of every answer ≥ 400 that a resource failed to load. A refusal is an answer that
# the shop shows in its own words; 5xx are counted below, by their status.
_REFUSALS = re.compile(r"^Failed to load resource: the server responded with a status of \d+")


@dataclass
class Watch:
    """Collects faults: errors in the console, uncaught exceptions, broken policies and 5xx."""

    faults: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of this context, the payment provider's too."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("response", self._on_response)

    def expect(self, pattern: str) -> None:
        """A fault that this test brings about."""
        self._expected.append(re.compile(pattern))

    def check(self) -> None:
        unexpected = [
            fault for fault in self.faults if not any(each.search(fault) for each in self._expected)
        ]
        assert not unexpected, "the browser met:\n  " + "\n  ".join(unexpected)

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
