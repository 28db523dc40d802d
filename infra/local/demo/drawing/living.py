# ruff: noqa: E501 - the data of a path reads better unbroken
"""Lamps, furniture and what lies on it."""

from infra.local.demo.drawing.canvas import Sheet, darker, lighter, mix
from infra.local.demo.drawing.look import Look

OAK = "#c29b6d"
BRASS = "#c9a14e"
IRON = "#3b3a40"


def _light(s: Sheet, x: float, y: float, r: float) -> None:
    s.dot(x, y, r, s.radial((0, "#ffeab0", 0.75), (0.5, "#ffe6a8", 0.28), (1, "#ffe6a8", 0)))


def table_lamp(s: Sheet, look: Look) -> None:
    s.shadow(200, 336, 92, 13)
    _light(s, 200, 150, 150)
    s.box(196, 176, 8, 60, BRASS)
    if look.form == "ball":
        s.dot(200, 272, 62, s.ball(look.accent))
        s.box(158, 322, 84, 14, s.round(darker(look.accent, 0.2)), corner=6)
    elif look.form == "column":
        s.box(168, 214, 64, 122, s.round(look.accent), corner=10)
    else:
        s.path(
            "M184 214H216Q218 250 244 276Q262 300 246 334H154Q138 300 156 276Q182 250 184 214Z",
            s.round(look.accent),
        )
    s.path(
        "M148 70H252L296 190H104Z",
        s.across(
            (0, darker(look.colour, 0.12)),
            (0.35, lighter(look.colour, 0.45)),
            (1, darker(look.colour, 0.18)),
        ),
    )
    s.path(
        "M148 70H252L296 190H104Z", s.weave(look.pattern, darker(look.colour, 0.15)), opacity=0.4
    )
    s.path("M104 190H296L292 178H108Z", darker(look.colour, 0.25), opacity=0.5)
    s.oval(200, 70, 52, 6, "#fff3cf")


def pendant(s: Sheet, look: Look) -> None:
    s.line("M200 0V118", IRON, 4)
    s.box(190, 104, 20, 26, s.round(BRASS), corner=4)
    _light(s, 200, 262, 130)
    if look.form == "globe":
        s.dot(
            200,
            218,
            96,
            s.radial(
                (0, "#fffdf4"),
                (0.6, lighter(look.colour, 0.4)),
                (1, look.colour),
                centre=(0.42, 0.4),
            ),
        )
        s.oval(200, 218, 96, 14, stroke=BRASS, width=6)
    elif look.form == "woven":
        shape = "M168 128H232Q330 180 318 272H82Q70 180 168 128Z"
        s.path(shape, s.round(look.colour))
        s.path(shape, s.weave("diamond", darker(look.colour, 0.35)), opacity=0.8)
        s.oval(200, 272, 118, 14, darker(look.colour, 0.45))
        s.oval(200, 272, 60, 7, "#fff0bd")
    else:
        s.path("M172 128H228Q240 196 328 248V262H72V248Q160 196 172 128Z", s.round(look.colour))
        s.oval(200, 262, 128, 15, lighter(look.colour, 0.1))
        s.oval(
            200, 263, 118, 11, s.down((0, darker(look.accent, 0.2)), (1, lighter(look.accent, 0.4)))
        )
        s.oval(200, 264, 34, 8, "#fff6d8")


def floor_lamp(s: Sheet, look: Look) -> None:
    s.shadow(200, 370, 84, 11)
    _light(s, 206, 108, 130)
    if look.form == "tripod":
        for x in (130, 206, 272):
            s.line(f"M200 156L{x} 368", darker(look.accent, 0.1), 9)
            s.line(f"M199 156L{x - 2} 366", lighter(look.accent, 0.25), 3)
    elif look.form == "arc":
        s.line("M120 362C90 40 220 0 268 96", look.accent, 7)
        s.box(76, 356, 92, 14, s.round(darker(look.accent, 0.1)), corner=6)
    else:
        s.line("M200 140V360", look.accent, 8)
        s.oval(200, 364, 60, 9, s.round(look.accent))
    x = 268 if look.form == "arc" else 200
    s.path(
        f"M{x - 40} 48H{x + 40}L{x + 76} 150H{x - 76}Z",
        s.across(
            (0, darker(look.colour, 0.1)),
            (0.35, lighter(look.colour, 0.5)),
            (1, darker(look.colour, 0.2)),
        ),
    )
    s.path(f"M{x - 76} 150H{x + 76}L{x + 72} 139H{x - 72}Z", darker(look.colour, 0.2), opacity=0.5)


