"""Any time of any clip gives exactly the frame that is on screen then."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dragonet.media.container import open_media
from dragonet.media.frames import frame_at
from support.clips import read_number, remux, video

FRAMES = 60
SIZE = (160, 96)
URL = "http://files.test/clip"

Maker = Callable[[Path], Path]


def clip(name: str, **options: Any) -> Any:
    def make(folder: Path) -> Path:
        return video(folder / name, **{"frames": FRAMES, "size": SIZE, "gop": 20, **options})

    return pytest.param(make, id=f"{name} {options.get('options') or options.get('codec') or ''}")


def x264(params: str) -> dict[str, str]:
    return {"x264-params": params}


CLIPS = [
    clip("aac.mp4", audio="aac"),
    clip("opus.mkv", audio="libopus"),
    clip("tone.ts", audio="aac"),
    clip("open.mp4", options=x264("open-gop=1:bframes=3:b-adapt=0:keyint=20")),
    clip("open.mkv", options=x264("open-gop=1:bframes=3:b-adapt=0:keyint=20")),
    clip("open.ts", options=x264("open-gop=1:bframes=3:b-adapt=0:keyint=20")),
    clip("refresh.mp4", options=x264("intra-refresh=1:bframes=0:keyint=20")),
    clip("pyramid.mp4", gop=60, options=x264("bframes=8:b-pyramid=2:b-adapt=0:keyint=60")),
    clip("interlaced.mp4", options=x264("interlaced=1:tff=1")),
    clip("bare.h264"),
    clip("moved.flv", audio="aac"),
    clip("fragments.mp4", muxer={"movflags": "frag_keyframe+empty_moov"}),
    clip("late.mp4", muxer={"use_editlist": "0"}),
    clip("unindexed.mkv", container="matroska", piped=True),
    clip("open.hevc.mp4", codec="libx265", options={"x265-params": "log-level=0:open-gop=1"}),
    clip(
        "layers.mkv",
        codec="libx265",
        options={"x265-params": "log-level=0:temporal-layers=1:b-adapt=0"},
    ),
    clip("vp9.webm", codec="libvpx-vp9", options={"deadline": "good", "cpu-used": "5"}),
    clip("vp8.webm", codec="libvpx", options={"deadline": "realtime", "auto-alt-ref": "1"}),
    clip("mpeg2.mpg", codec="mpeg2video", settings={"max_b_frames": 2, "bit_rate": 2_000_000}),
    clip("xvid.avi", codec="mpeg4", settings={"max_b_frames": 2, "bit_rate": 2_000_000}),
    clip("avc.avi", options=x264("bframes=3")),
    clip("wm.wmv", codec="wmv2", settings={"bit_rate": 2_000_000}),
    clip("lossless.mkv", codec="ffv1"),
    clip("turns.gif", codec="gif", pix_fmt="rgb8"),
]


def shown(path: Path, seconds: float, scratch: Path) -> int:
    with open_media(path, URL, "video") as media:
        frame = frame_at(media, seconds)
    still = scratch / "still.png"
    frame.reformat(format="rgb24").save(still)
    return read_number(still)


@pytest.mark.parametrize("make", CLIPS)
def test_each_time_has_its_frame(make: Maker, tmp_path: Path) -> None:
    path = make(tmp_path)
    wanted = {-5.0: 0, 0.0: 0, 0.02: 0, 99.0: FRAMES - 1, 1e12: FRAMES - 1}
    for number in (1, 2, 3, 18, 19, 20, 21, 39, 40, 41, 57, FRAMES - 1):
        wanted[number / 25] = wanted[number / 25 + 0.03] = number
    assert {time: shown(path, time, tmp_path) for time in wanted} == wanted


@pytest.mark.parametrize(
    "params",
    ["bframes=3", "bframes=8:b-pyramid=2:b-adapt=0", "interlaced=1:tff=1:bframes=3", "ref=1"],
)
def test_skipping_leaves_no_trace_in_the_pixels(params: str, tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mp4", frames=50, size=SIZE, gop=50, options=x264(params))
    with av.open(str(path)) as container:
        whole = [frame.to_ndarray() for frame in container.decode(video=0)]
    for number in (7, 23, 24, 25, 26, 48):
        with open_media(path, URL, "video") as media:
            assert np.array_equal(frame_at(media, number / 25).to_ndarray(), whole[number])


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv"])
def test_variable_rate(name: str, tmp_path: Path) -> None:
    at = [0, 0.1, 0.5, 1.5, 1.51, 4]
    path = video(tmp_path / name, frames=6, size=SIZE, times=[Fraction(str(time)) for time in at])
    wanted = {0.09: 0, 0.1: 1, 0.49: 1, 0.5: 2, 1.49: 2, 1.505: 3, 1.51: 4, 3.99: 4, 4: 5, 9: 5}
    assert {time: shown(path, time, tmp_path) for time in wanted} == wanted


def test_times_that_the_container_rounds(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mkv", frames=30, size=SIZE, fps=Fraction(30000, 1001))
    for number in range(30):
        assert shown(path, number * 1001 / 30000, tmp_path) == number


def test_ten_thousand_frames_a_second(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mp4", frames=30, size=SIZE, fps=10_000)
    assert [shown(path, number / 10_000, tmp_path) for number in (0, 1, 17, 29)] == [0, 1, 17, 29]


def test_an_edit_list_hides_the_beginning(tmp_path: Path) -> None:
    whole = video(tmp_path / "whole.mp4", frames=75, size=SIZE, gop=30)
    path = remux(whole, tmp_path / "edited.mp4", shift=-1)
    wanted = {0: 25, 0.04: 26, 1: 50, 1.96: 74, 5: 74}
    assert {time: shown(path, time, tmp_path) for time in wanted} == wanted


@pytest.mark.parametrize("name", ["late.ts", "late.mkv", "late.mp4"])
def test_time_begins_where_the_file_does(name: str, tmp_path: Path) -> None:
    whole = video(tmp_path / "whole.mp4", frames=50, size=SIZE, gop=30)
    path = remux(whole, tmp_path / name, shift=100)
    assert [shown(path, time, tmp_path) for time in (0, 0.5, 1.0, 9)] == [0, 12, 25, 49]


def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mkv", frames=FRAMES, size=SIZE, gop=10)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 300] = bytes(300)
    path.write_bytes(data)
    assert shown(path, 0.2, tmp_path) == 5
    assert shown(path, 2.32, tmp_path) == 58


def test_a_cut_file_ends_where_it_is_cut(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.mp4", frames=FRAMES, size=SIZE, muxer={"movflags": "faststart"})
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert shown(path, 0.4, tmp_path) == 10
    assert 20 < shown(path, 2.3, tmp_path) < 50


def test_a_damaged_beginning_shows_what_comes_after_it(tmp_path: Path) -> None:
    path = video(tmp_path / "clip.ts", frames=FRAMES, size=SIZE, gop=20)
    data = bytearray(path.read_bytes())
    at = data.index(b"\0\0\1\x67") + 4  # the first sequence parameter set; key frames repeat it
    data[at + 3 : at + 9] = b"\xff" * 6
    path.write_bytes(data)
    assert shown(path, 0.0, tmp_path) == 20
    assert shown(path, 0.5, tmp_path) == 20
    assert shown(path, 1.0, tmp_path) == 25
