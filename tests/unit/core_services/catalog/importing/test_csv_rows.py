"""Lines to rows: quoted line breaks, other delimiters, and quotes that never close."""

import csv
import io
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from core_services.catalog.importing.csv_rows import MAX_ROW_LINES, BrokenRow, CsvRows, Row

cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
tables = st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=5)


def rows_of(content: bytes, *, piece: int = 50) -> list[Row | BrokenRow]:
    reader = CsvRows()
    found: list[Row | BrokenRow] = []
    for start in range(0, len(content), piece):
        found += reader.feed(content[start : start + piece])
    return [*found, *reader.close()]


def written(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(table)
    return text.getvalue().encode()


@given(tables)
def test_what_was_written_is_read(table: list[list[str]]) -> None:
    content = written([["Handle", "Title"], *table])
    assert [row.cells for row in rows_of(content) if isinstance(row, Row)][1:] == table


def test_a_row_is_named_by_the_line_on_which_it_begins() -> None:
    rows = rows_of(b'h,t\n"a","one\ntwo\nthree"\nb,four\n')
    assert [(row.line, row.cells) for row in rows if isinstance(row, Row)] == [
        (1, ["h", "t"]),
        (2, ["a", "one\ntwo\nthree"]),
        (5, ["b", "four"]),
    ]


def test_semicolons_and_tabs_are_told_from_the_header() -> None:
    assert rows_of(b"h;t\na;1,5\n")[1] == Row(2, ["a", "1,5"])
    assert rows_of(b"h\tt\na\t1,5\n")[1] == Row(2, ["a", "1,5"])


def test_a_quote_inside_a_plain_value_is_a_character() -> None:
    assert rows_of(b'h,t\na,5" pipe\nb,2\n')[1:] == [Row(2, ["a", '5" pipe']), Row(3, ["b", "2"])]


def test_an_unclosed_quote_breaks_its_own_row_and_not_the_file() -> None:
    rows = rows_of(b'h,t\na,"never closed\nb,2\nc,3\n')
    assert [row.line for row in rows if isinstance(row, BrokenRow)] == [2]
    assert [row.cells for row in rows if isinstance(row, Row)][1:] == [["b", "2"], ["c", "3"]]


def test_a_long_file_behind_an_unclosed_quote_is_not_held_in_memory() -> None:
    tail = b"".join(b"p%d,1\n" % number for number in range(MAX_ROW_LINES + 50))
    rows = rows_of(b'h,t\na,"never closed\n' + tail, piece=4_096)
    assert len([row for row in rows if isinstance(row, BrokenRow)]) == 1
    assert len([row for row in rows if isinstance(row, Row)]) == MAX_ROW_LINES + 51


def test_a_value_of_more_than_a_megabyte_breaks_its_row_and_not_the_file() -> None:
    rows = rows_of(b"h,t\na," + b"x" * 1_200_000 + b"\nb,2\n", piece=65_536)
    assert [(row.line, row.code) for row in rows if isinstance(row, BrokenRow)] == [
        (2, "value-too-long")
    ]
    assert rows[-1] == Row(3, ["b", "2"])


def test_a_carriage_return_inside_a_line_is_white_space() -> None:
    assert rows_of(b"h,t\na,b\rc\n")[1] == Row(2, ["a", "b c"])


@given(st.text('a1,";\n\r é\t', max_size=80))
def test_many_lines_at_once_are_read_like_one_after_the_other(text: str) -> None:
    at_once, one_by_one = CsvRows(), CsvRows()
    pieces = ["h,t\n", text, "\nlast,row\n"]

    together = [row for piece in pieces for row in at_once.feed(piece.encode())]
    together += at_once.close()
    singly = [
        row
        for piece in pieces
        for line in one_by_one._splitter.feed(piece.encode())
        for row in one_by_one._take(line)
    ]
    singly += one_by_one.close()

    assert together == singly
