"""Decode the main audio stream into blocks of samples."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain, dropwhile, groupby

import av

from dragonet.media.audio.form import Form, Samples, convert, floats, layout_name, to_array
from dragonet.media.audio.padding import Piece, pieces
from dragonet.media.audio.timeline import GAP, Timeline
from dragonet.media.container import open_media
from dragonet.media.streams import Media, tick

__all__ = ["Form", "Samples", "form", "heard_until", "samples"]

_PREROLL = 1.0
"""Seconds decoded ahead of a start: codecs build on what went before."""


def form(media: Media) -> Form:
    """The form that the main audio stream has of itself.

    Raises SourceError if there is no audio stream, or it does not say.
    """
    context = media.audio().codec_context
    if not context.sample_rate or not context.layout.nb_channels:
        raise media.damaged("its sound has no sample rate or no channels")
    return Form(context.sample_rate, layout_name(context.layout.name))


def samples(
    media: Media,
    *,
    rate: int | None = None,
    layout: str | None = None,
    start: float = 0.0,
    end: float | None = None,
) -> Iterator[Samples]:
    """The sound of the file in blocks, without the encoder's delay and padding.

    `rate` (Hz) and `layout` (`mono`, `stereo`, `5.1`, …) default to the stream's own, which holds
    for all blocks. `start` and `end`, seconds from the stream's first sample, are met to the
    sample. Packets that cannot be decoded are left out; where time stamps leave out more than 0.1 s
    there is silence, and what overlaps by more is dropped. The file is read anew, wherever
    `media` has been read to.

    Raises SourceError if there is no audio stream.
    """
    own = form(media)
    wanted = Form(rate or own.rate, layout or own.layout)
    with open_media(media.path, media.url, "audio") as again:
        yield from convert(_timed(again, own, start, end), own, wanted)


def heard_until(media: Media, claimed: float) -> float:
    """Seconds to the last sample that can be decoded, where packets claim `claimed`.

    That is believed where it takes decoding everything to know better.
    """
    with open_media(media.path, media.url, "audio") as again:
        own = form(again)
        first = next(pieces(again), None)
        known = first is not None and _seeks_exactly(again, first, own.rate)
    if not known:
        return claimed
    start = round(max(claimed - _PREROLL, 0) * own.rate)
    tail = samples(media, start=start / own.rate)
    heard = sum(block.shape[1] for block in tail)
    return (start + heard) / own.rate if heard else claimed


def _timed(media: Media, own: Form, start: float, end: float | None) -> Iterator[Samples]:
    """Blocks in the stream's own form, on its time line, from `start` to `end`."""
    found = pieces(media)
    first = next(found, None)
    if first is None:
        return
    begin = _begin(media, first)
    line = Timeline(own.rate, start, end)
    played = chain([first], found)
    if start > _PREROLL and _seeks_exactly(media, first, own.rate):
        jumped = _sought(media, begin + Fraction(start) - Fraction(_PREROLL))
        landed = next(jumped, None)
        if landed is not None and landed.time is not None and landed.time <= begin + start:
            line.position = round((landed.time - begin) * own.rate)
            played = chain([landed], jumped)
    number = _numbering(first.frame.time_base or tick(media.audio()), begin, own.rate)
    for block, pts in _blocks(played, own):
        yield from line.place(block, None if pts is None else number(pts))
        if line.done:
            return


def _numbering(tick: Fraction, begin: Fraction, rate: int) -> Callable[[int], int]:
    """From time stamps of `tick` seconds to numbers of samples since `begin`, rounded.

    In integers, as fractions would take a tenth of the time of decoding.
    """
    scale, offset = 2 * tick * rate, 2 * begin * rate
    common = scale.denominator * offset.denominator
    factor = scale.numerator * offset.denominator
    summand = common - offset.numerator * scale.denominator
    return lambda pts: (pts * factor + summand) // (2 * common)


def _begin(media: Media, first: Piece) -> Fraction:
    """When the stream begins on the file's time line, seconds."""
    stream = media.audio()
    declared = None if stream.start_time is None else stream.start_time * tick(stream)
    if first.time is None:
        return declared or Fraction(0)
    lost = declared is not None and first.time > declared + GAP  # its first packets are damaged
    return declared if lost and declared is not None else first.time


def _blocks(found: Iterable[Piece], own: Form) -> Iterator[tuple[Samples, int | None]]:
    """Blocks in the form `own` with their time stamps, whatever form the frames change to."""
    for (rate, layout, _), run in groupby(found, _shape):
        blocks, given = _as_floats(run), Form(rate, layout_name(layout))
        if given == own:
            yield from blocks
        else:  # a resampler is late by its filter, so times do not hold
            plain = (block for block, _ in blocks)
            yield from ((block, None) for block in convert(plain, given, own))


def _shape(piece: Piece) -> tuple[int, str, str]:
    frame = piece.frame
    return frame.sample_rate, frame.layout.name, frame.format.name


def _as_floats(run: Iterable[Piece]) -> Iterator[tuple[Samples, int | None]]:
    resampler = None
    for piece in run:
        resampler = resampler or av.AudioResampler(floats(piece.frame.layout.nb_channels))
        for frame in resampler.resample(piece.frame):
            block = to_array(frame)
            yield block[:, : block.shape[1] - piece.cut], piece.frame.pts


def _seeks_exactly(media: Media, first: Piece, rate: int) -> bool:
    """Whether time stamps tell every sample apart, also after a seek."""
    stream = media.audio()
    if first.time != (stream.start_time or 0) * tick(stream):
        return False  # what comes first is lost, or time stamps are wrong
    return (1 / tick(stream)) % rate == 0 and not media.videos()


def _sought(media: Media, time: Fraction) -> Iterator[Piece]:
    """The pieces from somewhat before `time` on; none if the file cannot be sought in."""
    with open_media(media.path, media.url, "audio") as again, suppress(av.FFmpegError):
        stream = again.audio()
        again.container.seek(int(time / tick(stream)), stream=stream)
        yield from dropwhile(lambda piece: piece.time is None, pieces(again))
