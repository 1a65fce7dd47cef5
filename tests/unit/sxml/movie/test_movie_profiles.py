"""The table of profiles, and a real file of each, as another FFmpeg sees it."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dragonet.media.video.codecs import CONTAINERS
from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.profiles import DEFAULT, PROFILES
from dragonet.sxml.movie.render import render_movie
from dragonet.sxml.movie.segments import frame_time
from dragonet.sxml.ticks import TICKS
from support.reels import Numbered, clicks, described, shown_aspect

SEED = """
iphone-24p dvd-pal-16-9 360p 360p-23-976-fps 480p-4-3-29-97-fps dvd-ntsc-4-3-h dvd-pal-4-3-h
360p-24-fps 360p-12-5-fps 1080p-24-fps youtube-12-5fps dvd-pal-4-3 480p-24-fps iphone-slow
ntsc-wide-wmv special 360p-11-988-fps dvd-mpeg1-small youtube-flv 720p-12-fps dvd-pal-16-9-h
youtube-slow 720p-12-5-fps wmv2 flash flash-hq mobile-small youtube-5fps flash-large-4-3 iphone
720p-24-fps iphone-flv iphone-16-9-12fp 1080p wmv1 240p-24-fps iphone-16-9 quicktime
720p-23-98-fps th720p 360p-29-97-fps youtube-slow-flv wmv2-large-4-3 dvd-mpeg1 ntsc-wide
flash-small dvd-ntsc-16-9 480p dvd-ntsc-4-3 mobile iphone-sslow 720p youtube 720p-hq square-400
dvd-ntsc-16-9-h iphone-16-9-slow cine-half-hd flash-h264 240p quicktime-small 720p-29-97-fps
360p-12-fps flash-med-16-9
"""

KNOWN = """
iphone 480x320 25 700 96 h264 aac mp4
youtube 640x360 25 1024 128 h264 aac mp4
quicktime 640x480 25 1024 128 h264 aac mp4
quicktime-small 320x240 25 256 64 h264 aac mp4
flash-small 320x240 25 192 64 flv1 mp3 flv
iphone-flv 480x320 25 1024 96 flv1 mp3 flv
youtube-flv 640x360 25 1700 128 flv1 mp3 flv
flash 640x480 25 512 96 flv1 mp3 flv
flash-hq 640x480 25 1200 128 flv1 mp3 flv
mobile-small 176x144 15 92 32 mpeg4 aac mp4
mobile 320x240 25 256 32 mpeg4 aac mp4
wmv1 640x480 25 1024 128 wmv1 wmav1 wmv
wmv2 640x480 25 1024 128 wmv2 wmav1 wmv
dvd-ntsc-4-3 720x480 30000/1001 6000 224 mpeg2 mp2 mpg
dvd-ntsc-16-9 720x480 30000/1001 6000 224 mpeg2 mp2 mpg
dvd-ntsc-4-3-h 352x240 30000/1001 2000 224 mpeg2 mp2 mpg
dvd-ntsc-16-9-h 352x240 30000/1001 2000 224 mpeg2 mp2 mpg
dvd-pal-4-3 720x576 25 6000 224 mpeg2 mp2 mpg
dvd-pal-16-9 720x576 25 6000 224 mpeg2 mp2 mpg
dvd-pal-4-3-h 352x288 25 2000 224 mpeg2 mp2 mpg
dvd-pal-16-9-h 352x288 25 2000 224 mpeg2 mp2 mpg
720p 1280x720 25 1500 256 h264 aac mp4
""".strip().splitlines()

RATES = {"23-976": (24000, 1001), "23-98": (24000, 1001), "29-97": (30000, 1001)}
RATES |= {"11-988": (12000, 1001), "12-5": (25, 2)}


def test_all_names_of_the_seed_and_more() -> None:
    seed = set(SEED.split())
    assert len(seed) == 64
    assert seed < set(PROFILES)
    assert {"1440p", "2160p", "1080x1920", "1080x1080", "gif", "webm", DEFAULT} <= set(PROFILES)
    assert all(name == profile.name for name, profile in PROFILES.items())


@pytest.mark.parametrize("line", KNOWN)
def test_what_is_known_of_the_service(line: str) -> None:
    name, size, rate, video_rate, audio_rate, video, audio, extension = line.split()
    profile = PROFILES[name]
    assert f"{profile.width}x{profile.height}" == size
    assert profile.rate == Fraction(rate)
    assert profile.video_rate == 1000 * int(video_rate)
    assert profile.audio_rate == 1000 * int(audio_rate)
    assert (profile.video, profile.audio, profile.extension) == (video, audio, extension)


@pytest.mark.parametrize("name", PROFILES)
def test_what_the_name_says(name: str) -> None:
    profile = PROFILES[name]
    assert profile.width % 2 == profile.height % 2 == 0
    if height := re.fullmatch(r"(?:th)?(\d+)p.*", name):
        assert profile.height == int(height[1])
    if rate := re.search(r"-((?:\d+-)?\d+)-?fps?$", re.sub("4-3-|16-9-", "", name)):
        assert profile.rate == Fraction(*(RATES.get(rate[1]) or (int(rate[1]), 1)))
    shape = re.search(r"4-3|16-9", name)
    if shape or re.match(r"\d+p", name):
        said = Fraction(shape[0].replace("-", "/")) if shape else Fraction(16, 9)
        assert abs(profile.aspect / said - 1) < 0.002
    if size := re.fullmatch(r"(\d+)x(\d+)", name):
        assert (profile.width, profile.height) == (int(size[1]), int(size[2]))
    assert profile.extension == ("flv" if "fl" in name else profile.extension)
    assert all(frame_time(n, profile.rate) * profile.rate == n * TICKS for n in (1, 2, 17999))


def quick(profile: Profile) -> Profile:
    return replace(profile, preset="ultrafast") if profile.video == "h264" else profile


@pytest.mark.parametrize("name", PROFILES)
def test_a_file_of_each(name: str, tmp_path: Path) -> None:
    profile = quick(PROFILES[name])
    path = tmp_path / f"movie.{profile.extension}"
    count = 24 if profile.video == "wmv2" else 5  # a frame rate in milliseconds is an average
    duration = frame_time(count, profile.rate)
    sound = clicks(profile, duration / TICKS)
    frames = render_movie(Numbered(profile), sound, profile, duration, path, scratch=tmp_path)
    assert frames == count
    log = described(path)
    assert expected(profile).search(log), log
    rate = f"{float(profile.rate):.2f}".removesuffix(".00")
    assert re.search(rf", {rate} fps", log), log
    if "DAR" in log:
        slack = 0.03 if profile.video == "mpeg1" else 0  # it knows but few shapes of pixels
        assert abs(shown_aspect(log) / profile.aspect - 1) <= slack, log
    else:
        assert profile.shape is None
    if profile.audio:
        audio = {"mpg": 48000, "webm": 48000}.get(profile.extension, profile.sample_rate)
        assert re.search(rf"Audio: {profile.audio}.*, {audio} Hz, stereo", log), log


def expected(profile: Profile) -> re.Pattern[str]:
    """The line on the pictures: codec, pixels, colours, size."""
    video = {"mpeg1": "mpeg1video", "mpeg2": "mpeg2video"}.get(profile.video, profile.video)
    sd = r"yuv420p\(tv, (bt470bg/bt470bg/)?smpte170m.*\)"
    pixels = sd if min(profile.width, profile.height) < 720 else r"yuv420p\(tv, bt709.*\)"
    if profile.video in ("flv1", "wmv1", "wmv2", "mpeg1"):  # they cannot say it
        pixels = r"yuv420p(\(tv, progressive\))?"
    if profile.extension == "gif":
        pixels = "bgra"
    container = {"mpg": "mpeg", "wmv": "asf", "webm": "matroska,webm", "mp4": "mov,mp4"}
    kind = container.get(profile.extension, profile.extension)
    size = f"{profile.width}x{profile.height}"
    return re.compile(rf"Input #0, {kind}.*Video: {video}[ ,].*{pixels}, {size}", re.DOTALL)


def test_content_types_and_extensions() -> None:
    for profile in PROFILES.values():
        if profile.container in CONTAINERS:
            assert profile.content_type == CONTAINERS[profile.container].content_type
    assert PROFILES["gif"].content_type == "image/gif"
