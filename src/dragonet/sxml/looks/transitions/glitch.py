"""The signal breaks up: slices slip aside, colours part, and it comes back as the other picture."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.rims import completed
    from dragonet.sxml.render.sheet import sheet
    from dragonet.sxml.render.slips import slipped

    with pen.clipped(call.box) as inner:
        one, two = (sheet(inner, content, call.box, (0.0, 0.0)) for content in (first, second))
        if one is not None and two is not None:
            first_pixels, second_pixels = completed(one).pixels, completed(two).pixels
            mixed = slipped(first_pixels, second_pixels, call.progress, seed=call.seed)
            one.made(mixed).put(inner)


GLITCH = Look(
    "transition",
    "glitch",
    "The signal breaks up into slices and colours and comes back as the second.",
    render=_draw,
    cost=10,
    covers=lambda _: True,
)
