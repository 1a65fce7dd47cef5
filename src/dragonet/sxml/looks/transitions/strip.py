"""The other picture comes in strips, from above and below in turn."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_PART = 0.6
"""Of the time, what one strip takes; the others start one after the other."""

_SHADOW, _DARK = 0.16, 0.5
_DIM = 0.35
"""Share of the light that the first loses."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.easing import smooth
    from dragonet.sxml.render.edges import shaded
    from dragonet.sxml.render.pieces import pieces
    from dragonet.sxml.render.reveal import less, sharp

    box = call.box
    beyond = 2 * box.height / max(1.0, pen.pixels(box))
    strips = list(_strips(call))
    with pen.clipped(box) as screen, screen.together() as all_:
        with less(all_, [] if call.opaque else [goal for _, goal in strips]) as rest:
            first(rest)
            if call.opaque:
                shaded(rest, box, _DIM * smooth(2 * call.progress))
        cut = pieces(all_, second, box)
        for number, (part, goal) in enumerate(strips):
            with sharp(all_, _column(number, len(strips), box, beyond)) as inside:
                if call.opaque:
                    _shadow(inside, goal, box, down=number % 2 == 0)
                if cut is not None:
                    cut.part(inside, part.wider(beyond), goal.wider(beyond))


def _column(number: int, count: int, box: "Box", beyond: float) -> "Box":
    """Where a strip is seen: cut between pixels from its neighbours, but not from the screen."""
    from dragonet.sxml.render.box import Box

    return Box(
        box.left + box.width * number / count if number else box.left - beyond,
        box.bottom - beyond,
        box.left + box.width * (number + 1) / count if number + 1 < count else box.right + beyond,
        box.top + beyond,
    )


def _strips(call: "TransitionCall") -> "list[tuple[Box, Box]]":
    """Parts of the screen and where they are."""
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.easing import after, swift

    box = call.box
    count = min(12, max(5, round(4.5 * box.aspect)))
    made = []
    for number in range(count):
        left = box.left + box.width * number / count
        part = Box(left, box.bottom, box.left + box.width * (number + 1) / count, box.top)
        rest = 1 - swift(after(call.progress, number / (count - 1), _PART))
        away = box.height * rest * (1 if number % 2 == 0 else -1)
        made.append((part, Box(part.left, part.bottom + away, part.right, part.top + away)))
    return made


def _shadow(pen: "Pen", strip: "Box", box: "Box", *, down: bool) -> None:
    """What a strip casts ahead of it."""
    import skia

    from dragonet.sxml.render.easing import smooth

    edge = strip.bottom if down else strip.top
    left = abs(strip.bottom - box.bottom) / box.height
    dark = _DARK * smooth(6 * min(left, 1 - left))
    end = edge + (-_SHADOW if down else _SHADOW)
    falls = [pen.alpha * dark * (1 - step / 8) ** 2 for step in range(9)]
    colours = [skia.Color4f(0, 0, 0, fall).toColor() for fall in falls]
    points = [skia.Point(0, edge), skia.Point(0, end)]
    shader = skia.GradientShader.MakeLinear(points, colours)
    area = skia.Rect.MakeLTRB(strip.left, min(edge, end), strip.right, max(edge, end))
    pen.canvas.drawRect(area, skia.Paint(Shader=shader, Dither=True))


STRIP = Look(
    "transition",
    "strip",
    "The second comes in strips, from above and below in turn.",
    render=_draw,
    cost=10,
    covers=lambda _: True,
)
