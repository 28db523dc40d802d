# ruff: noqa: E501 - the data of a path reads better unbroken
"""Clothes and what one carries."""

from infra.local.demo.drawing.canvas import Sheet, darker, lighter
from infra.local.demo.drawing.look import Look

LEATHER = "#8a5a3b"
STEEL = "#b9bec4"
BRASS = "#c9a14e"


def _cloth(s: Sheet, shape: str, colour: str, look: Look, strength: float = 0.55) -> None:
    s.path(shape, s.soft(colour))
    s.path(shape, s.weave(look.pattern, look.accent), opacity=strength)


def tshirt(s: Sheet, look: Look) -> None:
    edge = darker(look.colour, 0.3)
    s.path(
        "M138 76L70 108L40 190L92 212L112 176V352H290V176L310 212L362 190L332 108L264 76Q200 122 138 76Z",
        "#1f1a2b",
        opacity=0.12,
        turn=(0, 0, 0),
    )
    _cloth(
        s,
        "M134 66L66 98L36 180L88 202L108 168V344Q200 352 292 344V168L312 202L364 180L334 98L266 66Q200 112 134 66Z",
        look.colour,
        look,
        0.8,
    )
    s.path("M134 66Q200 116 266 66Q256 64 250 62Q200 96 150 62Z", darker(look.colour, 0.12))
    s.path("M150 62Q200 96 250 62Q200 76 150 62Z", darker(look.colour, 0.45))
    s.line("M108 168Q112 140 122 122M292 168Q288 140 278 122", edge, 3, 0.5)
    s.line("M42 170L92 190M358 170L308 190M110 332Q200 340 290 332", edge, 2, 0.5)
    s.line("M150 210Q142 270 148 330M254 220Q262 270 252 326", edge, 4, 0.16)
    if look.form == "pocket":
        s.path("M222 150H266V188Q244 204 222 188Z", darker(look.colour, 0.08), stroke=edge, width=2)
    elif look.form == "sun":
        s.path("M156 226A44 44 0 0 1 244 226Z", look.accent)
        s.line("M146 238H254M158 252H242M174 266H226", look.accent, 5)
    elif look.form == "peaks":
        s.path("M140 250L178 186L204 226L222 200L260 250Z", look.accent)


def shirt(s: Sheet, look: Look) -> None:
    edge = darker(look.colour, 0.3)
    s.path(
        "M140 72L78 100L46 330L92 340L114 190V356H290V190L312 340L358 330L326 100L264 72Z",
        "#1f1a2b",
        opacity=0.12,
    )
    for shape in (
        "M118 78L76 94L40 322L86 334L120 180Z",
        "M282 78L324 94L360 322L314 334L280 180Z",
    ):
        _cloth(s, shape, darker(look.colour, 0.08), look)
    _cloth(s, "M136 62L110 80V340Q200 352 290 340V80L264 62Q200 96 136 62Z", look.colour, look)
    s.box(190, 92, 20, 254, darker(look.colour, 0.06))
    s.line("M190 94V346M210 94V346", edge, 1.5, 0.5)
    for y in range(124, 330, 42):
        s.dot(200, y, 4.5, lighter(look.colour, 0.6))
        s.dot(200, y + 1, 1.6, edge)
    s.path("M136 62Q164 50 200 88L168 118Q146 92 136 62Z", s.soft(lighter(look.colour, 0.12)))
    s.path("M264 62Q236 50 200 88L232 118Q254 92 264 62Z", s.soft(lighter(look.colour, 0.06)))
    s.path("M150 60Q200 40 250 60Q226 62 200 88Q174 62 150 60Z", darker(look.colour, 0.4))
    s.path("M228 158H268V198L248 208L228 198Z", None, stroke=edge, width=2, opacity=0.7)
    s.line("M44 306L90 318M356 306L310 318", edge, 2, 0.7)


