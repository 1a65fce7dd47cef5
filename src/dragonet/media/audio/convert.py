"""Convert the sound of a file to another codec, or pass it on where nothing has to change."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av

from dragonet.errors import ParameterError
from dragonet.media.audio.codecs import CHANNELS, CODECS, Codec
from dragonet.media.audio.decode import form, samples
from dragonet.media.audio.encode import open_writer
from dragonet.media.audio.form import Form, Samples, count
from dragonet.media.audio.loudness import amplify, measure
from dragonet.media.audio.remux import remux
from dragonet.media.audio.tags import read_cover, read_tags
from dragonet.media.probe import audio_timing, codec_name
from dragonet.media.streams import Media

Report = Callable[[float], None]
"""Receives the per cent that are done, never less than before."""

_LOSSLESS = ("pcm_", "flac", "alac", "wavpack", "tta", "ape", "tak", "truehd", "mlp", "dsd_")
_UNHEARD = 60
"""Seconds of sound after which progress is reported even if no per cent is done."""


@dataclass(frozen=True)
class Wanted:
    """What the sound shall become.

    Attributes:
        codec: a name of CODECS.
        bit_rate: bits a second of the file; None for the codec's default.
        sample_rate: Hz; None for the source's, or the nearest that the codec has.
        channels: number of them; None for the source's, or as many of them as the codec has.
        normalize: whether the loudness is set to loudness.TARGET.
        force: whether sound that is right already is encoded again.
    """

    codec: str
    bit_rate: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    normalize: bool = False
    force: bool = False

    def as_it_is(self) -> bool:
        """Whether sound in the right codec needs no change."""
        changes = (self.bit_rate, self.sample_rate, self.channels)
        return not (self.force or self.normalize or any(changes))


@dataclass(frozen=True)
class Converted:
    """What became of it: `untouched` if no sample was encoded again."""

    seconds: float
    form: Form
    untouched: bool

    @property
    def channels(self) -> int:
        """Number of channels."""
        return count(self.form.layout)


def check(wanted: Wanted) -> Codec:
    """The codec. Raises ParameterError if it cannot be written as wanted."""
    spec = CODECS[wanted.codec]
    _check_bit_rate(spec, wanted.bit_rate)
    if wanted.sample_rate and spec.rates and wanted.sample_rate not in spec.rates:
        allowed = ", ".join(map(str, spec.rates))
        text = f"{spec.name} cannot have {wanted.sample_rate} Hz; it can have {allowed}"
        raise ParameterError("sample_rate", text)
    counts = [CHANNELS[layout] for layout in spec.layouts]
    if wanted.channels and wanted.channels not in counts:
        allowed = ", ".join(map(str, counts))
        text = f"{spec.name} cannot have {wanted.channels} channels; it can have {allowed}"
        raise ParameterError("channels", text)
    return spec


def _check_bit_rate(spec: Codec, bit_rate: int | None) -> None:
    if not bit_rate:
        return
    if spec.bit_rates is None:
        raise ParameterError("bitrate", f"{spec.name} is lossless, it takes no bitrate")
    low, high = spec.bit_rates
    if not low <= bit_rate <= high:
        raise ParameterError(
            "bitrate",
            f"{spec.name} takes {low // 1000} to {high // 1000} kbit/s, not {bit_rate // 1000}",
        )


def convert(media: Media, wanted: Wanted, path: Path, report: Report) -> Converted:
    """Write the main audio stream of `media` to `path` as `wanted`.

    Raises SourceError if no sound can be decoded, ParameterError if the codec cannot be written as
    wanted, TaskError if the file cannot be written.
    """
    spec, own = check(wanted), form(media)
    if wanted.as_it_is() and codec_name(media.audio()).startswith(spec.probed):
        seconds, _ = audio_timing(media)
        if _fits(media, spec):
            shutil.copyfile(media.path, path)
            return Converted(seconds, own, untouched=True)
        if remux(media, path, spec, seconds):
            return Converted(seconds, own, untouched=True)
    return _encode(media, wanted, path, report)


def _fits(media: Media, spec: Codec) -> bool:
    """Whether the file is what `spec` writes, without moving pictures."""
    demuxers = media.container.format.name.split(",")
    return not media.videos() and ("ogg" if spec.muxer == "opus" else spec.muxer) in demuxers


def _encode(media: Media, wanted: Wanted, path: Path, report: Report) -> Converted:
    target = _target(form(media), wanted)
    blocks = _decoded(media, wanted, target, report)
    first = next(blocks, None)
    if first is None:
        raise media.damaged("no sound in it can be decoded")
    with open_writer(
        path,
        wanted.codec,
        target.rate,
        target.layout,
        bit_rate=wanted.bit_rate,
        bits=_depth(media),
        tags=read_tags(media),
        cover=read_cover(media),
    ) as writer:
        for block in chain([first], blocks):
            writer.write(block)
    return Converted(writer.samples / target.rate, target, untouched=False)


def _target(own: Form, wanted: Wanted) -> Form:
    spec = CODECS[wanted.codec]
    channels = wanted.channels or count(own.layout)
    return Form(wanted.sample_rate or spec.rate(own.rate), spec.layout(channels))


def _decoded(media: Media, wanted: Wanted, target: Form, report: Report) -> Iterator[Samples]:
    """The blocks to write: in the form `target`, as loud as wanted, never clipped by mixing."""

    def once(share: float, done: float) -> Iterator[Samples]:
        blocks = samples(media, rate=target.rate, layout=target.layout)
        total = _claimed(media) * target.rate
        return _watched(blocks, target.rate, total, lambda now: report(done + share * now))

    if wanted.normalize:
        loudness = measure(once(0.5, 0), target)
        gain = loudness.gain()
        return amplify(once(0.5, 50), target, gain, limited=gain != 0 and loudness.too_high(gain))
    if count(target.layout) < count(form(media).layout) > 2:
        return amplify(once(1, 0), target, 0, limited=True)
    return once(1, 0)


def _watched(
    blocks: Iterator[Samples], rate: int, total: float, report: Report
) -> Iterator[Samples]:
    """The same blocks; the share of `total` samples is reported, per cent, 99 at most."""
    done = told = 0
    percent = 0
    for block in blocks:
        done += block.shape[1]
        now = min(int(done * 100 / total), 99) if total else 0
        if now > percent or done - told > _UNHEARD * rate:
            percent, told = max(percent, now), done
            report(percent)
        yield block


def _claimed(media: Media) -> float:
    """Seconds that the container claims to hold; 0 if it claims nothing."""
    return (media.container.duration or 0) / av.time_base


def _depth(media: Media) -> int:
    """Bits of a sample that are worth keeping, 16 or 24."""
    context = media.audio().codec_context
    lossless = context.codec.canonical_name.startswith(_LOSSLESS)
    return 24 if lossless and context.format.bytes > 2 else 16
