"""Animators: movements of nodes, and keys."""

from typing import TYPE_CHECKING

from dragonet.sxml import values
from dragonet.sxml.attributes import SIDES, Attribute
from dragonet.sxml.look import Look
from dragonet.sxml.types import choice, either

if TYPE_CHECKING:
    from dragonet.sxml.render.calls import AnimatorCall
    from dragonet.sxml.render.matrices import Matrix


def _off(call: "AnimatorCall", forth: bool) -> tuple[float, float]:
    """How far the node is from its place just off the screen, where it goes or comes from."""
    box, side = call.box, call.values["direction"]
    if side in ("left", "right"):
        leaves_left = (side == "left") == forth
        return (-call.aspect - box.right if leaves_left else call.aspect - box.left), 0.0
    leaves_top = (side == "up") == forth
    return 0.0, (1 - box.bottom if leaves_top else -1 - box.top)


def _at(place: tuple[float, float], share: float) -> "Matrix":
    from dragonet.sxml.render import matrices

    return matrices.translate(place[0] * share, place[1] * share)


def _slide(call: "AnimatorCall") -> "Matrix":
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.animate import eased

    share = eased(call.progress, call.values["mode"])
    (x, y), (ox, oy) = _off(call, False), _off(call, True)
    return matrices.translate(x + (ox - x) * share, y + (oy - y) * share)


def _slide_in(call: "AnimatorCall") -> "Matrix":
    return _at(_off(call, False), _left(call))


def _slide_out(call: "AnimatorCall") -> "Matrix":
    return _at(_off(call, True), _gone(call))


def _left(call: "AnimatorCall") -> float:
    """What is left of a movement that comes to its place; `quadratic` comes to rest there."""
    from dragonet.sxml.render.animate import eased

    if call.values["mode"] == "quadratic":
        return (1 - call.progress) ** 2
    return 1 - eased(call.progress, call.values["mode"])


def _gone(call: "AnimatorCall") -> float:
    """What is done of a movement that leaves its place; `quadratic` starts from rest."""
    from dragonet.sxml.render.animate import eased

    if call.values["mode"] == "quadratic":
        return call.progress**2
    return eased(call.progress, call.values["mode"])


def _rot_in(call: "AnimatorCall") -> "Matrix":
    from dragonet.sxml.render import matrices

    return matrices.rotate(call.values["angle"] * _left(call))


def _rot_out(call: "AnimatorCall") -> "Matrix":
    from dragonet.sxml.render import matrices

    return matrices.rotate(call.values["angle"] * _gone(call))


def _grow(call: "AnimatorCall") -> "Matrix":
    from dragonet.sxml.render import matrices
    from dragonet.sxml.render.animate import eased

    start, end = call.values["growStart"], call.values["growEnd"]
    share = eased(call.progress, call.values["mode"])
    return matrices.translate(0.0, 0.0, start + (end - start) * share)


def _custom(call: "AnimatorCall") -> "Matrix":
    from dragonet.sxml.render.animate import geometry, mixed

    return geometry(mixed(call.keys, call.seconds, call.values["mode"]))


MODE = Attribute(
    "mode",
    either(
        choice("linear", "quadratic", "ease", "ease-in", "ease-out", "ease-in-out"), values.BEZIER
    ),
    "`linear` moves evenly, `quadratic` is eased; the others are the curves of CSS.",
    "linear",
)
_EASED = MODE.but(default="quadratic")
_DIRECTION = Attribute("direction", choice(*SIDES), "Where it moves to.", "left")
_ANGLE = Attribute("angle", values.NUMBER, "Degrees that it turns by.", "90.0")
_AT_END = "With a `duration` alone it is at the end."

SLIDE = Look(
    "animator", "slide", "Slides through, all the time.", (_DIRECTION, MODE), render=_slide, cost=2
)
SLIDE_IN = Look(
    "animator", "slide-in", "Slides to its place.", (_DIRECTION, _EASED), render=_slide_in, cost=3
)
SLIDE_OUT = Look(
    "animator",
    "slide-out",
    f"Slides off the screen. {_AT_END}",
    (_DIRECTION, _EASED),
    at_end=True,
    render=_slide_out,
    cost=2,
)
ROT_IN = Look(
    "animator", "rot-in", "Turns to its place.", (_ANGLE, _EASED), render=_rot_in, cost=18
)
ROT_OUT = Look(
    "animator",
    "rot-out",
    f"Turns away from its place. {_AT_END}",
    (_ANGLE, _EASED),
    at_end=True,
    render=_rot_out,
    cost=18,
)
GROW = Look(
    "animator",
    "grow",
    "Moves towards the camera on z.",
    (
        Attribute("growStart", values.NUMBER, "z at the start.", "0.0"),
        Attribute("growEnd", values.NUMBER, "z at the end.", "0.1"),
        MODE,
    ),
    render=_grow,
    cost=3,
)
CUSTOM = Look("animator", "custom", "Goes from key to key.", (MODE,), render=_custom, cost=20)
