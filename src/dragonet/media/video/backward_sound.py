"""Sound from its end to its beginning: decoded into a file once, read from there backwards."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from av.audio.frame import AudioFrame

from dragonet.media.video.codecs import AUDIO
from dragonet.media.video.settings import AudioSettings
from dragonet.media.video.sound import resampled

_BLOCK = 1024
"""Samples of a frame where the encoder takes any number."""


def reversed_sound(
    sound: Iterable[AudioFrame], settings: AudioSettings, size: int, length: int, folder: Path
) -> Iterator[AudioFrame]:
    """The sound as the encoder wants it, the last of `length` samples first.

    What is missing at the end is silence, what is more is cut. `sound` has its times since time
    0, as `sound.placed` gives it; `size` is the samples of a frame, 0 for any; `folder` is for the
    file, four bytes a sample and channel.
    """
    kind = AUDIO[settings.codec].samples
    dtype = np.dtype(np.float32 if kind.startswith("flt") else np.int16)
    block = size or _BLOCK
    with TemporaryFile(dir=folder) as file:
        stored = _store(sound, settings, file)
        for end in range(length, 0, -block):
            begin = max(end - block, 0)
            frame = _frame(_read(file, begin, min(end, stored), settings, dtype), end - begin, kind)
            frame.sample_rate = settings.rate
            yield frame


def _store(sound: Iterable[AudioFrame], settings: AudioSettings, file: IO[bytes]) -> int:
    """Write the samples interleaved; the answer is their number in each channel."""
    stored = 0
    for frame in resampled(sound, settings, 0):
        samples: Any = frame.to_ndarray()
        file.write(np.ascontiguousarray(samples.T if frame.format.is_planar else samples).data)
        stored += frame.samples
    return stored


def _read(
    file: IO[bytes], begin: int, end: int, settings: AudioSettings, dtype: np.dtype[Any]
) -> Any:
    """Samples from `begin` to before `end`, shape (n, channels)."""
    width = settings.channels * dtype.itemsize
    file.seek(begin * width)
    data = file.read(max(end - begin, 0) * width)
    return np.frombuffer(data, dtype).reshape(-1, settings.channels)


def _frame(samples: Any, length: int, kind: str) -> AudioFrame:
    """The samples backwards, after silence that makes them `length`."""
    channels = samples.shape[1]
    whole = np.zeros((length, channels), samples.dtype)
    whole[length - len(samples) :] = samples[::-1]
    planes = whole.T if kind.endswith("p") else whole.reshape(1, -1)
    layout = "mono" if channels == 1 else "stereo"
    return AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=kind, layout=layout)
