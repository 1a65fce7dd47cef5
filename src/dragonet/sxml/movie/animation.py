"""Movies as animated GIFs: silent, written in one piece."""

from collections.abc import Callable, Generator, Hashable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragonet.media.gif import FOREVER, GifWriter
from dragonet.media.video.flow import ahead, close
from dragonet.sxml.movie.frames import FrameSource
from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.segments import frame_time

_HUNDREDTHS = 100
_RGBA = [2, 1, 0, 3]  # of BGRA

_AHEAD = 4
"""Pictures that wait at most."""


def animate(
    source: FrameSource,
    profile: Profile,
    frames: int,
    output: Path,
    report: Callable[[int], None] = lambda _: None,
) -> None:
    """Write the movie; `report` is told the number of frames that are written."""
    delay = round(_HUNDREDTHS / profile.rate)
    pictures = ahead(_pictures(source, profile, frames), _AHEAD)
    try:
        with output.open("wb") as file:
            gif = GifWriter(file, profile.width, profile.height, delay, FOREVER)
            for number, picture in enumerate(pictures):
                gif.add(picture)
                report(number + 1)
            gif.close()
    finally:
        close(pictures)


def _pictures(source: FrameSource, profile: Profile, frames: int) -> Generator[NDArray[np.uint8]]:
    """The pictures as RGBA; one that stays is drawn once."""
    state: Hashable = None
    picture: NDArray[np.uint8] | None = None
    for number in range(frames):
        time = frame_time(number, profile.rate)
        now = source.state(time)
        if picture is None or now != state:
            picture, state = np.ascontiguousarray(source.picture(time)[..., _RGBA]), now
        yield picture
