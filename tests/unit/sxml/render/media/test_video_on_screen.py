"""Videos show the right frame at every time, upright, in the right colours, with their alpha."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from dragonet.errors import SourceError
from dragonet.sxml.assets import Asset
from dragonet.sxml.render.calls import Medium
from dragonet.sxml.render.media import ImageCache
from dragonet.sxml.render.media.course import Course
from dragonet.sxml.render.media.video import VideoMedium
from dragonet.sxml.ticks import TICKS, ticks
from dragonet.sxml.timing import Span
from support.clips import CORNERS, draw, interlaced, number_of, remux, video
from support.pictures import similarity
from support.screens import URL, WHOLE, medium, shown

SIZE = (160, 90)


def number(seen: Medium, time: float) -> int:
    return number_of(shown(seen, SIZE, time=time).mean(axis=2))


def clip(path: Path, **options: Any) -> Path:
    return video(path, **{"size": SIZE, "frames": 30, **options})


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("h264.mp4", {"options": {"bf": "3", "b-pyramid": "normal"}, "gop": 12}),
        ("open.mkv", {"options": {"bf": "3", "x264-params": "open-gop=1"}, "gop": 10}),
        ("ntsc.mp4", {"fps": Fraction(30000, 1001)}),
        ("vp9.webm", {"codec": "libvpx-vp9", "options": {"deadline": "realtime"}}),
        ("clear.webm", {"codec": "libvpx-vp9", "pix_fmt": "yuva420p", "gop": 9}),
        ("mpeg4.avi", {"codec": "mpeg4", "options": {"bf": "2"}, "gop": 12}),
        ("mpeg2.ts", {"codec": "mpeg2video", "options": {"bf": "2", "b": "4M"}, "gop": 12}),
        ("flash.flv", {"codec": "flv", "options": {"b": "4M"}}),
        ("hevc.mp4", {"codec": "libx265", "options": {"x265-params": "log-level=error"}}),
        ("raw.h264", {"container": "h264", "options": {"bf": "0"}}),
    ],
)
def test_every_frame_forwards_and_at_random(
    name: str, options: dict[str, Any], tmp_path: Path
) -> None:
    path = clip(tmp_path / name, **options)
    rate = options.get("fps", 25)
    seen = medium("video", path)
    times = [float(frame / Fraction(rate)) for frame in range(30)]
    assert [number(seen, time) for time in times] == list(range(30))
    assert [number(seen, time + 0.5 / float(rate)) for time in times] == list(range(30))
    order = np.random.default_rng(3).permutation(30)
    assert [number(seen, times[frame]) for frame in order] == order.tolist()


def test_segments_begin_anywhere(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", frames=80, gop=30, options={"bf": "2"})
    through = medium("video", path)
    pictures = [shown(through, (321, 180), time=frame / 25) for frame in range(80)]
    for first in (0, 29, 30, 31, 47, 79):
        seen = shown(medium("video", path), (321, 180), time=first / 25)
        assert (seen == pictures[first]).all() and number_of(seen.mean(axis=2)) == first


def test_variable_rate(tmp_path: Path) -> None:
    steps = [1, 1, 7, 2, 40, 1, 1, 3, 90, 1, 5, 1]
    times = [Fraction(sum(steps[:count]), 50) for count in range(len(steps))]
    path = clip(tmp_path / "vfr.mp4", frames=len(steps), times=times, gop=6, options={"bf": "2"})
    seen = medium("video", path)
    moments = [Fraction(index, 50) for index in range(0, 152, 3)]
    expected = [max(n for n, time in enumerate(times) if time <= at) for at in moments]
    grid = [float(at) for at in moments]
    assert [number(seen, at) for at in grid] == expected
    assert [number(seen, at) for at in reversed(grid)] == expected[::-1]
    states = [seen.state(ticks(at)) for at in grid]
    for one, state in enumerate(states):
        for other in range(one):
            if states[other] == state:
                assert expected[other] == expected[one], "equal states are equal pictures"


def test_skip_speed_start_and_end(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4")
    second = TICKS
    late = medium("video", path, span=Span(2 * second, 3 * second, second, 0), skip=0.4)
    assert number(late, 0.0) == number(late, 2.0) == 10, "before its start: its first frame"
    assert number(late, 2.2) == 15
    quick = medium("video", path, speed=2.0)
    assert [number(quick, frame / 25) for frame in range(15)] == list(range(0, 30, 2))
    slow = medium("video", path, speed=0.5)
    assert [number(slow, frame / 25) for frame in range(12)] == [frame // 2 for frame in range(12)]
    assert number(slow, 9.0) == number(medium("video", path), 9.9) == 29, "the last frame is held"
    assert number(late, 5.0) == 29, "as at its end"


def test_states_tell_frames_apart_without_decoding(tmp_path: Path) -> None:
    seen = medium("video", clip(tmp_path / "a.mp4"))
    times = [frame / 50 for frame in range(70)]
    states = [seen.state(ticks(time)) for time in times]
    assert states[:60:2] == states[1:60:2]
    assert len(set(states[:60])) == 30
    assert len(set(states[62:])) == 1, "nothing moves after the end"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_turned_videos_are_upright(rotation: int, mirrored: bool, tmp_path: Path) -> None:
    made = clip(tmp_path / "a.mp4", frames=2, size=(320, 180))
    path = remux(made, tmp_path / "turned.mp4", rotation=rotation, mirrored=mirrored)
    expected = np.rot90(draw(0, 320, 180), rotation // 90)[:, :: -1 if mirrored else 1]
    height, width = expected.shape[:2]
    seen = medium("video", path)
    assert seen.aspect == pytest.approx(width / height)
    assert similarity(shown(seen, (width, height)), expected) > 0.85


def test_pixels_that_are_not_square(tmp_path: Path) -> None:
    settings = {"sample_aspect_ratio": Fraction(16, 11)}
    path = clip(tmp_path / "wide.mp4", size=(352, 288), frames=2, settings=settings)
    seen = medium("video", path)
    assert seen.aspect == pytest.approx(512 / 288)
    assert number_of(shown(seen, (512, 288)).mean(axis=2)) == 0


def flat(matrix: int, full: bool) -> Any:
    """Frames all of (200, 40, 90)."""
    kr, kb = {1: (0.2126, 0.0722), 5: (0.299, 0.114)}[matrix]
    red, green, blue = 200 / 255, 40 / 255, 90 / 255
    y = kr * red + (1 - kr - kb) * green + kb * blue
    u, v = (blue - y) / (2 * (1 - kb)), (red - y) / (2 * (1 - kr))
    scale, offset = (255, 0) if full else (219, 16)
    codes = [offset + scale * y, 128 + (255 if full else 224) * u, 128 + (255 if full else 224) * v]
    for _ in range(2):
        frame = av.VideoFrame(320, 180, "yuvj420p" if full else "yuv420p")
        for plane, code in zip(frame.planes, codes, strict=True):
            np.frombuffer(memoryview(plane), np.uint8)[:] = round(code)
        frame.colorspace, frame.color_range = matrix, 2 if full else 1
        yield frame


@pytest.mark.parametrize("matrix", [1, 5])
@pytest.mark.parametrize("full", [False, True])
def test_matrix_and_range(matrix: int, full: bool, tmp_path: Path) -> None:
    settings = {"colorspace": matrix, "color_range": 2 if full else 1}
    path = video(
        tmp_path / "flat.mp4",
        pictures=flat(matrix, full),
        pix_fmt="yuvj420p" if full else "yuv420p",
        options={"crf": "1"},
        settings=settings,
    )
    seen = medium("video", path)
    for size in ((320, 180), (200, 113), (500, 281)):
        colour = shown(seen, size, aspect=16 / 9)[50, 50].astype(int)
        assert np.abs(colour - (200, 40, 90)).max() <= 3


def cut_out() -> Any:
    """Frames with a red square in the middle, half transparent, on nothing, which is green."""
    for _ in range(3):
        picture = np.zeros((90, 160, 4), np.uint8)
        picture[..., 1] = 255
        picture[20:70, 40:120] = (255, 0, 0, 128)
        yield av.VideoFrame.from_ndarray(picture, format="rgba")


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt", "options"),
    [
        ("a.mov", "qtrle", "argb", {}),
        ("b.mov", "prores_ks", "yuva444p10le", {"profile": "4444", "alpha_bits": "16"}),
        ("c.webm", "libvpx-vp9", "yuva420p", {"deadline": "realtime", "crf": "10"}),
        ("d.webm", "libvpx", "yuva420p", {"auto-alt-ref": "0", "b": "4M"}),
    ],
)
def test_alpha(
    name: str, codec: str, pix_fmt: str, options: dict[str, str], tmp_path: Path
) -> None:
    frames = (frame.reformat(format=pix_fmt) for frame in cut_out())
    path = video(
        tmp_path / name, codec=codec, pix_fmt=pix_fmt, size=SIZE, pictures=frames, options=options
    )
    seen = medium("video", path)
    assert not seen.opaque
    for size in (SIZE, (240, 135), (100, 57)):
        pixels = shown(seen, size, background=(0, 0, 255)).astype(int)
        height, width = pixels.shape[:2]
        assert np.abs(pixels[height // 2, width // 2] - (128, 0, 127)).max() <= 8
        assert np.abs(pixels[2, 2] - (0, 0, 255)).max() <= 4
        if codec in ("qtrle", "prores_ks"):  # the others have half of the colours' resolution
            assert pixels[..., 1].max() < 25, "no green at the edges"


def test_interlaced_videos_have_no_comb_wherever_they_are_entered(tmp_path: Path) -> None:
    path = interlaced(tmp_path / "fields.mp4", top=True, frames=12, gop=6)
    through = medium("video", path)
    pictures = [shown(through, (320, 180), time=frame / 25) for frame in range(12)]
    for picture in pictures[1:-1]:
        light = picture[..., 1].astype(int)
        comb = np.abs(2 * light[1:-1] - light[:-2] - light[2:])[:, 180:]
        assert np.percentile(comb, 99) < 60, "fields are apart by 5 pixels"
    for frame in (10, 7, 3, 5):
        again = shown(medium("video", path), (320, 180), time=frame / 25)
        assert (again == pictures[frame]).all(), frame


def test_high_dynamic_range_is_mapped(tmp_path: Path) -> None:
    def frames() -> Any:
        for _ in range(2):
            frame = av.VideoFrame(320, 180, "yuv420p10le")
            for plane in frame.planes:
                np.frombuffer(memoryview(plane), np.uint16)[:] = 512
            np.frombuffer(memoryview(frame.planes[0]), np.uint16)[:] = round(64 + 876 * 0.5807)
            yield frame

    settings = {"colorspace": 9, "color_primaries": 9, "color_trc": 16, "color_range": 1}
    path = video(
        tmp_path / "hdr.mkv",
        codec="ffv1",
        pix_fmt="yuv420p10le",
        pictures=frames(),
        settings=settings,
    )
    for size in ((320, 180), (333, 187)):
        colour = shown(medium("video", path), size, aspect=16 / 9)[80, 80].astype(int)
        assert 205 < colour.min() <= colour.max() < 245, "203 nits are white below highlights"
        assert np.ptp(colour) <= 2


def test_a_damaged_frame_holds_the_one_before(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.avi", codec="mjpeg", pix_fmt="yuvj420p", options={"q": "3"})
    content = bytearray(path.read_bytes())
    at = content.index(b"movi")
    for _ in range(11):
        at = content.index(b"00dc", at + 1)
    length = int.from_bytes(content[at + 4 : at + 8], "little")
    content[at + 8 : at + 8 + length] = bytes(length)
    path.write_bytes(content)
    seen = medium("video", path)
    found = [number(seen, frame / 25) for frame in range(30)]
    assert found[:10] == list(range(10)) and found[11:] == list(range(11, 30))
    assert found[10] in (9, 10)


def test_files_that_break_off_or_hold_nothing(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mkv", frames=60, gop=5)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    seen = medium("video", path)
    last = number(seen, 2.39)
    assert 15 < last < 45 and number(seen, 9.0) == last
    path.write_bytes(whole[:600])
    asset = Asset(path, URL, "video", *SIZE, duration=2.4)
    with pytest.raises(SourceError, match=re.escape(URL)):
        shown(VideoMedium(asset, Course(WHOLE, 2.4), ImageCache()), SIZE)


def test_a_loop_goes_on_where_it_begins(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", options={"bf": "2"}, gop=12)  # 1.2 s
    seen = medium("video", path, loop=True)
    times = [frame / 25 for frame in range(250)]
    assert [number(seen, time) for time in times] == [frame % 30 for frame in range(250)]
    seen = medium("video", path, loop=True, skip=0.4, speed=2.0)  # 0.4 s
    assert [number(seen, frame / 25) for frame in range(60)] == [
        10 + 2 * (frame % 10) for frame in range(60)
    ]
    assert seen.state(ticks(0.12)) == seen.state(ticks(0.52)) != seen.state(ticks(0.16))


def test_readers_are_closed_when_they_are_over_and_opened_again(tmp_path: Path) -> None:
    cache, second = ImageCache(), TICKS
    path = clip(tmp_path / "a.mp4")
    first = medium("video", path, cache=cache, span=Span(0, second, second, 0))
    then = medium("video", path, cache=cache, span=Span(second, 2 * second, second, 0))
    assert number(first, 0.5) == 12
    assert number(then, 1.6) == 15
    assert first._reader is None  # type: ignore[attr-defined]
    assert number(first, 0.2) == 5 and number(then, 1.2) == 5
    cache.close()
    assert first._reader is None and then._reader is None  # type: ignore[attr-defined]


def test_an_animation_keeps_its_times_and_its_holes(tmp_path: Path) -> None:
    frames = [Image.fromarray(draw(n, 160, 90)) for n in range(4)]
    for frame in frames:
        frame.putalpha(Image.new("L", frame.size, 255))
        frame.paste((0, 0, 0, 0), (0, 70, 40, 90))
    path = tmp_path / "a.gif"
    times = [100, 300, 60, 200]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=times, disposal=2)
    seen = medium("video", path)
    assert not seen.opaque
    assert [number(seen, at / 100) for at in (0, 9, 10, 39, 40, 45, 46, 60, 90)] == [
        0, 0, 1, 1, 2, 2, 3, 3, 3,
    ]  # fmt: skip
    pixels = shown(seen, SIZE, time=0.2, background=(1, 200, 3))
    assert (pixels[80, 10] == (1, 200, 3)).all()


def test_many_videos_that_stand_still_need_no_files(tmp_path: Path) -> None:
    cache = ImageCache()
    path = clip(tmp_path / "a.mp4", frames=4)
    row = [medium("video", path, cache=cache) for _ in range(40)]
    for time in (0.0, 0.0, 0.04):
        for seen in row:
            assert number(seen, time) == round(time * 25)
    held = [seen for seen in row if seen._reader is not None]  # type: ignore[attr-defined]
    assert len(held) == 24
    for seen in row:
        seen._reader = None  # type: ignore[attr-defined]
        assert number(seen, 0.04) == 1
        assert seen._reader is None  # type: ignore[attr-defined]


def test_corners(tmp_path: Path) -> None:
    seen = shown(medium("video", clip(tmp_path / "a.mp4")), (203, 117), aspect=16 / 9)
    picture = Image.fromarray(seen)
    spots = [(5, 5), (197, 5), (5, 111), (197, 111)]
    for spot, colour in zip(spots, CORNERS, strict=True):
        found = np.asarray(picture.getpixel(spot)).astype(int)
        assert np.abs(found - colour).max() < 30
