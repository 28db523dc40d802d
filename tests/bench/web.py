"""``make bench-web``: what a first view of the shop costs, in Chromium; a table in Markdown.

Times are what Chromium itself reports through PerformanceObserver. Each view is a browser that has
never been here. Throttled means a phone of the middle class on slow 4G, as Lighthouse has it.
"""

import asyncio
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, CDPSession, Page

from infra.local.environment import Environment
from infra.ops.shopper import Shopper
from tests.e2e.browser.chromium import running_chromium
from tests.e2e.browser.stage import BUILT, stocked_shop

VIEWS = 5
QUIET_MS = 1500
PHONE = {"width": 390, "height": 844}
_KILOBYTE = 1000

# Installed before anything of the page runs. An interaction's time is from the input to the next
# paint, as INP has it; the browser tells of those that took 16 ms and more.
OBSERVER = """
window.measured = { lcp: 0, cls: 0, fcp: 0, interactions: [], blocked: 0 };
const watch = (type, heard, options = {}) =>
  new PerformanceObserver((list) => list.getEntries().forEach(heard))
    .observe({ type, buffered: true, ...options });
watch('largest-contentful-paint', (e) => { measured.lcp = e.startTime; });
watch('layout-shift', (e) => { if (!e.hadRecentInput) measured.cls += e.value; });
watch('paint', (e) => { if (e.name === 'first-contentful-paint') measured.fcp = e.startTime; });
watch('longtask', (e) => { measured.blocked += Math.max(0, e.duration - 50); });
watch('event', (e) => { if (e.interactionId) measured.interactions.push(e.duration); },
  { durationThreshold: 16 });
"""


@dataclass(frozen=True, slots=True)
class Conditions:
    """``cpu`` is how many times slower; with 0 ``bits_per_second`` the network is the machine's."""

    name: str
    cpu: float = 1
    bits_per_second: int = 0
    round_trip_ms: int = 0


CONDITIONS = (
    Conditions("as it is"),
    Conditions("4× CPU, slow 4G", cpu=4, bits_per_second=1_600_000, round_trip_ms=150),
)


@dataclass(frozen=True, slots=True)
class View:
    """A first view; ``scripts`` are the paths of the JavaScript files that it fetched."""

    measured: Mapping[str, Any]
    scripts: frozenset[str]
    transferred: int

    @property
    def interaction_ms(self) -> float:
        return max(map(float, self.measured["interactions"]), default=0.0)


class Transfers:
    """What came over the network, by Chromium's own count of encoded bytes."""

    def __init__(self, session: CDPSession) -> None:
        self._urls: dict[str, str] = {}
        self._kinds: dict[str, str] = {}
        self._bytes: dict[str, int] = {}
        session.on("Network.responseReceived", self._on_response)
        session.on("Network.loadingFinished", self._on_finished)

    def _on_response(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["response"]["url"]
        self._kinds[event["requestId"]] = event["type"]

    def _on_finished(self, event: dict[str, Any]) -> None:
        self._bytes[event["requestId"]] = int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        return sum(self._bytes.values())

    @property
    def scripts(self) -> frozenset[str]:
        paths = {each: urlsplit(url).path for each, url in self._urls.items()}
        return frozenset(path for path in paths.values() if path.endswith(".js"))


async def view_once(browser: Browser, url: str, touch: str, conditions: Conditions) -> View:
    """Open a page as somebody who was never here, and touch what can be touched."""
    context = await browser.new_context(viewport=PHONE, locale="en-GB")  # type: ignore[arg-type]
    try:
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        transfers = Transfers(session)
        await _throttle(session, conditions)
        await page.add_init_script(OBSERVER)
        await page.goto(url)
        await page.wait_for_load_state("networkidle")
        await page.wait_for_timeout(QUIET_MS)
        scripts, total = transfers.scripts, transfers.total
        await _touch(page, touch)
        return View(await page.evaluate("measured"), scripts, total)
    finally:
        await context.close()


async def _throttle(session: CDPSession, conditions: Conditions) -> None:
    await session.send("Network.enable")
    await session.send("Emulation.setCPUThrottlingRate", {"rate": conditions.cpu})
    if conditions.bits_per_second:
        bytes_per_second = conditions.bits_per_second / 8
        await session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": conditions.round_trip_ms,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            },
        )


async def _touch(page: Page, selector: str) -> None:
    await page.locator(selector).locator("visible=true").first.click()
    await page.wait_for_timeout(QUIET_MS)


def packed_size(scripts: frozenset[str], suffix: str) -> int:
    """What these files are, as they were compressed when they were built."""
    files = [BUILT / path.removeprefix("/") for path in scripts]
    packed = [each.with_name(each.name + suffix) for each in files]
    return sum(
        (small if small.exists() else file).stat().st_size
        for file, small in zip(files, packed, strict=True)
    )


async def pages_of(shop: Environment) -> dict[str, tuple[str, str]]:
    """By name: an address, and what to touch there."""
    async with Shopper.visiting(shop.edge_url) as visitor:
        card = (await visitor.products(limit=1, in_stock=True))["products"][0]
    return {
        "home": ("/", "header button"),
        "product": (f"/products/{card['slug']}", "main button"),
        "search": ("/search?q=lamp", "main button, main input[type=checkbox]"),
    }


async def measure(shop: Environment) -> list[list[str]]:
    rows = []
    pages = await pages_of(shop)
    async with running_chromium() as browser:
        for conditions in CONDITIONS:
            for name, (path, touch) in pages.items():
                url = f"{shop.edge_url}{path}"
                await view_once(browser, url, touch, conditions)  # the services' caches fill
                views = [await view_once(browser, url, touch, conditions) for _ in range(VIEWS)]
                rows.append([name, conditions.name, *_figures(views)])
    return rows


HEADINGS = (
    "page", "conditions", "FCP ms", "LCP ms", "CLS", "blocked ms", "interaction ms",
    "JS gzip KB", "JS brotli KB", "all KB",
)  # fmt: skip


def _figures(views: Sequence[View]) -> list[str]:
    def median(of: str) -> float:
        return statistics.median(float(view.measured[of]) for view in views)

    scripts = views[0].scripts
    return [
        f"{median('fcp'):.0f}",
        f"{median('lcp'):.0f}",
        f"{median('cls'):.3f}",
        f"{median('blocked'):.0f}",
        f"{statistics.median(view.interaction_ms for view in views):.0f}",
        f"{packed_size(scripts, '.gz') / _KILOBYTE:.1f}",
        f"{packed_size(scripts, '.br') / _KILOBYTE:.1f}",
        f"{statistics.median(view.transferred for view in views) / _KILOBYTE:.0f}",
    ]


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [HEADINGS, ["---"] * 2 + ["---:"] * (len(HEADINGS) - 2), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def main() -> None:
    with stocked_shop() as shop:
        sys.stdout.write(as_markdown(asyncio.run(measure(shop))))


if __name__ == "__main__":
    main()
