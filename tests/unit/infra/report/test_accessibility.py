"""What a checker of accessibility would look for, without a browser."""

import re
from itertools import pairwise

import pytest

from tests.unit.infra.report.reading_html import Document, Element

_BOTH = pytest.mark.parametrize("name", ["report", "simulated"])


@pytest.fixture
def document(request: pytest.FixtureRequest, name: str) -> Document:
    found: Document = request.getfixturevalue(name)
    return found


@_BOTH
def test_there_is_one_first_heading_and_no_level_is_left_out(document: Document) -> None:
    levels = [int(e.name[1]) for e in document.root.all() if re.fullmatch(r"h[1-6]", e.name)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@_BOTH
def test_every_chart_has_a_name_and_decorations_are_hidden(document: Document) -> None:
    drawings = document.root.all("svg")
    ids = {element.attributes.get("id") for element in document.root.all()}
    assert len(drawings) > 20
    for drawing in drawings:
        if drawing.attributes.get("aria-hidden") == "true":
            continue
        assert drawing.attributes["role"] == "img"
        assert set(drawing.attributes["aria-labelledby"].split()) <= ids
        assert drawing.all("title")[0].text


@_BOTH
def test_ids_are_unique_and_sections_are_named(document: Document) -> None:
    ids = [e.attributes["id"] for e in document.root.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for section in document.root.all("section"):
        assert section.attributes["aria-labelledby"] in ids


@_BOTH
def test_tables_have_heads_of_columns_and_rows(document: Document) -> None:
    for table in document.root.all("table"):
        heads = table.all("th")
        assert {head.attributes.get("scope") for head in heads} == {"col", "row"}
        widths = {_width(row) for row in table.all("tr")}
        assert len(widths) == 1


@_BOTH
def test_big_charts_have_their_numbers_in_a_table(document: Document) -> None:
    assert any(
        each.has_class("numbers") and each.all("td") for each in document.root.all("details")
    )
    landmarks = [each.name for each in document.root.all() if each.name in ("main", "header")]
    assert landmarks == ["header", "main"]


def test_colours_have_the_contrast_of_wcag_aa_in_light_dark_and_print(report: Document) -> None:
    blocks = re.findall(r":root\s*\{(.*?)\}", report.root.all("style")[0].text, re.DOTALL)
    palettes = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    assert len(palettes) == 3
    for palette in palettes:
        for ink in ("ink", "soft", "accent", "good", "bad"):
            for paper in ("paper", "card"):
                assert contrast(palette[ink], palette[paper]) >= 4.5, (ink, paper)
        assert contrast(palette["warn-ink"], palette["warn-paper"]) >= 4.5
        for shade in range(1, 10):
            ink = palette["ink"] if shade < 7 else palette["hot-ink"]
            assert contrast(ink, palette[f"h{shade}"]) >= 4.5, shade


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _width(row: Element) -> int:
    cells = [cell for cell in row.children if isinstance(cell, Element)]
    return sum(int(cell.attributes.get("colspan", "1")) for cell in cells)