def candle(s: Sheet, look: Look) -> None:
    s.shadow(204, 326, 104, 14)
    _light(s, 200, 128, 96)
    s.path(
        "M122 178H278V300Q278 326 254 326H146Q122 326 122 300Z",
        s.across(
            (0, darker(look.colour, 0.1), 0.95),
            (0.25, lighter(look.colour, 0.5), 0.9),
            (1, darker(look.colour, 0.2), 0.95),
        ),
    )
    s.oval(200, 178, 78, 14, lighter(look.colour, 0.45))
    s.oval(200, 181, 70, 10, "#f7ead0")
    s.line("M200 182V160", IRON, 4)
    s.path(
        "M200 104Q226 140 200 164Q174 140 200 104Z",
        s.down((0, "#ffd36b"), (0.6, "#ff9f43"), (1, "#fff3c4")),
    )
    s.path("M200 132Q210 148 200 162Q190 148 200 132Z", "#fff8df")
    s.box(150, 226, 100, 66, "#fbf6ea", corner=4)
    s.line("M168 246H232M178 262H222M186 276H214", darker(look.accent, 0.2), 3)
    s.line("M136 200V296", "#ffffff", 6, 0.5)


def lantern(s: Sheet, look: Look) -> None:
    s.shadow(200, 334, 92, 13)
    _light(s, 200, 228, 130)
    s.line("M150 130C150 26 250 26 250 130", IRON, 6)
    s.path("M140 142L200 96L260 142Z", s.round(look.colour))
    s.box(128, 140, 144, 16, s.round(look.colour), corner=5)
    s.box(
        142,
        156,
        116,
        150,
        s.across((0, "#fff6d8", 0.7), (0.5, "#fffdf2", 0.85), (1, "#ffe9b8", 0.7)),
    )
    s.box(182, 236, 36, 66, s.round("#f6ecd8"), corner=4)
    s.path("M200 190Q216 214 200 234Q184 214 200 190Z", s.down((0, "#ffd36b"), (1, "#ff9f43")))
    for x in (142, 197, 252):
        s.box(x, 156, 6, 150, darker(look.colour, 0.1))
    s.box(124, 304, 152, 28, s.round(look.colour), corner=6)


def chair(s: Sheet, look: Look) -> None:
    wood = look.accent
    s.shadow(204, 366, 116, 13)
    for x1, x2 in ((136, 122), (270, 290)):
        s.line(f"M{x1} 246L{x2} 364", darker(wood, 0.3), 11)
    s.path("M126 84Q200 66 274 84L268 206Q200 220 132 206Z", s.soft(look.colour))
    s.path(
        "M126 84Q200 66 274 84L268 206Q200 220 132 206Z",
        s.weave(look.pattern, darker(look.colour, 0.2)),
        opacity=0.5,
    )
    if look.form == "spindle":
        s.path("M140 102Q200 88 260 102L256 200H144Z", "#efe7dc")
        for x in (160, 187, 213, 240):
            s.line(f"M{x} 94V210", look.colour, 8)
    for x1, x2 in ((128, 138), (272, 262)):
        s.line(f"M{x1} 92L{x2} 250", wood, 11)
    s.path(
        "M112 236Q200 216 288 236L302 264Q200 284 98 264Z",
        s.down((0, lighter(look.colour, 0.25)), (1, look.colour)),
    )
    s.path("M98 264Q200 284 302 264V276Q200 298 98 276Z", darker(look.colour, 0.3))
    for x1, x2 in ((116, 94), (284, 308)):
        s.line(f"M{x1} 278L{x2} 366", wood, 12)
        s.line(f"M{x1 - 2} 280L{x2 - 2} 362", lighter(wood, 0.3), 3)


