"""A video: the frame of every moment, decoded one after the other where it can be."""

from collections.abc import Hashable
from functools import cached_property
from typing import NamedTuple

import av
import skia
from av.video.frame import VideoFrame

from dragonet.errors import SourceError
from dragonet.sxml.assets import Asset
from dragonet.sxml.render.media.cache import ImageCache
from dragonet.sxml.render.media.clock import Clock, clock_of
from dragonet.sxml.render.media.convert import Converter
from dragonet.sxml.render.media.course import Course
from dragonet.sxml.render.media.fields import Shown
from dragonet.sxml.render.media.moving import MovingMedium
from dragonet.sxml.render.media.reader import Reader


class _Held(NamedTuple):
    """A converted frame: the position asked for, when the frame begins, its size."""

    position: float
    shown: float
    size: tuple[int, int]
    image: skia.Image


class VideoMedium(MovingMedium):
    """A video on its course."""

    def __init__(self, asset: Asset, course: Course, cache: ImageCache) -> None:
        super().__init__(asset, cache)
        self._course = course
        self._reader: Reader | None = None
        self._converter = Converter()
        self._held: _Held | None = None

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
