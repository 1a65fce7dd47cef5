"""Peaks as a picture, or as data for players in the browser."""

import json
from dataclasses import dataclass

import numpy as np
import pyvips
from numpy.typing import NDArray

from dragonet.media.audio.peaks import Heard, Peaks, step

RGBA = tuple[int, int, int, int]
"""Red, green, blue and opacity, 0 to 255."""

THINNEST = 0.5
"""Pixels that a bar reaches to either side at least: silence is a line of one pixel."""


@dataclass(frozen=True)
class Style:
    """How a waveform looks.

    Attributes:
        height: of the picture, pixels.
        margin: pixels left empty above and below.
        fill: colour of the waveform.
        background: colour of what is around it.
    """

    height: int
    margin: int
    fill: RGBA
    background: RGBA


def draw(peaks: Peaks, style: Style) -> pyvips.Image:
    """A bar for each column, symmetrical about the middle, as long as its loudest sample.

    Full scale fills the height within the margins; the rows of several channels share it, one
    under the other. Ends of bars are anti-aliased. Gives 8-bit sRGB, with alpha if a colour is not
    opaque.
    """
    loudness = np.maximum(-peaks.low, peaks.high).clip(0)
    rows, columns = loudness.shape
    cover = np.zeros((style.height, columns), np.uint8)
    inner = style.height - 2 * style.margin
    for row, amplitude in enumerate(loudness):
        top, bottom = (style.margin + inner * edge // rows for edge in (row, row + 1))
        _bars(cover[top:bottom], amplitude)
    colours = pyvips.Image.new_from_array(_mixtures(style)[None])
    return pyvips.Image.new_from_array(cover).maplut(colours).copy(interpretation="srgb")


def _bars(cover: NDArray[np.uint8], amplitude: NDArray[np.float32]) -> None:
    """Write how much of each pixel is inside the bars, 0 to 255; the halves mirror each other."""
    height = len(cover)
    reach = np.maximum(amplitude * (height / 2), THINNEST)
    for y in range((height + 1) // 2):
        inside = reach - (height / 2 - y - 1)
        cover[y] = cover[height - 1 - y] = np.rint(inside.clip(0, 1) * 255)


def _mixtures(style: Style) -> NDArray[np.uint8]:
    """The colours of 0 to 255 parts of fill over the background, shape (256, 3 or 4)."""
    fill, background = (np.array(colour) / 255 for colour in (style.fill, style.background))
    above = np.linspace(0, fill[3], 256)[:, None]
    below = background[3] * (1 - above)
    alpha = above + below
    light = fill[:3] * above + background[:3] * below
    colours = np.divide(light, alpha, out=np.tile(fill[:3], (256, 1)), where=alpha > 0)
    opaque = bool((alpha > 1 - 1e-9).all())
    mixed = np.rint((colours if opaque else np.hstack([colours, alpha])) * 255)
    return np.asarray(mixed, np.uint8)


def as_json(heard: Heard, most: int) -> bytes:
    """Peaks of at most `most` columns in version 2 of audiowaveform's JSON, which players know.

    Values are of 16 bits; minimum and maximum take turns, within a column channel by channel.
    Source: https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md.
    """
    peaks = heard.peaks
    pairs = np.stack([peaks.low, peaks.high], axis=-1).swapaxes(0, 1)  # column, channel, extreme
    data = np.rint(pairs * 32768).clip(-32768, 32767).astype(int)
    document = {
        "version": 2,
        "channels": data.shape[1],
        "sample_rate": heard.rate,
        "samples_per_pixel": step(peaks.samples, most),
        "bits": 16,
        "length": len(data),
        "data": data.ravel().tolist(),
    }
    return json.dumps(document, separators=(",", ":")).encode()
