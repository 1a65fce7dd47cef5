"""Both pictures move, each its own way."""

from dataclasses import replace
from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import DIRECTIONS, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.looks.transitions.move import pushed
from dragonet.sxml.types import choice, pair
from dragonet.sxml.vocabulary import TWO_CENTERS

if TYPE_CHECKING:
    from dragonet.sxml.render.box import Box
    from dragonet.sxml.render.calls import Content, TransitionCall
    from dragonet.sxml.render.matrices import Matrix
    from dragonet.sxml.render.pen import Pen


def _draw(pen: "Pen", first: "Content", second: "Content", call: "TransitionCall") -> None:
    from dragonet.sxml.render.easing import swift
    from dragonet.sxml.render.faces import panel

    if _pushed(call):
        pushed(
            pen, first, second, replace(call, values={"direction": call.values["directions"][0]})
        )
        return
    share = swift(call.progress)
    parts = [
        (first, _matrix(call, 0, share), share, _stays(call, 0)),
        (second, _matrix(call, 1, 1 - share), 1 - share, _stays(call, 1)),
    ]
    if call.values["drawOrder"] == "inverted":
        parts.reverse()
    with pen.clipped(call.box) as screen, screen.together() as both:
        for number, (content, matrix, gone, stays) in enumerate(parts):
            fades = stays and (number == 1 or not call.opaque)
            if fades:
                with both.faded(1 - gone).group() as faded:
                    panel(faded, content, call.box, matrix, both=True)
            else:
                panel(both, content, call.box, matrix, both=True)


def _stays(call: "TransitionCall", number: int) -> bool:
    """Whether one of the two does not leave the screen."""
    return bool(call.values["directions"][number] == "static")


def _pushed(call: "TransitionCall") -> bool:
    """Whether the two go side by side."""
    one, two = call.values["directions"]
    return one == two != "static" and not any(call.values["angles"])


def _matrix(call: "TransitionCall", number: int, share: float) -> "Matrix":
    """Where one of the two is that is a share away from its place; the second comes from where it
    does not go."""
    from dragonet.sxml.render import faces, matrices
    from dragonet.sxml.render.shift import way

    centre, angle = (call.values[name][number] for name in ("rotCenters", "angles"))
    x, y = way(call.values["directions"][number], call.box) or (0.0, 0.0)
    sign = -1 if number else 1
    far = _far(call.box, (x * sign, y * sign), faces.hinged(call.box, centre, angle))
    move = matrices.translate(x * sign * far * share, y * sign * far * share)
    return move @ faces.hinged(call.box, centre, angle * share)


def _far(box: "Box", way: tuple[float, float], turn: "Matrix") -> float:
    """How many times the way something that is turned has to go to leave the screen."""
    from dragonet.sxml.render import matrices

    seen = matrices.perspective(box.aspect, 2 * box.aspect, 2.0)
    x, y = way
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


def _outside(places: list[tuple[float, float]], box: "Box", x: float, y: float) -> bool:
    """Whether points, pixels of a screen 2 high, lie beyond the side that a way goes to."""
    right = x > 0 and min(u for u, _ in places) >= box.width - 1e-9
    left = x < 0 and max(u for u, _ in places) <= 1e-9
    down = y > 0 and min(v for _, v in places) >= box.height - 1e-9
    return right or left or down or (y < 0 and max(v for _, v in places) <= 1e-9)


DUALMOVE = Look(
    "transition",
    "dualmove",
    "Both move and turn, each its own way.",
    (
        Attribute(
            "directions",
            pair(DIRECTIONS, DIRECTIONS),
            "Where the first and the second slide to; `static` stays and fades.",
            "left,left",
        ),
        Attribute(
            "rotCenters",
            pair(TWO_CENTERS, TWO_CENTERS),
            "What they turn around: in their plane the `middle`, in space a side, or the "
            "horizontal or vertical middle line.",
            "middle,middle",
        ),
        Attribute(
            "angles",
            values.COUPLE,
            "Degrees by which the first is turned at the end and the second at the start: in their "
            "plane anti-clockwise, in space away.",
            "0,0",
        ),
        Attribute(
            "drawOrder",
            choice("normal", "inverted"),
            "`normal` has the second in front, `inverted` the first.",
            "normal",
        ),
    ),
    render=_draw,
)