def armchair(s: Sheet, look: Look) -> None:
    s.shadow(200, 352, 150, 14)
    for x in (104, 296):
        s.line(f"M{x} 318L{x + (-10 if x < 200 else 10)} 352", look.accent, 12)
    s.path("M92 130Q92 74 152 74H248Q308 74 308 130V300H92Z", s.soft(look.colour))
    s.path(
        "M92 130Q92 74 152 74H248Q308 74 308 130V300H92Z",
        s.weave(look.pattern, darker(look.colour, 0.2)),
        opacity=0.45,
    )
    s.path(
        "M124 236Q124 216 144 216H256Q276 216 276 236V278H124Z",
        s.down((0, lighter(look.colour, 0.25)), (1, look.colour)),
    )
    s.path("M124 270H276V322H124Z", darker(look.colour, 0.22))
    for x, lit in ((62, 0.2), (270, 0.02)):
        s.path(
            f"M{x} 218Q{x} 190 {x + 34} 190T{x + 68} 218V318Q{x + 68} 326 {x + 60} 326H{x + 8}Q{x} 326 {x} 318Z",
            s.soft(lighter(look.colour, lit)),
        )
    s.line("M200 96V196", darker(look.colour, 0.3), 2, 0.4)
    s.line("M130 240Q200 232 270 240", "#ffffff", 3, 0.25)


def sofa(s: Sheet, look: Look) -> None:
    s.shadow(200, 330, 186, 14)
    for x in (66, 334):
        s.line(f"M{x} 300V330", look.accent, 11)
    s.path("M50 170Q50 124 92 124H308Q350 124 350 170V290H50Z", s.soft(look.colour))
    for x in (74, 202):
        s.path(
            f"M{x} 148Q{x} 136 {x + 14} 136H{x + 110}Q{x + 124} 136 {x + 124} 148V236H{x}Z",
            s.soft(lighter(look.colour, 0.08)),
        )
        s.path(
            f"M{x} 236Q{x} 222 {x + 14} 222H{x + 110}Q{x + 124} 222 {x + 124} 236V272H{x}Z",
            s.down((0, lighter(look.colour, 0.28)), (1, look.colour)),
        )
    s.box(62, 268, 276, 36, darker(look.colour, 0.24), corner=6)
    for x in (26, 318):
        s.path(
            f"M{x} 206Q{x} 180 {x + 28} 180T{x + 56} 206V298Q{x + 56} 308 {x + 46} 308H{x + 10}Q{x} 308 {x} 298Z",
            s.soft(look.colour),
        )
    s.box(92, 164, 66, 62, s.soft(look.accent), corner=12, turn=(-8, 124, 196))
    s.box(256, 172, 56, 54, s.soft(mix(look.accent, "#fff6e8", 0.5)), corner=11, turn=(9, 284, 200))


def stool(s: Sheet, look: Look) -> None:
    s.shadow(200, 362, 106, 13)
    for x1, x2 in ((150, 122), (200, 200), (250, 278)):
        s.line(f"M{x1} 170L{x2} 360", darker(look.accent, 0.25 if x1 == 200 else 0), 13)
        s.line(f"M{x1 - 3} 172L{x2 - 3} 356", lighter(look.accent, 0.3), 3, 0.7)
    s.line("M136 278H264", darker(look.accent, 0.15), 9)
    s.oval(200, 166, 98, 26, darker(look.colour, 0.3))
    s.oval(200, 150, 100, 28, s.soft(look.colour))
    s.path(
        "M100 150A100 28 0 0 0 300 150V164A100 28 0 0 1 100 164Z",
        s.round(darker(look.colour, 0.12)),
    )
    s.oval(
        200,
        148,
        84,
        20,
        s.weave(look.pattern or "grain", darker(look.colour, 0.25)) or "none",
        opacity=0.6,
    )


