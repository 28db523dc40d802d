# ruff: noqa: E501 - the data of a path reads better unbroken
"""Things on a table or a worktop. Each stands on y = 322 or so."""

from infra.local.demo.drawing.canvas import Sheet, darker, lighter
from infra.local.demo.drawing.look import Look

WOOD = "#b98a5e"
STEEL = "#b9bec4"
COFFEE = "#4a2f22"


def mug(s: Sheet, look: Look) -> None:
    wide, top = {"tall": (56, 140), "low": (82, 196)}.get(look.form, (68, 164))
    left, right = 190 - wide, 190 + wide
    s.shadow(205, 322, wide + 62, 15)
    middle = (top + 322) / 2
    s.line(
        f"M{right - 4} {middle - 38}C{right + 62} {middle - 48} {right + 62} {middle + 42}"
        f" {right - 8} {middle + 40}",
        darker(look.colour, 0.16),
        19,
    )
    s.line(
        f"M{right - 4} {middle - 41}C{right + 57} {middle - 50} {right + 58} {middle + 38}"
        f" {right - 8} {middle + 37}",
        lighter(look.colour, 0.1),
        7,
    )
    body = (
        f"M{left} {top}V292Q{left} 322 {left + 34} 322H{right - 34}Q{right} 322 {right} 292V{top}Z"
    )
    s.path(body, s.round(look.colour))
    s.path(body, s.weave(look.pattern, lighter(look.accent, 0.1)), opacity=0.55)
    if look.form != "low":
        base = (
            f"M{left} 284V292Q{left} 322 {left + 34} 322H{right - 34}Q{right} 322 {right} 292V284"
        )
        s.path(f"{base}Q190 298 {left} 284Z", s.round(look.accent))
    s.oval(190, top, wide, wide * 0.2, lighter(look.colour, 0.3))
    s.oval(190, top + 2, wide - 7, wide * 0.2 - 5, darker(look.colour, 0.35))
    s.oval(190, top + 6, wide - 14, wide * 0.2 - 8, COFFEE)


def espresso_cup(s: Sheet, look: Look) -> None:
    s.shadow(200, 318, 140, 16)
    s.oval(200, 308, 122, 18, s.round(darker(look.colour, 0.1)))
    s.oval(200, 303, 122, 17, s.down((0, lighter(look.colour, 0.35)), (1, look.colour)))
    s.oval(200, 302, 74, 9, darker(look.colour, 0.18))
    s.line("M262 226C312 216 308 280 250 276", darker(look.colour, 0.1), 13)
    s.path("M134 202Q136 298 176 302H224Q264 298 266 202Z", s.round(look.colour))
    s.path("M137 232Q200 250 263 232L265 214Q200 230 135 214Z", look.accent, opacity=0.9)
    s.oval(200, 202, 66, 14, lighter(look.colour, 0.35))
    s.oval(200, 204, 58, 10, COFFEE)
    s.oval(186, 203, 26, 5, "#a8744a", opacity=0.8)
    for x in (182, 206):
        s.line(f"M{x} 170q-12 -18 0 -34t0 -34", "#ffffff", 5, 0.5)


def bowl(s: Sheet, look: Look) -> None:
    depth = {"deep": 128, "flat": 64}.get(look.form, 96)
    top = 318 - depth
    s.shadow(200, 322, 128, 16)
    s.path(f"M160 {306}H240L234 322H166Z", darker(look.colour, 0.3))
    s.path(f"M72 {top}Q84 312 168 314H232Q316 312 328 {top}Z", s.round(look.colour))
    weave = s.weave(look.pattern, look.accent)
    s.path(f"M72 {top}Q84 312 168 314H232Q316 312 328 {top}Z", weave, opacity=0.5)
    s.oval(200, top, 128, 26, lighter(look.colour, 0.35))
    s.oval(200, top + 3, 120, 21, s.down((0, darker(look.accent, 0.3)), (1, look.accent)))
    s.path(f"M104 {top + 6}Q200 {top + 32} 296 {top + 6}", None, stroke="#ffffff", opacity=0.3)


