"""The page of the profiles of movies."""

from fractions import Fraction

from dragonet.sxml.movie.profile import Profile
from dragonet.sxml.movie.profiles import PROFILES
from reference_pages.markdown import document, table

_COLUMNS = ("profile", "size", "shape", "fps", "video", "sound", "file", "note")


def page() -> str:
    """Every profile: size, rate, codecs, bit rates, container."""
    return document(
        "Profiles of movies",
        "What [`video.create`](tasks/video.create.md) can make. Sizes are stored pixels; where "
        "those are not square, the shape is that of the picture as it is shown. Bit rates, kbit/s, "
        "are those of pictures that are not simple.",
        table(_COLUMNS, [_row(profile) for profile in PROFILES.values()]),
    )


def _row(profile: Profile) -> tuple[str, ...]:
    video = f"{profile.video} {_kilo(profile.video_rate)}".strip()
    sound = f"{profile.audio} {_kilo(profile.audio_rate)}" if profile.audio else "none"
    return (
        f"`{profile.name}`",
        f"{profile.width} × {profile.height}",
        _shape(profile),
        _rate(profile.rate),
        video,
        sound,
        profile.extension,
        profile.note,
    )


def _kilo(rate: int | None) -> str:
    return "" if rate is None else f"{rate // 1000}"


def _shape(profile: Profile) -> str:
    if profile.shape is None:
        return ""
    return f"{profile.shape.numerator}:{profile.shape.denominator}"


def _rate(rate: Fraction) -> str:
    exact = rate.denominator in (1, 2)
    return f"{float(rate):g}" if exact else f"{rate.numerator}/{rate.denominator}"