def sweater(s: Sheet, look: Look) -> None:
    rib = s.weave("rib", darker(look.colour, 0.25))
    s.path(
        "M138 82L70 112L46 326L92 336L112 200V356H292V200L312 336L358 326L334 112L266 82Z",
        "#1f1a2b",
        opacity=0.12,
    )
    for shape in (
        "M120 84L70 104L42 306L92 316L118 190Z",
        "M280 84L330 104L358 306L308 316L282 190Z",
    ):
        _cloth(s, shape, darker(look.colour, 0.07), look, 0.45)
    _cloth(s, "M140 72L108 88V324H292V88L260 72Q200 104 140 72Z", look.colour, look, 0.45)
    for shape in (
        "M104 322H296V346Q200 356 104 346Z",
        "M42 304L92 314L88 340L38 330Z",
        "M358 304L308 314L312 340L362 330Z",
    ):
        s.path(shape, darker(look.colour, 0.06))
        s.path(shape, rib, opacity=0.8)
    if look.form == "roll":
        s.path("M148 40Q200 28 252 40L262 82Q200 108 138 82Z", s.soft(look.colour))
        s.path("M148 40Q200 28 252 40L262 82Q200 108 138 82Z", rib, opacity=0.7)
    else:
        s.path("M138 72Q200 112 262 72L250 62Q200 90 150 62Z", darker(look.colour, 0.12))
        s.path("M150 62Q200 90 250 62Q200 72 150 62Z", darker(look.colour, 0.45))
    if look.form == "yoke":
        s.path("M112 118Q200 176 288 118V142Q200 200 112 142Z", look.accent)
        s.line("M116 158Q200 214 284 158", look.accent, 5)
        s.line("M118 100Q200 154 282 100", look.accent, 4)


def jacket(s: Sheet, look: Look) -> None:
    edge = darker(look.colour, 0.35)
    s.path(
        "M132 82L66 112L40 332L92 342L108 210V358H296V210L312 342L364 332L338 112L268 82Z",
        "#1f1a2b",
        opacity=0.13,
    )
    for shape in (
        "M122 80L66 104L36 322L90 334L116 190Z",
        "M278 80L334 104L364 322L310 334L284 190Z",
    ):
        _cloth(s, shape, darker(look.colour, 0.1), look)
    _cloth(s, "M134 66L104 88V344H296V88L266 66Q200 90 134 66Z", look.colour, look)
    if look.form == "quilted":
        s.path(
            "M104 88H296V344H104Z",
            s.tile(34, 34, f'<path d="M0 0L34 34M34 0L0 34" stroke="{edge}" stroke-width="1.5"/>'),
            opacity=0.55,
        )
    s.line("M200 92V344", edge, 4)
    if look.form == "hood":
        s.path("M134 74Q150 14 200 14T266 74Q200 104 134 74Z", s.soft(look.colour))
        s.path("M154 70Q164 34 200 34T246 70Q200 92 154 70Z", darker(look.colour, 0.45))
        s.line("M176 92V138M224 92V138", look.accent, 4)
    else:
        s.path("M136 64Q168 52 200 94L164 138Q142 104 136 64Z", s.soft(lighter(look.colour, 0.12)))
        s.path("M264 64Q232 52 200 94L236 138Q258 104 264 64Z", s.soft(lighter(look.colour, 0.05)))
        s.path("M152 58Q200 40 248 58Q222 66 200 94Q178 66 152 58Z", look.accent)
    for x in (122, 232):
        s.box(x, 232, 48, 62, lighter(look.colour, 0.06), corner=4, stroke=edge, width=2)
        s.line(f"M{x} 248H{x + 48}", edge, 2)
    for y in (160, 210, 260, 310):
        s.dot(209, y, 5, look.accent)


