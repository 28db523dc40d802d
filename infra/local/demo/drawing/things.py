# ruff: noqa: E501 - the data of a path reads better unbroken
"""What lies on desks, in bags, in bathrooms and on the nursery floor."""

from infra.local.demo.drawing.canvas import Sheet, brightness, darker, lighter, mix
from infra.local.demo.drawing.look import Look

GRAPHITE = "#34343b"
STEEL = "#b9bec4"
PAPER = "#fbf6ea"
BEECH = "#d3ab77"


def notebook(s: Sheet, look: Look) -> None:
    s.shadow(214, 336, 124, 14)
    s.begin((-7, 200, 200))
    s.box(112, 66, 186, 270, PAPER, corner=8)
    s.line("M296 80V326M292 80V328", darker(PAPER, 0.16), 1.5)
    s.box(98, 60, 190, 272, s.soft(look.colour), corner=9)
    s.box(98, 60, 190, 272, s.weave(look.pattern, lighter(look.colour, 0.4)), corner=9, opacity=0.5)
    s.box(98, 60, 26, 272, darker(look.colour, 0.18), corner=8)
    if look.form == "spiral":
        for y in range(78, 326, 17):
            s.line(f"M90 {y}Q100 {y - 7} 112 {y}", STEEL, 4)
    else:
        s.box(256, 60, 11, 272, look.accent)
        s.path("M226 330V356L232 348L238 356V330Z", look.accent)
    s.box(150, 120, 84, 50, PAPER, corner=3)
    s.line("M164 138H220M172 152H212", darker(look.colour, 0.2), 3)
    s.end()


def pen(s: Sheet, look: Look) -> None:
    s.shadow(214, 226, 150, 34, 0.24)
    for dy, colour in ((34, look.accent), (-26, look.colour)):
        s.begin((-36, 200, 200))
        y = 200 + dy
        metal = s.down((0, "#eef1f3"), (0.5, STEEL), (1, "#82888e"))
        s.path(f"M40 {y}L74 {y - 12}V{y + 12}Z", metal)
        s.box(
            72,
            y - 14,
            120,
            28,
            s.down((0, lighter(colour, 0.4)), (0.4, colour), (1, darker(colour, 0.35))),
            corner=4,
        )
        s.box(186, y - 15, 12, 30, metal)
        s.box(
            196,
            y - 16,
            156,
            32,
            s.down((0, lighter(colour, 0.4)), (0.4, colour), (1, darker(colour, 0.35))),
            corner=12,
        )
        s.box(250, y - 22, 92, 8, metal, corner=4)
        s.end()


def book(s: Sheet, look: Look) -> None:
    s.shadow(216, 346, 116, 14)
    s.path("M114 58L292 52Q304 52 304 64V334L124 346Z", darker(PAPER, 0.06))
    s.path(
        "M98 66Q98 54 110 54H282Q292 54 292 64V330Q292 340 282 340H110Q98 340 98 330Z",
        s.soft(look.colour),
    )
    s.box(98, 54, 20, 286, darker(look.colour, 0.22), corner=6)
    cover = look.form
    if cover == "moon":
        s.dot(214, 232, 58, look.accent)
        s.dot(236, 220, 50, look.colour)
        for x, y in ((150, 206), (262, 166), (158, 292), (262, 300)):
            s.dot(x, y, 3.5, look.accent)
    elif cover == "hills":
        for index, y in enumerate((214, 246, 280)):
            s.path(
                f"M118 {y + 16}Q160 {y - 40} 206 {y}T292 {y - 16}V340H118Z",
                mix(look.accent, look.colour, 0.25 * index),
            )
        s.dot(250, 190, 20, lighter(look.accent, 0.4))
    elif cover == "fish":
        s.path("M150 250Q196 204 246 250Q196 296 150 250ZM246 250L276 226V274Z", look.accent)
        s.dot(172, 244, 5, look.colour)
        s.line("M134 306Q154 292 174 306T214 306T254 306T276 306", look.accent, 4)
    elif cover == "house":
        s.path("M146 306V240L206 190L266 240V306Z", look.accent)
        s.box(194, 258, 26, 48, look.colour)
        s.box(158, 250, 22, 22, lighter(look.colour, 0.3))
    else:
        for turn in range(0, 180, 30):
            s.oval(206, 250, 62, 16, stroke=look.accent, width=4, turn=(turn, 206, 250))
    ink = lighter(look.accent, 0.5) if brightness(look.colour) < 0.5 else darker(look.colour, 0.75)
    words = look.mark.split("|")
    for index, line in enumerate(words):
        s.text(206, 104 + index * 28, line, ink, 22)
    s.line("M180 328H232", ink, 3)


