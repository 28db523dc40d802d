# ruff: noqa: E501 - the data of a path reads better unbroken
"""Plants, pots and what one needs to keep them alive."""

from infra.local.demo.drawing.canvas import Sheet, darker, lighter
from infra.local.demo.drawing.look import Look

SOIL = "#54402f"
STEEL = "#b9bec4"
_PETALS = ((20, 0), (14, 14), (0, 20), (-14, 14), (-20, 0), (-14, -14), (0, -20), (14, -14))


def _pot(s: Sheet, colour: str, top: float = 246, wide: float = 66) -> None:
    s.shadow(206, 342, wide + 34, 13)
    s.path(
        f"M{200 - wide} {top}H{200 + wide}L{200 + wide - 14} 326Q{200 + wide - 16} 342 {200 + wide - 32} 342"
        f"H{200 - wide + 32}Q{200 - wide + 16} 342 {200 - wide + 14} 326Z",
        s.round(colour),
    )
    s.box(200 - wide - 5, top - 10, wide * 2 + 10, 24, s.round(lighter(colour, 0.06)), corner=6)
    s.oval(200, top - 10, wide + 4, 9, darker(colour, 0.2))
    s.oval(200, top - 9, wide - 4, 6, SOIL)


def monstera(s: Sheet, look: Look) -> None:
    leaves = (
        (130, 120, 56, -34),
        (270, 110, 58, 30),
        (200, 78, 54, -4),
        (108, 196, 44, -68),
        (294, 192, 44, 66),
    )
    for x, y, _, _ in leaves:
        s.line(f"M200 240Q{(x + 200) / 2:.0f} {y + 40} {x} {y + 16}", darker(look.colour, 0.1), 5)
    for index, (x, y, r, angle) in enumerate(leaves):
        green = lighter(look.colour, 0.12) if index % 2 else look.colour
        s.begin((angle, x, y))
        s.path(
            f"M{x} {y + r * 0.8:.0f}C{x - r * 1.4:.0f} {y + r * 0.5:.0f} {x - r:.0f} {y - r:.0f} {x} {y - r}C{x + r:.0f} {y - r:.0f} {x + r * 1.4:.0f} {y + r * 0.5:.0f} {x} {y + r * 0.8:.0f}Z",
            s.soft(green),
        )
        s.line(f"M{x} {y + r * 0.7:.0f}V{y - r * 0.8:.0f}", lighter(green, 0.35), 2.5)
        cuts = "".join(
            f"M{x + side * r * 0.3:.0f} {y + dy * r:.0f}l{side * r * 0.6:.0f} {-r * 0.2:.0f}"
            for side in (-1, 1)
            for dy in (-0.2, 0.2)
        )
        s.line(cuts, darker(look.colour, 0.5), 7, 0.45)
        s.end()
    _pot(s, look.accent)


def snake_plant(s: Sheet, look: Look) -> None:
    for x, top, lean in (
        (156, 120, -30),
        (250, 104, 28),
        (178, 66, -12),
        (224, 50, 12),
        (200, 92, 0),
    ):
        s.path(
            f"M{x - 14 + (200 - x) * 0.3:.0f} 244C{x - 26} 190 {x - 18 + lean} {top + 50} {x + lean} {top}C{x + 18 + lean} {top + 50} {x + 26} 190 {x + 14 + (200 - x) * 0.3:.0f} 244Z",
            s.across(
                (0, "#d8cf8a"), (0.16, look.colour), (0.8, darker(look.colour, 0.2)), (1, "#d8cf8a")
            ),
        )
        for y in range(int(top) + 44, 230, 26):
            s.line(f"M{x - 10 + lean * 0.4:.0f} {y}q10 8 20 0", lighter(look.colour, 0.4), 3, 0.5)
    _pot(s, look.accent)