def socks(s: Sheet, look: Look) -> None:
    for dx, dy, shade in ((70, -14, 0.12), (0, 0, 0.0)):
        colour = darker(look.colour, shade)
        leg = f"M{112 + dx} {64 + dy}H{192 + dx}V{206 + dy}Q{190 + dx} 232 {214 + dx} {248 + dy}L{270 + dx} {284 + dy}Q{292 + dx} {306 + dy} {274 + dx} {330 + dy}Q{256 + dx} {346 + dy} {228 + dx} {332 + dy}L{136 + dx} {280 + dy}Q{108 + dx} {262 + dy} {110 + dx} {222 + dy}Z"
        s.path(leg, "#1f1a2b", opacity=0.13, turn=(3, 200, 0))
        s.path(leg, s.soft(colour))
        s.path(leg, s.weave(look.pattern, look.accent), opacity=0.85)
        s.path(f"M{112 + dx} {64 + dy}H{192 + dx}V{98 + dy}H{112 + dx}Z", look.accent)
        s.path(
            f"M{112 + dx} {64 + dy}H{192 + dx}V{98 + dy}H{112 + dx}Z",
            s.weave("rib", darker(look.accent, 0.3)),
            opacity=0.7,
        )
        s.path(
            f"M{252 + dx} {272 + dy}Q{292 + dx} {300 + dy} {274 + dx} {330 + dy}Q{256 + dx} {346 + dy} {228 + dx} {332 + dy}Q{244 + dx} {306 + dy} {252 + dx} {272 + dy}Z",
            look.accent,
        )
        s.path(
            f"M{110 + dx} {222 + dy}Q{140 + dx} {230 + dy} {148 + dx} {286 + dy}L{136 + dx} {280 + dy}Q{108 + dx} {262 + dy} {110 + dx} {222 + dy}Z",
            look.accent,
        )


def beanie(s: Sheet, look: Look) -> None:
    s.shadow(204, 318, 128, 15)
    crown = "M88 250Q84 92 200 88T312 250Z"
    s.path(crown, s.ball(look.colour))
    s.path(crown, s.weave(look.pattern or "rib", darker(look.colour, 0.28)), opacity=0.6)
    if look.form == "pompom":
        for turn in range(0, 360, 30):
            s.oval(
                200, 50, 9, 26, lighter(look.accent, 0.1 if turn % 60 else 0), turn=(turn, 200, 66)
            )
        s.dot(200, 66, 20, s.ball(look.accent))
    s.path(
        "M74 232Q200 208 326 232V300Q326 312 314 314Q200 330 86 314Q74 312 74 300Z",
        s.round(lighter(look.colour, 0.05)),
    )
    s.path(
        "M74 232Q200 208 326 232V300Q326 312 314 314Q200 330 86 314Q74 312 74 300Z",
        s.weave("rib", darker(look.colour, 0.3)),
        opacity=0.6,
    )
    s.box(226, 256, 44, 26, LEATHER, corner=3)


def cap(s: Sheet, look: Look) -> None:
    s.shadow(210, 294, 150, 15)
    s.path("M84 252Q78 118 190 114Q296 114 298 252Q190 226 84 252Z", s.ball(look.colour))
    s.line("M190 114Q158 170 156 238M190 114Q240 160 250 240", darker(look.colour, 0.3), 2, 0.6)
    s.dot(190, 112, 8, look.accent)
    s.path(
        "M120 244Q230 214 298 246Q366 262 372 284Q374 296 356 294Q260 262 124 276Q112 262 120 244Z",
        s.down((0, lighter(look.colour, 0.2)), (1, darker(look.colour, 0.15))),
    )
    s.line("M132 264Q250 244 352 282", lighter(look.colour, 0.4), 2, 0.5)
    if look.form == "patch":
        s.path("M172 172H228V210L200 224L172 210Z", look.accent)