def pencil_case(s: Sheet, look: Look) -> None:
    s.shadow(206, 288, 160, 15)
    for x, colour, top in ((120, "#e0b34d", 96), (148, "#c65d45", 76), (176, "#5f83a0", 104)):
        s.path(
            f"M{x} {top + 24}L{x + 9} {top}L{x + 18} {top + 24}V200H{x}Z",
            s.across((0, lighter(colour)), (1, darker(colour))),
        )
        s.path(f"M{x} {top + 24}L{x + 9} {top}L{x + 18} {top + 24}Z", BEECH)
    s.box(48, 160, 304, 124, s.soft(look.colour), corner=30)
    s.box(48, 160, 304, 124, s.weave(look.pattern, look.accent), corner=30, opacity=0.6)
    s.line("M70 184H330", darker(look.colour, 0.4), 6)
    s.line("M74 184H326", "#d9c08b", 2)
    s.box(322, 178, 34, 13, look.accent, corner=5)
    s.line("M80 208Q200 198 320 208", "#ffffff", 4, 0.25)


def headphones(s: Sheet, look: Look) -> None:
    s.shadow(200, 344, 130, 13)
    s.line("M92 240C80 30 320 30 308 240", darker(look.colour, 0.25), 26)
    s.line("M92 236C82 36 318 36 308 236", look.colour, 17)
    s.line("M128 96Q200 44 272 96", lighter(look.colour, 0.3), 6, 0.6)
    for x, flip in ((92, 1), (308, -1)):
        s.line(f"M{x} 198V250", STEEL, 9)
        s.box(x - 12 + 30 * flip, 204, 34, 124, s.round(look.accent), corner=17)
        s.box(x - 34 if flip > 0 else x - 26, 196, 60, 138, s.soft(look.colour), corner=28)
        s.oval(x - 6 * flip, 265, 15, 38, darker(look.colour, 0.2))
        s.oval(x - 6 * flip, 265, 10, 31, s.ball(look.colour))


def speaker(s: Sheet, look: Look) -> None:
    s.shadow(204, 338, 106, 14)
    grille = s.tile(
        9, 9, f'<circle cx="3" cy="3" r="1.7" fill="{darker(look.colour, 0.45)}"/>', turn=45
    )
    if look.form == "drum":
        s.path("M104 122V306Q104 338 136 338H264Q296 338 296 306V122Z", s.round(look.colour))
        s.path("M104 150V306Q104 338 136 338H264Q296 338 296 306V150Z", grille)
        s.oval(200, 122, 96, 26, s.down((0, lighter(look.accent, 0.3)), (1, look.accent)))
        s.oval(200, 122, 30, 8, darker(look.accent, 0.3))
        s.line("M296 152C350 150 350 230 296 232", "#8a5a3b", 10)
        return
    s.box(108, 62, 184, 276, s.soft(look.accent), corner=20)
    s.box(120, 74, 160, 252, s.soft(look.colour), corner=12)
    s.box(120, 74, 160, 252, grille, corner=12, opacity=0.5)
    for y, r in ((132, 34), (242, 62)):
        s.dot(200, y, r, darker(look.colour, 0.5))
        s.dot(200, y, r - 8, s.ball(darker(look.colour, 0.2)))
        s.dot(200, y, r * 0.3, s.ball(STEEL))
    s.dot(266, 314, 4, "#8fe3a2")


def earbuds(s: Sheet, look: Look) -> None:
    s.shadow(204, 326, 130, 14)
    s.box(92, 196, 216, 128, s.soft(look.colour), corner=52)
    s.path("M92 246Q92 130 144 130H256Q308 130 308 246Z", s.soft(lighter(look.colour, 0.1)))
    s.line("M94 240H306", darker(look.colour, 0.3), 3)
    s.dot(200, 274, 5, "#8fe3a2")
    for x, flip in ((134, -1), (266, 1)):
        s.begin((12 * flip, x, 120))
        s.box(x - 9, 100, 18, 82, s.round(look.colour), corner=9)
        s.oval(x + 5 * flip, 96, 29, 27, s.ball(look.colour))
        s.oval(x + 26 * flip, 90, 14, 18, s.ball(look.accent), turn=(24 * flip, x + 26 * flip, 90))
        s.end()


