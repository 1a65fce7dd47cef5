"""Slats open one after the other on the other picture."""

from typing import TYPE_CHECKING

from dragonet.sxml.attributes import Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE
from dragonet.sxml.types import integer

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_PART = 0.55
"""Of the time, what one slat takes; the others start one after the other."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    import skia

    from dragonet.sxml.render import edges, reveal
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import after, smooth

    course = edges.course(call)
    if course is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    direction, start, end = course
    count: int = call.values["count"]
    wide, high = (end - start) / count, call.box.width + call.box.height

    def mask(inner: "Pen") -> None:
        paint = skia.Paint(Color=skia.ColorWHITE, AntiAlias=True)
        with edges.along(inner, direction) as turned:
            path = skia.Path()
            for number in range(count):
                share = smooth(after(call.progress, number / max(1, count - 1), _PART))
                left = start + wide * number
                path.addRect(skia.Rect.MakeLTRB(left, -high, left + wide * share, high))
            turned.drawPath(path, paint)

    reveal.revealed(pen, first, second, mask, call.box, opaque=call.opaque)


BLINDS = Look(
    "transition",
    "blinds",
    "Slats open one after the other on the second.",
    (
        WHERE.but(default="right", summary=WHERE.summary.replace("it slides", "they open")),
        Attribute("count", integer(1, 100), "Slats.", "9"),
    ),
    render=_draw,
    cost=8,
    covers=lambda _: True,
)
