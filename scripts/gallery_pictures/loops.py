"""A document as a short animated picture that runs for ever."""

from itertools import groupby
from pathlib import Path

import numpy as np
import pyvips

from dragonet.errors import TaskError
from dragonet.sxml.compose import Composition, compose
from dragonet.sxml.render.scene import Scene
from dragonet.sxml.render.screen import Screen
from dragonet.sxml.ticks import TICKS, seconds
from gallery_pictures.studio import TILES, Studio
from gallery_pictures.webp import Frame, Picture, animation, still

_WIDTH, _STILL = 320, 480
"""Pixels of a loop, and of a picture in which nothing moves; either is drawn twice as large."""

_DELAY, _REST, _LONGEST = 80, 600, 6.0
"""Milliseconds of a picture, and of the very last one; seconds of a loop."""

_LIMIT, _QUALITIES, _STILL_QUALITY = 54_000, range(48, 23, -4), 80
"""Bytes of a loop, the qualities that are tried until it has no more, and that of a still."""

_OPTIONS = {
    "tiles": TILES,
    "tiles_attribution": "© nobody, drawn for this page",
    "tiles_satellite": "",
    "tiles_hybrid": "",
    "tiles_satellite_attribution": "",
    "tiles_deepest": 19,
}


def loop(xml: str, pictures: Path) -> bytes:
    """Draw a document with the files in a folder, as WebP: one picture if nothing moves.

    Raises ValueError if it is not a movie, has warnings or is too long for a loop.
    """
    try:
        found = compose(xml, Studio(pictures).source, pictures, _OPTIONS)
    except TaskError as error:
        raise ValueError(str(error)) from None
    if found.warnings:
        raise ValueError("; ".join(found.warnings))
    frames = _frames(found, _WIDTH)
    if len(frames) == 1:
        return still(_frames(found, _STILL)[0].picture, _STILL_QUALITY)
    if (long := seconds(found.timing.duration)) > _LONGEST:
        raise ValueError(f"{long:g} s are too long for a loop, {_LONGEST:g} s at the most")
    for quality in _QUALITIES:
        data = animation(frames, quality)
        if len(data) <= _LIMIT:
            break
    return data


def _frames(found: Composition, width: int) -> list[Frame]:
    """The pictures that differ, each for as long as it stays; at the end a rest."""
    screen = Screen(2 * width, 2 * width * 9 // 16, 16 / 9)
    scene = Scene(found.movie, found.timing, found.assets, screen)
    times = range(0, found.timing.duration, TICKS * _DELAY // 1000)
    frames: list[Frame] = []
    try:
        for _, (first, *others) in groupby(times, scene.state):
            _add(frames, _picture(scene, first), _DELAY * (1 + len(others)))
        if not _closes(frames):
            _add(frames, _picture(scene, found.timing.duration - 1), _REST)
    finally:
        scene.close()
    return frames


def _add(frames: list[Frame], picture: Picture, delay: int) -> None:
    if frames and np.array_equal(frames[-1].picture, picture):
        delay += frames.pop().delay
    frames.append(Frame(picture, delay))


def _picture(scene: Scene, time: int) -> Picture:
    drawn = scene.picture(time)[:, :, 2::-1].copy()
    small = pyvips.Image.new_from_array(drawn).resize(0.5, kernel="lanczos3")
    return np.asarray(small.numpy(), np.uint8)


def _closes(frames: list[Frame]) -> bool:
    """Whether the first follows from the last as the others there do: then it runs on and on."""
    if len(frames) < 2:
        return True
    step = min(_apart(*frames[:2]), _apart(*frames[-2:]))
    return _apart(frames[-1], frames[0]) < max(0.3, 1.3 * step)


def _apart(one: Frame, other: Frame) -> float:
    return float(np.abs(one.picture.astype(np.int16) - other.picture).mean())
