"""A video: the frame of every moment, decoded one after the other where it can be."""

from collections.abc import Hashable
from functools import cached_property
from typing import NamedTuple

import av
import skia
from av.video.frame import VideoFrame

from dragonet.errors import SourceError
from dragonet.sxml.assets import Asset
from dragonet.sxml.render.box import Box
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.clock import Clock, clock_of
from dragonet.sxml.render.media.convert import Converter
from dragonet.sxml.render.media.course import Course
from dragonet.sxml.render.media.fields import Shown
from dragonet.sxml.render.media.paint import paint
from dragonet.sxml.render.media.place import place
from dragonet.sxml.render.media.reader import Reader
from dragonet.sxml.render.media.sampling import held_size
from dragonet.sxml.render.pen import Pen


class _Held(NamedTuple):
    """A converted frame: the position asked for, when the frame begins, its size."""

    position: float
    shown: float
    size: tuple[int, int]
    image: skia.Image


class VideoMedium:
    """A video on its course.

    Its file is opened when it is first drawn, and closed when the cache says so.
    """

    def __init__(self, asset: Asset, course: Course, cache: ImageCache) -> None:
        self._asset, self._course, self._cache = asset, course, cache
        self._reader: Reader | None = None
        self._converter = Converter()
        self._held: _Held | None = None
        self.aspect: float | None = asset.width / asset.height
        self.opaque = not asset.alpha

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw the frame of the pen's time. Raises SourceError."""
        if not pen.sees(box):
            return
        placed = place(pen, box)
        whole = self._asset.width, self._asset.height
        size = held_size(placed, pen.detail, whole, pen.screen.height)
        paint(pen, placed, self._image(pen.time, size))

    def state(self, time: int) -> Hashable:
        """The frame that is shown; the moment where the file does not tell its frames' times."""
        return self._clock.moment(self._course.position(time))

    def close(self) -> None:
        """Close the file; the last frame stays."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    @cached_property
    def _clock(self) -> Clock:
        return clock_of(self._asset.path, self._asset.url)

    def _image(self, time: int, size: tuple[int, int]) -> skia.Image:
        """The frame in that size; the last one needs no file."""
        position, held = self._course.position(time), self._held
        if held is not None and (held.position, held.size) == (position, size):
            return held.image
        shown = self._frame(position, time)
        if held is not None and (held.shown, held.size) == (shown.time, size):
            image = held.image
        else:
            image = self._converted(shown.frame, size)
        self._held = _Held(position, shown.time, size, image)
        return image

    def _frame(self, position: float, time: int) -> Shown:
        if self._reader is None:
            self._reader = Reader(self._asset.path, self._asset.url)
        self._cache.opened(self, self._course.span.end, time)
        return self._reader.at(position)

    def _converted(self, frame: VideoFrame, size: tuple[int, int]) -> skia.Image:
        try:
            return self._converter.image(frame, *size)
        except av.FFmpegError as error:
            text = f"File '{self._asset.url}' has pictures of a kind that cannot be shown"
            raise SourceError(f"{text}: {frame.format.name}") from error
