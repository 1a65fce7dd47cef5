"""Time stamps that jump: streams that were cut together, or began anew."""

from fractions import Fraction

from dragonet.media.streams import Media

_JUMPING = ("mpegts", "mpeg")
"""Demuxers of kinds that are cut and joined without regard to their time stamps."""

_WRAP = Fraction(2**33, 90000)
"""Seconds after which their clock begins anew."""

_BACK, _AHEAD = 1, 10
"""Seconds: what goes back farther, or in a stream that may jump ahead farther, is a new time line.
Pictures are never reordered as far, nor do they stand still as long."""


def wrapped(media: Media, late: Fraction) -> Fraction:
    """Seconds to take from the times of a stream that begins so much later than another, as the
    clock began anew between the two."""
    return round(late / _WRAP) * _WRAP if media.container.format.name in _JUMPING else Fraction(0)


class Splice:
    """Joins time lines: what comes after a jump follows on what came before it.

    Args:
        media: the file.
        unit: seconds of one unit of the times.
    """

    def __init__(self, media: Media, unit: Fraction) -> None:
        self._back = round(_BACK / unit)
        jumping = media.container.format.name in _JUMPING
        self._ahead = round(_AHEAD / unit) if jumping else None
        self._shift = 0

    def joined(self, time: int, following: int | None) -> int:
        """`time` on one line; `following` is when it is expected, None at the beginning."""
        time += self._shift
        if following is None:
            return time
        far = self._ahead is not None and time > following + self._ahead
        if far or time < following - self._back:
            self._shift += following - time
            return following
        return time