def side_table(s: Sheet, look: Look) -> None:
    s.shadow(200, 348, 130, 13)
    for x1, x2 in ((118, 100), (282, 300), (176, 168), (224, 232)):
        s.line(
            f"M{x1} 204L{x2} {346 if abs(x1 - 200) > 50 else 328}",
            look.accent if abs(x1 - 200) > 50 else darker(look.accent, 0.3),
            10,
        )
    if look.form == "drawer":
        s.box(96, 190, 208, 62, s.round(look.colour), corner=5)
        s.box(112, 204, 176, 36, darker(look.colour, 0.12), corner=4)
        s.dot(200, 222, 7, BRASS)
    s.oval(200, 196, 136, 27, darker(look.colour, 0.35))
    s.oval(
        200, 186, 138, 28, s.across((0, lighter(look.colour, 0.3)), (1, darker(look.colour, 0.12)))
    )
    s.oval(200, 186, 130, 24, s.weave("grain", darker(look.colour, 0.25)) or "none", opacity=0.5)
    s.oval(236, 178, 34, 8, darker(look.colour, 0.3), opacity=0.5)
    s.path("M212 132H262L256 178H218Z", s.round("#e7d9c7"))
    for dx, dy in ((-20, 44), (0, 62), (22, 40)):
        s.path(
            f"M237 132Q{237 + dx * 1.8:.0f} {132 - dy} {237 + dx} {132 - dy - 18}Q{237 + dx * 0.2:.0f} {132 - dy} 237 132Z",
            s.soft("#7f9a73"),
        )


def desk(s: Sheet, look: Look) -> None:
    s.shadow(200, 346, 180, 13)
    for x1, x2 in ((58, 42), (342, 358)):
        s.line(f"M{x1} 216L{x2} 344", look.accent, 12)
    s.box(
        34,
        194,
        332,
        22,
        s.down((0, lighter(look.colour, 0.25)), (1, darker(look.colour, 0.1))),
        corner=5,
    )
    s.box(216, 216, 122, 48, s.soft(darker(look.colour, 0.08)), corner=3)
    s.line("M262 238H292", BRASS, 6)
    s.box(86, 128, 92, 62, s.slanted((0, "#43424a"), (1, "#2a2a30")), corner=5)
    s.box(93, 135, 78, 48, s.slanted((0, "#bcd3d8"), (1, "#e9d8c8")), corner=2)
    s.line("M132 190V196", "#2a2a30", 12)
    for x, h, c in ((242, 44, "#c66b4e"), (256, 52, "#e0c48a"), (270, 40, "#64809a")):
        s.box(x, 194 - h, 13, h, c, corner=2)
    s.path("M300 162H332L328 194H304Z", s.round("#efe6d9"))
    s.line("M316 162Q306 136 296 130M316 162Q322 132 336 124M316 162V120", "#7f9a73", 5)


def shelf(s: Sheet, look: Look) -> None:
    s.shadow(200, 366, 130, 12)
    for x in (92, 300):
        s.box(x, 44, 10, 322, s.round(look.accent), corner=3)
    things = (("#c66b4e", 20, 54), ("#e0c48a", 16, 62), ("#64809a", 22, 48), ("#8a9a7b", 14, 58))
    for row, y in enumerate((114, 196, 278, 350)):
        s.box(
            84,
            y,
            234,
            13,
            s.down((0, lighter(look.colour, 0.25)), (1, darker(look.colour, 0.2))),
            corner=3,
        )
        x = 112 + row * 26
        for colour, wide, high in things[row % 2 : row % 2 + 3]:
            s.box(x, y - high, wide, high, s.round(colour), corner=2)
            x += wide + 3
        if row % 2:
            s.path(f"M124 {y - 34}H158L152 {y}H130Z", s.round("#efe6d9"))
            s.line(
                f"M141 {y - 34}Q130 {y - 56} 120 {y - 60}M141 {y - 34}Q150 {y - 60} 162 {y - 60}",
                "#7f9a73",
                6,
            )
        else:
            s.oval(266, y - 18, 24, 18, s.ball("#e9ded0"))