def fern(s: Sheet, look: Look) -> None:
    tips = ((72, 190), (328, 190), (96, 118), (304, 118), (150, 72), (250, 72), (200, 56))
    for index, (x, y) in enumerate(tips):
        green = lighter(look.colour, 0.12 * (index % 3))
        s.line(f"M200 240Q{(x + 200) / 2:.0f} {y - 30} {x} {y}{_leaflets(x, y)}", green, 6)
    _pot(s, look.accent)


def _leaflets(x: float, y: float) -> str:
    """Pairs along the curve of a frond, shorter towards its tip."""
    pairs = []
    for step in range(3, 11):
        t = step / 10
        px = 200 * (1 - t) ** 2 + 2 * t * (1 - t) * (x + 200) / 2 + t * t * x
        py = 240 * (1 - t) ** 2 + 2 * t * (1 - t) * (y - 30) + t * t * y
        reach = 24 - 16 * t
        pairs.append(f"M{px - reach:.0f} {py + 8:.0f}L{px:.0f} {py:.0f}l{reach:.0f} 8")
    return "".join(pairs)


def cactus(s: Sheet, look: Look) -> None:
    rib = s.tile(
        14, 14, f'<path d="M4 0V14" stroke="{lighter(look.colour, 0.35)}" stroke-width="2"/>'
    )
    for shape in (
        "M168 246V112Q168 78 200 78T232 112V246Z",
        "M174 196H146Q122 196 122 172V146Q122 130 136 130T150 146V166H174Z",
        "M226 210H258Q280 210 280 186V166Q280 150 266 150T252 166V182H226Z",
    ):
        s.path(shape, s.round(look.colour))
        s.path(shape, rib, opacity=0.6)
    for x, y in ((200, 74), (188, 80), (212, 80)):
        s.dot(x, y, 10, "#e58fa0")
    s.dot(200, 78, 5, "#f7d86b")
    _pot(s, look.accent, 246, 58)


def trailing(s: Sheet, look: Look) -> None:
    s.line("M200 0L140 186M200 0L260 186M200 0V180", "#d6c4a6", 5)
    for x, bottom in ((150, 318), (176, 372), (206, 336), (232, 380), (256, 300)):
        s.line(
            f"M{x} 200Q{x + (x - 200) * 0.7:.0f} 250 {x + (x - 200) * 0.5:.0f} {bottom}",
            darker(look.colour, 0.1),
            3.5,
        )
        for step, y in enumerate(range(226, bottom, 24)):
            px = x + (x - 200) * 0.55 + (9 if step % 2 else -9)
            s.oval(
                px,
                y,
                13,
                9,
                s.soft(look.colour) if step % 2 else lighter(look.colour, 0.15),
                turn=(40 if step % 2 else -40, px, y),
            )
    s.path("M128 174H272L254 240Q250 252 238 252H162Q150 252 146 240Z", s.round(look.accent))
    s.oval(200, 174, 72, 11, SOIL)
    for x in (146, 170, 200, 230, 256):
        s.oval(x, 168, 20, 11, lighter(look.colour, 0.1), turn=(x - 200, x, 168))


def planter(s: Sheet, look: Look) -> None:
    for x, bottom, wide, high in ((276, 320, 52, 84), (154, 338, 82, 140)):
        s.shadow(x + 6, bottom, wide + 26, 12)
        top = bottom - high
        shape = (
            f"M{x - wide} {top}H{x + wide}L{x + wide * 0.76:.0f} {bottom}H{x - wide * 0.76:.0f}Z"
        )
        if look.form == "round":
            shape = f"M{x - wide * 0.8:.0f} {top}H{x + wide * 0.8:.0f}Q{x + wide * 1.3:.0f} {(top + bottom) / 2:.0f} {x + wide * 0.6:.0f} {bottom}H{x - wide * 0.6:.0f}Q{x - wide * 1.3:.0f} {(top + bottom) / 2:.0f} {x - wide * 0.8:.0f} {top}Z"
        s.path(shape, s.round(look.colour))
        s.path(shape, s.weave(look.pattern, darker(look.colour, 0.2)), opacity=0.5)
        rim = wide * (0.8 if look.form == "round" else 1)
        s.oval(x, top, rim, rim * 0.16, lighter(look.colour, 0.3))
        s.oval(x, top + 2, rim - 8, rim * 0.16 - 4, darker(look.colour, 0.5))
        s.path(
            f"M{x - wide * 0.86:.0f} {bottom - high * 0.3:.0f}Q{x} {bottom - high * 0.22:.0f} {x + wide * 0.86:.0f} {bottom - high * 0.3:.0f}",
            None,
            stroke=look.accent,
            width=6,
            opacity=0.8,
        )


