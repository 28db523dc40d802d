"""The texts a person wrote, from ``texts/*.yaml``: what there is, in which colours, at what price.

A line under ``products`` is: title, brand, price in euros, colours, drawing, text. The drawing is
``key=value`` words; ``was`` and ``facts`` ride along there because few products have them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

_DIRECTORY: Final = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    value: str
    family: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What all products of one kind share, such as every mug."""

    name: str
    category: tuple[str, ...]
    facts: Mapping[str, str]
    notes: Sequence[str]
    weight_grams: int
    sizes: Mapping[str, float] = field(default_factory=dict)
    """Price factors by size."""
    size_name: str = "Size"
    single: bool = False
    tax_class: str = "standard"


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as it was written."""

    kind: Kind
    number: int
    title: str
    brand: str
    price: int
    colours: tuple[Colour, ...]
    text: str
    accent: Colour | None
    form: str
    pattern: str
    mark: str
    was: int | None
    facts: Mapping[str, str]

    @property
    def note(self) -> str:
        return self.kind.notes[self.number % len(self.kind.notes)]


def read_entries() -> Iterator[Entry]:
    """Every product of the shop, in the order of the files."""
    colours = _read_colours()
    for path in sorted(_DIRECTORY.glob("*.yaml")):
        if path.stem != "colours":
            for name, written in _read(path).items():
                yield from _entries_of(_kind(name, written), written["products"], colours)


def _read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(), Loader=_LOADER)  # noqa: S506
    return loaded


# The C loader is ten times as quick; both are the safe one.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read_colours() -> dict[str, Colour]:
    listed = _read(_DIRECTORY / "colours.yaml")
    return {name: Colour(name, value, family) for name, (value, family) in listed.items()}


def _kind(name: str, written: dict[str, Any]) -> Kind:
    return Kind(
        name=name,
        category=tuple(written["category"]),
        facts=written["facts"],
        notes=written["notes"],
        weight_grams=written["weight"],
        sizes=written.get("sizes", {}),
        size_name=written.get("size_name", "Size"),
        single=written.get("single", False),
        tax_class=written.get("tax_class", "standard"),
    )


def _entries_of(
    kind: Kind, products: Sequence[Sequence[Any]], colours: Mapping[str, Colour]
) -> Iterator[Entry]:
    for number, (title, brand, price, names, drawing, text) in enumerate(products):
        words = dict(word.split("=", 1) for word in drawing.split())
        facts = words.get("facts", "").replace("_", " ")
        yield Entry(
            kind=kind,
            number=number,
            title=title,
            brand=brand,
            price=price,
            colours=tuple(colours[name] for name in names.split()),
            text=text,
            accent=colours.get(words.get("accent", "")),
            form=words.get("form", ""),
            pattern=words.get("pattern", ""),
            mark=words.get("mark", "").replace("_", " "),
            was=int(words["was"]) if "was" in words else None,
            facts=dict([facts.split(":", 1)]) if facts else {},
        )