def mirror(s: Sheet, look: Look) -> None:
    glass = s.slanted((0, "#f4f8f8"), (0.45, "#cfdcde"), (0.5, "#e6eeee"), (1, "#b9c9cc"))
    if look.form == "arch":
        s.path("M104 346V170A96 96 0 0 1 296 170V346Z", s.soft(look.colour))
        s.path("M118 332V172A82 82 0 0 1 282 172V332Z", glass)
        s.line("M142 300V190M162 262V170", "#ffffff", 8, 0.5)
        return
    s.shadow(208, 214, 144, 142, 0.28)
    s.dot(200, 200, 138, s.soft(look.colour))
    s.dot(200, 200, 122, glass)
    s.line("M132 232L228 118M158 262L240 164", "#ffffff", 9, 0.5)


def clock(s: Sheet, look: Look) -> None:
    s.shadow(210, 216, 140, 138, 0.28)
    s.dot(200, 200, 134, s.soft(look.accent))
    s.dot(200, 200, 118, s.soft(look.colour))
    ink = "#fbf6ea" if look.form == "dark" else IRON
    for hour in range(12):
        long = 16 if hour % 3 == 0 else 8
        s.box(197.5, 96, 5, long, ink, corner=2, turn=(hour * 30, 200, 200))
    s.line("M200 200L154 168", ink, 9)
    s.line("M200 200L248 128", ink, 6)
    s.line("M200 218V120", "#c65d45", 2.5)
    s.dot(200, 200, 9, "#c65d45")


def picture(s: Sheet, look: Look) -> None:
    """A framed print."""
    s.shadow(210, 214, 130, 160, 0.22)
    s.box(88, 46, 224, 300, s.soft(look.accent), corner=3)
    s.box(100, 58, 200, 276, "#fdfaf3")
    s.box(120, 78, 160, 236, mix(look.colour, "#fdf6ea", 0.72))
    if look.form == "dunes":
        s.dot(232, 140, 30, mix(look.colour, "#f6b26b", 0.6))
        for index, y in enumerate((206, 236, 268)):
            s.path(
                f"M120 {y + 12}Q170 {y - 34} 214 {y}T280 {y - 12}V314H120Z",
                mix(look.colour, "#fff3e0", 0.5 - index * 0.22),
            )
    elif look.form == "stems":
        for x, top in ((162, 120), (200, 98), (238, 132)):
            s.line(f"M{x} 300Q{x - 8} 200 {x} {top}", darker(look.colour, 0.2), 4)
            for y in range(top + 10, 270, 30):
                s.oval(x + 15, y, 16, 7, look.colour, turn=(-34, x + 15, y))
                s.oval(x - 16, y + 14, 16, 7, darker(look.colour, 0.12), turn=(30, x - 16, y + 14))
    else:
        s.dot(178, 168, 50, look.colour)
        s.path("M180 300V210A46 46 0 0 1 272 210V300Z", darker(look.colour, 0.3))
        s.box(136, 240, 66, 60, mix(look.colour, "#f6b26b", 0.6))
    s.path("M100 58H300L100 250Z", "#ffffff", opacity=0.14)


