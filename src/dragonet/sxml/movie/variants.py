"""Profiles that follow from others."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from dragonet.sxml.movie.profile import Profile

_PREVIEW = 320
"""Pixels of a preview's longer side."""

_SMOOTH = 20
"""Frames a second from which on a preview has half of them."""


def tuned(profile: Profile, options: Mapping[str, Any]) -> Profile:
    """The profile with the encoder's preset and quality that the service asks for, if any."""
    if profile.video != "h264":
        return profile
    crf, preset = options.get("movie_crf"), options.get("movie_preset")
    if crf is not None:
        profile = replace(profile, crf=crf, video_rate=None, most=None, buffer=None)
    return replace(profile, preset=preset) if preset else profile


def preview_of(profile: Profile) -> Profile:
    """A small and quick profile of the same shape."""
    aspect = profile.aspect
    shape = (_PREVIEW, _PREVIEW / aspect) if aspect >= 1 else (_PREVIEW * aspect, _PREVIEW)
    width, height = (2 * round(side / 2) for side in shape)
    return Profile(
        "preview",
        width,
        height,
        profile.rate / 2 if profile.rate >= _SMOOTH else profile.rate,
        "mp4",
        "h264",
        None,
        "aac",
        64_000,
        profile.sample_rate,
        shape=Fraction(width, height),
        crf=28,
        preset="ultrafast",
    )
