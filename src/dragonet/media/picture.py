"""A decoded video frame as a picture for the web: upright, square pixels, sRGB."""

import math
import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyvips
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation

from dragonet.media import hdr
from dragonet.media.geometry import Fit

_FINE = (
    Interpolation.LANCZOS
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
_MATRICES = (1, 4, 5, 6, 7, 9)
_BT709, _BT601, _BT2020 = 1, 5, 9
"""Matrix coefficients of ITU-T H.273 that swscale converts."""

_ODDEST_PIXEL = 16


@dataclass(frozen=True)
class View:
    """How the stored pixels of a video are to be seen.

    Attributes:
        rotation: counter-clockwise turn that puts the picture upright, degrees, 0 <= r < 360.
        mirrored: whether the picture is mirrored left to right before that turn.
    """

    rotation: int = 0
    mirrored: bool = False

    @property
    def turned(self) -> bool:
        """Whether width and height are exchanged."""
        return self._quarter % 180 == 90

    def apply(self, image: pyvips.Image) -> pyvips.Image:
        """`image` as it is to be seen, to the nearest quarter turn."""
        image = image.fliphor() if self.mirrored else image
        return image.rot(f"d{-self._quarter % 360}") if self._quarter else image

    @property
    def _quarter(self) -> int:
        return round(self.rotation / 90) * 90 % 360


def view_of(frame: VideoFrame) -> View:
    """The view that the frame's display matrix asks for.

    The matrix maps stored to seen pixels, y down (ISO 14496-12): x' = ax + cy, y' = bx + dy.
    """
    matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return View()
    a, b, _, c, d = struct.unpack_from("=5i", bytes(matrix))
    mirrored = a * d - b * c < 0
    if mirrored:  # undo the mirroring, which comes first
        a, b = -a, -b
    return View(round(math.degrees(math.atan2(-b, a))) % 360, mirrored)


def square_size(width: int, height: int, pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Size of a stored picture once its pixels are square: the height stays."""
    return max(1, round(height * aspect_ratio(width, height, pixel_aspect))), height


def aspect_ratio(width: int, height: int, pixel_aspect: Fraction | None) -> Fraction:
    """Width over height of a stored picture as it is seen; an absurd pixel aspect is ignored."""
    if not pixel_aspect or not 1 / _ODDEST_PIXEL <= pixel_aspect <= _ODDEST_PIXEL:
        return Fraction(width, height)
    return Fraction(width, height) * pixel_aspect


def has_alpha(frame: VideoFrame) -> bool:
    """Whether the frame's format has an alpha channel."""
    return any(component.is_alpha for component in frame.format.components)


def is_opaque(frame: VideoFrame) -> bool:
    """Whether no pixel of a frame with alpha is transparent."""
    return bool(_pixels(frame, "rgba")[..., 3].min() == 255)


def to_image(frame: VideoFrame, fit: Fit, view: View) -> pyvips.Image:
    """The frame scaled, cut and turned: 8-bit sRGB, with alpha if it has it.

    `fit` is of the stored picture with square pixels. HDR is mapped to sRGB, its alpha dropped.
    """
    width, height = fit.scaled_width, fit.scaled_height
    if hdr.needs_mapping(frame):
        coded = _pixels(frame, "rgb48le", width=width, height=height)
        image = _image(hdr.to_srgb(coded, frame.color_trc, frame.color_primaries))
    elif has_alpha(frame):  # libvips weighs colours by alpha while it scales, swscale does not
        image = _image(_pixels(frame, "rgba"))
        image = image.thumbnail_image(width, height=height, size="force", no_rotate=True)
    else:
        image = _image(_pixels(frame, "rgb24", width=width, height=height))
    return view.apply(image.crop(fit.left, fit.top, fit.cut_width, fit.cut_height))


def _image(pixels: Any) -> pyvips.Image:
    return pyvips.Image.new_from_array(pixels, interpretation="srgb")


def _pixels(frame: VideoFrame, layout: str, **size: int) -> Any:
    """The frame as packed full-range RGB in its own primaries, shape (height, width, 3 or 4)."""
    converted = frame.reformat(
        format=layout,
        src_colorspace=_matrix(frame),
        dst_color_range="JPEG",
        interpolation=_FINE,
        **size,
    )
    return converted.to_ndarray()


def _matrix(frame: VideoFrame) -> int | None:
    """The frame's YUV matrix; where the file does not say, the one its size suggests."""
    if frame.format.is_rgb or frame.colorspace in _MATRICES:
        return None
    if frame.colorspace == 10 or frame.color_primaries == 9:
        return _BT2020
    return _BT709 if frame.width >= 1280 or frame.height > 576 else _BT601
