"""Charts as SVG text: light to load, sharp in print, coloured by the page's own style sheet.

Colours come from classes, so that light, dark and paper each have their own; sizes come from
attributes, because a page without inline styles needs no permission for any. Every text that comes
from data is escaped where it is put in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

_WIDTH: Final = 420
_HEIGHT: Final = 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 6, 20, 26
_LABEL_DROP: Final = 17


@dataclass(frozen=True, slots=True)
class Bar:
    """``label`` stands below; ``mark`` above, where there is something worth reading."""

    label: str
    now: Decimal
    before: Decimal | None = None
    mark: str = ""


Format = Callable[[Decimal], str]


def bars(
    name: str,
    title: str,
    about: str,
    series: Sequence[Bar],
    axis: Format,
    *,
    last_only: bool = False,
    least: Decimal = Decimal(0),
) -> Markup:
    """A bar for each thing, beside a paler one of what it was before.

    With ``last_only`` just the last bar is in full colour: the others are its history. The axis
    reaches to ``least`` at least, so that counts are not cut into halves.
    """
    highest = max((max(b.now, b.before or Decimal(0)) for b in series), default=Decimal(0))
    top = nice_ceiling(highest, least)
    width = (_WIDTH - _LEFT - _RIGHT) / max(1, len(series))
    drawn = [_grid(top, axis)]
    for place, bar in enumerate(series):
        is_quiet = last_only and place < len(series) - 1
        drawn.append(_bar(bar, _LEFT + place * width, width, top, quiet=is_quiet))
    return _svg(name, title, about, _WIDTH, _HEIGHT, drawn, "chart")


def spark(name: str, title: str, values: Sequence[Decimal]) -> Markup:
    """A line so small that it only shows a direction; the last point is marked."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values), max(values)
    span = high - low or Decimal(1)
    step = 112 / (len(values) - 1)
    points = [
        (4 + place * step, 28 - float((value - low) / span) * 22)
        for place, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawn = [
        f'<polyline class="line" points="{line}" fill="none" stroke-width="1.75"/>',
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>',
    ]
    return _svg(name, title, "", 120, 34, drawn, "spark")


def meter(share: Decimal | float | None, kind: str = "") -> Markup:
    """A bar in a table's cell, beside the number that it shows: decoration for those who see."""
    width = max(0.0, min(100.0, float(share or 0) * 100))
    classes = f"fill {kind}".strip()
    return Markup(  # noqa: S704 - numbers only
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="8"/>'
        f'<rect class="{classes}" width="{width:.1f}" height="8"/></svg>'
    )


def swing(value: Decimal, most: Decimal) -> Markup:
    """A bar to the right of the middle for what rose, to the left for what fell."""
    reach = float(abs(value) / most) * 50 if most else 0.0
    x = 50.0 if value >= 0 else 50 - reach
    kind = "rise" if value >= 0 else "fall"
    return Markup(  # noqa: S704 - numbers only
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="{kind}" x="{x:.1f}" width="{reach:.1f}" height="8"/>'
        '<rect class="axis" x="49.6" width=".8" height="8"/></svg>'
    )


def heat(share: Decimal | None) -> int:
    """Which of the ten shades a part of the whole gets; small parts differ the most."""
    if not share:
        return 0
    return min(9, 1 + int(float(min(share, Decimal(1))) ** 0.6 * 9))


def nice_ceiling(value: Decimal, least: Decimal = Decimal(0)) -> Decimal:
    """The next number that an axis may end at: 1, 2, 2.5, 4, 5, 6 or 8 with zeros."""
    value = max(value, least)
    if value <= 0:
        return Decimal(1)
    scale = Decimal(10) ** value.adjusted()
    steps = (Decimal(each) for each in ("1", "2", "2.5", "4", "5", "6", "8", "10"))
    return next(each * scale for each in steps if each * scale >= value)


def _bar(bar: Bar, left: float, width: float, top: Decimal, *, quiet: bool) -> str:
    base, middle = _HEIGHT - _BOTTOM, left + width / 2
    thick = width * 0.62
    parts = []
    if bar.before is not None:
        parts.append(_column("before", left + width * 0.06, thick, bar.before, top))
    x = left + (width * 0.32 if bar.before is not None else width * 0.19)
    parts.append(_column("quiet" if quiet else "now", x, thick, bar.now, top))
    parts.append(
        f'<text class="label" x="{middle:.1f}" y="{base + _LABEL_DROP}">{escape(bar.label)}</text>'
    )
    if bar.mark:
        y = base - _tall(bar.now, top) - 6
        parts.append(
            f'<text class="mark" x="{x + thick / 2:.1f}" y="{y:.1f}">{escape(bar.mark)}</text>'
        )
    return "".join(parts)


def _column(kind: str, x: float, width: float, value: Decimal, top: Decimal) -> str:
    tall = _tall(value, top)
    y = _HEIGHT - _BOTTOM - tall
    size = f'width="{width:.1f}" height="{tall:.1f}"'
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" {size} rx="2"/>'


def _tall(value: Decimal, top: Decimal) -> float:
    return max(0.0, float(value / top)) * (_HEIGHT - _BOTTOM - _TOP)


def _grid(top: Decimal, axis: Format) -> str:
    lines = []
    for quarter in (0, 2, 4):
        value = top * quarter / 4
        y = _HEIGHT - _BOTTOM - _tall(value, top)
        kind = "base" if quarter == 0 else "grid"
        lines.append(
            f'<line class="{kind}" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        lines.append(
            f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}">{escape(axis(value))}</text>'
        )
    return "".join(lines)


def _svg(
    name: str, title: str, about: str, width: int, height: int, drawn: Sequence[str], kind: str
) -> Markup:
    described = f'<desc id="{name}-d">{escape(about)}</desc>' if about else ""
    labels = f"{name}-t {name}-d" if about else f"{name}-t"
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{labels}">'
        f'<title id="{name}-t">{escape(title)}</title>{described}{"".join(drawn)}</svg>'
    )
