"""Segments: where movies are cut, and files joined of them, as another FFmpeg decodes them."""

import re
from collections.abc import Hashable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dragonet.errors import OutputError, TaskError
from dragonet.sxml.movie.encode import encode_segment
from dragonet.sxml.movie.join import join
from dragonet.sxml.movie.profile import KEY_SECONDS, Profile
from dragonet.sxml.movie.profiles import PROFILES
from dragonet.sxml.movie.render import render_movie
from dragonet.sxml.movie.segments import Segment, frame_count, frame_time, plan
from dragonet.sxml.ticks import TICKS, ticks
from support import films
from support.reels import Numbered, clicks, encode_numbered, packets

CUTS = (Segment(0, 20), Segment(20, 40), Segment(40, 57))
FRAMES = 57
CLICKS = (3, 20, 40, 52)
"""Frames with a click: the seams among them."""

KINDS = """
360p 360p-29-97-fps 720p-23-98-fps iphone flash flash-h264 mobile wmv1 wmv2 ntsc-wide-wmv
dvd-pal-16-9 dvd-ntsc-4-3 dvd-mpeg1 webm
"""


def tiny(name: str) -> Profile:
    """A profile whose pictures are small and whose groups of pictures are short."""
    profile = replace(PROFILES[name], width=192, height=144, key_frames=10)
    return replace(profile, preset="veryfast") if profile.video == "h264" else profile


@given(st.sampled_from(list(PROFILES)), st.integers(1, 100_000))
def test_a_plan_covers_the_movie_and_cuts_where_groups_end(name: str, frames: int) -> None:
    profile = PROFILES[name]
    cuts = plan(frames, profile)
    assert (cuts[0].first, cuts[-1].end) == (0, frames)
    assert all(one.end == other.first for one, other in pairwise(cuts))
    assert all(cut.first % profile.gop == 0 for cut in cuts)
    seconds = [(cut.end - cut.first) / profile.rate for cut in cuts]
    assert all(min(4, KEY_SECONDS) <= length <= 10 for length in seconds[:-1])
    assert seconds[-1] >= 2 or len(cuts) == 1
    assert cuts[:-2] == plan(frames + 1, profile)[: max(0, len(cuts) - 2)]


def test_frames_of_a_duration() -> None:
    assert frame_count(ticks(4.0), Fraction(25)) == 100
    assert frame_count(ticks(4.019), Fraction(25)) == 100
    assert frame_count(ticks(4.02), Fraction(25)) == 101
    assert frame_count(0, Fraction(25)) == 1
    assert frame_count(600 * TICKS, Fraction(30000, 1001)) == 17982
    assert frame_time(17982, Fraction(30000, 1001)) == 17982 * 1001 * TICKS // 30000


@pytest.mark.parametrize("name", KINDS.split())
def test_no_picture_is_lost_at_a_seam_and_sound_stays_with_it(name: str, tmp_path: Path) -> None:
    profile = tiny(name)
    paths = [encode_numbered(profile, cut, tmp_path / f"{cut.first}") for cut in CUTS]
    seconds = float(FRAMES / profile.rate)
    sound = clicks(profile, seconds, *(float(number / profile.rate) for number in CLICKS))
    path = tmp_path / f"movie.{profile.extension}"
    made = join(paths, sound, profile, path)
    assert made.frames == FRAMES
    assert made.end == pytest.approx(seconds)
    film = films.read(path)
    assert film.numbers == list(range(FRAMES))
    begin = film.times[0]
    unit = 0.001 if profile.extension in ("flv", "wmv", "webm") else 1e-4
    shown = [begin + float(number / profile.rate) for number in range(FRAMES)]
    assert film.times == pytest.approx(shown, abs=unit)
    heard = [film.times[number] for number in CLICKS]
    assert film.clicks == pytest.approx(heard, abs=0.005)
    assert keys(path) >= {cut.first for cut in CUTS}


def keys(path: Path) -> set[int]:
    """Numbers of the frames that need no other."""
    with av.open(str(path)) as media:
        frames = list(media.decode(video=0))
    return {number for number, frame in enumerate(frames) if frame.key_frame}


