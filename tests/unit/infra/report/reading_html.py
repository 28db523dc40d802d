"""Reads the page as a browser and a screen reader would, with the standard library's parser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

_VOID = frozenset({"meta", "link", "br", "rect", "line", "circle", "polyline"})


@dataclass(slots=True)
class Element:
    name: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = (each if isinstance(each, str) else each.text for each in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, name: str = "") -> list["Element"]:
        """Every element below with this name, in the order of the page."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += [child] if name in ("", child.name) else []
                found += child.all(name)
        return found

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


class Document(HTMLParser):
    """A page: ``root`` is what it consists of, ``source`` its text."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document", {})
        self.source = ""
        self._open = [self.root]

    @classmethod
    def parse(cls, source: str) -> Self:
        document = cls()
        document.source = source
        document.feed(source)
        document.close()
        assert [each.name for each in document._open] == ["document"], "an element is not closed"
        return document

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    @property
    def figures(self) -> dict[str, str]:
        """The page's named numbers as programs read them."""
        return {
            each.attributes["data-figure"]: each.attributes["value"]
            for each in self.root.all("data")
            if "data-figure" in each.attributes
        }

    @property
    def text(self) -> str:
        return self.root.all("body")[0].text