def scarf(s: Sheet, look: Look) -> None:
    s.shadow(206, 350, 110, 12)
    for shape, shade in (
        ("M206 150L300 130L316 330L236 342Z", 0.14),
        ("M126 150L214 150L196 350L112 340Z", 0.0),
    ):
        _cloth(s, shape, darker(look.colour, shade), look, 0.85)
    for x, y in (
        (116, 340),
        (130, 342),
        (144, 344),
        (158, 346),
        (172, 348),
        (188, 350),
        (244, 341),
        (258, 339),
        (272, 337),
        (286, 335),
        (304, 332),
    ):
        s.line(f"M{x} {y}l-1 20", look.accent, 4)
    loop = "M96 134Q92 60 204 58T308 130Q300 186 204 190T96 134Z"
    _cloth(s, loop, lighter(look.colour, 0.06), look, 0.85)
    s.path("M138 108Q150 84 204 84T268 108Q250 126 204 126T138 108Z", darker(look.colour, 0.5))
    s.line("M112 146Q190 182 294 144M108 126Q120 150 204 156", darker(look.colour, 0.4), 3, 0.35)


def gloves(s: Sheet, look: Look) -> None:
    for dx, tilt in ((-70, -9), (72, 9)):
        s.begin((tilt, 200 + dx, 220))
        x = 200 + dx
        flip = -1 if dx > 0 else 1
        hand = f"M{x - 46} 262V150Q{x - 44} 92 {x} 88Q{x + 44} 92 {x + 46} 150V262Z"
        thumb = f"M{x + 40 * flip} 232Q{x + 92 * flip} 206 {x + 84 * flip} 164Q{x + 72 * flip} 140 {x + 54 * flip} 160L{x + 40 * flip} 190Z"
        _cloth(s, thumb, darker(look.colour, 0.08), look)
        _cloth(s, hand, look.colour, look)
        s.path(f"M{x - 50} 256H{x + 50}V330Q{x} 342 {x - 50} 330Z", s.round(look.accent))
        s.path(
            f"M{x - 50} 256H{x + 50}V330Q{x} 342 {x - 50} 330Z",
            s.weave("rib", darker(look.accent, 0.3)),
            opacity=0.7,
        )
        s.end()


def backpack(s: Sheet, look: Look) -> None:
    edge = darker(look.colour, 0.32)
    s.shadow(204, 348, 124, 14)
    s.line("M160 84C160 32 240 32 240 84", darker(look.accent, 0.2), 12)
    s.path("M100 120Q72 190 84 300L112 320Z", darker(look.accent, 0.3))
    s.path("M300 120Q328 190 316 300L288 320Z", darker(look.accent, 0.3))
    body = "M98 150Q98 72 200 70T302 150V312Q302 346 270 346H130Q98 346 98 312Z"
    s.path(body, s.soft(look.colour))
    s.path(body, s.weave(look.pattern, darker(look.colour, 0.2)), opacity=0.5)
    if look.form == "roll":
        s.path(
            "M104 96Q200 70 296 96V132Q200 152 104 132Z",
            s.down((0, lighter(look.colour, 0.25)), (1, darker(look.colour, 0.2))),
        )
        s.line("M200 84V230", look.accent, 13)
        s.box(186, 196, 28, 20, BRASS, corner=3)
    elif look.form == "flap":
        s.path(
            "M96 138Q100 72 200 70T304 138V210Q200 240 96 210Z", s.soft(lighter(look.colour, 0.07))
        )
        for x in (142, 246):
            s.line(f"M{x + 6} 182V262", look.accent, 13)
            s.box(x - 6, 236, 25, 18, BRASS, corner=3)
    else:
        s.line("M116 150Q120 92 200 90T284 150", edge, 4)
        s.dot(116, 152, 6, BRASS)
    s.path(
        "M124 250Q124 238 136 238H264Q276 238 276 250V318Q276 330 264 330H136Q124 330 124 318Z",
        s.down((0, lighter(look.colour, 0.12)), (1, darker(look.colour, 0.12))),
        stroke=edge,
        width=2,
    )
    s.line("M136 258H264", edge, 3)
    s.box(176, 268, 48, 26, look.accent, corner=3)