def vase(s: Sheet, look: Look) -> None:
    s.shadow(204, 332, 84, 13)
    for x, top in ((170, 66), (204, 40), (240, 78)):
        s.line(f"M200 190Q{x} 130 {x} {top + 18}", "#8d9b74", 4)
        for dy in (0, 20, 40, 60):
            s.oval(
                x - 9, top + dy + 14, 11, 5, s.soft(look.accent), turn=(40, x - 9, top + dy + 14)
            )
            s.oval(x + 9, top + dy + 8, 11, 5, look.accent, turn=(-40, x + 9, top + dy + 8))
    shape = {
        "bud": "M182 176H218Q214 214 246 248Q274 290 236 332H164Q126 290 154 248Q186 214 182 176Z",
        "ring": "M178 170H222V206Q276 224 276 272Q270 332 222 332H178Q130 332 124 272Q124 224 178 206Z",
    }.get(
        look.form,
        "M150 178H250Q236 220 256 268Q258 312 236 332H164Q142 312 144 268Q164 220 150 178Z",
    )
    s.path(shape, s.round(look.colour))
    s.path(shape, s.weave(look.pattern, darker(look.colour, 0.2)), opacity=0.5)
    if look.form == "ring":
        s.oval(200, 270, 30, 34, darker(look.colour, 0.5))
    s.oval(
        200,
        176 if look.form != "ring" else 171,
        18 if look.form == "bud" else 24 if look.form == "ring" else 48,
        6,
        darker(look.colour, 0.45),
    )


def cushion(s: Sheet, look: Look) -> None:
    s.shadow(200, 328, 132, 16)
    shape = "M84 96Q200 112 316 96Q302 200 316 310Q200 296 84 310Q98 200 84 96Z"
    if look.form == "long":
        shape = "M48 152Q200 164 352 152Q340 224 352 300Q200 288 48 300Q60 224 48 152Z"
    s.path(
        shape,
        s.radial(
            (0, lighter(look.colour, 0.22)),
            (0.6, look.colour),
            (1, darker(look.colour, 0.2)),
            centre=(0.4, 0.35),
        ),
    )
    s.path(shape, s.weave(look.pattern, look.accent), opacity=0.8)
    s.path(shape, None, stroke=darker(look.colour, 0.25), width=4)
    if look.form == "tassel":
        for x, y in ((84, 96), (316, 96), (316, 310), (84, 310)):
            s.line(f"M{x} {y}l{-14 if x < 200 else 14} {-16 if y < 200 else 16}", look.accent, 9)
    s.line("M110 128Q130 142 140 168M290 282Q268 270 262 246", darker(look.colour, 0.4), 4, 0.3)


def throw(s: Sheet, look: Look) -> None:
    """A folded blanket."""
    s.shadow(200, 318, 148, 15)
    for x in range(92, 312, 13):
        s.line(f"M{x} 300v22", darker(look.accent, 0.05), 5)
    for index, y in enumerate((244, 186, 128)):
        colour = lighter(look.colour, index * 0.08)
        s.box(
            76 + index * 3,
            y,
            248 - index * 6,
            62,
            s.down((0, lighter(colour, 0.2)), (0.7, colour), (1, darker(colour, 0.24))),
            corner=26,
        )
        s.box(
            76 + index * 3,
            y,
            248 - index * 6,
            62,
            s.weave(look.pattern, look.accent),
            corner=26,
            opacity=0.6,
        )
    s.path(
        "M96 130Q200 118 304 130Q296 150 200 150T96 130Z", lighter(look.colour, 0.3), opacity=0.5
    )
    if look.form == "band":
        s.box(
            180,
            122,
            40,
            186,
            s.across((0, darker(OAK, 0.1)), (0.4, lighter(OAK, 0.3)), (1, darker(OAK, 0.2))),
            corner=4,
        )


def bedding(s: Sheet, look: Look) -> None:
    s.shadow(200, 336, 170, 13)
    s.path("M60 150Q60 72 126 72H274Q340 72 340 150V236H60Z", s.soft(OAK))
    s.box(48, 214, 304, 116, darker(look.colour, 0.12), corner=10)
    for x in (78, 206):
        s.path(
            f"M{x} 146Q{x + 58} 132 {x + 116} 146Q{x + 110} 186 {x + 116} 224Q{x + 58} 214 {x} 224Q{x + 6} 186 {x} 146Z",
            s.soft(lighter(look.colour, 0.4)),
        )
    cover = "M42 214Q120 192 200 206T358 210V312Q358 332 338 332H62Q42 332 42 312Z"
    s.path(
        cover,
        s.down((0, lighter(look.colour, 0.2)), (0.5, look.colour), (1, darker(look.colour, 0.2))),
    )
    s.path(cover, s.weave(look.pattern, look.accent), opacity=0.6)
    s.path("M42 214Q120 192 200 206T358 210V240Q280 224 200 236T42 246Z", lighter(look.colour, 0.4))
    s.line("M120 250Q112 290 124 330M236 244Q250 290 240 330", darker(look.colour, 0.4), 4, 0.25)


