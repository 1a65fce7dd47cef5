"""A whole movie in this process: from what draws and what sounds to the finished file."""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

from dragonet.sxml.movie.animation import animate
from dragonet.sxml.movie.encode import encode_segment
from dragonet.sxml.movie.frames import FrameSource
from dragonet.sxml.movie.join import Sound, join
from dragonet.sxml.movie.profile import GIF, Profile
from dragonet.sxml.movie.segments import frame_count, plan


def render_movie(
    source: FrameSource,
    sound: Sound | None,
    profile: Profile,
    duration: int,
    output: Path,
    *,
    scratch: Path,
    report: Callable[[float], None] = lambda _: None,
) -> int:
    """Write a movie of `duration` ticks to `output`; the result is its number of frames.

    `scratch` is a folder for segments. `report` is told how much is done, per cent of the frames.

    Raises TaskError if it cannot be encoded, OutputError if the file is not what was asked for.
    """
    frames = frame_count(duration, profile.rate)

    def done(count: int) -> None:
        report(100 * count / frames)

    if profile.container == GIF:
        animate(source, profile, frames, output, done)
        return frames
    with closing(_segments(source, profile, frames, scratch, done)) as paths:
        return join(paths, sound, profile, output, frames).frames


def _segments(
    source: FrameSource,
    profile: Profile,
    frames: int,
    scratch: Path,
    done: Callable[[int], None],
) -> Generator[Path]:
    """The segments one after the other; each goes when the next one is wanted."""
    path = scratch / "segment"
    for segment in plan(frames, profile):
        yield encode_segment(source, profile, segment, path, done)
        path.unlink()
