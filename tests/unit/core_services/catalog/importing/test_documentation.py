"""What the page about imports says is so."""

import re
from pathlib import Path

import pytest

import core_services.catalog.importing as package
from core_services.catalog.domain import check
from core_services.catalog.importing.findings import ReadProduct
from core_services.catalog.importing.jsonl import JsonLinesReader

PAGE = Path(__file__).resolve().parents[5] / "docs" / "catalog-import.md"
SOURCES = sorted(Path(package.__file__).parent.glob("*.py"))


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text()


def test_the_example_is_a_product(page: str) -> None:
    example = page.split("```json\n")[1].split("```")[0].replace("\n", " ")
    (found,) = JsonLinesReader("page").feed(example.encode() + b"\n")
    assert isinstance(found, ReadProduct)
    check(found.record)


def test_every_code_that_a_reader_may_tell_is_explained(page: str) -> None:
    told = re.compile(r'"(?:error|warning)",\s*"([a-z0-9-]+)"|code, reason = "([a-z-]+)"')
    refused = re.compile(r'_refuse\(line, "([a-z-]+)"')
    codes: set[str] = set()
    for source in SOURCES:
        text = source.read_text()
        codes |= {first or second for first, second in told.findall(text)}
        codes |= set(refused.findall(text))
    codes.discard("warning")  # the severity's own name
    assert len(codes) > 30
    assert {code for code in codes if f"`{code}`" not in page} == set()
