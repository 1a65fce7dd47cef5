"""The filters that make a source's frames the output's, as a list of steps."""

from pathlib import Path
from typing import Any

from dragonet.media.geometry import Fit
from dragonet.media.picture import View, has_alpha
from dragonet.media.video.cube import write_cube
from dragonet.media.video.view import Shape, Target, matrix_of, needs_mapping

Step = tuple[str, dict[str, str]]
"""A filter of FFmpeg and its options."""

PIXELS = "yuv420p"
"""FFmpeg's name of the pixels that come out."""

_MATRICES = {1: "bt709", 4: "fcc", 5: "bt470", 6: "smpte170m", 7: "smpte240m", 9: "bt2020"}
_LIMITED = 1
_SCALER = "bicubic"


def steps_of(
    frame: Any, shape: Shape, target: Target, scratch: Path, interlaced: bool
) -> list[Step]:
    """The filters for frames like this one, none if they are right as they are.

    `scratch` is a folder for a table of colours, which HDR and wide gamuts need.
    """
    plan = target.fit(shape)
    steps: list[Step] = []
    if interlaced:
        steps.append(("bwdif", {"mode": "send_frame", "deint": "interlaced"}))
    if has_alpha(frame):  # what is transparent is black
        steps += [_format("gbrap"), ("premultiply", {"inplace": "1"})]
    if needs_mapping(frame):
        steps += _mapped(frame, plan, target, scratch)
    elif not _is_right(frame, plan, target):
        steps.append(_scaled(frame, plan, target))
        steps.append(_format(PIXELS))
    steps += _cut(plan) + _turned(shape.view) + _bordered(plan, target)
    return steps


def _is_right(frame: Any, plan: Fit, target: Target) -> bool:
    """Whether the pixels need no conversion: size, format, matrix, range."""
    return (
        (frame.width, frame.height) == (plan.scaled_width, plan.scaled_height)
        and frame.format.name == PIXELS
        and frame.color_range in (0, _LIMITED)
        and matrix_of(frame) == target.colour.matrix
    )


def _scaled(frame: Any, plan: Fit, target: Target) -> Step:
    return ("scale", {**_size(plan), **_source(frame), **_meaning(target)})


def _mapped(frame: Any, plan: Fit, target: Target, scratch: Path) -> list[Step]:
    """High dynamic range or a wide gamut to BT.709, at the target's size."""
    transfer, primaries = frame.color_trc, frame.color_primaries
    table = scratch / f"colours-{transfer}-{primaries}.cube"
    if not table.exists():
        write_cube(table, transfer, primaries if primaries in (1, 9, 12) else 9)
    return [
        ("scale", {**_size(plan), **_source(frame)}),
        _format("gbrp16"),
        ("lut3d", {"file": str(table), "interp": "tetrahedral"}),
        ("scale", {"flags": _SCALER, **_meaning(target)}),
        _format(PIXELS),
    ]


def _size(plan: Fit) -> dict[str, str]:
    return {"w": str(plan.scaled_width), "h": str(plan.scaled_height), "flags": _SCALER}


def _source(frame: Any) -> dict[str, str]:
    return {} if frame.format.is_rgb else {"in_color_matrix": _MATRICES[matrix_of(frame)]}


def _meaning(target: Target) -> dict[str, str]:
    return {"out_color_matrix": _MATRICES[target.colour.matrix], "out_range": "tv"}


def _format(pixels: str) -> Step:
    return ("format", {"pix_fmts": pixels})


def _cut(plan: Fit) -> list[Step]:
    if (plan.cut_width, plan.cut_height) == (plan.scaled_width, plan.scaled_height):
        return []
    sides = {"w": plan.cut_width, "h": plan.cut_height, "x": plan.left, "y": plan.top}
    return [("crop", {name: str(value) for name, value in sides.items()})]


def _turned(view: View) -> list[Step]:
    """The mirroring, then the turn, counter-clockwise."""
    turns: dict[int, list[Step]] = {
        90: [("transpose", {"dir": "cclock"})],
        180: [("hflip", {}), ("vflip", {})],
        270: [("transpose", {"dir": "clock"})],
    }
    mirror: list[Step] = [("hflip", {})] if view.mirrored else []
    return mirror + turns.get(round(view.rotation / 90) * 90 % 360, [])


def _bordered(plan: Fit, target: Target) -> list[Step]:
    if (plan.width, plan.height) == (target.width, target.height):
        return []
    size = {"w": str(target.width), "h": str(target.height)}
    return [("pad", {**size, "x": "(ow-iw)/2", "y": "(oh-ih)/2"})]
