"""Sound files with known samples, and what is heard of movies that play them."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from dragonet.sxml.assets import Asset, Assets, kind_of
from dragonet.sxml.parse import parse
from dragonet.sxml.probes import PROBES
from dragonet.sxml.sound import mix
from dragonet.sxml.timing import Timing, resolve
from dragonet.sxml.tree import Movie

RATE = 48000

_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}
"""By number of channels."""


def write(path: Path, wave: Any, *, rate: int = RATE, subtype: str = "FLOAT") -> Path:
    """Write samples by libsndfile, floats as they are."""
    soundfile.write(path, wave, rate, format=path.suffix[1:].upper(), subtype=subtype)
    return path


def steady(path: Path, seconds: float, level: float = 0.5) -> Path:
    """One level on both sides: what is heard of it is the gain."""
    return write(path, np.full((round(seconds * RATE), 2), level))


def clicks(seconds: float, times: list[float], rate: int = RATE) -> NDArray[np.float32]:
    """Silence with a tone of 5 ms, 2 kHz, at each of some times."""
    wave = np.zeros(round(seconds * rate), np.float32)
    tone = 0.6 * np.sin(2 * np.pi * 2000 * np.arange(rate // 200) / rate)
    for time in times:
        begin = round(time * rate)
        wave[begin : begin + tone.size] = tone
    return wave


def onsets(wave: Any, rate: int = RATE, threshold: float = 0.1) -> list[float]:
    """Seconds at which sound begins after at least 0.1 s of silence, by the first channel."""
    return _beginnings(np.flatnonzero(np.abs(wave[0]) > threshold), rate)


def streamed(document: str, rate: int = RATE, threshold: float = 0.1) -> tuple[list[float], int]:
    """The onsets of a long movie, and the number of its samples."""
    loud, done = [np.zeros(0, np.int64)], 0
    for block in blocks(document, rate):
        loud.append(np.flatnonzero(np.abs(block[0]) > threshold) + done)
        done += block.shape[1]
    return _beginnings(np.concatenate(loud), rate), done


def _beginnings(loud: NDArray[np.int64], rate: int) -> list[float]:
    fresh = np.diff(loud, prepend=-rate) > rate // 10
    return [float(place) / rate for place in loud[fresh]]


def decibels(ratio: Any) -> Any:
    """A ratio of levels in dB."""
    return 20 * np.log10(ratio)


def level(wave: Any) -> float:
    """RMS."""
    return float(np.sqrt(np.mean(np.asarray(wave, np.float64) ** 2)))


def prepared(
    document: str, speech: Mapping[str, Path] | None = None
) -> tuple[Movie, Timing, Assets]:
    """Movie, timing and assets of a document that names local files, and speech by its text."""
    movie = parse(document, local=True)
    found: dict[int, Asset] = {}
    for node in movie.body.walk():
        if node.values.get("filename"):
            found[node.index] = PROBES[kind_of(node)](Path(node["filename"]), node["filename"])
        elif node.values.get("voice"):
            found[node.index] = PROBES["audio"]((speech or {})[node.text], "speech")
    assets = Assets(found)
    return movie, resolve(movie, assets.lengths), assets


def blocks(document: str, rate: int = RATE) -> Iterator[Any]:
    """The blocks of the mix of a document."""
    return mix(*prepared(document), rate=rate)


def heard(
    document: str, rate: int = RATE, *, speech: Mapping[str, Path] | None = None
) -> NDArray[np.float32]:
    """All that is heard of a document, shape (2, n)."""
    return joined(*prepared(document, speech), rate=rate)


def joined(movie: Movie, timing: Timing, assets: Assets, rate: int) -> NDArray[np.float32]:
    """All that is heard of a movie."""
    return np.concatenate(list(mix(movie, timing, assets, rate)), axis=1)


def film(
    path: Path,
    wave: Any,
    *,
    delay: float = 0.0,
    rate: int = RATE,
    codec: str = "aac",
    fps: int = 1,
) -> Path:
    """A video without a picture worth seeing and the sound of `wave`, `delay` seconds later.

    `wave` has the shape (n,) or (n, channels).
    """
    wave = np.asarray(wave, np.float32).reshape(len(wave), -1).T
    layout = _LAYOUTS[len(wave)]
    seconds = delay + wave.shape[1] / rate
    with av.open(str(path), "w") as output:
        video: Any = output.add_stream("libx264", rate=fps, options={"tune": "zerolatency"})
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        sound: Any = output.add_stream(codec, rate=rate, layout=layout)
        position = 0
        for number in range(round(seconds * fps)):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 32), np.uint8), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            output.mux(video.encode(frame))
            ready = round(((number + 1) / fps - delay) * rate)
            for at in range(position, min(ready, wave.shape[1]) - 1023, 1024):
                output.mux(sound.encode(_frame(wave[:, at : at + 1024], at, delay, rate)))
                position = at + 1024
        if position < wave.shape[1]:
            output.mux(sound.encode(_frame(wave[:, position:], position, delay, rate)))
        output.mux(video.encode(None))
        output.mux(sound.encode(None))
    return path


def _frame(samples: Any, at: int, delay: float, rate: int) -> Any:
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples), "fltp", _LAYOUTS[len(samples)]
    )
    frame.sample_rate, frame.pts = rate, at + round(delay * rate)
    frame.time_base = Fraction(1, rate)
    return frame


def copied(source: Path, path: Path, change: Callable[[float], float | None]) -> Path:
    """A copy of a film the packets of whose sound are at other times.

    `change` tells of a time in seconds what becomes of it, None if the packet is left out.
    """
    with av.open(str(source)) as film, av.open(str(path), "w") as output:
        streams: Any = {one: output.add_stream_from_template(one) for one in film.streams}
        for packet in film.demux():
            if packet.pts is None:
                continue
            if packet.stream.type == "audio":
                time = change(float(packet.pts * packet.time_base))
                if time is None:
                    continue
                packet.pts = packet.dts = round(time / packet.time_base)
            packet.stream = streams[packet.stream]
            output.mux(packet)
    return path
