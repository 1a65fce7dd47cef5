"""Bit rates of files from complex pictures: within a tenth of the profile's, in every segment."""

from dataclasses import replace
from pathlib import Path

import pytest

from dragonet.sxml.movie.profiles import PROFILES
from dragonet.sxml.movie.render import render_movie
from dragonet.sxml.movie.segments import frame_count, plan
from dragonet.sxml.ticks import ticks
from support.reels import Busy, packets

REAL = """
quicktime-small 10 6
square-400 11 8
flash-small 12 1
mobile-small 20 4
dvd-pal-4-3-h 10 30
dvd-ntsc-4-3-h 10 30
dvd-mpeg1-small 12 14
youtube-5fps 20 8
720p 5 6
"""
SMALLER = """
wmv1 12 4 300
wmv2 12 4 300
flash-h264 12 6 300
webm 5 6 300
"""
"""Of 320 x 240: seconds, grain, kbit/s of pictures."""


@pytest.mark.parametrize("line", [line for line in (REAL + SMALLER).splitlines() if line])
def test_complex_pictures_take_what_the_profile_says(line: str, tmp_path: Path) -> None:
    name, seconds, grain, *rate = line.split()
    profile = PROFILES[name]
    if rate:
        bits = 1000 * int(rate[0])
        options = tuple(
            (key, str(bits) if key == "minrate" else value) for key, value in profile.options
        )
        profile = replace(profile, width=320, height=240, video_rate=bits, options=options)
        profile = replace(profile, most=bits * 3 // 2 if profile.most else None)
    if profile.video == "h264":
        profile = replace(profile, preset="veryfast")
    duration = ticks(float(seconds))
    path = tmp_path / f"movie.{profile.extension}"
    render_movie(Busy(profile, int(grain)), None, profile, duration, path, scratch=tmp_path)
    sizes = [size for _, _, size in packets(path)[1]]
    frames = frame_count(duration, profile.rate)
    assert len(sizes) == frames
    assert profile.video_rate
    for cut in plan(frames, profile):
        bits = 8 * sum(sizes[cut.first : cut.end])
        spent = bits * profile.rate / (cut.end - cut.first) / profile.video_rate
        assert 0.9 < spent < 1.1, (cut, float(spent))