def plate(s: Sheet, look: Look) -> None:
    s.shadow(206, 222, 158, 156, 0.3)
    s.dot(200, 204, 142, s.slanted((0, lighter(look.colour, 0.4)), (1, darker(look.colour, 0.12))))
    s.dot(200, 204, 136, s.soft(look.colour))
    s.oval(200, 204, 126, 126, stroke=look.accent, width=5, opacity=0.85)
    s.path("M200 68a136 136 0 1 0 .1 0Z", s.weave(look.pattern, look.accent), opacity=0.25)
    s.dot(200, 204, 96, s.slanted((0, darker(look.colour, 0.16)), (1, lighter(look.colour, 0.3))))
    s.dot(200, 204, 91, s.soft(lighter(look.colour, 0.12)))
    if look.form == "sprig":
        s.line("M176 244Q196 200 230 168", darker(look.accent, 0.1), 3)
        for x, y, angle in ((186, 222, 20), (200, 202, 28), (214, 186, 36), (228, 170, 40)):
            s.oval(x - 11, y - 6, 12, 5, look.accent, turn=(angle, x, y))
            s.oval(x + 13, y + 2, 12, 5, look.accent, turn=(angle - 60, x, y))


def carafe(s: Sheet, look: Look) -> None:
    glass = lighter(look.colour, 0.35)
    s.shadow(204, 324, 86, 14)
    body = "M174 92V150Q172 176 144 216Q126 248 130 290Q132 322 160 322H240Q268 322 270 290Q274 248 256 216Q228 176 226 150V92Z"
    s.path(body, s.across((0, look.colour, 0.75), (0.3, "#ffffff", 0.65), (1, look.colour, 0.8)))
    s.path(
        "M136 240Q200 254 264 240Q274 264 270 290Q268 318 240 318H160Q132 318 130 290Q128 262 136 240Z",
        look.accent,
        opacity=0.55,
    )
    s.oval(200, 240, 64, 9, lighter(look.accent, 0.4), opacity=0.8)
    s.oval(200, 92, 27, 6, glass, stroke=look.colour, width=3)
    s.path("M176 62H224V96Q200 104 176 96Z", s.round(WOOD))
    s.oval(200, 62, 24, 6, lighter(WOOD, 0.3))
    s.line("M156 226Q140 252 144 292", "#ffffff", 6, 0.7)


def teapot(s: Sheet, look: Look) -> None:
    s.shadow(200, 324, 140, 16)
    s.line("M262 190C350 160 356 284 268 286", darker(look.colour, 0.18), 17)
    s.path(
        "M134 224Q92 214 82 168Q78 152 66 148L92 142Q112 150 118 186Q130 204 150 200Z",
        s.soft(look.colour),
    )
    s.path(
        "M112 246Q112 176 200 172Q288 176 288 246Q288 318 232 322H168Q112 318 112 246Z",
        s.ball(look.colour),
    )
    s.path(
        "M112 246Q112 176 200 172Q288 176 288 246Q288 318 232 322H168Q112 318 112 246Z",
        s.weave(look.pattern, look.accent),
        opacity=0.4,
    )
    s.oval(200, 180, 54, 13, darker(look.colour, 0.28))
    s.path(
        "M148 178Q154 150 200 148Q246 150 252 178Q200 194 148 178Z",
        s.soft(lighter(look.colour, 0.08)),
    )
    s.dot(200, 140, 13, s.ball(look.accent))
    if look.form == "hoop":
        s.line("M140 188C136 60 264 60 260 188", darker(WOOD, 0.1), 11)
    s.path("M140 214Q150 192 174 188", None, stroke="#ffffff", width=7, opacity=0.5)


def kettle(s: Sheet, look: Look) -> None:
    s.shadow(200, 324, 140, 15)
    s.path(
        "M96 306Q70 262 60 196Q56 176 42 170L58 160Q82 168 88 196Q96 240 124 268Z",
        s.soft(look.colour),
    )
    s.line("M128 158C118 62 276 54 282 150L276 186", darker(look.accent, 0.25), 17)
    s.line("M130 152C122 70 270 60 277 146", lighter(look.accent, 0.12), 5)
    s.path(
        "M128 168Q96 250 98 300Q100 322 122 322H282Q304 322 304 300Q304 250 270 168Z",
        s.round(look.colour),
    )
    s.oval(199, 168, 71, 13, lighter(look.colour, 0.28))
    s.oval(199, 166, 60, 9, darker(look.colour, 0.14))
    s.dot(199, 148, 13, s.ball(look.accent))
    s.path("M98 304Q200 316 304 304Q302 322 282 322H122Q100 322 98 304Z", darker(look.colour, 0.36))
    s.line("M140 190Q118 250 122 292", "#ffffff", 7, 0.4)


