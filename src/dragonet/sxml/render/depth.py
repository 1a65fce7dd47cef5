"""Flat pictures seen by a camera that passes them, as if they were deep.

How near a part of a picture is, is guessed: what catches the eye is in front, and so is what is
further down. The guess is soft, so that near and far part without a hole between them.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import skia
from numpy.typing import NDArray

from dragonet.media.pixels import as_image
from dragonet.media.saliency import saliency_map
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.calls import EffectCall, Medium
from dragonet.sxml.render.easing import gentle, smooth
from dragonet.sxml.render.pen import Pen, flat
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.render.sheet import info
from dragonet.sxml.render.warp import Field, Plane, warped
from dragonet.sxml.ticks import ticks

Depth = NDArray[np.float32]
"""How near the parts of a picture are, 0 to 1, shape (rows, columns)."""

_ROWS = 96
_LOOKED = 240
"""Rows of the picture that is looked at."""

_SOFT = 1 / 9
"""Of the shorter side, by how much the depth is blurred."""

_LOWER = 0.3
"""Part of the depth that comes from how far down something is."""

_FAR, _NEARER = 0.1, 0.06
"""Between the nearest and the farthest: how far the camera moves them apart, in heights of the
picture, and how much more the nearest grows."""

_TURN = (math.sqrt(5) - 1) / 2

_depths: WeakKeyDictionary[Medium, Depth] = WeakKeyDictionary()


@dataclass(frozen=True)
class Deep:
    """A picture seen by a passing camera.

    Attributes:
        medium: the picture.
        depth: of its parts.
        way: of the camera from the middle, in heights of the picture.
        nearer: by what share of the whole way the camera has come nearer, −0.5 to 0.5.
    """

    medium: Medium
    depth: Depth
    way: tuple[float, float]
    nearer: float

    @classmethod
    def of(cls, call: EffectCall, progress: float, time: int) -> "Deep":
        """The only picture of an effect, at some progress of the camera's way."""
        (medium,) = call.children
        if medium not in _depths:
            start = time - ticks(call.seconds - float(call.values["timeOffset"]))
            _depths[medium] = _guessed(medium, call.box, start)
        angle = 2 * math.pi * ((call.seed * _TURN) % 1)
        x = math.copysign(max(0.6, abs(math.cos(angle))), math.cos(angle))
        share = gentle(progress) - 0.5
        way = x * share * _FAR, 0.35 * math.sin(angle) * share * _FAR
        return cls(medium, _depths[medium], way, share)

    @property
    def aspect(self) -> float | None:
        """That of the picture."""
        return self.medium.aspect

    @property
    def opaque(self) -> bool:
        """Whether the picture is."""
        return self.medium.opaque

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw it; it is a little larger than the box, so that its sides stay outside."""
        margin = 1.15 * (_FAR / 4 * box.height + _NEARER / 8 * max(box.height, box.width))
        wide = box.scaled(1 + 2 * margin / min(box.width, box.height))

        def whole(inner: Pen) -> None:
            self.medium.draw(inner.moving(), wide)

        with pen.clipped(box) as inside:
            warped(inside, whole, wide, self._field(wide), (margin, margin))

    def state(self, time: int) -> Hashable:
        """What it looks like."""
        return self.medium.state(time), self.way, self.nearer

    def _field(self, box: Box) -> Field:
        aside, up = (np.float32(part * box.height) for part in self.way)
        grown = np.float32(self.nearer * _NEARER)

        def field(x: Plane, y: Plane) -> tuple[Plane, Plane]:
            near = _at(self.depth, x[0] / box.width + 0.5, 0.5 - y[:, 0] / box.height) - 0.5
            return x + near * (aside - grown * x), y + near * (up - grown * y)

        return field


def _at(depth: Depth, x: Plane, y: Plane) -> Plane:
    """The depth where columns x and rows y cross, both from 0 to 1 from the left and top."""
    columns, across = _between(x, depth.shape[1])
    rows, down = _between(y, depth.shape[0])
    lines = depth[rows] * (1 - down)[:, None] + depth[rows + 1] * down[:, None]
    return np.asarray(lines[:, columns] * (1 - across) + lines[:, columns + 1] * across, np.float32)


def _between(places: Plane, length: int) -> tuple[NDArray[np.intp], Plane]:
    """Which field is before a place, and how far it is to the next."""
    fields = np.clip(places * np.float32(length) - np.float32(0.5), 0, length - 1.001)
    before = fields.astype(np.intp)
    return before, np.asarray(fields - before, np.float32)


def _guessed(medium: Medium, box: Box, time: int) -> Depth:
    """The depth of a picture as it is at a time."""
    aspect = min(max(medium.aspect or box.aspect, 0.1), 10.0)
    size = max(8, round(_LOOKED * aspect)), _LOOKED
    pixels = np.zeros((size[1], size[0], 4), np.uint8)
    with skia.Surface.MakeRasterDirect(info(pixels), pixels) as canvas:
        pen = Pen(canvas, Screen(*size, size[0] / size[1], 4), time)
        canvas.setMatrix(flat(pen.matrix))
        medium.draw(pen, Box.screen(pen.screen.aspect))
    found = as_image(saliency_map(np.ascontiguousarray(pixels[..., 2::-1])))
    found = found.gaussblur(_SOFT * min(found.width, found.height), precision="float")
    columns = max(8, round(_ROWS * aspect))
    found = found.resize(columns / found.width, vscale=_ROWS / found.height, kernel="linear")
    seen = found.numpy().astype(np.float64)
    caught = np.minimum(1.5 * seen / max(float(seen.max()), 1e-6), 1)
    caught *= caught * (3 - 2 * caught)  # the subject all at about one distance
    lower = np.array([smooth((row + 0.5) / _ROWS) for row in range(_ROWS)])[:, None]
    near: Depth = ((1 - _LOWER) * caught + _LOWER * lower).astype(np.float32)
    return near
