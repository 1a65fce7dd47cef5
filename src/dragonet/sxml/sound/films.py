"""The sound of a video on the time line of its pictures, at their speed."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, count, dropwhile, groupby

import av
import numpy as np
from av.audio.frame import AudioFrame

from dragonet.media.audio.form import Samples
from dragonet.media.container import open_media
from dragonet.media.frames import origin
from dragonet.media.streams import Media, tick
from dragonet.media.video.sound import placed, within
from dragonet.sxml.sound.tempo import lateness, paced

_APART = 1
"""Seconds without sound from which on what follows is placed anew."""

_SILENCE = 1 << 16

_INDEXED = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")
"""Demuxers that find a time without reading all that is before it."""

_PREROLL = 2
"""Seconds decoded ahead of a start: codecs build on what went before."""

_HELD = 1 << 19
"""Samples of a channel that are held to be repeated; what is longer is decoded again."""


def play(
    media: Media, skip: float, speed: float, rate: int, period: float | None = None
) -> Iterator[Samples]:
    """Stereo blocks at `rate` samples a second, from `skip` seconds of the video on; over and over
    if there is a `period`, seconds of the video after which it starts again.

    Its pitch is the same at any speed. Sound that begins later than the pictures is as late here.
    Raises SourceError if there is sound, but nothing of it can be decoded.
    """
    sound = _once(media, skip) if period is None else _over_and_over(media, skip, period)
    late, done = Fraction(lateness(speed)), 0
    for _, run in groupby(dropwhile(_is_past, sound), _Parting()):
        first = next(run)
        begin = max(first.pts or 0, 0)
        place = round((Fraction(begin, first.sample_rate) / Fraction(speed) + late) * rate)
        for block in chain(_silence(place - done), _even(chain((first,), run), begin, speed, rate)):
            done += block.shape[1]
            yield block


def _over_and_over(media: Media, skip: float, period: float) -> Iterator[AudioFrame]:
    """The sound without end: cut, or followed by silence, where its pictures start again."""
    held: list[tuple[int, AudioFrame]] | None = None
    for turn in count():
        parts = _turn(media, skip, period) if held is None else iter(held)
        kept: list[tuple[int, AudioFrame]] = []
        length = 0
        for time, part in parts:
            part.pts = time + round(turn * period * part.sample_rate)
            length += part.samples
            if length <= _HELD:
                kept.append((time, part))
            yield part
        if not length:
            return
        held = kept if length <= _HELD else None


def _turn(media: Media, skip: float, period: float) -> Iterator[tuple[int, AudioFrame]]:
    """The sound once, with the times of its frames in samples."""
    with open_media(media.path, media.url, "video") as again:
        for frame in _once(again, skip):
            part = within(frame, round(period * frame.sample_rate))
            if part is not None:
                yield part.pts or 0, part


def _once(media: Media, skip: float) -> Iterator[AudioFrame]:
    found = _sought(media, skip) if skip > _PREROLL else None
    return _decoded(media, skip) if found is None else found


def _decoded(media: Media, skip: float) -> Iterator[AudioFrame]:
    """The sound from its beginning on, its times since `skip`."""
    empty = True
    with open_media(media.path, media.url, "video") as again:
        for frame in placed(again, _start(again, skip)):
            empty = False
            yield frame
    if empty:
        with open_media(media.path, media.url, "video") as again:
            if any(True for _ in again.packets(again.audio())):
                raise media.damaged("its sound cannot be decoded")


def _sought(media: Media, skip: float) -> Iterator[AudioFrame] | None:
    """The same from shortly before `skip` on; None if the file does not tell where that is."""
    if media.container.format.name not in _INDEXED:
        return None
    stream, start = media.audio(), _start(media, skip)
    try:
        media.container.seek(int((start - _PREROLL) / tick(stream)), stream=stream)
    except av.FFmpegError:
        return None
    frames = placed(media, start)
    first = next(frames, None)
    return chain((first,), frames) if first and _is_past(first) else None


def _start(media: Media, skip: float) -> float:
    """Where `skip` is on the file's own time line, seconds."""
    return origin(media, media.video()) + skip


def _is_past(frame: AudioFrame) -> bool:
    return (frame.pts or 0) + frame.samples <= 0


class _Parting:
    """Numbers frames by runs of one form without large gaps."""

    def __init__(self) -> None:
        self._run = 0
        self._form: tuple[int, str, str] | None = None
        self._following = 0

    def __call__(self, frame: AudioFrame) -> int:
        form = frame.sample_rate, frame.format.name, frame.layout.name
        begin = frame.pts or 0
        if form != self._form or begin > self._following + _APART * frame.sample_rate:
            self._run += 1
        self._form, self._following = form, begin + frame.samples
        return self._run


def _even(run: Iterable[AudioFrame], begin: int, speed: float, rate: int) -> Iterator[Samples]:
    def placed_at_zero() -> Iterator[AudioFrame]:
        for frame in run:
            frame.pts = (frame.pts or 0) - begin
            yield frame

    return paced(placed_at_zero(), speed, rate)


def _silence(count: int) -> Iterator[Samples]:
    for done in range(0, count, _SILENCE):
        yield np.zeros((2, min(_SILENCE, count - done)), np.float32)
