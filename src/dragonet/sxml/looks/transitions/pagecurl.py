"""The first picture is a page that is turned over."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import WHERE

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_RADIUS = 0.17
"""Of the curl, of the screen's shorter side."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import curl, edges
    from dragonet.sxml.render.dissolve import dissolve
    from dragonet.sxml.render.easing import gentle

    course = edges.course(call)
    if course is None:
        dissolve(pen, first, second, call.progress, opaque=call.opaque)
        return
    box = call.box
    direction, start, end = course
    radius = _RADIUS * min(box.width, box.height)
    place = start + (end + curl.REACH * radius - start) * gentle(call.progress)
    page = curl.Page(box, direction, place, radius, shade=call.opaque)
    with pen.clipped(box) as inner, inner.together() as whole:
        page.below(whole, second)
        page.draw(whole, first)


PAGECURL = Look(
    "transition",
    "pagecurl",
    "The first is a page that is turned over; the second is below it.",
    (WHERE.but(default="-1,0.6", summary="Where the page goes to, as for `move`."),),
    render=_draw,
    cost=34,
    covers=lambda _: True,
)
