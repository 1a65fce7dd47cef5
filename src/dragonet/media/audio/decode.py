"""Decode the main audio stream into blocks of samples."""

from collections.abc import Iterator
from typing import Any, cast

import av
import numpy as np
from numpy.typing import NDArray

from dragonet.media.streams import Media

Samples = NDArray[np.float32]
"""Samples of shape (channels, n), full scale -1 to 1."""


def samples(
    media: Media, *, rate: int | None = None, layout: str | None = None
) -> Iterator[Samples]:
    """The sound of the file in blocks, without the encoder's delay and padding.

    `rate` (Hz) and `layout` (`mono`, `stereo`, `5.1`, …) default to the stream's own. Packets that
    cannot be decoded are left out.

    Raises SourceError if there is no audio stream.
    """
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
    empty = True
    for frame in frames(media):
        empty = False
        yield from map(_array, resampler.resample(frame))
    if not empty:  # what the resampler still holds
        yield from map(_array, resampler.resample(None))


def _array(block: av.AudioFrame) -> Samples:
    return cast(Samples, block.to_ndarray())


def frames(media: Media) -> Iterator[av.AudioFrame]:
    """The decoded frames of the main audio stream, as the decoder makes them."""
    stream = media.audio()
    decoder: Any = stream.codec_context
    for packet in media.packets(stream):
        try:
            yield from decoder.decode(packet)
        except MemoryError:
            raise
        except av.FFmpegError:  # one damaged packet: the others may be whole
            continue
    yield from decoder.decode(None)
