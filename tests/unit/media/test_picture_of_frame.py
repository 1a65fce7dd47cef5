"""Frames become upright sRGB pictures with square pixels."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dragonet.media import hdr
from dragonet.media.container import open_media
from dragonet.media.frames import frame_at
from dragonet.media.geometry import fit
from dragonet.media.picture import View, has_alpha, square_size, to_image, view_of
from support.clips import draw, remux, video

URL = "http://files.test/clip"
COLOUR = (200, 40, 90)
LUMA = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 9: (0.2627, 0.0593)}  # Kr, Kb by H.273 matrix


def flat(size: tuple[int, int], matrix: int, *, full: bool = False, bits: int = 8) -> av.VideoFrame:
    """A YUV frame all of COLOUR, computed from the matrix's definition."""
    red, green, blue = (channel / 255 for channel in COLOUR)
    kr, kb = LUMA[matrix]
    y = kr * red + (1 - kr - kb) * green + kb * blue
    u, v = (blue - y) / (2 * (1 - kb)), (red - y) / (2 * (1 - kr))
    step = 1 << (bits - 8)
    codes = [255 * y, 128 + 255 * u, 128 + 255 * v]
    if not full:
        codes = [16 + 219 * y, 128 + 224 * u, 128 + 224 * v]
    frame = av.VideoFrame(*size, "yuv444p" if bits == 8 else "yuv444p10le")
    for plane, code in zip(frame.planes, codes, strict=True):
        depth: Any = np.uint8 if bits == 8 else np.uint16
        np.frombuffer(memoryview(plane), depth)[:] = round(code * step)
    frame.color_range = 2 if full else 1
    return frame


def pixels(frame: av.VideoFrame, width: int | None = None) -> Any:
    plan = fit(frame.width, frame.height, width)
    return to_image(frame, plan, View()).numpy()


@pytest.mark.parametrize("matrix", LUMA)
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("bits", [8, 10])
@pytest.mark.parametrize("width", [None, 31])
def test_declared_matrix_and_range(matrix: int, full: bool, bits: int, width: int | None) -> None:
    frame = flat((64, 48), matrix, full=full, bits=bits)
    frame.colorspace = matrix
    assert np.abs(pixels(frame, width)[10, 10].astype(int) - COLOUR).max() <= 2


@pytest.mark.parametrize(
    ("size", "matrix"), [((640, 480), 5), ((720, 576), 5), ((1280, 720), 1), ((1080, 1920), 1)]
)
def test_an_undeclared_matrix_follows_from_the_size(size: tuple[int, int], matrix: int) -> None:
    frame = flat(size, matrix)
    assert frame.colorspace == 2, "unspecified"
    assert np.abs(pixels(frame)[10, 10].astype(int) - COLOUR).max() <= 2


def pq(nits: float) -> float:
    """SMPTE ST 2084, inverse EOTF."""
    power = (nits / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def grey(codes: list[float], transfer: int) -> av.VideoFrame:
    frame = av.VideoFrame(len(codes) * 16, 16, "yuv420p10le")
    for plane in frame.planes:
        np.frombuffer(memoryview(plane), np.uint16)[:] = 512
    rows = np.frombuffer(memoryview(frame.planes[0]), np.uint16).reshape(16, -1)
    for index, code in enumerate(codes):
        rows[:, index * 16 : index * 16 + 16] = round(64 + 876 * code)
    frame.colorspace, frame.color_primaries, frame.color_trc = 9, 9, transfer
    frame.color_range = 1
    return frame


def test_hdr10_keeps_dark_tones_and_squeezes_highlights() -> None:
    frame = grey([pq(nits) for nits in (0, 20.3, 50, 203, 500, 1000, 4000)], hdr.PQ)
    tones = pixels(frame)[8, 8::16].astype(int)
    assert np.ptp(tones, axis=1).max() <= 1, "grey stays grey"
    levels = tones[:, 0]
    assert levels[0] == 0
    for level, light in zip(levels[1:3], (0.1, 50 / 203), strict=True):  # below the knee: as it is
        assert level == pytest.approx(255 * (1.055 * light ** (1 / 2.4) - 0.055), abs=3)
    assert 210 < levels[3] < 240, "diffuse white stays below the highlights"
    assert levels[3] < levels[4] < levels[5] == levels[6] == 255


def test_hlg_rises_to_white() -> None:
    levels = pixels(grey([step / 8 for step in range(9)], hdr.HLG))[8, 8::16, 0].astype(int)
    assert levels[0] == 0
    assert levels[-1] == 255
    assert (np.diff(levels) > 0).all()
    assert levels[6] == pytest.approx(226, abs=6), "75 % HLG is diffuse white"


def test_wide_gamut_reds_are_brought_into_srgb() -> None:
    red = np.full((4, 4, 3), (65535, 0, 0), np.uint16)
    assert hdr.to_srgb(red, 14, 9)[0, 0].tolist() == [255, 0, 0]
    skin = np.full((4, 4, 3), (40_000, 30_000, 25_000), np.uint16)
    mapped = hdr.to_srgb(skin, 14, 9)[0, 0].astype(int)
    assert mapped[0] > 40_000 / 257 and mapped[2] < 25_000 / 257, "more saturated in sRGB numbers"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_display_matrix(rotation: int, mirrored: bool, tmp_path: Path) -> None:
    clip = video(tmp_path / "clip.mp4", frames=2)
    path = remux(clip, tmp_path / "turned.mp4", rotation=rotation, mirrored=mirrored)
    with open_media(path, URL, "video") as media:
        frame = frame_at(media, 0)
    view = view_of(frame)
    seen = np.rot90(draw(0, 320, 180), rotation // 90)[:, :: -1 if mirrored else 1]
    plan = fit(320, 180, turned=view.turned)
    image = to_image(frame, plan, view).numpy()
    assert image.shape == seen.shape
    assert np.abs(image.astype(int) - seen).mean() < 12


def test_rotation_is_counter_clockwise_as_the_standard_writes_it(tmp_path: Path) -> None:
    """A matrix written by hand (ISO 14496-12): right becomes down, a phone held upright."""
    path = video(tmp_path / "clip.mp4", frames=2)
    data = bytearray(path.read_bytes())
    plain = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    at = data.index(plain, data.index(b"tkhd"))
    data[at : at + 36] = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 180 << 16, 0, 1 << 30)
    path.write_bytes(data)
    with open_media(path, URL, "video") as media:
        assert view_of(frame_at(media, 0)) == View(rotation=270)


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        (None, (720, 576)),
        (Fraction(16, 15), (768, 576)),
        (Fraction(64, 45), (1024, 576)),
        (Fraction(8, 9), (640, 576)),
        (Fraction(1, 1000), (720, 576)),
    ],
)
def test_pixels_become_square(aspect: Fraction | None, size: tuple[int, int]) -> None:
    assert square_size(720, 576, aspect) == size


def test_transparent_colours_do_not_bleed() -> None:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[:, :32] = (0, 255, 0, 0)  # green, but invisible
    rgba[:, 32:] = (255, 0, 0, 255)
    frame = av.VideoFrame.from_ndarray(rgba, format="rgba")
    assert has_alpha(frame)
    image = to_image(frame, fit(64, 64, 10), View()).numpy()
    seen = image[5][image[5, :, 3] > 8]
    assert seen[:, 0].min() > 250
    assert seen[:, 1].max() < 5
