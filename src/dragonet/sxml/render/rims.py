"""Pixels that the side of a box goes through."""

from dragonet.sxml.render.sheet import Sheet

_NEAR = 1e-3
"""Of a pixel: what rounding leaves."""


def completed(sheet: Sheet) -> Sheet:
    """A sheet whose box ends between two pixels, those at its rim made like their neighbours.

    Half covered they would show as lines where its pixels are put elsewhere. It is to be drawn
    inside its box.
    """
    pixels, (left, top, right, bottom) = sheet.pixels, sheet.box
    height, width = pixels.shape[:2]
    if width < 3 or height < 3:
        return sheet
    for lines, start, end in ((pixels.swapaxes(0, 1), left, right), (pixels, top, bottom)):
        if _NEAR < start < 1:
            lines[0] = lines[1]
        if len(lines) - 1 < end < len(lines) - _NEAR:
            lines[-1] = lines[-2]
    return sheet
