"""Sound with known samples, and what another decoder than ours hears in a file."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import soundfile
from mutagen.flac import Picture
from mutagen.id3 import APIC
from numpy.typing import NDArray

Wave = NDArray[np.float64]
"""Samples of shape (n, channels), full scale -1 to 1."""

PICTURE: Any = Picture
ART: Any = APIC

RATE = 44100


def tone(seconds: float, *, rate: int = RATE, level: float = 0.3, channels: int = 2) -> Wave:
    """440 Hz on all channels, `level` at its peaks."""
    wave = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return np.stack([wave] * channels, axis=1)


def wav(path: Path, wave: Wave, *, rate: int = RATE, subtype: str = "PCM_16") -> Path:
    """Write a WAV file by libsndfile."""
    soundfile.write(path, wave, rate, format="WAV", subtype=subtype)
    return path


def heard(path: Path) -> tuple[Wave, int]:
    """Samples and rate of a file: by libsndfile, or by FFmpeg where that knows no AAC."""
    if path.suffix != ".m4a":
        wave, rate = soundfile.read(path, always_2d=True)
        return wave, rate
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].codec_context.sample_rate
    return np.concatenate(parts, axis=1).T.astype(float), rate


def pitch(wave: Wave, rate: int) -> float:
    """Hz of the strongest tone of the first channel."""
    spectrum = np.abs(np.fft.rfft(wave[:, 0] * np.hanning(len(wave))))
    return float(spectrum.argmax() * rate / len(wave))


def level(wave: Wave) -> float:
    """RMS of the first channel without its ends, dB of full scale."""
    middle = wave[len(wave) // 4 : -len(wave) // 4, 0]
    return float(20 * np.log10(np.sqrt(np.mean(middle**2))))


def tagged(path: Path, tags: Mapping[str, str], cover: bytes | None = None) -> Path:
    """Put tags into an MP3 or FLAC file by mutagen."""
    file: Any = mutagen.File(path, easy=True)
    file.update(tags)
    file.save()
    if cover and path.suffix == ".flac":
        picture: Any = PICTURE()
        picture.data, picture.mime, picture.type = cover, "image/png", 3
        picture.width = picture.height = 64
        file = mutagen.File(path)
        file.add_picture(picture)
        file.save()
    elif cover:
        file = mutagen.File(path)
        file.tags.add(ART(encoding=3, mime="image/png", type=3, desc="", data=cover))
        file.save()
    return path


def read_tags(path: Path) -> tuple[dict[str, str], bytes | None]:
    """Tags and cover art of any of the formats, by mutagen; names are mutagen's easy ones."""
    easy: Any = mutagen.File(path, easy=True)
    tags = {name.lower(): str(texts[0]) for name, texts in (easy.tags or {}).items()}
    return tags, _cover(mutagen.File(path))


def _cover(file: Any) -> bytes | None:
    if file.tags is None:
        return None
    for name in ("APIC:", "APIC"):
        if name in file.tags:
            return bytes(file.tags[name].data)
    if "covr" in file.tags:
        return bytes(file.tags["covr"][0])
    if "metadata_block_picture" in file.tags:
        return bytes(PICTURE(base64.b64decode(file.tags["metadata_block_picture"][0])).data)
    pictures = getattr(file, "pictures", [])
    return bytes(pictures[0].data) if pictures else None
