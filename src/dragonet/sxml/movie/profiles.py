"""All profiles, in one table.

What the names do not say stays as in the profile of the rest of their name.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from dragonet.sxml.movie.profile import GIF, Profile

PAL = Fraction(25)
FILM = Fraction(24)
NTSC = Fraction(30000, 1001)
NTSC_FILM = Fraction(24000, 1001)
NTSC_HALF_FILM = Fraction(12000, 1001)

_4_3 = Fraction(4, 3)
_16_9 = Fraction(16, 9)

_FULLNESS = (("x264-params", "vbv-init=0.65"),)
"""How full the decoder's buffer is when a segment begins. What it holds comes on top of the bit
rate of each; from this on, segments of complex pictures took 93 to 104 % of it."""

_CONSTANT_RATE = (("minrate", "1500000"), ("qmin", "16"))
"""Of what VP9 knows only this keeps to a bit rate in one pass: else it was half too large. From
that quantizer on nothing is spent."""

_BASELINE = (("profile", "baseline"), ("level", "3.0"), *_FULLNESS)
_THOROUGH = (("trellis", "1"), ("cmp", "satd"), ("subcmp", "satd"))


def _h264(
    name: str,
    size: tuple[int, int],
    kilobits: tuple[int, int],
    rate: Fraction = PAL,
    *,
    note: str = "",
    container: str = "mp4",
) -> Profile:
    """H.264 and AAC; `kilobits` a second of pictures and sound."""
    video, audio = (1000 * kilo for kilo in kilobits)
    return Profile(
        name,
        *size,
        rate,
        container,
        "h264",
        video,
        "aac",
        audio,
        options=_FULLNESS,
        note=note,
    )


def _older(
    name: str,
    size: tuple[int, int],
    kilobits: tuple[int, int],
    kind: tuple[str, str, str],
    rate: Fraction = PAL,
    *,
    note: str = "",
) -> Profile:
    """Codecs that aim at a bit rate and know no constant quality; `kind` is container, video
    codec and audio codec."""
    container, video_codec, audio_codec = kind
    video, audio = (1000 * kilo for kilo in kilobits)
    return Profile(
        name,
        *size,
        rate,
        container,
        video_codec,
        video,
        audio_codec,
        audio,
        most=video * 3 // 2,
        options=_tolerance(video),
        note=note,
    )


_FLASH = ("flv", "flv1", "mp3")
_WMV1 = ("asf", "wmv1", "wmav1")
_WMV2 = ("asf", "wmv2", "wmav1")


def _mobile(name: str, size: tuple[int, int], video: int, rate: Fraction) -> Profile:
    """MPEG-4 Simple Profile; half of a disc's sample rate, as 32 kbit/s hold no more."""
    profile = _older(name, size, (video, 32), ("mp4", "mpeg4", "aac"), rate)
    return replace(profile, sample_rate=22050)