def tote(s: Sheet, look: Look) -> None:
    s.shadow(206, 346, 126, 14)
    s.line("M152 160C146 20 254 20 248 160", darker(look.accent, 0.25), 11)
    shape = "M92 142H308L324 334Q326 346 312 346H88Q74 346 76 334Z"
    s.path(shape, s.soft(look.colour))
    s.path(shape, s.weave(look.pattern, look.accent), opacity=0.65)
    s.line("M142 170C140 40 262 40 258 170", look.accent, 11)
    s.box(134, 158, 17, 34, look.accent)
    s.box(249, 158, 17, 34, look.accent)
    s.line("M94 158H306", darker(look.colour, 0.3), 2, 0.6)
    if look.form == "print":
        s.dot(200, 246, 46, look.accent)
        s.path("M200 288Q176 238 200 204Q224 238 200 288Z", look.colour)
    s.line("M120 210Q112 270 122 330M284 220Q292 280 280 326", darker(look.colour, 0.4), 4, 0.2)


def wallet(s: Sheet, look: Look) -> None:
    s.shadow(206, 300, 136, 15)
    for y, colour in ((118, "#e9dcc6"), (130, look.accent)):
        s.box(96, y, 196, 110, s.soft(colour), corner=10)
    s.box(76, 142, 248, 156, s.soft(look.colour), corner=16)
    s.path("M86 152H314V288H86Z", s.weave(look.pattern, darker(look.colour, 0.2)), opacity=0.4)
    s.box(
        84,
        150,
        232,
        140,
        None,
        corner=11,
        stroke=lighter(look.colour, 0.35),
        width=1.6,
        opacity=0.8,
    )
    if look.form == "clasp":
        s.path("M324 196H266Q250 196 250 219T266 242H324Z", s.soft(darker(look.colour, 0.12)))
        s.dot(274, 219, 9, s.ball(BRASS))
    else:
        s.line("M200 142V298", darker(look.colour, 0.4), 3, 0.6)
    s.box(98, 262, 40, 14, darker(look.colour, 0.2), corner=3)


def watch(s: Sheet, look: Look) -> None:
    s.shadow(208, 366, 66, 10)
    for shape in ("M160 40Q200 30 240 40L250 138H150Z", "M150 262H250L240 362Q200 374 160 362Z"):
        s.path(shape, s.round(look.colour))
        s.path(shape, None, stroke=lighter(look.colour, 0.4), width=1.6, opacity=0.5)
    for y in (300, 320, 340):
        s.oval(200, y, 4, 3, darker(look.colour, 0.5))
    s.box(282, 190, 18, 20, s.down((0, lighter(look.accent)), (1, darker(look.accent))), corner=4)
    s.dot(
        200,
        200,
        88,
        s.slanted(
            (0, lighter(look.accent, 0.5)), (0.5, look.accent), (1, darker(look.accent, 0.35))
        ),
    )
    face = "#262a33" if look.form == "dark" else "#fbf7ee"
    ink = "#fbf7ee" if look.form == "dark" else "#33323a"
    s.dot(200, 200, 74, s.soft(face))
    for hour in range(12):
        s.box(198, 134, 4, 14 if hour % 3 == 0 else 8, ink, turn=(hour * 30, 200, 200))
    s.line("M200 200L170 182", ink, 6)
    s.line("M200 200L226 154", ink, 4)
    s.line("M200 214V146", "#c65d45", 2)
    s.dot(200, 200, 5, ink)
    s.path("M140 166A70 70 0 0 1 214 132L150 222Q134 196 140 166Z", "#ffffff", opacity=0.16)


