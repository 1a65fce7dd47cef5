"""Pictures and sound of movies to encode: numbered frames, clicks, and another decoder's view."""

import re
import subprocess
from collections.abc import Hashable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from skimage import data

from dragonet.sxml.movie.encode import encode_segment
from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.segments import Segment
from dragonet.sxml.ticks import TICKS
from support.clips import draw
from support.films import FFMPEG, clicking


class Numbered:
    """Frames that carry their numbers, at most `size` pixels wide before they are enlarged."""

    def __init__(self, profile: Profile, width: int = 320) -> None:
        self.drawn = 0
        self._profile = profile
        self._width = min(width, profile.width)
        self._canvas = np.full((profile.height, profile.width, 4), 255, np.uint8)

    def number(self, time: int) -> int:
        return round(time * self._profile.rate / TICKS)

    def state(self, time: int) -> Hashable:
        return self.number(time)

    def picture(self, time: int) -> NDArray[np.uint8]:
        self.drawn += 1
        height, width, _ = self._canvas.shape
        small = draw(self.number(time), self._width, max(40, self._width * height // width))
        rows = np.arange(height) * small.shape[0] // height
        columns = np.arange(width) * small.shape[1] // width
        self._canvas[..., 2::-1] = small[rows][:, columns]
        return self._canvas


class Busy:
    """Photographs that pan in two layers, with grain that is new in every frame."""

    def __init__(self, profile: Profile, grain: int = 8) -> None:
        self._profile = profile
        astronaut = data.astronaut()  # type: ignore[no-untyped-call]
        photo = np.concatenate([astronaut, astronaut[::-1]], axis=1)
        times = -(-profile.height * 2 // 512), -(-profile.width * 2 // 1024)
        self._wall = np.tile(photo[..., ::-1], (*times, 1))
        self._canvas = np.full((profile.height, profile.width, 4), 255, np.uint8)
        shape = (profile.height + 64, profile.width + 64, 1)
        self._grain = np.random.default_rng(1).integers(-grain, grain + 1, shape, np.int16)

    def state(self, time: int) -> Hashable:
        return time

    def picture(self, time: int) -> NDArray[np.uint8]:
        number = round(time * self._profile.rate / TICKS)
        height, width, _ = self._canvas.shape
        shown = self._part(2 * number, number, height, width).astype(np.int16)
        half = self._part(100 + number, 3 * number, height // 2, width // 2)
        shown[height // 4 :, width // 4 :][: height // 2, : width // 2] = half
        down, right = np.random.default_rng(number).integers(0, 64, 2)
        shown += self._grain[down : down + height, right : right + width]
        self._canvas[..., :3] = np.clip(shown, 0, 255)
        return self._canvas

    def _part(self, x: int, y: int, height: int, width: int) -> NDArray[np.uint8]:
        """A window that goes to and fro over the wall."""
        room = self._wall.shape[0] - height, self._wall.shape[1] - width
        top, left = (
            abs((at + most) % (2 * most) - most) for at, most in zip((y, x), room, strict=True)
        )
        return self._wall[top : top + height, left : left + width]


def clicks(profile: Profile, seconds: float, *times: float) -> Iterator[NDArray[np.float32]]:
    """Silence with clicks, stereo, in blocks."""
    sound = clicking(seconds, times, profile.sample_rate)
    for start in range(0, len(sound), 5000):
        yield np.stack([sound[start : start + 5000]] * 2)


def described(path: Path) -> str:
    """What another FFmpeg says about a file."""
    command = [FFMPEG, "-hide_banner", "-nostdin", "-i", str(path)]
    return subprocess.run(command, capture_output=True, check=False).stderr.decode()


def shown_aspect(log: str) -> Fraction:
    """The display aspect that `described` tells."""
    found = re.search(r"DAR (\d+):(\d+)", log)
    assert found, log
    return Fraction(int(found[1]), int(found[2]))


def encode_numbered(profile: Profile, segment: Segment, path: Path) -> Path:
    """A segment of numbered frames; another process can call it."""
    return encode_segment(Numbered(profile), profile, segment, path)


def packets(path: Path) -> tuple[Fraction, list[tuple[int, int, int]]]:
    """Unit of time, seconds, and dts, pts and bytes of every packet of the pictures, as another
    FFmpeg reads them."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-map", "0:v", "-c", "copy"]
    told = subprocess.run([*command, "-f", "framecrc", "-"], capture_output=True, check=True)
    lines = told.stdout.decode().splitlines()
    unit = next(line.split()[-1] for line in lines if line.startswith("#tb"))
    fields = [line.split(",") for line in lines if not line.startswith("#")]
    return Fraction(unit), [(int(f[1]), int(f[2]), int(f[4])) for f in fields]