@pytest.mark.parametrize("name", ["360p", "flash", "wmv2", "dvd-ntsc-4-3", "webm", "mobile"])
def test_any_order_and_number_of_processes_make_the_same_file(name: str, tmp_path: Path) -> None:
    profile = tiny(name)
    seconds = float(FRAMES / profile.rate)
    files: list[Path] = []
    for order in (CUTS, CUTS[::-1]):
        for cut in order:
            encode_numbered(profile, cut, tmp_path / f"{cut.first}")
        files.append(tmp_path / f"{len(files)}.{profile.extension}")
        paths = (tmp_path / f"{cut.first}" for cut in CUTS)
        join(paths, clicks(profile, seconds, 1.0), profile, files[-1])
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("limited", [True, False])
def test_two_processes_encode_what_one_does(
    limited: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tiny("360p")
    if not limited:
        profile = replace(profile, video_rate=None, buffer=None)
    monkeypatch.setenv("MALLOC_PERTURB_", "85")  # other bytes in fresh memory
    parts = [tmp_path / f"{cut.first}" for cut in CUTS]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        made = list(pool.map(encode_numbered, [profile] * len(CUTS), CUTS, parts))
    for cut, part in zip(CUTS, made, strict=True):
        alone = encode_numbered(profile, cut, tmp_path / "alone")
        assert part.read_bytes() == alone.read_bytes()


class Still:
    """One picture that stays, or two, the second from frame 100 of 25 a second on."""

    def __init__(self, profile: Profile, change: bool = False) -> None:
        self.drawn = 0
        self._change = ticks(4.0) if change else None
        rows = np.linspace(0, 255, profile.height)[:, None, None]
        self._canvas = np.broadcast_to(rows, (profile.height, profile.width, 4)).astype(np.uint8)

    def state(self, time: int) -> Hashable:
        return self._change is not None and time >= self._change

    def picture(self, time: int) -> NDArray[np.uint8]:
        self.drawn += 1
        return self._canvas[::-1] if self.state(time) else self._canvas


@pytest.mark.parametrize(
    ("rate", "unit"), [(Fraction(30000, 1001), 1001), (Fraction(24000, 1001), 1001)]
)
def test_ten_minutes_are_exact(rate: Fraction, unit: int, tmp_path: Path) -> None:
    profile = replace(PROFILES["360p"], rate=rate, width=64, height=48, preset="ultrafast")
    path = tmp_path / "movie.mp4"
    frames = render_movie(Still(profile), None, profile, 600 * TICKS, path, scratch=tmp_path)
    assert frames == round(600 * rate)
    tick, times = packets(path)
    shown = sorted(pts for _, pts, _ in times)
    assert shown[0] == 0
    assert [time * tick for time in shown] == [number / rate for number in range(frames)]
    decoded = [dts for dts, _, _ in times]
    assert [after - before for before, after in pairwise(decoded)] == [decoded[1] - decoded[0]] * (
        frames - 1
    )
    assert (decoded[1] - decoded[0]) * tick * rate == 1
    assert unit == rate.denominator


def test_what_stays_is_drawn_once(tmp_path: Path) -> None:
    profile = tiny("360p")
    source = Still(profile, change=True)
    told: list[float] = []
    path = tmp_path / "movie.mp4"
    render_movie(source, None, profile, ticks(4.8), path, scratch=tmp_path, report=told.append)
    assert source.drawn == 2
    assert told[-1] == 100
    assert told == sorted(told)
    assert len(told) == 120
    pictures = films.read(path).pictures[:, 0, 0, 0].astype(int)
    assert [number for number, (a, b) in enumerate(pairwise(pictures)) if abs(a - b) > 100] == [99]
    assert "Audio" not in films.read(path).log


def test_the_index_is_in_front(tmp_path: Path) -> None:
    profile = tiny("360p")
    path = tmp_path / "movie.mp4"
    render_movie(Numbered(profile), None, profile, TICKS, path, scratch=tmp_path)
    data, at, boxes = path.read_bytes(), 0, []
    while at < len(data):
        boxes.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4], "big")
    assert boxes.index(b"moov") < boxes.index(b"mdat")


