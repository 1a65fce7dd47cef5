"""Frames of a video as the cells of a strip."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from av.video.frame import VideoFrame

from dragonet.media.deinterlace import progressive
from dragonet.media.frames import frames_at
from dragonet.media.geometry import Fit, fit
from dragonet.media.picture import square_size, to_image, view_of
from dragonet.media.series import Cell, as_cell
from dragonet.media.streams import Media


@dataclass(frozen=True)
class FrameCells:
    """Frames that are all shown in cells of one size.

    Attributes:
        width, height: of a cell, pixels.
        original: width and height of the video's stored pixels.
        read: gives the cells one at a time, and tells how many per cent of them were given.
    """

    width: int
    height: int
    original: tuple[int, int]
    read: Callable[[Callable[[float], None]], Iterator[Cell]]


def frame_cells(
    media: Media, times: Sequence[float], width: int | None, height: int | None, *, crop: bool
) -> FrameCells:
    """The frames on screen at `times`, seconds, in cells of `width` x `height` pixels.

    What is left out follows from the first frame. With `crop` false frames are in the middle and
    what is left over is transparent; with `crop` true they fill the cell.

    Raises SourceError if no frame can be decoded, LimitError if cells would be too large.
    """
    frames = frames_at(media, times)
    first = next(frames)
    aspect = media.video().sample_aspect_ratio
    plan = _fit(first, aspect, width, height, crop)
    size = (width or plan.width, height or plan.height)

    def read(report: Callable[[float], None]) -> Iterator[Cell]:
        for index, frame in enumerate(chain([first], frames)):
            whole = progressive(media, frame, times[index])
            image = to_image(whole, _fit(frame, aspect, *size, crop), view_of(frame))
            yield as_cell(image, *size)
            report(100 * (index + 1) / len(times))

    return FrameCells(*size, (first.width, first.height), read)


def _fit(
    frame: VideoFrame,
    aspect: Fraction | None,
    width: int | None,
    height: int | None,
    crop: bool,
) -> Fit:
    size = square_size(frame.width, frame.height, aspect)
    return fit(*size, width, height, crop=crop, turned=view_of(frame).turned)
