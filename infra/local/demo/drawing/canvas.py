"""A sheet to draw on: shapes, gradients and patterns that come out as one small SVG."""

from typing import Final

SIZE: Final = 400
_SHADOW = "#1f1a2b"
_LIGHT = "#fffaf2"

Stop = tuple[float, str] | tuple[float, str, float]


def mix(first: str, second: str, share: float) -> str:
    """The colour ``share`` of the way from ``first`` to ``second``."""
    parts = (
        round(int(first[i : i + 2], 16) * (1 - share) + int(second[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def darker(colour: str, share: float = 0.2) -> str:
    """Towards a plum black: grey shadows make a drawing look dirty."""
    return mix(colour, _SHADOW, share)


def lighter(colour: str, share: float = 0.25) -> str:
    """Towards a warm white."""
    return mix(colour, _LIGHT, share)


def brightness(colour: str) -> float:
    """0 for black to 1 for white, as the eye weighs the channels."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


class Sheet:
    """Collects shapes from back to front. Fills are colours or what the gradient methods return."""

    def __init__(self) -> None:
        self._definitions: dict[str, str] = {}
        self._shapes: list[str] = []

    # -- fills ---------------------------------------------------------------------------------

    def across(self, *stops: Stop) -> str:
        return self._gradient("linearGradient", "", stops)

    def down(self, *stops: Stop) -> str:
        return self._gradient("linearGradient", ' x2="0" y2="1"', stops)

    def slanted(self, *stops: Stop) -> str:
        return self._gradient("linearGradient", ' x2="1" y2="1"', stops)

    def radial(self, *stops: Stop, centre: tuple[float, float] = (0.5, 0.5)) -> str:
        return self._gradient("radialGradient", f' cx="{centre[0]}" cy="{centre[1]}"', stops)

    def round(self, colour: str) -> str:
        """The side of a cylinder lit from the left."""
        return self.across(
            (0, darker(colour, 0.14)),
            (0.22, lighter(colour, 0.22)),
            (0.55, colour),
            (1, darker(colour, 0.28)),
        )

    def soft(self, colour: str) -> str:
        """A surface lit from above left."""
        return self.slanted((0, lighter(colour, 0.2)), (0.5, colour), (1, darker(colour, 0.2)))

    def ball(self, colour: str) -> str:
        return self.radial(
            (0, lighter(colour, 0.4)),
            (0.5, colour),
            (1, darker(colour, 0.3)),
            centre=(0.36, 0.3),
        )

    def tile(self, width: float, height: float, content: str, *, turn: float = 0) -> str:
        turned = f' patternTransform="rotate({_number(turn)})"' if turn else ""
        return self._define(
            f'<pattern id="%s" width="{_number(width)}" height="{_number(height)}" '
            f'patternUnits="userSpaceOnUse"{turned}>{content}</pattern>'
        )

    def weave(self, pattern: str, colour: str) -> str | None:
        """A textile pattern to lay over a plain shape; None for plain cloth."""
        lines = {
            "stripe": (24, 24, f'<path d="M0 6H24" stroke="{colour}" stroke-width="7"/>', 0),
            "pinstripe": (11, 11, f'<path d="M3 0V11" stroke="{colour}" stroke-width="2"/>', 0),
            "check": (
                28,
                28,
                f'<path d="M0 7H28M7 0V28" stroke="{colour}" stroke-width="9" opacity=".6"/>',
                0,
            ),
            "dot": (22, 22, f'<circle cx="6" cy="6" r="3.4" fill="{colour}"/>', 30),
            "twill": (8, 8, f'<path d="M0 2H8" stroke="{colour}" stroke-width="2.2"/>', 45),
            "rib": (9, 9, f'<path d="M3 0V9" stroke="{colour}" stroke-width="2.6"/>', 0),
            "knit": (
                14,
                11,
                f'<path d="M1 1L7 8L13 1" fill="none" stroke="{colour}" stroke-width="2.4"/>',
                0,
            ),
            "wave": (
                32,
                18,
                f'<path d="M0 9Q8 1 16 9T32 9" fill="none" stroke="{colour}" stroke-width="3"/>',
                0,
            ),
            "diamond": (
                30,
                30,
                f'<path d="M15 3L27 15L15 27L3 15Z" fill="none" stroke="{colour}" '
                'stroke-width="2.4"/>',
                0,
            ),
            "leaf": (
                38,
                38,
                f'<path d="M8 26Q10 8 28 8Q26 26 8 26ZM8 26L22 13" fill="none" stroke="{colour}" '
                'stroke-width="2"/>',
                0,
            ),
            "grain": (
                60,
                16,
                f'<path d="M0 5Q30 1 60 5M0 12Q22 15 60 12" fill="none" stroke='
                f'"{colour}" stroke-width="1.2"/>',
                0,
            ),
        }
        found = lines.get(pattern)
        return self.tile(found[0], found[1], found[2], turn=found[3]) if found else None

    # -- shapes --------------------------------------------------------------------------------

    def path(
        self,
        data: str,
        fill: str | None = "none",
        *,
        stroke: str | None = None,
        width: float = 3,
        opacity: float = 1,
        turn: tuple[float, float, float] | None = None,
    ) -> None:
        self._add(f'path d="{data}"', fill, stroke, width, opacity, turn)

    def line(self, data: str, stroke: str, width: float = 3, opacity: float = 1) -> None:
        self.path(data, "none", stroke=stroke, width=width, opacity=opacity)

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: str = "none",
        *,
        stroke: str | None = None,
        width: float = 3,
        opacity: float = 1,
        turn: tuple[float, float, float] | None = None,
    ) -> None:
        shape = f'ellipse cx="{_number(x)}" cy="{_number(y)}" rx="{_number(rx)}" ry="{_number(ry)}"'
        self._add(shape, fill, stroke, width, opacity, turn)

    def dot(self, x: float, y: float, r: float, fill: str, opacity: float = 1) -> None:
        self.oval(x, y, r, r, fill, opacity=opacity)

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str | None,
        *,
        corner: float = 0,
        stroke: str | None = None,
        width: float = 3,
        opacity: float = 1,
        turn: tuple[float, float, float] | None = None,
    ) -> None:
        rounded = f' rx="{_number(corner)}"' if corner else ""
        shape = (
            f'rect x="{_number(x)}" y="{_number(y)}" width="{_number(w)}" '
            f'height="{_number(h)}"{rounded}'
        )
        self._add(shape, fill, stroke, width, opacity, turn)

    def text(self, x: float, y: float, words: str, fill: str, size: float) -> None:
        self._shapes.append(
            f'<text x="{_number(x)}" y="{_number(y)}" fill="{fill}" font-size="{_number(size)}" '
            f'font-family="Georgia,serif" letter-spacing="1" text-anchor="middle">{words}</text>'
        )

    def shadow(self, x: float, y: float, rx: float, ry: float = 12, depth: float = 0.34) -> None:
        """The soft shadow that makes a thing stand on the ground."""
        fade = self.radial((0, _SHADOW, depth), (0.55, _SHADOW, depth * 0.45), (1, _SHADOW, 0))
        self.oval(x, y, rx, ry, fade)

    def begin(self, turn: tuple[float, float, float]) -> None:
        """Everything until ``end`` is turned by an angle about a point."""
        self._shapes.append(f'<g transform="rotate({" ".join(_number(part) for part in turn)})">')

    def end(self) -> None:
        self._shapes.append("</g>")

    def svg(self, label: str) -> str:
        definitions = "".join(
            markup.replace("%s", name, 1) for markup, name in self._definitions.items()
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" '
            f'role="img" stroke-linecap="round" stroke-linejoin="round"><title>{label}</title>'
            f"<defs>{definitions}</defs>{''.join(self._shapes)}</svg>"
        )

    # -- inside --------------------------------------------------------------------------------

    def _gradient(self, tag: str, where: str, stops: tuple[Stop, ...]) -> str:
        return self._define(
            f'<{tag} id="%s"{where}>{"".join(_stop(stop) for stop in stops)}</{tag}>'
        )

    def _define(self, markup: str) -> str:
        name = self._definitions.setdefault(markup, f"d{len(self._definitions)}")
        return f"url(#{name})"

    def _add(
        self,
        shape: str,
        fill: str | None,
        stroke: str | None,
        width: float,
        opacity: float,
        turn: tuple[float, float, float] | None,
    ) -> None:
        if fill is None and stroke is None:
            return
        parts = [shape, f'fill="{fill or "none"}"']
        if stroke:
            parts.append(f'stroke="{stroke}" stroke-width="{_number(width)}"')
        if opacity < 1:
            parts.append(f'opacity="{opacity:g}"')
        if turn:
            parts.append(f'transform="rotate({" ".join(_number(part) for part in turn)})"')
        self._shapes.append(f"<{' '.join(parts)}/>")


def _stop(stop: Stop) -> str:
    opacity = f' stop-opacity="{stop[2]:g}"' if len(stop) == 3 else ""
    return f'<stop offset="{stop[0]:g}" stop-color="{stop[1]}"{opacity}/>'
