"""Ogg Vorbis files by libvorbis, which PyAV's wheel lacks; FFmpeg's own encoder is experimental."""

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import soundfile

from dragonet.media.audio.form import Samples

_STEREO = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 500)
"""Nominal kbit/s of 44.1 kHz stereo at qualities 0, 0.1, … 1."""

_ORDER = {6: (0, 2, 1, 4, 5, 3)}
"""Channels as the Vorbis I specification orders them (4.3.9), by FFmpeg's order."""

_PIECE = 4096  # libsndfile keeps all of one call in buffers of libvorbis


class VorbisFile:
    """An Ogg Vorbis file being written; also a context manager, which closes it.

    Args:
        path: of the file.
        rate: samples per second.
        channels: 1, 2 or 6.
        bit_rate: aimed at, bits a second; quality is what is kept constant.

    Raises soundfile.LibsndfileError if it cannot be written.
    """

    def __init__(self, path: Path, rate: int, channels: int, bit_rate: int) -> None:
        alike = bit_rate / 1000 * 2 / channels * 44100 / min(rate, 44100)
        quality = float(np.interp(alike, _STEREO, np.linspace(0, 1, len(_STEREO))))
        self.samples = 0
        self._order = _ORDER.get(channels)
        self._file: Any = soundfile.SoundFile(
            path, "w", rate, channels, format="OGG", subtype="VORBIS", compression_level=1 - quality
        )

    def write(self, block: Samples) -> None:
        """Append a block of shape (channels, n)."""
        block = block[list(self._order)] if self._order else block
        for begin in range(0, block.shape[1], _PIECE):
            self._file.write(block[:, begin : begin + _PIECE].T)
        self.samples += block.shape[1]

    def __enter__(self) -> "VorbisFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
