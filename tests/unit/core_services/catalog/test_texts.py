"""Slugs, descriptions and cursors."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.catalog.cursors import read_cursor, write_cursor
from core_services.catalog.descriptions import sanitise, to_text
from core_services.catalog.domain import CursorInvalidError, normalise_query
from core_services.catalog.repository.listing import Position, Sort
from core_services.catalog.slugs import slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Crème brûlée torch", "creme-brulee-torch"),
        ("  --50% OFF!-- ", "50-off"),
        ("Straße & Łódź", "strasse-lodz"),
        ("日本語", ""),
    ],
)
def test_names_become_addresses(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(max_size=400))
def test_a_slug_is_always_one(name: str) -> None:
    slug = slugify(name)

    assert slug == slugify(slug)
    assert len(slug) <= 200
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ("<p>Fine <b>cotton</b></p>", "<p>Fine <b>cotton</b></p>"),
        ("a<script>alert(1)</script>b", "ab"),
        ('<img src=x onerror="alert(1)">', ""),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<p style="color:red" onclick="x">x</p>', "<p>x</p>"),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("Tom &amp; Jerry", "Tom &amp; Jerry"),
        ("3 < 4", "3 &lt; 4"),
        ("&lt;script&gt;x&lt;/script&gt;", "&lt;script&gt;x&lt;/script&gt;"),
    ],
)
def test_only_prose_is_kept_of_a_description(given_html: str, kept: str) -> None:
    assert sanitise(given_html) == kept


@given(st.text(alphabet=st.sampled_from("<>/&;=\"' abscriptonload:\n"), max_size=60))
def test_to_sanitise_twice_is_to_sanitise_once(text: str) -> None:
    assert sanitise(sanitise(text)) == sanitise(text)
    assert "<script" not in sanitise(text).lower()


def test_words_of_neighbouring_blocks_stay_apart() -> None:
    assert to_text("<ul><li>one</li><li>two</li></ul>a&nbsp;b") == "one two a b"


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("newest", datetime(2026, 3, 2, 12, tzinfo=UTC)),
        ("price", 1990),
        ("-price", 0),
        ("name", 'quote " and ünïcode'),
        ("relevance", -5),
    ],
)
def test_a_cursor_comes_back_as_it_went(order: Sort, key: Any) -> None:
    cursor = write_cursor(order, Position(key, "prd_1"), by_similarity=True)

    assert read_cursor(cursor, order) == (Position(key, "prd_1"), True)


def test_a_cursor_belongs_to_its_order() -> None:
    cursor = write_cursor("name", Position("a", "prd_1"), by_similarity=False)

    with pytest.raises(CursorInvalidError, match="by name"):
        read_cursor(cursor, "price")


@given(st.text(max_size=80))
def test_what_is_no_cursor_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(CursorInvalidError):
        read_cursor(text, "price")


def test_a_query_is_made_plain() -> None:
    assert normalise_query("  ｔｅａ\x00\n pot ") == "tea pot"