def dripper(s: Sheet, look: Look) -> None:
    s.shadow(204, 326, 100, 14)
    s.path(
        "M140 232H260L274 296Q276 324 250 324H150Q124 324 126 296Z",
        s.across((0, "#c9d3d6", 0.8), (0.3, "#ffffff", 0.8), (1, "#b7c3c8", 0.9)),
    )
    s.path("M134 264H266L274 296Q276 320 250 320H150Q124 320 126 296Z", COFFEE, opacity=0.88)
    s.line("M268 246C318 244 316 300 272 298", "#c3ced2", 9)
    s.box(134, 222, 132, 16, s.round(look.accent), corner=7)
    s.path("M108 116H292L226 222H174Z", s.round(look.colour))
    for x in (146, 174, 202, 230, 256):
        s.line(f"M{x} 130L{200 + (x - 200) * 0.34:.0f} 214", darker(look.colour, 0.2), 3, 0.6)
    s.oval(200, 116, 92, 18, lighter(look.colour, 0.35))
    s.oval(200, 119, 82, 13, "#efe3d0")
    s.oval(200, 123, 66, 8, COFFEE)
    s.line("M286 134Q332 142 300 182Q288 196 262 192", s.soft(look.colour), 11)


def pan(s: Sheet, look: Look) -> None:
    s.shadow(174, 252, 142, 104, 0.3)
    s.begin((-32, 170, 220))
    s.box(
        276,
        204,
        108,
        24,
        s.down((0, lighter(look.accent, 0.3)), (0.5, look.accent), (1, darker(look.accent, 0.3))),
        corner=12,
    )
    s.box(262, 208, 34, 16, STEEL, corner=4)
    s.dot(370, 216, 5, darker(look.accent, 0.5))
    s.end()
    s.dot(158, 228, 122, s.soft(darker(look.colour, 0.05)))
    s.dot(158, 228, 112, darker(look.colour, 0.38))
    s.dot(
        158,
        228,
        106,
        s.radial(
            (0, lighter(look.colour, 0.06)),
            (0.8, darker(look.colour, 0.2)),
            (1, darker(look.colour, 0.34)),
        ),
    )
    for r in (88, 64, 40):
        s.oval(158, 228, r, r, stroke=lighter(look.colour, 0.2), width=1.5, opacity=0.35)
    s.line("M70 196Q92 142 146 132", "#ffffff", 5, 0.45)


def pot(s: Sheet, look: Look) -> None:
    top = 214 if look.form == "low" else 186
    s.shadow(200, 324, 150, 16)
    for x in (68, 332):
        s.line(
            f"M{140 if x < 200 else 260} {top + 30}H{x}V{top + 56}H{140 if x < 200 else 260}",
            darker(look.colour, 0.2),
            14,
        )
    s.path(f"M92 {top}H308V292Q308 324 272 324H128Q92 324 92 292Z", s.round(look.colour))
    s.box(84, top - 8, 232, 18, s.round(darker(look.colour, 0.08)), corner=9)
    s.path(
        f"M92 {top - 8}Q104 {top - 62} 200 {top - 66}Q296 {top - 62} 308 {top - 8}Z",
        s.round(look.colour),
    )
    s.path(
        f"M122 {top - 18}Q140 {top - 46} 190 {top - 52}",
        None,
        stroke="#ffffff",
        width=6,
        opacity=0.4,
    )
    s.box(188, top - 82, 24, 18, darker(look.accent, 0.3))
    s.oval(200, top - 84, 28, 10, s.soft(look.accent))
    s.line(f"M112 {top + 26}V290", "#ffffff", 6, 0.28)


