"""What the page about past orders says is so."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

import infra.ops.history as package
from infra.ops.history.mapping import FIELDS, PRESETS, parse_mapping
from infra.ops.lake.commands import app

PAGE = Path(__file__).resolve().parents[4] / "docs" / "history-import.md"
SOURCES = sorted(Path(package.__file__).parent.glob("*.py"))


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text()


def test_every_column_is_explained(page: str) -> None:
    assert {name for name in FIELDS if f"`{name}`" not in page} == set()


def test_every_complaint_is_explained(page: str) -> None:
    told = re.compile(
        r'(?:BadValueError\(\s*|code=|_COLUMN_\w+: Final = \(\s*)"([a-z]+(?:-[a-z]+)+)"'
    )
    codes = {code for source in SOURCES for code in told.findall(source.read_text())}
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in page} == set()


def test_every_option_is_explained_and_exists(page: str) -> None:
    command = get_command(app).commands["load-history"]  # type: ignore[attr-defined]
    options = {each for one in command.params for each in one.opts if each.startswith("--")}
    named = set(re.findall(r"`(--[a-z-]+)", page)) - {"--remove"}
    assert options - {"--help"} == named


def test_the_mapping_that_is_shown_is_one(page: str) -> None:
    example = page.split("```yaml\n")[1].split("```")[0]
    mapping = parse_mapping(example, "the page")
    assert mapping.customer_is_personal
    assert mapping.decimal == "comma"


def test_every_preset_is_named(page: str) -> None:
    assert all(f"--preset {name}" in page for name in PRESETS)
