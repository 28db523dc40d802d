"""The category tree of the demo shop: its order, pictures and lines, made before the products."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from core_services.catalog.records import ProductRecord

_FILE: Final = Path(__file__).parent / "reference" / "departments.yaml"


class Shelf(NamedTuple):
    """A category by its path of names; parents come before their children."""

    path: tuple[str, ...]
    position: int
    image_url: str
    description: str = ""


def shelves(records: Sequence[ProductRecord]) -> Iterator[Shelf]:
    """All categories that the records are filed under, as they are to be shown."""
    faces = {record.title: record.images[0].url for record in records}
    for position, (name, (title, line)) in enumerate(yaml.safe_load(_FILE.read_text()).items()):
        yield Shelf((name,), position, faces[title], line)
    below: dict[tuple[str, ...], Shelf] = {}
    for record in records:
        shelf = Shelf(record.category, len(below), record.images[0].url)
        below.setdefault(record.category, shelf)
    yield from below.values()