def keyboard(s: Sheet, look: Look) -> None:
    s.shadow(206, 280, 186, 15)
    s.path("M44 154H356L376 270H24Z", s.down((0, lighter(look.colour, 0.2)), (1, look.colour)))
    s.path("M24 270H376V280Q376 288 366 288H34Q24 288 24 280Z", darker(look.colour, 0.3))
    key = lighter(look.colour, 0.6)
    for row, y in enumerate((166, 190, 214, 238)):
        left, count = 56 - row * 5, 12
        step = (288 + row * 10) / count
        for column in range(count):
            x = left + column * step
            lit = look.accent if (row, column) in ((0, 0), (2, 11), (3, 0)) else key
            if row == 3 and 3 <= column <= 7:
                if column == 3:
                    s.box(x, y, step * 5 - 4, 20, key, corner=4)
                continue
            s.box(x, y, step - 4, 20, lit, corner=4)


def phone_stand(s: Sheet, look: Look) -> None:
    s.shadow(206, 338, 112, 14)
    s.path("M118 320L168 176H190L146 320Z", s.soft(darker(look.colour, 0.2)))
    s.begin((10, 200, 200))
    s.box(146, 52, 124, 236, s.slanted((0, "#45454d"), (1, "#1f1f25")), corner=20)
    s.box(
        154,
        62,
        108,
        216,
        s.slanted((0, mix(look.accent, "#ffffff", 0.45)), (1, look.accent)),
        corner=13,
    )
    s.text(208, 124, "10:24", "#ffffff", 30)
    s.box(170, 226, 76, 34, "#ffffff", corner=9, opacity=0.35)
    s.end()
    s.path(
        "M108 312H286Q300 312 300 325T286 338H108Q94 338 94 325T108 312Z",
        s.down((0, lighter(look.colour, 0.25)), (1, darker(look.colour, 0.2))),
    )
    s.box(132, 290, 120, 24, s.round(look.colour), corner=8)


def desk_tray(s: Sheet, look: Look) -> None:
    s.shadow(204, 320, 150, 14)
    for x, colour, top in ((104, "#e0b34d", 92), (126, GRAPHITE, 76), (148, "#c65d45", 104)):
        s.box(x, top, 13, 140, s.across((0, lighter(colour)), (1, darker(colour))), corner=5)
    s.box(86, 168, 92, 148, s.round(look.colour), corner=8)
    s.box(178, 214, 148, 102, s.round(lighter(look.colour, 0.06)), corner=8)
    for y, colour in ((186, PAPER), (196, look.accent)):
        s.path(f"M196 {y}H306V226H196Z", colour)
    s.box(190, 232, 124, 66, darker(look.colour, 0.14), corner=5)
    s.dot(252, 265, 7, "#c9a14e")
    s.box(86, 168, 92, 148, s.weave("grain", darker(look.colour, 0.3)), corner=8, opacity=0.4)


def soap(s: Sheet, look: Look) -> None:
    s.shadow(206, 306, 146, 15)
    s.path("M66 270H334L316 304H84Z", s.round("#b98a5e"))
    for x in (110, 160, 210, 260):
        s.line(f"M{x} 276L{x + 4} 300", darker("#b98a5e", 0.4), 4)
    s.box(
        92,
        190,
        216,
        84,
        s.down((0, lighter(look.colour, 0.3)), (0.5, look.colour), (1, darker(look.colour, 0.22))),
        corner=24,
    )
    s.oval(200, 214, 84, 14, lighter(look.colour, 0.45), opacity=0.5)
    stamp = (lighter if brightness(look.colour) < 0.4 else darker)(look.colour, 0.45)
    s.text(200, 248, look.mark or "savon", stamp, 26)
    for x, y, r in ((120, 168, 15), (146, 144, 9), (272, 162, 12), (292, 138, 7)):
        s.oval(x, y, r, r, "#ffffff", stroke="#d7e2e4", width=1.5, opacity=0.65)
    for x, y in ((130, 226), (262, 222), (238, 262), (150, 258)):
        s.oval(x, y, 4, 2, look.accent, opacity=0.8)


