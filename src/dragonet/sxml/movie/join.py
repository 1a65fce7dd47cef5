"""Segments and sound become one file; pictures are copied as they are encoded."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from dragonet.errors import OutputError
from dragonet.media.video.check import check
from dragonet.media.video.codecs import VIDEO
from dragonet.media.video.sound import resampled
from dragonet.media.video.writer import Made, Writer
from dragonet.sxml.movie.encode import PART
from dragonet.sxml.movie.profile import Profile

Sound = Iterable[NDArray[np.float32]]
"""Stereo in blocks (2, samples), -1 to 1, without gaps from time 0 on."""


_SAME = {"fflags": "+bitexact"}  # no random numbers in the file


def join(
    paths: Iterable[Path],
    sound: Sound | None,
    profile: Profile,
    output: Path,
    frames: int | None = None,
) -> Made:
    """Write the movie of these segments, in order, to `output`, and check it.

    A segment is asked for, in this thread, when those in front of it are written. `sound` has the
    profile's sample rate; None, and with a silent profile any, gives a silent file. `frames` is how
    many there must be, if that is known.

    Raises OutputError if a segment or the file is not what it should be, TaskError if it cannot be
    written.
    """
    audio = profile.audio_settings() if sound is not None else None
    writer = Writer(output, profile.container, profile.video_settings(), audio, _SAME)
    heard = (
        resampled(_framed(sound, profile.sample_rate), audio, writer.frame_size)
        if (audio and sound is not None)
        else ()
    )
    made = writer.copy(_packets(paths, profile), heard)
    if frames is not None and made.frames != frames:
        raise OutputError(f"the segments have {made.frames} pictures, not {frames}")
    check(output, made)
    return made


def _packets(paths: Iterable[Path], profile: Profile) -> Iterator[Any]:
    """All packets in decoding order; the rate is constant, so their order gives their times."""
    behind, count = VIDEO[profile.video].reordered, 0
    for path in paths:
        begin, last = count, count
        for packet, number in _read(path, profile.rate):
            shown = begin + number
            packet.pts, packet.dts, packet.duration = shown, count - behind, 1
            if shown < max(begin, packet.dts):
                raise OutputError(f"picture {shown} of the movie is out of order")
            yield packet
            count, last = count + 1, max(last, shown)
        if last != count - 1:
            raise OutputError(f"a segment ends with picture {last} of the movie, not {count - 1}")


def _read(path: Path, rate: Fraction) -> Iterator[tuple[Any, int]]:
    """Packets of a segment with the numbers of their frames in it."""
    try:
        with av.open(str(path), format=PART) as part:
            for packet in part.demux(part.streams.video[0]):
                if packet.size:
                    yield packet, round(Fraction(packet.pts or 0) * packet.time_base * rate)
    except (av.FFmpegError, IndexError) as error:
        raise OutputError("a segment of the movie cannot be read") from error


def _framed(sound: Sound, rate: int) -> Iterator[AudioFrame]:
    done = 0
    for block in sound:
        if not block.shape[1]:
            continue
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block, np.float32), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, done, Fraction(1, rate)
        done += frame.samples
        yield frame