def board(s: Sheet, look: Look) -> None:
    s.shadow(208, 330, 120, 14)
    s.begin((6, 200, 200))
    if look.form == "round":
        s.box(184, 40, 32, 90, s.round(look.colour), corner=15)
        s.dot(200, 222, 112, s.soft(look.colour))
        s.dot(200, 222, 108, s.weave("grain", darker(look.colour, 0.22)) or look.colour, 0.5)
    else:
        shape = "M122 132Q122 112 142 112H172Q184 110 184 96V62Q184 46 200 46T216 62V96Q216 110 228 112H258Q278 112 278 132V314Q278 332 260 332H140Q122 332 122 314Z"
        s.path(shape, s.soft(look.colour))
        s.path(shape, s.weave("grain", darker(look.colour, 0.25)), opacity=0.55)
        s.path("M122 262H278V284H122Z", look.accent, opacity=0.75)
    s.dot(200, 64, 7, darker(look.colour, 0.55))
    s.line(
        "M136 140V300" if look.form != "round" else "M112 180Q130 140 168 128", "#ffffff", 4, 0.35
    )
    s.end()


def knife(s: Sheet, look: Look) -> None:
    s.shadow(212, 236, 160, 40, 0.28)
    s.begin((-34, 200, 200))
    drop = 26 if look.form == "paring" else 44
    s.path(
        f"M158 184H340Q376 186 392 200Q360 {200 + drop} 300 {206 + drop * 0.7:.0f}H158Z",
        s.down((0, "#dfe3e7"), (0.5, "#f5f7f8"), (0.52, "#c2c8cd"), (1, "#9aa1a8")),
    )
    s.path(
        f"M166 {204 + drop * 0.55:.0f}H300Q350 {198 + drop * 0.7:.0f} 388 202",
        None,
        stroke="#ffffff",
        width=2,
        opacity=0.9,
    )
    s.box(140, 182, 22, 30, s.down((0, lighter(STEEL)), (1, darker(STEEL))), corner=3)
    s.path(
        "M142 180H40Q16 182 14 204Q14 220 34 220H60Q90 212 142 214Z",
        s.down((0, lighter(look.colour, 0.25)), (0.4, look.colour), (1, darker(look.colour, 0.35))),
    )
    for x in (48, 82, 116):
        s.dot(x, 198, 5, look.accent)
    s.end()


def apron(s: Sheet, look: Look) -> None:
    edge = darker(look.colour, 0.3)
    s.line("M158 98C156 30 244 30 242 98", look.accent, 8)
    s.line("M118 190Q70 206 52 250M282 190Q330 206 348 250", look.accent, 7)
    body = "M156 96H244Q248 156 288 184Q294 280 300 352Q200 366 100 352Q106 280 112 184Q152 156 156 96Z"
    s.path(body, s.soft(look.colour))
    s.path(body, s.weave(look.pattern, lighter(look.colour, 0.35)), opacity=0.5)
    s.path(
        "M148 232H252V284Q252 296 240 296H160Q148 296 148 284Z",
        s.soft(lighter(look.colour, 0.06)),
        stroke=edge,
        width=2,
    )
    s.line("M200 234V296", edge, 2, 0.7)
    s.line("M128 200Q132 280 124 346M270 204Q266 280 276 344", edge, 3, 0.25)
    s.line("M158 104H242", lighter(look.colour, 0.4), 2, 0.7)


def canister(s: Sheet, look: Look) -> None:
    for x, top, wide in ((262, 206, 50), (158, 146, 66)):
        s.shadow(x + 8, 324, wide + 22, 13)
        s.path(
            f"M{x - wide} {top}H{x + wide}V306Q{x + wide} 324 {x + wide - 18} 324H{x - wide + 18}Q{x - wide} 324 {x - wide} 306Z",
            s.round(look.colour),
        )
        s.path(
            f"M{x - wide} {top}H{x + wide}V306Q{x + wide} 324 {x + wide - 18} 324H{x - wide + 18}Q{x - wide} 324 {x - wide} 306Z",
            s.weave(look.pattern, lighter(look.colour, 0.4)),
            opacity=0.4,
        )
        s.box(x - wide - 3, top - 24, wide * 2 + 6, 26, s.round(look.accent), corner=8)
        s.oval(x, top - 24, wide + 1, 8, lighter(look.accent, 0.25))
        s.dot(x, top - 34, 11, s.ball(look.accent))
        s.box(x - 27, top + 38, 54, 30, "#fbf6ea", corner=4)
        s.line(
            f"M{x - 16} {top + 50}H{x + 16}M{x - 10} {top + 58}H{x + 10}",
            darker(look.colour, 0.3),
            2.5,
        )