@pytest.mark.parametrize(
    ("name", "colour", "rgb"),
    [
        (name, colour, rgb)
        for name in ("360p", "dvd-pal-4-3", "flash", "720p")
        for colour, rgb in (("red", (255, 0, 0)), ("green", (0, 255, 0)), ("grey", (90, 90, 90)))
    ],
)
def test_colours_are_what_they_were(
    name: str, colour: str, rgb: tuple[int, int, int], tmp_path: Path
) -> None:
    profile = PROFILES[name]
    if profile.width < 1000:
        profile = tiny(name)

    class Plain(Still):
        def picture(self, time: int) -> NDArray[np.uint8]:
            picture = np.full((profile.height, profile.width, 4), 255, np.uint8)
            picture[..., :3] = rgb[::-1]
            return picture

    path = tmp_path / f"{colour}.{profile.extension}"
    render_movie(Plain(profile), None, profile, ticks(0.2), path, scratch=tmp_path)
    shown = films.read(path).pictures[0].reshape(-1, 3).mean(axis=0)
    assert shown == pytest.approx(rgb, abs=4)


class Broken(Numbered):
    def picture(self, time: int) -> NDArray[np.uint8]:
        if self.number(time) == 30:
            raise TaskError("this picture cannot be drawn")
        return super().picture(time)


def test_what_drawing_raises_is_raised(tmp_path: Path) -> None:
    profile = tiny("360p")
    sound = clicks(profile, 4.0, 1.0)
    with pytest.raises(TaskError, match="this picture cannot be drawn"):
        render_movie(
            Broken(profile), sound, profile, ticks(4.0), tmp_path / "movie.mp4", scratch=tmp_path
        )


def test_what_mixing_raises_is_raised(tmp_path: Path) -> None:
    profile = tiny("360p")

    def sound() -> Iterator[NDArray[np.float32]]:
        yield np.zeros((2, 5000), np.float32)
        raise TaskError("this sound cannot be mixed")

    with pytest.raises(TaskError, match="this sound cannot be mixed"):
        render_movie(
            Numbered(profile), sound(), profile, TICKS, tmp_path / "movie.mp4", scratch=tmp_path
        )


@pytest.mark.parametrize("cuts", [(CUTS[0], CUTS[0]), (CUTS[0], CUTS[1])], ids=["twice", "once"])
def test_segments_are_joined_in_the_order_given(cuts: Any, tmp_path: Path) -> None:
    profile = tiny("360p")
    paths = [encode_numbered(profile, cut, tmp_path / f"{n}") for n, cut in enumerate(cuts)]
    path = tmp_path / "movie.mp4"
    assert join(paths, None, profile, path).frames == 40
    wanted = [number for cut in cuts for number in range(cut.first, cut.end)]
    assert films.read(path).numbers == wanted


def test_a_damaged_segment_is_an_error(tmp_path: Path) -> None:
    profile = tiny("360p")
    part = encode_numbered(profile, CUTS[0], tmp_path / "part")
    part.write_bytes(part.read_bytes()[: part.stat().st_size // 2])
    with pytest.raises(OutputError, match=r"picture|40"):
        join([part, part], None, profile, tmp_path / "movie.mp4", 40)
    part.write_bytes(b"nothing")
    with pytest.raises(OutputError, match="cannot be read"):
        join([part], None, profile, tmp_path / "movie.mp4", 20)


def test_a_disc_has_closed_groups_its_buffer_and_time_codes(tmp_path: Path) -> None:
    profile = PROFILES["dvd-ntsc-16-9"]
    small = replace(profile, width=176, height=144)
    paths = [
        encode_segment(Numbered(small), small, cut, tmp_path / f"{cut.first}")
        for cut in (Segment(0, 32), Segment(32, 64))
    ]
    path = tmp_path / "movie.mpg"
    join(paths, None, small, path)
    with av.open(str(path)) as media:
        stream = b"".join(bytes(packet) for packet in media.demux(video=0))
    headers = [found.end() for found in re.finditer(b"\x00\x00\x01\xb8", stream)]
    words = [int.from_bytes(stream[at : at + 4], "big") for at in headers]
    assert all(word >> 6 & 1 for word in words)  # closed
    frames = [(word >> 13 & 63) * 30 + (word >> 7 & 63) for word in words]
    assert frames == [0, 16, 32, 48]
    at = stream.index(b"\x00\x00\x01\xb3")
    size = int.from_bytes(stream[at + 8 : at + 12], "big") >> 3 & 1023
    assert size * 16 * 1024 == 1_835_008