def watering_can(s: Sheet, look: Look) -> None:
    s.shadow(214, 330, 130, 14)
    s.path("M148 300L60 176L42 164L64 150L76 164L160 246Z", s.soft(look.colour))
    s.oval(53, 157, 8, 20, s.soft(look.accent), turn=(-55, 53, 157))
    s.line("M262 196C360 160 366 292 276 292", look.accent, 13)
    s.line("M164 186C160 90 260 84 262 184", look.accent, 12)
    s.path("M146 186H276L290 312Q290 330 272 330H150Q132 330 132 312Z", s.round(look.colour))
    s.oval(211, 186, 65, 13, darker(look.colour, 0.4))
    s.path("M276 186A65 13 0 0 1 180 197L168 186Z", lighter(look.colour, 0.25))
    s.line("M160 206L150 300", "#ffffff", 6, 0.35)


def garden_tools(s: Sheet, look: Look) -> None:
    for x, tilt, kind in ((150, -14, "trowel"), (252, 12, "fork")):
        s.begin((tilt, x, 210))
        s.box(x - 11, 42, 22, 120, s.round(look.colour), corner=11)
        s.dot(x, 58, 4, darker(look.colour, 0.5))
        s.box(x - 8, 152, 16, 26, s.round(look.accent), corner=3)
        s.box(x - 4, 176, 8, 40, s.round(STEEL))
        if kind == "trowel":
            s.path(
                f"M{x - 32} 214Q{x} 202 {x + 32} 214Q{x + 36} 300 {x} 352Q{x - 36} 300 {x - 32} 214Z",
                s.across((0, "#d7dce0"), (0.49, "#f1f4f5"), (0.51, "#aeb5bb"), (1, "#8d949b")),
            )
        else:
            s.line(f"M{x - 30} 330Q{x - 36} 222 {x} 218T{x + 30} 330", STEEL, 11)
            s.line(f"M{x} 218V340", STEEL, 11)
        s.end()


def bouquet(s: Sheet, look: Look) -> None:
    """Dried flowers in paper."""
    for x, y in ((120, 110), (160, 74), (208, 58), (252, 84), (286, 122), (180, 122), (232, 126)):
        s.line(f"M202 300L{x} {y}", "#a39a6c", 4)
    for index, (x, y) in enumerate(
        ((120, 110), (160, 74), (208, 58), (252, 84), (286, 122), (180, 122), (232, 126))
    ):
        colour = (look.colour, lighter(look.colour, 0.35), look.accent)[index % 3]
        petals = "".join(f"M{x} {y}l{dx} {dy}" for dx, dy in _PETALS)
        s.line(petals, colour, 11)
        s.dot(x, y, 8, darker(colour, 0.4))
    s.shadow(210, 352, 70, 10)
    s.path(
        "M118 172L200 204L292 168L232 350H176Z",
        s.across((0, "#e8d9c0"), (0.5, "#f5ead7"), (1, "#cdb998")),
    )
    s.path("M118 172L200 204L210 350H176Z", "#d9c6a6", opacity=0.6)
    s.path("M172 282Q206 296 244 280L240 298Q206 310 176 300Z", look.accent)