def dispenser(s: Sheet, look: Look) -> None:
    s.shadow(206, 338, 92, 14)
    s.box(192, 84, 16, 60, s.round(GRAPHITE))
    s.path("M150 62H214Q228 62 228 76V90H178Q160 90 150 76Z", s.soft(GRAPHITE))
    s.box(170, 118, 60, 26, s.round(GRAPHITE), corner=5)
    body = "M128 182Q128 144 166 144H234Q272 144 272 182V314Q272 338 248 338H152Q128 338 128 314Z"
    s.path(
        body,
        s.across(
            (0, darker(look.colour, 0.2)),
            (0.2, lighter(look.colour, 0.4)),
            (0.5, look.colour),
            (1, darker(look.colour, 0.35)),
        ),
    )
    s.box(142, 196, 116, 108, PAPER, corner=3)
    s.text(200, 232, look.mark or "wash", GRAPHITE, 24)
    s.line("M164 250H236M174 264H226M182 278H218", darker(look.accent, 0.1), 3)
    s.line("M142 168V190", "#ffffff", 6, 0.5)


def jar(s: Sheet, look: Look) -> None:
    """A balm or cream, its lid half open."""
    s.shadow(206, 320, 124, 14)
    s.box(
        98,
        206,
        204,
        112,
        s.across(
            (0, darker(look.colour, 0.18)),
            (0.24, lighter(look.colour, 0.4)),
            (1, darker(look.colour, 0.3)),
        ),
        corner=20,
    )
    s.oval(200, 208, 102, 22, lighter(look.colour, 0.45))
    s.path(
        "M112 204Q150 176 190 196Q230 168 288 206Q200 230 112 204Z",
        s.soft(lighter(look.accent, 0.55)),
    )
    s.box(128, 244, 144, 48, PAPER, corner=3)
    s.text(200, 275, look.mark or "balm", GRAPHITE, 24)
    s.begin((-14, 200, 140))
    s.box(104, 112, 196, 44, s.round(look.accent), corner=9)
    s.oval(202, 112, 97, 18, lighter(look.accent, 0.25))
    s.end()


def brush(s: Sheet, look: Look) -> None:
    s.shadow(214, 250, 150, 40, 0.26)
    s.begin((-32, 200, 200))
    for x in range(226, 352, 9):
        s.line(f"M{x} 206V254", lighter(look.accent, 0.2), 5)
    s.path(
        "M40 182Q120 190 214 174Q290 164 354 182Q372 194 354 212Q290 222 214 214Q120 202 40 212Q22 197 40 182Z",
        s.down((0, lighter(look.colour, 0.3)), (1, darker(look.colour, 0.2))),
    )
    s.path(
        "M60 190Q200 194 340 188",
        s.weave("grain", "#000000") and "none",
        stroke=lighter(look.colour, 0.5),
        width=3,
        opacity=0.6,
    )
    s.dot(48, 197, 6, darker(look.colour, 0.5))
    s.line("M48 197C10 190 6 230 30 240", look.accent, 4)
    s.end()


def tent(s: Sheet, look: Look) -> None:
    s.shadow(204, 318, 186, 14)
    s.path("M40 312L176 104L232 312Z", s.soft(lighter(look.colour, 0.1)))
    s.path("M176 104L286 122L366 312H232Z", s.soft(darker(look.colour, 0.14)))
    s.path("M92 312L172 128L198 312Z", darker(look.colour, 0.6))
    s.path("M172 128L198 312H164Z", look.accent)
    s.path("M92 312L172 128L116 312Z", lighter(look.accent, 0.2))
    s.line("M176 104L286 122", lighter(look.colour, 0.4), 4)
    s.line("M176 104L24 318M286 122L384 322", "#e9dcc0", 2.5)
    for x in (24, 384):
        s.line(f"M{x} 312l{-5 if x < 200 else 5} 16", "#8d8a86", 6)
    s.path("M286 190L318 270H262Z", lighter(look.accent, 0.35), opacity=0.5)


