"""Parts of ``README.md`` are made from the SQL files, by ``python -m analytics.reference``."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from analytics import catalog
from analytics.definitions import CHOICES

README = Path(__file__).resolve().parent / "README.md"
_PART = re.compile(r"(<!-- made from (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_DEFINITION = re.compile(r"^  (?P<value>'[^']*'|\w+) AS (?P<name>\w+),?$")


def fresh(text: str) -> str:
    """The page with its made parts as the SQL files are now."""
    parts = {"definitions": _definitions(), "queries": _queries(), "views": _views()}
    return _PART.sub(lambda match: f"{match[1]}\n{parts[match[2]]}\n{match[3]}", text)


def definitions() -> Iterator[tuple[str, str, str]]:
    """Each definition's name and value as written, and the comment above it."""
    ddl = next(view.ddl for view in catalog.views() if view.name == "definitions")
    comment: list[str] = []
    for line in ddl.splitlines():
        if line.startswith("  -- "):
            comment.append(line.removeprefix("  -- "))
        elif match := _DEFINITION.match(line):
            yield match["name"], match["value"], " ".join(comment)
            comment = []


def _definitions() -> str:
    rows = [
        (f"`{name}`", f"`{value}`", ", ".join(f"`{each}`" for each in _choices(name, value)), why)
        for name, value, why in definitions()
    ]
    return _table(("definition", "is", "may be", "why"), rows)


def _choices(name: str, value: str) -> Sequence[str]:
    return ("TRUE", "FALSE") if value in ("TRUE", "FALSE") else CHOICES.get(name, ())


def _queries() -> str:
    rows = [
        (f"[`{each.name}`](queries/{each.name}.sql)", each.question, each.grain, each.owner)
        for each in catalog.queries().values()
    ]
    return _table(("query", "question", "one row per", "owner"), rows)


def _views() -> str:
    rows = [(f"`{each.name}`", each.comment) for each in catalog.views()]
    return _table(("view", ""), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    README.write_text(fresh(README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
