"""A real browser before a running Mercato, with the storefront as it was built."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from infra.local.environment import Environment, load_environment
from tests.e2e.browser.chromium import ChromiumMissingError, running_chromium
from tests.e2e.browser.merchant import Merchant
from tests.e2e.browser.stage import BUILT, is_running_one_wanted
from tests.e2e.browser.standing import become_staff
from tests.e2e.browser.watching import Watch

PATIENCE_MS = 20_000
DESKTOP = ViewportSize(width=1280, height=900)
expect.set_options(timeout=PATIENCE_MS)


class Visits(Protocol):
    """Opens the shop for somebody new: a browser context of their own, watched."""

    async def __call__(self, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def shop(request: pytest.FixtureRequest) -> Environment:
    """A stocked platform with the storefront; see `stage` for how to take a running one."""
    if not (BUILT / "index.html").is_file():
        pytest.fail("The storefront is not built: `make storefront` does it.")
    if is_running_one_wanted():
        return load_environment()
    stocked: Environment = request.getfixturevalue("stocked_platform")
    return stocked


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    try:
        async with running_chromium() as running:
            yield running
    except ChromiumMissingError as missing:
        pytest.fail(str(missing))


@pytest.fixture
def watch() -> Watch:
    """Fails the test at its end for what the browser met and the test did not expect."""
    return Watch()


@pytest_asyncio.fixture(loop_scope="session")
async def visits(browser: Browser, shop: Environment, watch: Watch) -> AsyncIterator[Visits]:
    async with AsyncExitStack() as stack:

        async def visit(**options: Any) -> Page:
            context = await browser.new_context(
                **{"base_url": shop.edge_url, "viewport": DESKTOP, "locale": "en-GB", **options}
            )
            stack.push_async_callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            stack.enter_context(watch.over(context))
            return await context.new_page()

        yield visit
    assert watch.unexpected == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(visits: Visits) -> Page:
    """A guest without a history, on a blank page."""
    return await visits()


@pytest_asyncio.fixture(loop_scope="session")
async def staff_page(visits: Visits, shop: Environment) -> Page:
    """A member of staff in all groups, on the front page."""
    page = await visits()
    await page.goto("/")
    await become_staff(page, shop)
    return page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def merchant(shop: Environment) -> AsyncIterator[Merchant]:
    """The shop's staff over the API, to set a scene."""
    async with Merchant.at_work(shop) as at_work:
        yield at_work