def suitcase(s: Sheet, look: Look) -> None:
    s.shadow(204, 352, 110, 13)
    s.line("M166 92V34H234V92", STEEL, 8)
    s.line("M162 34H238", GRAPHITE, 13)
    for x in (126, 262):
        s.box(x, 336, 16, 16, GRAPHITE, corner=6)
    s.box(102, 88, 196, 254, s.round(look.colour), corner=26)
    for x in range(126, 290, 22):
        s.line(f"M{x} 108V324", darker(look.colour, 0.26), 5, 0.6)
        s.line(f"M{x + 4} 108V324", lighter(look.colour, 0.35), 2, 0.6)
    s.line("M102 216H298", darker(look.colour, 0.4), 3, 0.6)
    s.box(176, 194, 48, 42, look.accent, corner=6)
    s.line("M190 206H210M190 216H210", darker(look.accent, 0.4), 3)


def hammock(s: Sheet, look: Look) -> None:
    s.box(34, 40, 20, 312, s.round("#8a6a4a"), corner=8)
    s.box(346, 40, 20, 312, s.round("#8a6a4a"), corner=8)
    for y in (134, 150, 166):
        s.line(f"M54 96L104 {y}M346 96L296 {y}", "#e9dcc0", 3)
    s.shadow(200, 346, 120, 12)
    shape = "M98 128Q200 330 302 128L312 186Q200 372 88 186Z"
    s.path(shape, s.down((0, lighter(look.colour, 0.15)), (1, darker(look.colour, 0.15))))
    s.path(shape, s.weave(look.pattern or "pinstripe", look.accent), opacity=0.8)
    for x in range(104, 304, 14):
        depth = 190 + 92 * (1 - ((x - 200) / 112) ** 2)
        s.line(f"M{x} {depth:.0f}v16", look.accent, 3)
    s.path("M120 158Q160 160 176 208Q140 196 120 158Z", s.soft(look.accent))


def cooler(s: Sheet, look: Look) -> None:
    s.shadow(204, 330, 140, 14)
    s.line("M104 150C104 60 296 60 296 150", darker(look.accent, 0.15), 12)
    s.box(78, 168, 244, 160, s.soft(look.colour), corner=14)
    s.box(70, 128, 260, 52, s.down((0, lighter(look.accent, 0.3)), (1, look.accent)), corner=14)
    s.box(78, 214, 244, 20, lighter(look.colour, 0.5))
    s.box(182, 164, 36, 34, STEEL, corner=6)
    s.box(94, 250, 66, 40, darker(look.colour, 0.14), corner=5)
    s.line("M94 190V310", "#ffffff", 5, 0.3)


def blocks(s: Sheet, look: Look) -> None:
    s.shadow(204, 330, 146, 14)
    faces = (look.colour, look.accent, "#e0b34d", "#6f93ad", "#8ca57c", "#f0e4cf")
    spots = ((92, 250), (172, 250), (252, 250), (132, 172), (212, 172), (172, 94))
    for index, (x, y) in enumerate(spots):
        colour = faces[index]
        s.path(f"M{x} {y}l14 -14h78l-14 14Z", lighter(colour, 0.35))
        s.path(f"M{x + 78} {y}l14 -14v78l-14 14Z", darker(colour, 0.25))
        s.box(x, y, 78, 78, s.soft(colour), corner=3)
        ink = lighter(colour, 0.55)
        if index % 3 == 0:
            s.dot(x + 39, y + 39, 20, ink)
        elif index % 3 == 1:
            s.path(f"M{x + 39} {y + 17}L{x + 61} {y + 58}H{x + 17}Z", ink)
        else:
            s.path(
                f"M{x + 39} {y + 60}Q{x + 4} {y + 34} {x + 24} {y + 20}Q{x + 36} {y + 16} {x + 39} {y + 29}Q{x + 42} {y + 16} {x + 54} {y + 20}Q{x + 74} {y + 34} {x + 39} {y + 60}Z",
                ink,
            )


