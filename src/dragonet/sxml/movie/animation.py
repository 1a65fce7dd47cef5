"""Movies as animated GIFs: silent, written in one piece."""

from collections.abc import Callable, Hashable
from pathlib import Path

import numpy as np

from dragonet.media.gif import FOREVER, GifWriter
from dragonet.sxml.movie.frames import FrameSource
from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.segments import frame_time

_HUNDREDTHS = 100


def animate(
    source: FrameSource,
    profile: Profile,
    frames: int,
    output: Path,
    report: Callable[[int], None] = lambda _: None,
) -> None:
    """Write the movie; `report` is told the number of frames that are drawn."""
    delay = round(_HUNDREDTHS / profile.rate)
    state: Hashable = None
    picture = None
    with output.open("wb") as file:
        gif = GifWriter(file, profile.width, profile.height, delay, FOREVER)
        for number in range(frames):
            time = frame_time(number, profile.rate)
            now = source.state(time)
            if picture is None or now != state:
                # BGRA to RGBA
                picture, state = np.ascontiguousarray(source.picture(time)[..., [2, 1, 0, 3]]), now
            gif.add(picture)
            report(number + 1)
        gif.close()
