"""Pictures drawn at the times of frames, as an encoder takes them."""

from collections.abc import Hashable, Iterator
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from dragonet.media.video.settings import BT709, Colour
from dragonet.sxml.movie.segments import Segment, frame_time

PIXELS = "yuv420p"

_EXACT = (
    Interpolation.AREA
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)
"""Chroma is the mean of four pixels; every machine computes the same. 0.1 ms more at 720p than the
default, whose chroma is off by 0.7 of 255 on average where colours change."""


class FrameSource(Protocol):
    """What draws the pictures of a movie; times are in ticks."""

    def picture(self, time: int) -> NDArray[np.uint8]:
        """The picture, BGRA and opaque: (height, width, 4). It is valid until the next call."""

    def state(self, time: int) -> Hashable:
        """What the picture follows from: equal states are equal pictures."""


class Converter:
    """From BGRA to YUV of the given meaning, limited range."""

    def __init__(self, colour: Colour) -> None:
        self._space = Colorspace.ITU709 if colour == BT709 else Colorspace.ITU601
        self._colour = colour
        self._reformatter = VideoReformatter()

    def __call__(self, picture: NDArray[np.uint8]) -> VideoFrame:
        """A new frame; the picture is not held."""
        source = VideoFrame.from_numpy_buffer(np.ascontiguousarray(picture), format="bgra")
        frame: Any = self._reformatter.reformat(
            source,
            format=PIXELS,
            interpolation=_EXACT,
            dst_colorspace=self._space,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        frame.colorspace = self._colour.matrix
        return frame  # type: ignore[no-any-return]


def frames_of(
    source: FrameSource, segment: Segment, rate: Fraction, colour: Colour
) -> Iterator[VideoFrame]:
    """The frames of a segment. A picture that stays is drawn and converted once: it is the same
    object several times, so set its time just before it is used."""
    convert = Converter(colour)
    state: Hashable = None
    frame: VideoFrame | None = None
    for number in range(segment.first, segment.end):
        time = frame_time(number, rate)
        now = source.state(time)
        if frame is None or now != state:
            frame, state = convert(source.picture(time)), now
        yield frame
