"""From a product's kind to its picture: which function draws it, on which backdrop."""

from collections.abc import Callable
from typing import Final

from infra.local.demo.drawing import garden, kitchen, living, things, wear
from infra.local.demo.drawing.canvas import SIZE, Sheet, brightness, darker, lighter, mix
from infra.local.demo.drawing.look import Look

Drawing = Callable[[Sheet, Look], None]

DRAWINGS: Final[dict[str, Drawing]] = {
    name: drawing
    for module in (garden, kitchen, living, things, wear)
    for name, drawing in vars(module).items()
    if callable(drawing)
    and getattr(drawing, "__module__", "") == module.__name__
    and not name.startswith("_")
}

_HUNG: Final = frozenset({
    "apron", "clock", "hammock", "jacket", "kite", "mirror", "pendant", "picture", "robe", "shirt",
    "socks", "sweater", "towel", "trailing", "tshirt", "umbrella", "gloves", "scarf",
})  # fmt: skip
_ON_FLOOR: Final = frozenset({
    "armchair", "bedding", "chair", "desk", "floor_lamp", "rug", "shelf", "side_table", "sofa",
    "stool", "suitcase", "tent",
})  # fmt: skip
_TINTS: Final = ("#efe5d8", "#dfe6dc", "#dbe5ea", "#f2e0d8", "#e9e3ef", "#f3ead2", "#e5e3dd")


def draw(kind: str, look: Look, *, label: str, seed: int) -> str:
    """The SVG of a product. ``seed`` picks the backdrop, the same for all colours of a product."""
    sheet = Sheet()
    _backdrop(sheet, kind, look, seed)
    DRAWINGS[kind](sheet, look)
    return sheet.svg(label)


def _backdrop(sheet: Sheet, kind: str, look: Look, seed: int) -> None:
    tint = _tint(look.colour, seed)
    sheet.box(0, 0, SIZE, SIZE, sheet.down((0, lighter(tint, 0.45)), (1, darker(tint, 0.05))))
    if kind in _ON_FLOOR:
        floor = sheet.down((0, darker(tint, 0.16)), (1, darker(tint, 0.07)))
        sheet.box(0, 286, SIZE, SIZE - 286, floor)
        sheet.box(0, 280, SIZE, 6, lighter(tint, 0.6))
    elif kind in _HUNG:
        glow = sheet.radial((0, "#ffffff", 0.55), (1, "#ffffff", 0))
        sheet.oval(200, 190, 220, 210, glow)
    elif seed % 3 == 0:
        sheet.path("M62 400V196A138 138 0 0 1 338 196V400Z", lighter(tint, 0.4), opacity=0.75)
    elif seed % 3 == 1:
        sheet.dot(200, 186, 150, lighter(tint, 0.45), opacity=0.75)
    else:
        sheet.box(0, 268, SIZE, SIZE - 268, sheet.down((0, darker(tint, 0.1)), (1, tint)))


def _tint(colour: str, seed: int) -> str:
    """A wall on which the product stands out: not too near to its own brightness."""
    tint = _TINTS[seed % len(_TINTS)]
    if brightness(colour) > 0.8:
        return mix(tint, "#8d97a0", 0.34)
    return tint