def plush(s: Sheet, look: Look) -> None:
    s.shadow(202, 344, 108, 14)
    fur = s.ball(look.colour)
    for x in (134, 266):
        s.oval(x, 316, 42, 30, fur)
        s.oval(x, 318, 22, 16, look.accent)
        s.oval(
            x + (-12 if x < 200 else 12), 236, 24, 46, fur, turn=(28 if x < 200 else -28, x, 236)
        )
    if look.form == "rabbit":
        for x, tilt in ((164, -10), (236, 10)):
            s.oval(x, 68, 22, 54, fur, turn=(tilt, x, 100))
            s.oval(x, 70, 11, 39, look.accent, turn=(tilt, x, 100))
    elif look.form == "elephant":
        for x in (106, 294):
            s.oval(x, 140, 46, 52, fur)
            s.oval(x, 142, 30, 36, look.accent)
    else:
        for x in (136, 264):
            s.dot(x, 96, 30, fur)
            s.dot(x, 98, 17, look.accent)
    s.oval(200, 262, 78, 76, fur)
    s.oval(200, 272, 48, 50, lighter(look.accent, 0.2))
    s.oval(200, 148, 84, 76, fur)
    if look.form == "elephant":
        s.line("M200 164Q196 226 226 228", darker(look.colour, 0.06), 30)
        s.line("M190 186q10 4 20 0M192 202q10 4 20 0", darker(look.colour, 0.3), 2.5)
    else:
        s.oval(200, 174, 36, 27, lighter(look.accent, 0.25))
        s.path("M186 160Q200 152 214 160Q208 174 200 174T186 160Z", GRAPHITE)
        s.line("M200 174V184M188 188Q200 196 212 188", GRAPHITE, 3)
    for x in (168, 232):
        s.dot(x, 140, 8, GRAPHITE)
        s.dot(x - 2, 137, 2.6, "#ffffff")


def train(s: Sheet, look: Look) -> None:
    s.shadow(204, 314, 176, 14)
    s.box(30, 226, 118, 54, s.soft(look.accent), corner=6)
    for x, c in ((52, "#e0b34d"), (88, "#8ca57c"), (124, "#c65d45")):
        s.dot(x, 214, 20, s.ball(c))
    s.line("M148 266H172", GRAPHITE, 7)
    s.box(172, 250, 190, 32, s.round(BEECH), corner=6)
    s.box(172, 148, 84, 106, s.soft(look.colour), corner=6)
    s.box(162, 132, 104, 22, s.round(look.accent), corner=8)
    s.box(190, 172, 48, 40, "#fdf4dc", corner=5)
    s.box(
        250,
        188,
        104,
        66,
        s.down((0, lighter(look.colour, 0.3)), (1, darker(look.colour, 0.2))),
        corner=28,
    )
    s.path("M300 188V150L290 136H334L324 150V188Z", s.round(look.accent))
    for x, y, r in ((340, 112, 13), (360, 88, 17), (334, 72, 11)):
        s.dot(x, y, r, "#ffffff", 0.8)
    for x, r in ((60, 22), (118, 22), (208, 30), (282, 24), (334, 24)):
        s.dot(x, 312 - r, r, s.ball(darker(look.accent, 0.15)))
        s.dot(x, 312 - r, r * 0.4, BEECH)


def puzzle(s: Sheet, look: Look) -> None:
    s.shadow(208, 330, 150, 14)
    tab = "M{x} {y}h34q-8 -22 12 -22t12 22h34v34q22 -8 22 12t-22 12v34h-92Z"
    for index, (x, y, turn) in enumerate(
        ((84, 196, 0), (204, 232, 90), (196, 96, 180), (88, 92, 270))
    ):
        colour = (look.colour, look.accent, "#e0b34d", "#8ca57c")[index]
        s.path(tab.format(x=x, y=y), "#1f1a2b", opacity=0.14, turn=(turn, x + 48, y + 52))
        s.path(tab.format(x=x, y=y), s.soft(colour), turn=(turn, x + 46, y + 46))


def kite(s: Sheet, look: Look) -> None:
    s.line("M196 262Q170 300 204 326T188 384", "#8a6a4a", 3)
    for x, y, c in ((184, 292, look.accent), (200, 330, look.colour), (190, 362, look.accent)):
        s.path(f"M{x} {y}l-18 -9v18Zl18 -9v18Z", c)
    for shape, colour in (
        ("M200 34L96 138H200Z", look.colour),
        ("M200 34L304 138H200Z", look.accent),
        ("M96 138H200V268Z", lighter(look.accent, 0.3)),
        ("M304 138H200V268Z", darker(look.colour, 0.12)),
    ):
        s.path(shape, s.soft(colour))
    s.line("M200 34V268M96 138H304", "#8a6a4a", 3.5)
    for x, y in ((330, 70), (70, 258), (338, 300)):
        s.path(f"M{x - 34} {y}q4 -22 26 -18q14 -18 30 0q20 0 18 18Z", "#ffffff", opacity=0.7)
