"""What pictures become: size, cut, turn and colours of the output, from the first frame."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from av.video.frame import VideoFrame

from dragonet.media import hdr
from dragonet.media.geometry import Fit, fit
from dragonet.media.picture import View, square_size, view_of
from dragonet.media.video.settings import BT601_525, BT601_625, BT709, Colour

_SDR_PRIMARIES = (1, 4, 5, 6, 7)
_SDR_TRANSFERS = (1, 4, 5, 6, 7, 13)
_YUV_MATRICES = (1, 4, 5, 6, 7)
_BT2020_MATRICES = (9, 10)

_UPRIGHT = View()

_ALIKE = 0.02
"""Difference of two aspects, as a share, up to which a picture is cut, not bordered."""


@dataclass(frozen=True)
class Shape:
    """The geometry of a source's frames.

    Attributes:
        width, height: stored pixels.
        pixel_aspect: width of a pixel over its height; None if unknown.
        view: how they are to be seen.
    """

    width: int
    height: int
    pixel_aspect: Fraction | None = None
    view: View = _UPRIGHT

    def fit(self, width: int | None, height: int | None, *, crop: bool) -> Fit:
        """Where a frame lands in the box `width` x `height` of upright pictures.

        Sizes are even: at most a pixel is cut for that, nothing is stretched.
        """
        size = square_size(self.width, self.height, self.pixel_aspect)
        plan = fit(*size, width, height, crop=crop, turned=self.view.turned)
        cut = _even(plan.cut_width), _even(plan.cut_height)
        scaled = max(plan.scaled_width, cut[0]), max(plan.scaled_height, cut[1])
        left, top = ((whole - kept) // 2 for whole, kept in zip(scaled, cut, strict=True))
        return Fit(*scaled, left, top, *cut, self.view.turned)


@dataclass(frozen=True)
class Target:
    """The pictures that come out.

    Attributes:
        shape: geometry of the frames that it was made for.
        plan: where those land.
        crop: whether frames of another geometry are cut, not bordered.
        colour: what the YUV means that comes out.
    """

    shape: Shape
    plan: Fit
    crop: bool
    colour: Colour

    @property
    def width(self) -> int:
        """Width, pixels, even."""
        return self.plan.width

    @property
    def height(self) -> int:
        """Height, pixels, even."""
        return self.plan.height

    def fit(self, shape: Shape) -> Fit:
        """Where frames of `shape` land; what is smaller than the target gets a border."""
        if shape == self.shape:
            return self.plan
        whole = shape.fit(None, None, crop=False)
        aspect, own = whole.width / whole.height, self.width / self.height
        crop = self.crop or abs(aspect / own - 1) <= _ALIKE
        return shape.fit(self.width, self.height, crop=crop)


def target_of(
    frame: VideoFrame,
    pixel_aspect: Fraction | None,
    width: int | None = None,
    height: int | None = None,
    *,
    crop: bool = False,
) -> Target:
    """The target of a video whose first frame is this one, in the box `width` x `height`.

    Raises LimitError if it would be too large.
    """
    shape = Shape(frame.width, frame.height, pixel_aspect, view_of(frame))
    plan = shape.fit(width, height, crop=crop)
    return Target(shape, plan, crop, _colour_of(frame, plan.width, plan.height))


def _even(side: int) -> int:
    return max(2, side // 2 * 2)


def needs_mapping(frame: Any) -> bool:
    """Whether the colours are mapped to BT.709: HDR, or a gamut wider than displays'."""
    return hdr.needs_mapping(frame) or frame.colorspace in _BT2020_MATRICES


def matrix_of(frame: Any) -> int:
    """The matrix of the frame's YUV; where the file does not say, the one its size suggests."""
    if frame.colorspace in _YUV_MATRICES:
        return int(frame.colorspace)
    if frame.colorspace in _BT2020_MATRICES or frame.color_primaries == 9:
        return _BT2020_MATRICES[0]
    return _by_size(frame.width, frame.height).matrix


def _colour_of(frame: Any, width: int, height: int) -> Colour:
    """The colours of the output: the source's where they are SDR's, else those of its size."""
    if needs_mapping(frame):
        return BT709
    if frame.format.is_rgb:
        return _by_size(width, height)
    matrix = matrix_of(frame)
    usual = _by_size(frame.width, frame.height)
    if matrix != usual.matrix:
        usual = {5: BT601_625, 6: BT601_525}.get(matrix, BT709)
    primaries, transfer = frame.color_primaries, frame.color_trc
    return Colour(
        matrix,
        primaries if primaries in _SDR_PRIMARIES else usual.primaries,
        transfer if transfer in _SDR_TRANSFERS else usual.transfer,
    )


def _by_size(width: int, height: int) -> Colour:
    """The colours that a video of this size has if nobody says otherwise."""
    if width >= 1280 or height > 576:
        return BT709
    return BT601_625 if height in (576, 288) else BT601_525