def _tolerance(video: int) -> tuple[tuple[str, str], ...]:
    """By how much an encoder may miss its bit rate."""
    return (("bt", str(video // 4)),)


def _dvd(name: str, size: tuple[int, int], shape: Fraction) -> Profile:
    """MPEG-2 as DVD-Video takes it: its buffer, its rates, and closed groups of at most 0.6 s: one
    picture and threes of them."""
    ntsc, whole = size[1] in (480, 240), size[0] == 720
    video = 6_000_000 if whole else 2_000_000
    return Profile(
        name,
        *size,
        NTSC if ntsc else PAL,
        "dvd",
        "mpeg2",
        video,
        "mp2",
        224_000,
        48000,
        shape,
        key_frames=16 if ntsc else 13,
        most=9_000_000 if whole else 4_000_000,
        buffer=1_835_008,
        options=_tolerance(video),
        note="" if whole else "A quarter of a DVD's picture.",
    )


def _mpeg1(name: str, size: tuple[int, int], video: int, note: str) -> Profile:
    profile = _older(name, size, (video, 224), ("mpeg", "mpeg1", "mp2"), note=note)
    return replace(profile, sample_rate=48000, shape=_4_3, key_frames=13)


def _like(profile: Profile, name: str, note: str = "", rate: Fraction | None = None) -> Profile:
    return replace(profile, name=name, note=note, rate=rate or profile.rate)


def _slower(profile: Profile, name: str, preset: str) -> Profile:
    return replace(profile, name=name, preset=preset, note=f"Encoded with preset `{preset}`.")


_240P = _h264("240p", (426, 240), (400, 64))
_360P = _h264("360p", (640, 360), (1024, 128), note="The default.")
_480P = _h264("480p", (854, 480), (1400, 128))
_720P = _h264("720p", (1280, 720), (1500, 256))
_1080P = _h264("1080p", (1920, 1080), (3500, 256))
_DEVICE = "H.264 Baseline, level 3, as the first ones play it."
_IPHONE = replace(_h264("iphone", (480, 320), (700, 96)), options=_BASELINE, note=_DEVICE)
_WIDE_IPHONE = replace(
    _IPHONE, name="iphone-16-9", height=270, note="As `iphone`, with its width in 16:9."
)
_YOUTUBE = _h264("youtube", (640, 360), (1024, 128))
_YOUTUBE_FLV = _older("youtube-flv", (640, 360), (1700, 128), _FLASH)

_PROFILES = (
    # screens of 16:9
    _240P,
    _like(_240P, "240p-24-fps", rate=FILM),
    _360P,
    _like(_360P, "360p-11-988-fps", rate=NTSC_HALF_FILM),
    _like(_360P, "360p-12-fps", rate=Fraction(12)),
    _like(_360P, "360p-12-5-fps", rate=Fraction(25, 2)),
    _like(_360P, "360p-23-976-fps", rate=NTSC_FILM),
    _like(_360P, "360p-24-fps", rate=FILM),
    _like(_360P, "360p-29-97-fps", rate=NTSC),
    _480P,
    _like(_480P, "480p-24-fps", rate=FILM),
    _h264("480p-4-3-29-97-fps", (640, 480), (1200, 128), NTSC),
    _720P,
    _like(_720P, "720p-12-fps", rate=Fraction(12)),
    _like(_720P, "720p-12-5-fps", rate=Fraction(25, 2)),
    _like(_720P, "720p-23-98-fps", rate=NTSC_FILM),
    _like(_720P, "720p-24-fps", rate=FILM),
    _like(_720P, "720p-29-97-fps", rate=NTSC),
    replace(_720P, name="720p-hq", video_rate=4_000_000),
    _like(_720P, "th720p", "As `720p`: nothing is known of `th`."),
    _1080P,
    _like(_1080P, "1080p-24-fps", rate=FILM),
    _h264("1440p", (2560, 1440), (7000, 256)),
    _h264("2160p", (3840, 2160), (14000, 256)),
    _h264(
        "cine-half-hd",
        (960, 540),
        (1500, 192),
        FILM,
        note="Half of 1920 x 1080, at the cinema's rate.",
    ),
    _like(_360P, "special", "As `360p`: nothing is known of it."),
    # telephones and the web
    _IPHONE,
    _like(_IPHONE, "iphone-24p", _DEVICE, rate=FILM),
    _slower(_IPHONE, "iphone-slow", "slow"),
    _slower(_IPHONE, "iphone-sslow", "slower"),
    _WIDE_IPHONE,
    _like(_WIDE_IPHONE, "iphone-16-9-12fp", _DEVICE, rate=Fraction(12)),
    _slower(_WIDE_IPHONE, "iphone-16-9-slow", "slow"),
    _older("iphone-flv", (480, 320), (1024, 96), _FLASH),
    _mobile("mobile-small", (176, 144), 92, Fraction(15)),
    _mobile("mobile", (320, 240), 256, PAL),
    _YOUTUBE,
    _like(_YOUTUBE, "youtube-5fps", rate=Fraction(5)),
    _like(_YOUTUBE, "youtube-12-5fps", rate=Fraction(25, 2)),
    _slower(_YOUTUBE, "youtube-slow", "slow"),
    _YOUTUBE_FLV,
    replace(
        _YOUTUBE_FLV,
        name="youtube-slow-flv",
        options=(*_YOUTUBE_FLV.options, *_THOROUGH),
        note="As `youtube-flv`, searched more thoroughly.",
    ),
    _h264("quicktime", (640, 480), (1024, 128)),
    _h264("quicktime-small", (320, 240), (256, 64)),
    _older("flash-small", (320, 240), (192, 64), _FLASH),
    _older("flash", (640, 480), (512, 96), _FLASH),
    _older("flash-hq", (640, 480), (1200, 128), _FLASH),
    _older(
        "flash-med-16-9",
        (512, 288),
        (512, 96),
        _FLASH,
        note="Between `flash-small` and `flash`, in 16:9.",
    ),
    _older(
        "flash-large-4-3",
        (1024, 768),
        (2000, 128),
        _FLASH,
        note="The next size of 4:3 above `flash`.",
    ),
    _h264("flash-h264", (640, 480), (512, 96), note="As `flash`, with H.264.", container="flv"),
    _older("wmv1", (640, 480), (1024, 128), _WMV1),
    _older("wmv2", (640, 480), (1024, 128), _WMV2),
    _older(
        "wmv2-large-4-3", (1024, 768), (2000, 128), _WMV2, note="The next size of 4:3 above `wmv2`."
    ),
    _h264(
        "ntsc-wide", (854, 480), (1400, 128), NTSC, note="NTSC's lines in 16:9, in square pixels."
    ),
    _older(
        "ntsc-wide-wmv",
        (854, 480),
        (1400, 128),
        _WMV2,
        NTSC,
        note="As `ntsc-wide`, in Windows Media.",
    ),
    # discs
    _dvd("dvd-pal-4-3", (720, 576), _4_3),
    _dvd("dvd-pal-16-9", (720, 576), _16_9),
    _dvd("dvd-pal-4-3-h", (352, 288), _4_3),
    _dvd("dvd-pal-16-9-h", (352, 288), _16_9),
    _dvd("dvd-ntsc-4-3", (720, 480), _4_3),
    _dvd("dvd-ntsc-16-9", (720, 480), _16_9),
    _dvd("dvd-ntsc-4-3-h", (352, 240), _4_3),
    _dvd("dvd-ntsc-16-9-h", (352, 240), _16_9),
    _mpeg1("dvd-mpeg1", (704, 576), 3000, "A DVD's picture of 4:3 in MPEG-1."),
    _mpeg1("dvd-mpeg1-small", (352, 288), 1150, "The size of MPEG-1 that DVD players take."),
    # squares and upright screens
    _h264("square-400", (400, 400), (700, 96)),
    _h264("720x720", (720, 720), (1500, 128)),
    _h264("1080x1080", (1080, 1080), (2500, 192)),
    _h264("720x1280", (720, 1280), (1500, 256)),
    _h264("1080x1350", (1080, 1350), (3000, 192)),
    _h264("1080x1920", (1080, 1920), (3500, 256)),
    # formats
    Profile(
        "gif", 480, 270, Fraction(25, 2), GIF, GIF, None, note="Silent; 256 colours a picture."
    ),
    Profile(
        "webm",
        1280,
        720,
        PAL,
        "webm",
        "vp9",
        1_500_000,
        "opus",
        128_000,
        48000,
        options=_CONSTANT_RATE,
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({item.name: item for item in _PROFILES})
"""Profiles by name."""

DEFAULT = "360p"
