"""Where this machine has a Chromium: the tests, the bench and the screenshots drive it.

``python -m tests.e2e.browser.chromium`` fails where there is none, and says what to install.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright")
_BINARIES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/chrome-*/*headless*shell",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
)
_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = [
    "--no-sandbox",  # the tests may run as root, in a container; they open our own pages only
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
]
MISSING = (
    "There is no Chromium on this machine, which the storefront's tests drive. Install one: "
    "`apt-get install chromium` (Debian), `.venv/bin/playwright install chromium` (anywhere), or "
    "say where it is: CHROMIUM=/path/to/chromium."
)


class ChromiumMissingError(Exception):
    """There is none; the message says what to install."""


def find_chromium() -> Path:
    """The Chromium to drive: ``CHROMIUM``, Playwright's own, or what is installed.

    Raises:
        ChromiumMissingError: when there is none.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise ChromiumMissingError(f"CHROMIUM={named} is not a program.")
        return Path(found)
    for candidate in _installed():
        return candidate
    raise ChromiumMissingError(MISSING)


def _installed() -> Iterator[Path]:
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(own)] if own else [Path.home() / cache for cache in _CACHES]
    for folder in folders:
        for pattern in _BINARIES:
            yield from sorted(folder.glob(pattern), reverse=True)
    for command in _COMMANDS:
        if path := shutil.which(command):
            yield Path(path)


@asynccontextmanager
async def running_chromium(*flags: str) -> "AsyncIterator[Browser]":
    """A browser without a window, closed at the end."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(), headless=True, args=[*_FLAGS, *flags]
        )
        try:
            yield browser
        finally:
            await browser.close()


if __name__ == "__main__":
    try:
        find_chromium()
    except ChromiumMissingError as missing:
        sys.exit(str(missing))
