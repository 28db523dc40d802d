"""Our own format, one record a line."""

from core_services.catalog.importing.findings import (
    Finding,
    ReadProduct,
    RefusedProduct,
    RowIssue,
)
from core_services.catalog.importing.jsonl import JsonLinesReader

MUG = b'{"handle": "mug", "title": "Mug", "variants": [{"sku": "MUG", "prices": {"EUR": 1990}}]}'


def read(content: bytes, *, piece: int = 31) -> list[Finding]:
    reader = JsonLinesReader("products.jsonl")
    pieces = (content[start : start + piece] for start in range(0, len(content), piece))
    return [*(finding for chunk in pieces for finding in reader.feed(chunk)), *reader.close()]


def issues(findings: list[Finding]) -> list[tuple[int, str, str, str]]:
    return [
        (finding.line, finding.code, finding.column, finding.handle)
        for finding in findings
        if isinstance(finding, RowIssue)
    ]


def test_a_line_is_a_product_and_an_empty_one_is_nothing() -> None:
    (found,) = read(b"\n" + MUG + b"\n\n")
    assert isinstance(found, ReadProduct)
    assert (found.record.handle, found.line, found.variant_lines) == ("mug", 2, (2,))


def test_a_field_of_the_wrong_kind_is_named_by_its_path() -> None:
    found = read(MUG.replace(b"1990", b'"19.90"'))
    assert issues(found) == [(1, "field-invalid", "variants[0].prices[...]", "mug")]
    assert isinstance(found[-1], RefusedProduct)


def test_an_unknown_field_is_refused_so_that_a_slip_is_noticed() -> None:
    ((line, code, _, handle),) = issues(read(MUG.replace(b'"title"', b'"name": 1, "title"')))
    assert (line, code, handle) == (1, "field-invalid", "mug")


def test_a_line_that_is_no_json_hurts_no_other() -> None:
    found = read(b"{oops\n" + MUG)
    assert issues(found) == [(1, "json-invalid", "", "")]
    assert isinstance(found[-1], ReadProduct)


def test_a_handle_stands_for_one_product() -> None:
    found = read(MUG + b"\n" + MUG)
    assert issues(found) == [(2, "handle-repeated", "handle", "mug")]


def test_a_byte_that_is_not_utf8_is_reported_with_its_line() -> None:
    assert issues(read(MUG + b"\n" + MUG.replace(b"Mug", b"M\xfcg")))[0][:2] == (2, "encoding")


def test_a_complaint_about_a_variant_is_told_by_its_line() -> None:
    (found,) = read(MUG)
    assert isinstance(found, ReadProduct)
    assert [found.line_of(field) for field in ("variants[0].sku", "variants[9].sku", "slug")] == [
        1,
        1,
        1,
    ]
