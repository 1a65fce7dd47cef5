"""Attributes and places that change over time: keys, easing, poses of nodes."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from dragonet.sxml.render import matrices
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import AnimatorCall
from dragonet.sxml.render.easing import CURVES, bezier
from dragonet.sxml.render.matrices import Matrix
from dragonet.sxml.ticks import seconds
from dragonet.sxml.timing import Span, Timing
from dragonet.sxml.tree import Node

Key = tuple[float, Mapping[str, Any]]
"""Seconds since the animator's start, and the values then."""


Mode = str | tuple[float, float, float, float]
"""How a movement is eased: a name, or the two control points of a curve."""


@cache
def _gauss() -> tuple[tuple[float, float], ...]:
    """Where an integral from -1 to 1 looks, and what it counts there."""
    return tuple(zip(*np.polynomial.legendre.leggauss(12), strict=True))


def progress(span: Span, time: int) -> float:
    """How far through its movement something is: 0 before its start, 1 after its end."""
    if span.duration <= 0:
        return 1.0 if time >= span.start else 0.0
    return min(max((time - span.start) / span.duration, 0.0), 1.0)


def eased(value: float, mode: Mode) -> float:
    """Progress 0 to 1 by a mode: `linear`; `quadratic`, which is slow at both ends; a name or a
    curve of CSS."""
    if mode == "linear":
        return value
    if mode == "quadratic":
        return 2 * value * value if value < 0.5 else 1 - 2 * (1 - value) ** 2
    return bezier(value, *(CURVES[mode] if isinstance(mode, str) else mode))


def keys_of(animator: Node) -> tuple[Key, ...]:
    """The keys of a custom animator, with what they set."""
    return tuple(
        (key["time"], {name: key[name] for name in key.given if name != "time"})
        for key in animator.children
    )


def mixed(keys: Sequence[Key], time: float, mode: Mode) -> dict[str, Any]:
    """The values at a time, seconds since the animator's start: the first before, the last after.

    Of two keys at the same time the second holds from then on.
    """
    place = bisect_right(keys, time, key=lambda key: key[0])
    if place == 0:
        return dict(keys[0][1])
    if place == len(keys):
        return dict(keys[-1][1])
    (before, first), (after, last) = keys[place - 1], keys[place]
    share = eased((time - before) / (after - before), mode)
    return {name: _mix(name, first[name], last[name], share) for name in first}


def integral(keys: Sequence[Key], name: str, start: float, end: float, mode: Mode) -> float:
    """Of a number of the keys over seconds since the animator's start; exact if it is linear."""
    inner = (time for time, _ in keys if start < time < end)
    total = 0.0
    for one, two in pairwise((start, *inner, end)):
        middle, half = (one + two) / 2, (two - one) / 2
        heights = (mixed(keys, middle + half * place, mode)[name] for place, _ in _gauss())
        total += half * sum(
            share * height for (_, share), height in zip(_gauss(), heights, strict=True)
        )
    return total


def _mix(name: str, one: Any, two: Any, share: float) -> Any:
    if name == "orient":
        return slerp(_quaternion(one), _quaternion(two), share)
    if isinstance(one, tuple):
        values = (_mix("", a, b, share) for a, b in zip(one, two, strict=True))
        return type(one)(*values) if hasattr(one, "_fields") else tuple(values)
    return one + (two - one) * share


def _quaternion(euler: Sequence[float]) -> tuple[float, float, float, float]:
    """Of Euler angles x, y, z in degrees, turned around x first, then y, then z."""
    if len(euler) == 4:
        w, x, y, z = euler
        return w, x, y, z
    (sx, cx), (sy, cy), (sz, cz) = (
        (math.sin(math.radians(angle) / 2), math.cos(math.radians(angle) / 2)) for angle in euler
    )
    return (
        cx * cy * cz + sx * sy * sz,
        sx * cy * cz - cx * sy * sz,
        cx * sy * cz + sx * cy * sz,
        cx * cy * sz - sx * sy * cz,
    )


def slerp(one: Sequence[float], two: Sequence[float], share: float) -> tuple[float, ...]:
    """Between two turns, evenly, the shortest way."""
    dot = sum(a * b for a, b in zip(one, two, strict=True))
    sign = -1.0 if dot < 0 else 1.0
    angle = math.acos(min(1.0, abs(dot)))
    if angle < 1e-6:
        first, second = 1 - share, share
    else:
        first = math.sin((1 - share) * angle) / math.sin(angle)
        second = math.sin(share * angle) / math.sin(angle)
    mixed = [a * first + b * second * sign for a, b in zip(one, two, strict=True)]
    length = math.hypot(*mixed)
    return tuple(value / length for value in mixed)


def geometry(values: Mapping[str, Any]) -> Matrix:
    """The transform of a key: scale first, then pos, orient, rot."""
    made = matrices.identity()
    if "scale" in values:
        made = matrices.scale(*values["scale"])
    if "pos" in values:
        made = matrices.translate(*values["pos"]) @ made
    if "orient" in values:
        made = matrices.orient(_quaternion(values["orient"])) @ made
    if "rot" in values:
        made = matrices.rotate(*values["rot"]) @ made
    return made


class Pose:
    """Where the animators of a node put it: around the middle of its box, in document order."""

    def __init__(self, node: Node, timing: Timing) -> None:
        animators = [
            child
            for child in node.children
            if child.element == "animator" and not (child.look and child.look.letters)
        ]
        self._movements = [(child, timing[child], keys_of(child)) for child in animators]

    def __bool__(self) -> bool:
        return bool(self._movements)

    def matrix(self, time: int, box: Box, aspect: float) -> Matrix:
        """From the node's space to its parent's."""
        made = matrices.identity()
        for node, span, keys in self._movements:
            call = AnimatorCall(
                node.values,
                progress(span, time),
                max(0.0, seconds(time - span.start)),
                keys,
                box,
                aspect,
            )
            assert node.look is not None and node.look.render is not None
            made = node.look.render(call) @ made
        return matrices.about(made, *box.center) if self._movements else made

    def moves(self, time: int) -> bool:
        """Whether one of the movements is under way."""
        return any(0 < progress(span, time) < 1 for _, span, _ in self._movements)

    def state(self, time: int) -> tuple[float, ...]:
        """Numbers that say where it is, whatever its box."""
        return tuple(self.matrix(time, Box.screen(1.0), 1.0).ravel()) if self._movements else ()
