"""Bytes to lines, in whatever pieces they arrive."""

import pytest

from core_services.catalog.importing.lines import Line, LineSplitter, UnreadableFileError


def lines_of(content: bytes, *, piece: int = 1_000) -> list[Line]:
    splitter = LineSplitter()
    found: list[Line] = []
    for start in range(0, len(content), piece):
        found += splitter.feed(content[start : start + piece])
    return [*found, *splitter.close()]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1_000])
def test_lines_are_the_same_however_the_bytes_are_cut(piece: int) -> None:
    content = "\ufeffäöü\r\nzwei\n\nvier".encode()
    assert [tuple(line) for line in lines_of(content, piece=piece)] == [
        (1, "äöü\r\n", None),
        (2, "zwei\n", None),
        (3, "\n", None),
        (4, "vier", None),
    ]


def test_a_byte_that_is_not_utf8_is_named_and_the_line_can_still_be_told() -> None:
    (line,) = lines_of(b"caf\xe9,12\n")
    assert line == Line(1, "caf\ufffd,12\n", 4)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Handle".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 zipped\n", "unpack"),
        (b"\x1f\x8b gzipped\n", "unpack"),
        (b"a\0b\n", "NUL"),
    ],
    ids=["utf-16", "zip", "gzip", "binary"],
)
def test_what_is_no_text_is_refused_with_a_hint(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        lines_of(content)
    assert sentence in refused.value.detail