def towel(s: Sheet, look: Look) -> None:
    s.box(60, 70, 280, 12, s.down((0, lighter(BRASS)), (1, darker(BRASS))), corner=6)
    for x in (66, 334):
        s.dot(x, 76, 11, s.ball(BRASS))
    for x, wide, bottom, colour in (
        (172, 130, 300, darker(look.colour, 0.1)),
        (112, 128, 338, look.colour),
    ):
        s.path(
            f"M{x} 74Q{x + wide / 2} 64 {x + wide} 74V{bottom}H{x}Z",
            s.across(
                (0, lighter(colour, 0.2)),
                (0.45, colour),
                (0.7, lighter(colour, 0.12)),
                (1, darker(colour, 0.2)),
            ),
        )
        s.path(f"M{x} 74H{x + wide}V{bottom}H{x}Z", s.weave(look.pattern, look.accent), opacity=0.5)
        for dy in (58, 42):
            s.box(x, bottom - dy, wide, 7, look.accent, opacity=0.85)
        for fringe in range(x + 5, x + wide, 11):
            s.line(f"M{fringe} {bottom}v12", colour, 3)


def rug(s: Sheet, look: Look) -> None:
    shape = "M96 92H304L360 330H40Z"
    if look.form == "round":
        s.oval(204, 232, 172, 108, "#1f1a2b", opacity=0.13)
        s.oval(
            200,
            222,
            168,
            104,
            s.down((0, darker(look.colour, 0.12)), (1, lighter(look.colour, 0.12))),
        )
        for rx in (150, 118, 84, 48):
            s.oval(200, 222, rx, rx * 0.62, stroke=look.accent, width=8, opacity=0.85)
        return
    s.path("M100 100H312L372 342H50Z", "#1f1a2b", opacity=0.13)
    for x in range(16):
        s.line(f"M{44 + x * 21} 330l{-3 + x * 0.4:.1f} 18", lighter(look.colour, 0.4), 3)
    s.path(shape, s.down((0, darker(look.colour, 0.14)), (1, lighter(look.colour, 0.12))))
    s.path(shape, s.weave(look.pattern, look.accent), opacity=0.7)
    s.path("M112 106H288L336 314H64Z", None, stroke=look.accent, width=6)
    if look.form == "medallion":
        s.path("M200 140L262 210L200 290L138 210Z", look.accent)
        s.path("M200 166L238 210L200 262L162 210Z", look.colour)


def basket(s: Sheet, look: Look) -> None:
    s.shadow(200, 328, 122, 15)
    for x in (96, 304):
        s.line(
            f"M{x} 210C{x - (44 if x < 200 else -44)} 190 {x - (44 if x < 200 else -44)} 262 {x + (8 if x < 200 else -8)} 256",
            darker(look.accent, 0.1),
            12,
        )
    s.path("M124 176Q150 112 200 130T276 176Z", s.soft("#efe4d4"))
    shape = "M82 172H318L296 308Q292 328 272 328H128Q108 328 104 308Z"
    s.path(shape, s.round(look.colour))
    s.path(
        shape,
        s.tile(
            26,
            18,
            f'<path d="M0 5H11M15 14H26" stroke="{darker(look.colour, 0.3)}" stroke-width="5"/>',
        ),
        opacity=0.7,
    )
    s.box(76, 162, 248, 20, s.round(look.accent), corner=10)
