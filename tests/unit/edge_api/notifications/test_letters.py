"""Every letter, in both languages and forms, is the one that somebody looked at and approved.

``make approve`` writes what is rendered now over them: look at the difference, then commit.
"""

import html.parser
import os
import re
import tomllib
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from edge_api.notifications.chalicelib.catalogue import LANGUAGES, texts_for
from edge_api.notifications.chalicelib.letters import Letter
from edge_api.notifications.chalicelib.rendering import render
from tests.unit.edge_api.notifications.samples import LETTERS

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEXTS = Path(__file__).parents[4] / "edge_api/notifications/chalicelib/texts"
EVERY_LETTER = [(name, language) for name in LETTERS for language in LANGUAGES]


def letter_of(name: str, language: str) -> Letter:
    return LETTERS[name](texts_for(language))


def forms_of(letter: Letter) -> dict[str, str]:
    """All that somebody may get to read of a letter, by the end of its file's name."""
    rendered = render(letter)
    head = f"Subject: {letter.subject}\nPush: {letter.push_title}\nShort: {letter.short}\n\n"
    return {"html": rendered.html, "txt": head + rendered.text}


@pytest.mark.parametrize(("name", "language"), EVERY_LETTER)
def test_a_letter_is_as_approved(name: str, language: str) -> None:
    for ending, content in forms_of(letter_of(name, language)).items():
        snapshot = SNAPSHOTS / f"{name}.{language}.{ending}"
        if os.environ.get("MERCATO_APPROVE"):
            snapshot.write_text(content, "utf-8")
        assert content == snapshot.read_text("utf-8")


def test_every_snapshot_is_of_a_letter() -> None:
    expected = {
        f"{name}.{language}.{end}" for name, language in EVERY_LETTER for end in ("html", "txt")
    }
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected


@pytest.mark.parametrize(("name", "language"), EVERY_LETTER)
def test_html_and_text_say_the_same(name: str, language: str) -> None:
    letter = letter_of(name, language)
    forms = render(letter)
    shown = re.sub(r"[ \n]+", " ", _words(forms.html))  # a no-break space is part of an amount
    for said in (letter.heading, *letter.paragraphs, letter.why):
        assert said in shown
        assert said in forms.text
    for row in (*letter.facts, *letter.totals):
        assert row.value in shown
        assert f"{row.label}: {row.value}" in forms.text


@pytest.mark.parametrize(("name", "language"), EVERY_LETTER)
def test_html_is_what_old_clients_and_careful_ones_can_show(name: str, language: str) -> None:
    page = _Page(render(letter_of(name, language)).html)

    assert page.unclosed == []
    assert page.tags.isdisjoint({"script", "form", "input", "link", "iframe", "svg", "video"})
    assert not any(name.startswith("on") for name in page.attributes)
    assert page.images_without_alt == 0
    assert len(page.source.encode()) < 102_000  # Gmail cuts a longer one off


def test_what_customers_typed_is_never_markup() -> None:
    content = render(letter_of("order_paid", "en")).html
    assert "Reading lamp &lt;Nord&gt;" in content
    assert "Ada &amp; Co" in content
    assert "<Nord>" not in content


def test_a_name_in_braces_is_not_filled_in() -> None:
    texts = texts_for("en")
    assert texts.get("common", "hello", name="{total}") == "Hello {total},"


def test_both_languages_have_the_same_texts_with_the_same_gaps() -> None:
    english, german = (_gaps(tomllib.loads((TEXTS / f"{n}.toml").read_text())) for n in LANGUAGES)
    # What a language writes amounts with is its own affair.
    assert _without_format(english) == _without_format(german)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("DE", "de"), ("en-GB", "en"), ("fr", "en")],
)
def test_a_locale_is_answered_in_a_language_that_we_speak(locale: str, language: str) -> None:
    assert texts_for(locale).language == language


def _gaps(table: dict[str, Any], path: str = "") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _gaps(value, f"{path}{key}.")
        else:
            text = " ".join(value) if isinstance(value, list) else value
            found[f"{path}{key}"] = {name for _, name, _, _ in Formatter().parse(text) if name}
    return found


def _without_format(gaps: dict[str, set[str]]) -> dict[str, set[str]]:
    return {path: names for path, names in gaps.items() if not path.startswith("format.")}


def _words(content: str) -> str:
    body = re.sub(r"<(style|title).*?</\1>", "", content, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", body))


class _Page(html.parser.HTMLParser):
    VOID = frozenset({"meta", "img", "br"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.images_without_alt = 0
        self.unclosed: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        self.tags.add(tag)
        self.attributes |= names
        self.images_without_alt += tag == "img" and "alt" not in names
        if tag not in self.VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag
