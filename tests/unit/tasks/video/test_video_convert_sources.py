"""`video.convert` on sources of every kind: frames, times, sound and shape, read back by another
decoder."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dragonet.tasks.video.convert import TASK
from support import clips, films
from support.films import Film, read
from support.tasks import run_task

SIZE = (160, 90)
CLICKS = (0.4, 1.2, 2.0, 2.8)
SYNC = 0.005
"""Seconds that a click may be off: a quarter of a frame of sound."""

Convert = Callable[..., tuple[Any, Film]]


@pytest.fixture
def convert(tmp_path: Path) -> Convert:
    """Convert a file; the result and what another decoder finds in the output."""

    def run(source: Path, **params: Any) -> tuple[Any, Film]:
        result, output = run_task(TASK, source, tmp_path / "scratch", **params)
        assert output is not None
        film = read(output)
        assert film.pictures.shape[2:0:-1] == (result.width, result.height)
        return result, film

    return run


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3 s at 25 fps without sound."""
    return clips.video(tmp_path_factory.mktemp("silent") / "v.mp4", size=SIZE, frames=75)


def in_sync(film: Film, clicks: Any = CLICKS) -> bool:
    found = film.clicks
    return len(found) == len(clicks) and bool(np.allclose(found, clicks, atol=SYNC))


def corners(film: Film, number: int = 0) -> Any:
    """Mean colours near the corners: top left, top right, bottom left, bottom right."""
    picture = film.pictures[number].astype(float)
    high, wide = max(picture.shape[0] // 20, 2), max(picture.shape[1] // 20, 2)
    rows, columns = (
        (slice(high, 2 * high), slice(-2 * high, -high)),
        (
            slice(wide, 2 * wide),
            slice(-2 * wide, -wide),
        ),
    )
    return np.array([picture[r, c].mean(axis=(0, 1)) for r in rows for c in columns])


def looks(film: Film, wanted: Any = clips.CORNERS, tolerance: float = 60) -> bool:
    return bool(np.abs(corners(film) - np.array(wanted)).max() < tolerance)


def test_without_sound(silent: Path, convert: Convert) -> None:
    result, film = convert(silent)
    assert (result.audio_codec, result.duration) == (None, 3.0)
    assert film.numbers == list(range(75))
    assert "Audio:" not in film.log


@pytest.mark.parametrize("start", [0.5, -0.5])
def test_sound_that_begins_elsewhere(
    silent: Path, convert: Convert, tmp_path: Path, start: float
) -> None:
    late = start > 0
    shifted = clips.remux(silent, tmp_path / "v.mp4", shift=0 if late else -start)
    source = films.add_sound(
        shifted, tmp_path / "s.mkv", films.clicking(2.5, (0.2, 1.0)), starts=(max(start, 0),)
    )
    _, film = convert(source)
    assert in_sync(film, (0.7, 1.5) if late else (0.2, 1.0))
    assert film.numbers == list(range(75))
    begin = 0 if late else -start
    assert film.times[0] == 0
    assert film.times[1:] == pytest.approx([begin + n / 25 for n in range(1, 75)], abs=0.002)


def test_a_gap_in_the_sound(silent: Path, convert: Convert, tmp_path: Path) -> None:
    sound = films.clicking(3, CLICKS)
    source = films.add_sound(silent, tmp_path / "s.mkv", sound, gap=(24, 50))  # 0.5 to 1.07 s
    _, film = convert(source)
    assert in_sync(film, (0.4, 1.2, 2.0, 2.8))


def test_the_default_of_several_tracks(silent: Path, convert: Convert, tmp_path: Path) -> None:
    sound = films.clicking(3, CLICKS)
    source = films.add_sound(silent, tmp_path / "s.mp4", sound, starts=(0, 0, 0), default=1)
    _, film = convert(source)
    assert in_sync(film)


def test_surround_is_mixed_down_without_clipping(
    silent: Path, convert: Convert, tmp_path: Path
) -> None:
    loud = np.tile(films.clicking(3, CLICKS) / 0.8, (6, 1))
    loud[3] = 0  # no bass
    source = films.add_sound(silent, tmp_path / "s.mkv", loud, codec="pcm_f32le", layout="5.1")
    result, film = convert(source, audio_bitrate=192)
    assert in_sync(film)
    assert 0.8 < np.abs(film.sound).max() < 1.1
    assert "stereo" in film.log and result.audio_codec == "aac"


@pytest.mark.parametrize("rate", [44100, 8000])
def test_drift_of_the_sound(silent: Path, convert: Convert, tmp_path: Path, rate: int) -> None:
    """Time stamps, not the number of samples, say when sound is heard."""
    sound = films.clicking(3, CLICKS, rate)
    source = films.add_sound(silent, tmp_path / "s.mkv", sound, rate=rate, codec="pcm_s16le")
    _, film = convert(source, sample_rate=48000)
    assert in_sync(film)


def test_variable_rate(convert: Convert, tmp_path: Path) -> None:
    times = [Fraction(n * n, 900) + Fraction(n, 100) for n in range(40)]
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=40, times=times)
    result, film = convert(source, width=80)
    assert film.numbers == list(range(40))
    assert film.times == pytest.approx([float(time) for time in times], abs=1e-4)
    assert result.duration == pytest.approx(float(times[-1]), abs=0.1)


@pytest.mark.parametrize("container", ["mp4", "mkv", "webm", "wmv"])
def test_slow_pictures(convert: Convert, tmp_path: Path, container: str) -> None:
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=4, fps=Fraction(1, 3))
    codecs = {"webm": {"video_codec": "vp9"}, "wmv": {"audio_codec": "wmav2"}}.get(container, {})
    result, film = convert(source, container=container, **codecs)
    assert film.numbers == [0, 1, 2, 3]
    assert film.times == pytest.approx([0, 3, 6, 9], abs=0.002)
    assert 9 <= result.duration <= 12


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mirrored", [False, True])
def test_rotation(
    silent: Path, convert: Convert, tmp_path: Path, rotation: int, mirrored: bool
) -> None:
    source = clips.remux(silent, tmp_path / "r.mp4", rotation=rotation, mirrored=mirrored)
    result, film = convert(source)
    turned = rotation in (90, 270)
    assert (result.width, result.height) == ((90, 160) if turned else SIZE)
    assert (result.original_width, result.original_height, result.rotation) == (*SIZE, 0)
    assert looks(film, corners(read(source)), 20)
    assert looks(film) == (rotation == 0 and not mirrored)
    assert len(film.pictures) == 75


def test_pixels_that_are_not_square(convert: Convert, tmp_path: Path) -> None:
    settings = {"sample_aspect_ratio": Fraction(16, 11)}
    source = clips.video(tmp_path / "v.mp4", size=(180, 144), frames=10, settings=settings)
    result, film = convert(source)
    assert (result.width, result.height) == (262, 144)
    assert film.numbers == list(range(10))
    assert "SAR 1:1" in film.log or "SAR" not in film.log


def test_odd_sizes_lose_a_pixel_not_their_shape(convert: Convert, tmp_path: Path) -> None:
    source = clips.video(
        tmp_path / "v.mkv", codec="ffv1", pix_fmt="yuv444p", size=(161, 91), frames=5
    )
    result, film = convert(source, crf=1)
    assert (result.width, result.height) == (160, 90)
    original = clips.draw(3, 161, 91)[:90, :160].astype(float)
    assert np.abs(film.pictures[3] - original).mean() < 6


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ({"width": 80}, (80, 44)),
        ({"height": 45}, (80, 44)),
        ({"width": 100, "height": 100}, (100, 56)),
        ({"width": 100, "height": 100, "crop": True}, (100, 100)),
        ({"width": 33, "height": 91, "crop": True}, (32, 90)),
        ({"width": 320, "height": 400}, (320, 180)),
    ],
)
def test_boxes(silent: Path, convert: Convert, box: dict[str, Any], size: tuple[int, int]) -> None:
    result, film = convert(silent, **box)
    assert (result.width, result.height) == size
    if box.get("crop"):  # the middle: bars, no corners
        assert not looks(film)
        whole = films.read(silent).pictures[30]
        scale = max(box["width"] / 160, box["height"] / 90)
        kept = box["width"] / scale / 160, box["height"] / scale / 90
        x0, y0 = round(80 - 80 * kept[0]), round(45 - 45 * kept[1])
        part = whole[y0 : 90 - y0, x0 : 160 - x0]
        rows = np.linspace(0, part.shape[0] - 1, size[1]).round().astype(int)
        columns = np.linspace(0, part.shape[1] - 1, size[0]).round().astype(int)
        assert np.abs(part[rows][:, columns].astype(float) - film.pictures[30]).mean() < 14
    else:
        assert looks(film)
        assert film.numbers == list(range(75))


def test_interlaced(convert: Convert, tmp_path: Path) -> None:
    """Two fields of a moving edge make a comb; deinterlaced there is none."""
    frames = []
    for number in range(20):
        picture = np.zeros((96, 160, 3), np.uint8)
        picture[0::2, : 8 * number] = 255
        picture[1::2, : 8 * number + 4] = 255
        frames.append(av.VideoFrame.from_ndarray(picture, format="rgb24"))
    source = clips.video(
        tmp_path / "v.ts",
        size=(160, 96),
        pictures=frames,
        options={"flags": "+ildct+ilme", "x264-params": "interlaced=1:tff=1"},
    )
    _, film = convert(source, crf=10)
    assert len(film.pictures) == 20
    inner = film.pictures[5:15].astype(float).mean(axis=3)
    comb = np.abs(inner[:, 2:-2] - (inner[:, 1:-3] + inner[:, 3:-1]) / 2).mean()
    raw = films.read(source).pictures[5:15].astype(float).mean(axis=3)
    before = np.abs(raw[:, 2:-2] - (raw[:, 1:-3] + raw[:, 3:-1]) / 2).mean()
    assert comb < before / 4


def test_progressive_is_left_alone(silent: Path, convert: Convert) -> None:
    _, film = convert(silent, crf=1)
    original = films.read(silent)
    assert np.abs(film.pictures.astype(float) - original.pictures).mean() < 2


@pytest.mark.parametrize(("transfer", "white"), [(16, 0.58), (18, 0.75)])
def test_high_dynamic_range(convert: Convert, tmp_path: Path, transfer: int, white: float) -> None:
    """Diffuse white becomes nearly white, grey stays grey, BT.2020 becomes BT.709."""
    codes = np.linspace(0, white, 160)
    grey = np.repeat((codes * 65535).astype(np.uint16)[None, :, None], 90, 0).repeat(3, 2)
    frames = [av.VideoFrame.from_ndarray(grey, format="rgb48le") for _ in range(5)]
    for frame in frames:
        frame.colorspace = 9
    settings = {"color_primaries": 9, "color_trc": transfer, "colorspace": 9, "color_range": 1}
    pictures = [
        frame.reformat(format="yuv420p10le", dst_colorspace=9, dst_color_range=1)
        for frame in frames
    ]
    source = clips.video(
        tmp_path / "v.mkv", codec="libx265", pix_fmt="yuv420p10le", size=SIZE, pictures=pictures,
        settings=settings, options={"crf": "8", "x265-params": "log-level=error"},
    )  # fmt: skip
    _, film = convert(source, crf=5)
    row = film.pictures[2][45].astype(float)
    assert "bt709" in film.log and "yuv420p(" in film.log
    assert np.abs(row - row.mean(axis=1, keepdims=True)).max() < 5
    assert 195 < row[-4].mean() < 235
    assert row[3].mean() < 8
    assert np.diff(row.mean(axis=1)).min() > -3


def test_resolution_changes_on_the_way(convert: Convert, tmp_path: Path) -> None:
    parts = [
        clips.video(tmp_path / f"{n}.ts", size=size, frames=25, gop=25)
        for n, size in enumerate([SIZE, (240, 180), (320, 180)])
    ]
    source = tmp_path / "all.ts"
    source.write_bytes(b"".join(part.read_bytes() for part in parts))
    result, film = convert(source)
    assert (result.width, result.height) == SIZE
    assert len(film.pictures) == 75
    numbers = [clips.number_of(film.pictures[n].mean(axis=2)) for n in (*range(25), *range(50, 75))]
    assert numbers == [*range(25), *range(25)]
    bordered = film.pictures[30].astype(int)
    assert bordered[:, :18].max() < 30 and bordered[:, -18:].max() < 30
    assert clips.number_of(bordered[:, 20:140].mean(axis=2)) == 5


@pytest.mark.parametrize(
    "options",
    [
        {"x264-params": "b-pyramid=normal:bframes=8:b-adapt=2:keyint=25"},
        {"x264-params": "open-gop=1:bframes=3:keyint=12"},
    ],
)
def test_pyramids_and_open_groups(
    convert: Convert, tmp_path: Path, options: dict[str, str]
) -> None:
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=60, options=options)
    _, film = convert(source)
    assert film.numbers == list(range(60))
    assert film.times == pytest.approx([n / 25 for n in range(60)])


def test_a_start_inside_an_open_group(convert: Convert, tmp_path: Path) -> None:
    """Pictures that refer to what is before the file are left out, the rest is there."""
    options = {"x264-params": "open-gop=1:bframes=3:keyint=24:min-keyint=24:scenecut=0"}
    whole = clips.video(tmp_path / "w.ts", size=SIZE, frames=72, options=options)
    with av.open(str(whole)) as container:
        places = [p.pos for p in container.demux(video=0) if p.is_keyframe and p.size]
    source = tmp_path / "cut.ts"
    source.write_bytes(whole.read_bytes()[places[1] :])
    _, film = convert(source)
    numbers = film.numbers
    assert numbers == list(range(numbers[0], 72))
    assert 20 <= numbers[0] <= 26
    assert film.times == pytest.approx([n / 25 for n in range(len(numbers))], abs=1e-3)


def test_ten_thousand_frames_a_second(convert: Convert, tmp_path: Path) -> None:
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=30, fps=10000)
    result, film = convert(source)
    assert film.numbers == list(range(30))
    assert film.times == pytest.approx([n / 10000 for n in range(30)], abs=1e-4)
    assert result.frame_rate == pytest.approx(10000, rel=0.01)


def test_a_single_picture(convert: Convert, tmp_path: Path) -> None:
    source = clips.video(tmp_path / "v.mp4", size=SIZE, frames=1)
    result, film = convert(source)
    assert film.numbers == [0]
    assert result.duration == pytest.approx(0.04, abs=0.001)


def test_what_is_transparent_is_black(convert: Convert, tmp_path: Path) -> None:
    picture = np.zeros((90, 160, 4), np.uint8)
    picture[..., :3], picture[:, :80, 3] = (200, 100, 50), 255
    frames = [av.VideoFrame.from_ndarray(picture, format="rgba") for _ in range(3)]
    source = clips.video(
        tmp_path / "v.mov", codec="qtrle", pix_fmt="argb", size=SIZE, pictures=frames
    )
    result, film = convert(source, crf=5)
    assert not result.alpha
    left, right = film.pictures[1][20:70, 10:70], film.pictures[1][20:70, 90:150]
    assert np.abs(left.mean(axis=(0, 1)) - (200, 100, 50)).max() < 8
    assert right.max() < 12


def test_an_animation(convert: Convert, tmp_path: Path) -> None:
    source = clips.video(
        tmp_path / "v.gif", codec="gif", pix_fmt="rgb8", size=SIZE, frames=20, fps=10
    )
    result, film = convert(source)
    assert film.numbers == list(range(20))
    assert film.times == pytest.approx([n / 10 for n in range(20)])
    assert result.duration == pytest.approx(2.0, abs=0.01)


def test_ten_minutes_stay_in_sync(convert: Convert, tmp_path: Path) -> None:
    clicks = [7.2 + 37.04 * number for number in range(16)]
    silent = clips.video(tmp_path / "v.mp4", size=(64, 36), frames=3000, fps=5)
    sound = films.clicking(600, clicks, 44100)
    source = films.add_sound(silent, tmp_path / "s.mp4", sound, rate=44100)
    result, film = convert(source, sample_rate=48000)
    assert result.duration == pytest.approx(600, abs=0.03)
    assert film.times == pytest.approx([number / 5 for number in range(3000)])
    assert in_sync(film, clicks)


@pytest.mark.parametrize("shift", [3600, 0, -2])
def test_time_stamps_that_jump(convert: Convert, tmp_path: Path, shift: int) -> None:
    """Streams that were joined though their time stamps do not fit play on without a break."""
    parts = []
    for number, begin in enumerate((10, 10 + shift)):
        part = clips.video(tmp_path / f"{number}.mp4", size=SIZE, frames=75, gop=25)
        part = films.add_sound(part, tmp_path / f"{number}-s.mp4", films.clicking(3, CLICKS))
        part = _later(part, tmp_path / f"{number}.ts", begin)
        parts.append(part.read_bytes())
    source = tmp_path / "all.ts"
    source.write_bytes(b"".join(parts))
    result, film = convert(source)
    assert film.numbers == [*range(75), *range(75)]
    assert result.duration == pytest.approx(6, abs=0.3)
    start = film.times[0]
    clicks = [click - start for click in film.clicks]
    assert clicks[:4] == pytest.approx(CLICKS, abs=0.03)
    assert clicks[4:] == pytest.approx([3 + click for click in CLICKS], abs=0.1)


def test_a_clock_that_begins_anew_between_sound_and_pictures(
    convert: Convert, tmp_path: Path
) -> None:
    """Time stamps of MPEG have 33 bits: sound from before 0 says that it is of tomorrow."""
    part = clips.video(tmp_path / "a.mp4", size=SIZE, frames=75, gop=25)
    part = films.add_sound(part, tmp_path / "s.mp4", films.clicking(3, CLICKS))
    source = _later(part, tmp_path / "a.ts", 0)
    usual = convert(source)[1]
    source.write_bytes(_sound_earlier(source.read_bytes(), 1.6))
    result, film = convert(source)
    assert film.numbers == list(range(75))
    assert result.duration == pytest.approx(3, abs=0.1)
    wanted = [click - 1.6 for click in usual.clicks if click > 1.6]
    assert wanted
    assert film.clicks == pytest.approx(wanted, abs=0.03)


def _sound_earlier(stream: bytes, seconds: float) -> bytes:
    """An MPEG-TS with other time stamps in the headers of its sound's packets (ISO 13818-1)."""
    data = bytearray(stream)
    for packet in range(0, len(data), 188):
        at = packet + 4 + (data[packet + 4] + 1 if data[packet + 3] & 0x20 else 0)
        starts = data[packet + 1] & 0x40 and data[at : at + 4] == b"\0\0\1\xc0"
        if starts and data[at + 7] & 0x80:
            stamp = data[at + 9 : at + 14]
            time = (stamp[0] >> 1 & 7) << 30 | stamp[1] << 22 | stamp[2] >> 1 << 15
            time = ((time | stamp[3] << 7 | stamp[4] >> 1) - round(seconds * 90000)) % 2**33
            high, low = time >> 15 & 0x7FFF, time & 0x7FFF
            first = stamp[0] & 0xF1 | time >> 30 << 1
            halves = (half << 1 | 1 for half in (high, low))
            data[at + 9 : at + 14] = bytes([first]) + b"".join(h.to_bytes(2, "big") for h in halves)
    return bytes(data)


def _later(source: Path, path: Path, seconds: int) -> Path:
    """All streams of a file, copied, `seconds` later."""
    with av.open(str(source)) as copied, av.open(str(path), "w") as output:
        streams = [output.add_stream_from_template(stream) for stream in copied.streams]
        for packet in copied.demux():
            if packet.pts is not None and packet.dts is not None:
                ticks = round(seconds / packet.time_base)
                packet.pts, packet.dts = packet.pts + ticks, packet.dts + ticks
                packet.stream = streams[packet.stream.index]
                output.mux(packet)
    return path
