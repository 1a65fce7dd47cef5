"""A decoded frame as a picture: upright, sRGB, premultiplied, of the size asked for."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import skia
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from dragonet.media.picture import View, has_alpha, view_of
from dragonet.media.video.cube import write_cube
from dragonet.media.video.filter import kind_of
from dragonet.media.video.view import matrix_of, needs_mapping
from dragonet.sxml.render.media.chain import Chain, Step
from dragonet.sxml.render.media.pixels import info_of

_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470", 6: "smpte170m", 7: "smpte240m", 9: "bt2020"}
_WIDE = (1, 9, 12)
"""Primaries that the tone mapping knows."""


class Converter:
    """Converts the frames of one video."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()
        self._chains: dict[Any, Chain] = {}

    def image(self, frame: VideoFrame, width: int, height: int) -> skia.Image:
        """The frame scaled to `width` x `height` of the upright picture."""
        view = view_of(frame)
        if view.turned:
            width, height = height, width
        if needs_mapping(frame) or has_alpha(frame):
            made = self._filtered(frame, width, height)
        else:
            made = self._scaled(frame, width, height)
        pixels = upright(made.to_ndarray(), view)
        info = info_of(pixels.shape[1], pixels.shape[0])
        return skia.Image.MakeRasterCopy(skia.Pixmap(info, pixels, pixels.shape[1] * 4))

    def _scaled(self, frame: VideoFrame, width: int, height: int) -> VideoFrame:
        return self._reformatter.reformat(
            frame,
            width,
            height,
            "bgra",
            src_colorspace=None if frame.format.is_rgb else matrix_of(frame),
            dst_color_range="JPEG",
            interpolation=Interpolation.BICUBIC,
            threads=1,
        )

    def _filtered(self, frame: VideoFrame, width: int, height: int) -> VideoFrame:
        """Through filters, which are made anew when the frames or the size change."""
        kind = (kind_of(frame), width, height)
        chain = self._chains.get(kind)
        if chain is None:
            with tempfile.TemporaryDirectory() as scratch:
                chain = Chain(frame, _steps(frame, width, height, Path(scratch)))
            self._chains = {kind: chain}
        return next(iter(list(chain.through(frame))))


def _steps(frame: Any, width: int, height: int, scratch: Path) -> list[Step]:
    """High dynamic range is mapped; else alpha is multiplied in before it is scaled."""
    size = {"w": str(width), "h": str(height), "flags": "bicubic"}
    source = {} if frame.format.is_rgb else {"in_color_matrix": _MATRICES[matrix_of(frame)]}
    last: Step = ("format", {"pix_fmts": "bgra"})
    if not needs_mapping(frame):
        premultiplied: Step = ("premultiply", {"inplace": "1"})
        first: list[Step] = [("scale", source), ("format", {"pix_fmts": "gbrap"})]
        return [*first, premultiplied, ("scale", size), last]
    transfer, primaries = frame.color_trc, frame.color_primaries
    table = write_cube(scratch / "colours.cube", transfer, primaries if primaries in _WIDE else 9)
    mapped: Step = ("lut3d", {"file": str(table), "interp": "tetrahedral"})
    return [("scale", {**size, **source}), ("format", {"pix_fmts": "gbrp16"}), mapped, last]


def upright(pixels: Any, view: View) -> Any:
    """Packed pixels, shape (height, width, 4), as they are to be seen."""
    whole = pixels.view(np.uint32)[..., 0]
    if view.mirrored:
        whole = whole[:, ::-1]
    whole = np.ascontiguousarray(np.rot90(whole, round(view.rotation / 90) % 4))
    return whole.view(np.uint8).reshape(*whole.shape, 4)
