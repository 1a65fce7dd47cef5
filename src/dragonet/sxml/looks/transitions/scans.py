"""Lines of light pass along bands, every other one the other way, and leave the other picture."""

from typing import TYPE_CHECKING

from dragonet.sxml.look import Look

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.pen import Pen

_BANDS = 6
_SOFT, _LIGHT = 0.16, 0.15
_BRIGHT = 0.55
_PART = 0.62
"""Of the time, what one band takes; the others start one after the other."""


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render import edges, reveal
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.easing import after, smooth

    box = call.box
    soft, light = (size * min(box.width, box.height) / 2 for size in (_SOFT, _LIGHT))
    bands: list[tuple[Box, tuple[float, float], float]] = []
    for number in range(_BANDS):
        top = box.top - box.height * number / _BANDS
        band = Box(box.left, box.top - box.height * (number + 1) / _BANDS, box.right, top)
        direction = (1.0, 0.0) if number % 2 == 0 else (-1.0, 0.0)
        start, end = edges.span(band, direction)
        start, end = start - light, end + light + soft
        share = smooth(after(call.progress, number / (_BANDS - 1), _PART))
        bands.append((band, direction, start + (end - start) * share))

    def mask(inner: "Pen") -> None:
        for band, direction, place in bands:
            with reveal.sharp(inner, band) as inside:
                edges.half(inside, direction, place, soft)

    reveal.revealed(pen, first, second, mask, box, opaque=call.opaque)
    for band, direction, place in bands:
        with reveal.sharp(pen, band) as inside:
            edges.glow(inside, direction, place - soft / 2, light, _BRIGHT)


SCANS = Look(
    "transition",
    "scans",
    "Lines of light pass along bands, every other one the other way.",
    render=_draw,
    cost=8,
    covers=lambda _: True,
)
