"""Full-screen pictures that leave the screen or come onto it, moving and turning."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import skia

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import Content, TransitionCall
from dragonet.sxml.render.crossing import in_front
from dragonet.sxml.render.easing import swift
from dragonet.sxml.render.faces import hinged, panel
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.render.pen import Pen
from dragonet.sxml.render.shift import Way, way


@dataclass(frozen=True)
class Flight:
    """Where a picture goes, and what it turns around by how many degrees on its way."""

    direction: str | Way = "static"
    centre: str = "middle"
    angle: float = 0.0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Flight":
        """That of a transition with one direction."""
        return cls(values["direction"], values["rotCenter"], values["angle"])


def flown(
    pen: Pen,
    first: Content,
    second: Content,
    call: TransitionCall,
    flights: tuple[Flight, Flight],
    *,
    inverted: bool = False,
    depth: bool = False,
) -> None:
    """Draw the first on its flight from the screen, the second on its flight to it.

    The second is in front unless `inverted`; with `depth`, what is nearer is, where there is a
    difference. What stays on the screen fades where it would be seen to the end.
    """
    share, box = swift(call.progress), call.box
    parts = [(first, flights[0], share, 1), (second, flights[1], 1 - share, -1)]
    if inverted:
        parts.reverse()
    below, above = (_matrix(box, flight, gone, sign) for _, flight, gone, sign in parts)
    shown = [
        _shown(part, place, call, front=front)
        for front, (part, place) in enumerate(zip(parts, (below, above), strict=True))
    ]
    with pen.clipped(box) as screen:
        crossing = in_front(screen, below, above, box) if depth else None
        with screen.group() if crossing else screen.together() as both:
            for content in shown:
                content(both)
            if crossing:
                both.canvas.clipPath(crossing, doAntiAlias=pen.screen.smooth)
                with both.group(skia.Paint(BlendMode=skia.BlendMode.kSrc)) as turned:
                    for content in shown[::-1]:
                        content(turned)


def _shown(
    part: tuple[Content, Flight, float, int], matrix: Matrix, call: TransitionCall, *, front: int
) -> Content:
    """A picture on its flight, faded if it stays and must not hide what is behind it."""
    content, flight, gone, sign = part
    stays = way(flight.direction, call.box) is None
    hidden = call.opaque if sign > 0 else call.covered
    fades = stays and (front or not hidden)

    def placed(pen: Pen) -> None:
        if stays and not flight.angle:
            content(pen)
        else:
            panel(pen, content, call.box, matrix, both=True)

    def faded(pen: Pen) -> None:
        with pen.faded(1 - gone).group() as group:
            placed(group)

    return faded if fades else placed


def _matrix(box: Box, flight: Flight, share: float, sign: int) -> Matrix:
    """Where a picture is that is a share away from its place; the second, of sign −1, comes from
    where it does not go."""
    x, y = way(flight.direction, box) or (0.0, 0.0)
    x, y = x * sign, y * sign
    far = _far(box, (x, y), hinged(box, flight.centre, flight.angle)) * share
    move = matrices.translate(x * far, y * far)
    return move @ hinged(box, flight.centre, flight.angle * share)


def _far(box: Box, path: Way, turn: Matrix) -> float:
    """How many times the way something that is turned has to go to leave the screen."""
    seen = matrices.perspective(box.aspect, 2 * box.aspect, 2.0)
    x, y = path
    for step in range(20):
        far = 1 + step / 10
        matrix = seen @ matrices.translate(x * far, y * far) @ turn
        corners = [
            matrix @ (u, v, 0.0, 1.0) for u in (box.left, box.right) for v in (box.bottom, box.top)
        ]
        places = [(c[0] / max(c[3], 0.05), c[1] / max(c[3], 0.05)) for c in corners]
        if _outside(places, box, x, -y):
            return far
    return 3.0


def _outside(places: list[tuple[float, float]], box: Box, x: float, y: float) -> bool:
    """Whether points, pixels of a screen 2 high, lie beyond the side that a way goes to."""
    right = x > 0 and min(u for u, _ in places) >= box.width - 1e-9
    left = x < 0 and max(u for u, _ in places) <= 1e-9
    down = y > 0 and min(v for _, v in places) >= box.height - 1e-9
    return right or left or down or (y < 0 and max(v for _, v in places) <= 1e-9)
