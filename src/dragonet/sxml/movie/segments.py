"""Segments: pieces of a movie that are drawn and encoded by themselves, and joined."""

from dataclasses import dataclass
from fractions import Fraction

from dragonet.sxml.movie.profile import KEY_SECONDS, Profile
from dragonet.sxml.ticks import TICKS


@dataclass(frozen=True)
class Segment:
    """Frames of a movie.

    Attributes:
        first, end: the first one, and the one after the last.
    """

    first: int
    end: int


def frame_count(duration: int, rate: Fraction) -> int:
    """Frames of a movie of `duration` ticks: the nearest number, at least one."""
    return max(1, int(duration * rate / TICKS + Fraction(1, 2)))


def frame_time(number: int, rate: Fraction) -> int:
    """When a frame is shown, ticks: the nearest, and exact for the rates of all profiles."""
    return round(number * TICKS / rate)


def plan(frames: int, profile: Profile) -> list[Segment]:
    """Cut a movie where a group of pictures ends, every KEY_SECONDS or nearly.

    The cuts depend on nothing but the arguments, so that the file is the same however many
    processes make it. A rest of less than half a segment belongs to the one before.
    """
    groups = max(1, int(KEY_SECONDS * profile.rate) // profile.gop)
    length = groups * profile.gop
    count = max(1, (frames + length // 2) // length)
    firsts = [number * length for number in range(count)]
    return [Segment(*ends) for ends in zip(firsts, [*firsts[1:], frames], strict=True)]
