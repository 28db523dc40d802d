"""axe-core in the page: what it finds, in words that lead to the place."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

_AXE = Path(__file__).resolve().parents[3] / "storefront" / "node_modules" / "axe-core"


@cache
def _source() -> str:
    return (_AXE / "axe.min.js").read_text(encoding="utf-8")


async def violations(page: Page, *rules: str) -> list[str]:
    """Everything that axe finds (with its best practices), or what breaks ``rules`` alone."""
    # Evaluated by the debugger, to which the page's own policy does not apply.
    await page.evaluate(f"window.axe || ({{ run() {{ {_source()} }} }}).run.call(window)")
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    result = await page.evaluate("(options) => axe.run(document, options)", options)
    return [_told(each) for each in result["violations"]]


async def sideways_pixels(page: Page) -> int:
    """By how much one would have to scroll to the side."""
    root = "document.documentElement"
    return max(0, int(await page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")))


def _told(violation: dict[str, Any]) -> str:
    places = "; ".join(
        f"{' '.join(map(str, node['target']))} ({_told_why(node)})"
        for node in violation["nodes"][:4]
    )
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"


def _told_why(node: dict[str, Any]) -> str:
    return " ".join(str(node.get("failureSummary", "")).split())[:200]
