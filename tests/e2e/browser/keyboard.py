"""A person without a mouse: Tab until what one looks for has the focus, then use it."""

from typing import Literal

from playwright.async_api import Page, expect

_MOST_TABS = 80
_ABOUT_FOCUS = """() => {
    const element = document.activeElement;
    const label = element.labels?.[0]?.textContent ?? '';
    const text = element.getAttribute('aria-label') ?? (label || element.textContent);
    const kinds = { A: 'link', BUTTON: 'button', SELECT: 'field', INPUT: 'field' };
    return [kinds[element.tagName] ?? 'other', text.trim()];
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self._page = page

    async def press_at(self, kind: Literal["button", "link"], name: str) -> None:
        await self._tab_to(kind, name)
        await self._page.keyboard.press("Enter")

    async def type_at(self, label: str, text: str) -> None:
        await self._tab_to("field", label)
        await self._page.keyboard.type(text)

    async def choose_at(self, label: str, beginning: str) -> None:
        """Choose in a list by the first letters of what is wanted, as browsers have it."""
        await self._tab_to("field", label)
        await self._page.keyboard.type(beginning)

    async def _tab_to(self, kind: Literal["button", "link", "field"], name: str) -> None:
        place = self._page.get_by_role(kind) if kind != "field" else self._page.get_by_label(name)
        await expect(place.first).to_be_visible()
        seen = []
        for _ in range(_MOST_TABS):
            if await self._has_focus(kind, name):
                return
            await self._page.keyboard.press("Tab")
            seen.append(await self._page.evaluate(_ABOUT_FOCUS))
        raise AssertionError(f"Tab does not lead to {name!r}, but to {seen}")

    async def _has_focus(self, kind: str, name: str) -> bool:
        found_kind, found_name = await self._page.evaluate(_ABOUT_FOCUS)
        return bool(found_kind == kind and found_name.startswith(name))