def glass(s: Sheet, look: Look) -> None:
    for x, y, high in ((262, 312, 128), (152, 324, 158)):
        s.shadow(x, y, 66, 11)
        body = f"M{x - 50} {y - high}L{x - 40} {y - 12}Q{x - 38} {y} {x - 26} {y}H{x + 26}Q{x + 38} {y} {x + 40} {y - 12}L{x + 50} {y - high}Z"
        s.path(
            body,
            s.across(
                (0, look.colour, 0.85),
                (0.28, lighter(look.colour, 0.75), 0.7),
                (1, darker(look.colour, 0.05), 0.85),
            ),
        )
        if look.form == "ribbed":
            for dx in range(-36, 40, 12):
                s.line(
                    f"M{x + dx * 1.2:.0f} {y - high + 14}L{x + dx:.0f} {y - 8}", "#ffffff", 3, 0.35
                )
        s.path(
            f"M{x - 47} {y - high * 0.7:.0f}L{x - 40} {y - 14}Q{x - 38} {y - 5} {x - 26} {y - 5}H{x + 26}Q{x + 38} {y - 5} {x + 40} {y - 14}L{x + 47} {y - high * 0.7:.0f}Z",
            look.accent,
            opacity=0.35,
        )
        s.oval(
            x,
            y - high,
            50,
            9,
            lighter(look.colour, 0.6),
            stroke=look.colour,
            width=2.5,
            opacity=0.9,
        )
        s.line(f"M{x - 34} {y - high + 22}L{x - 28} {y - 26}", "#ffffff", 5, 0.8)


def bottle(s: Sheet, look: Look) -> None:
    s.shadow(206, 334, 78, 13)
    wide = 58 if look.form == "wide" else 48
    s.path(
        f"M{200 - wide} 168Q{200 - wide} 132 {200 - wide + 26} 122H{200 + wide - 26}Q{200 + wide} 132 {200 + wide} 168V312Q{200 + wide} 334 {200 + wide - 22} 334H{200 - wide + 22}Q{200 - wide} 334 {200 - wide} 312Z",
        s.round(look.colour),
    )
    s.box(200 - wide, 286, wide * 2, 20, s.round(look.accent))
    s.box(174, 100, 52, 26, s.round(STEEL), corner=4)
    s.box(168, 58, 64, 46, s.round(look.accent), corner=10)
    s.line("M178 60C178 28 222 28 222 60", darker(look.accent, 0.2), 9)
    s.line(f"M{200 - wide + 16} 168V270", "#ffffff", 7, 0.4)
    s.path("M188 218q12 -26 24 0q-12 26 -24 0Z", lighter(look.colour, 0.6), opacity=0.8)


def whisk(s: Sheet, look: Look) -> None:
    """Wooden spoons and a whisk in a crock."""
    for x, tilt, head in ((168, -16, "spoon"), (204, 2, "turner"), (238, 18, "whisk")):
        s.begin((tilt, x, 300))
        s.box(x - 7, 110, 14, 170, s.round(WOOD if head != "whisk" else STEEL), corner=6)
        if head == "spoon":
            s.oval(x, 92, 25, 36, s.soft(WOOD))
            s.oval(x, 94, 17, 27, darker(WOOD, 0.15))
        elif head == "turner":
            s.path(f"M{x - 24} 52H{x + 24}L{x + 16} 124H{x - 16}Z", s.soft(lighter(WOOD, 0.15)))
            s.line(f"M{x - 7} 66V110M{x + 7} 66V110", darker(WOOD, 0.3), 4)
        else:
            for spread in (8, 20, 32):
                s.line(
                    f"M{x - 4} 150C{x - spread * 1.6:.0f} 90 {x - spread} 50 {x} 50S{x + spread * 1.6:.0f} 90 {x + 4} 150",
                    STEEL,
                    3.5,
                )
        s.end()
    s.shadow(206, 328, 96, 14)
    s.path("M128 204H280L270 312Q268 328 250 328H158Q140 328 138 312Z", s.round(look.colour))
    s.path("M130 226H278L276 246H132Z", s.round(look.accent))
    s.oval(204, 204, 76, 13, darker(look.colour, 0.4))
    s.path("M128 204A76 13 0 0 0 280 204V212A76 13 0 0 1 128 212Z", lighter(look.colour, 0.3))