def sunglasses(s: Sheet, look: Look) -> None:
    s.shadow(204, 262, 160, 14)
    lens = s.down((0, darker(look.accent, 0.25)), (1, lighter(look.accent, 0.35)))
    s.line("M52 160Q40 110 92 96M348 160Q360 110 308 96", darker(look.colour, 0.2), 10)
    for x in (118, 282):
        if look.form == "round":
            s.oval(x, 190, 66, 64, lens, stroke=look.colour, width=11)
        else:
            s.path(
                f"M{x - 72} 146Q{x} 132 {x + 72} 146Q{x + 72} 236 {x + 14} 246Q{x - 62} 250 {x - 72} 146Z",
                lens,
                stroke=look.colour,
                width=12,
            )
        s.line(f"M{x - 36} 172L{x - 14} 158M{x - 36} 196L{x + 6} 162", "#ffffff", 6, 0.45)
    s.line("M184 172Q200 156 216 172", look.colour, 12)


def umbrella(s: Sheet, look: Look) -> None:
    s.line("M200 70V320Q200 352 226 352T250 322", LEATHER, 11)
    s.line("M200 60V44", darker(look.colour, 0.3), 7)
    s.path(
        "M40 216Q52 62 200 58T360 216Q332 190 306 216Q280 190 253 216Q228 190 200 216Q172 190 147 216Q120 190 94 216Q68 190 40 216Z",
        s.ball(look.colour),
    )
    for shape in (
        "M200 58Q132 110 147 216Q120 190 94 216Q110 100 200 58Z",
        "M200 58Q268 110 253 216Q280 190 306 216Q290 100 200 58Z",
    ):
        s.path(shape, look.accent, opacity=0.8)
    s.line(
        "M200 58V214M200 58Q90 100 94 216M200 58Q310 100 306 216", darker(look.colour, 0.35), 2, 0.5
    )


def sneaker(s: Sheet, look: Look) -> None:
    s.shadow(206, 296, 168, 14)
    s.path(
        "M50 262H356Q364 262 362 276Q360 292 338 292H70Q48 292 48 276Z",
        s.down((0, "#fffdf7"), (1, "#d8cfc2")),
    )
    s.path(
        "M56 262Q44 200 62 154Q84 166 110 148L132 138Q166 190 224 206Q330 212 354 262Z",
        s.soft(look.colour),
    )
    s.path("M262 212Q338 220 354 262H272Q252 240 262 212Z", lighter(look.colour, 0.35))
    s.path("M56 262Q46 214 58 174Q92 196 96 262Z", look.accent)
    s.path("M110 148L132 138Q166 190 224 206L206 224Q146 206 110 148Z", lighter(look.colour, 0.2))
    for x, y in ((138, 168), (156, 186), (178, 200), (202, 212)):
        s.line(f"M{x} {y}l24 -22", "#fffdf7", 7)
    s.path("M120 262Q170 250 220 214L232 222Q186 262 160 262Z", look.accent, opacity=0.85)
    s.line("M60 274H352", darker(look.accent, 0.05), 4, 0.7)


def robe(s: Sheet, look: Look) -> None:
    s.line("M200 18Q216 18 216 32T200 48V58", "#8d8a86", 5)
    s.path(
        "M126 78L74 108L48 262L98 274L114 200L104 366H296L286 200L302 274L352 262L326 108L274 78Z",
        "#1f1a2b",
        opacity=0.12,
        turn=(0, 0, 0),
    )
    for shape in (
        "M124 74L72 98L44 252L96 266L120 180Z",
        "M276 74L328 98L356 252L304 266L280 180Z",
    ):
        _cloth(s, shape, darker(look.colour, 0.08), look)
    _cloth(s, "M140 62L112 84L100 356Q200 366 300 356L288 84L260 62Z", look.colour, look)
    s.path("M140 62Q146 130 208 214L198 236Q120 150 120 76Z", lighter(look.colour, 0.2))
    s.path("M260 62Q254 130 190 226L200 244Q280 150 280 76Z", lighter(look.colour, 0.3))
    s.path("M140 62Q200 50 260 62Q246 130 204 196Q154 130 140 62Z", darker(look.colour, 0.42))
    s.box(106, 212, 188, 20, look.accent, corner=5)
    s.path("M188 214L168 320L184 324L204 232L214 316L230 312L212 214Z", lighter(look.accent, 0.08))
