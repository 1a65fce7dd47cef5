"""Films with clicks at known frames, and a reader of films: the `ffmpeg` of imageio-ffmpeg's wheel,
another build of another version than the one that Dragonet writes with."""

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from support.clips import number_of

FFMPEG: str = imageio_ffmpeg.get_ffmpeg_exe()
RATE = 48000
"""Sample rate, Hz, of the sound that is read."""


@dataclass(frozen=True)
class Film:
    """What another decoder finds in a file.

    Attributes:
        pictures: RGB, shape (frames, height, width, 3).
        times: of the pictures, seconds, as the file has them.
        sound: samples at RATE from time 0 on, their mean; empty without sound.
        log: what the decoder printed about the file.
    """

    pictures: NDArray[np.uint8]
    times: list[float]
    sound: NDArray[np.float32]
    log: str

    @property
    def numbers(self) -> list[int]:
        """The numbers in the bars of the pictures."""
        return [number_of(picture.mean(axis=2)) for picture in self.pictures]

    @property
    def clicks(self) -> list[float]:
        """When clicks begin, seconds."""
        loud = np.flatnonzero(np.abs(self.sound) > 0.25)
        starts = loud[np.diff(loud, prepend=-RATE) > RATE // 20]
        return [float(start) / RATE for start in starts]


def read(path: Path | str) -> Film:
    """Decode a file, or what a URL leads to, whole and upright, on one time line."""
    probe = _run("-i", str(path), check=False).stderr.decode()
    pictures = ("-map", "0:v:0", "-vf", "showinfo", "-fps_mode", "passthrough")
    with tempfile.NamedTemporaryFile() as heard:
        timed = f"aresample={RATE}:async=1:first_pts=0"
        sound = ["-map", "0:a:0", "-af", timed, "-f", "f32le", "-y", heard.name]
        raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-")
        shown = _run("-i", str(path), *pictures, *raw, *(sound if "Audio:" in probe else []))
        samples = np.frombuffer(heard.read(), np.float32)
    log = shown.stderr.decode()
    size = re.search(r"Video: rawvideo .*?, (\d+)x(\d+)", log)
    assert size, log
    return Film(
        np.frombuffer(shown.stdout, np.uint8).reshape(-1, int(size[2]), int(size[1]), 3),
        [float(time) for time in re.findall(r"pts_time:(\S+)", log)],
        samples.reshape(-1, 1 if "mono" in probe else 2).mean(axis=1),
        probe,
    )


def _run(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [FFMPEG, "-hide_banner", "-nostdin", *arguments], capture_output=True, check=check
    )


def clicking(seconds: float, times: Sequence[float], rate: int = RATE) -> NDArray[np.float32]:
    """Silence with clicks: 10 ms of 1 kHz from each time on, seconds."""
    sound = np.zeros(round(seconds * rate), np.float32)
    click = 0.8 * np.sin(2 * np.pi * 1000 * np.arange(rate // 100) / rate).astype(np.float32)
    for time in times:
        start = round(time * rate)
        part = click[: max(0, len(sound) - start)]
        sound[start : start + len(part)] = part
    return sound


def add_sound(
    source: Path,
    path: Path,
    sound: NDArray[np.float32],
    *,
    codec: str = "aac",
    rate: int = RATE,
    layout: str = "mono",
    starts: Sequence[float] = (0.0,),
    gap: tuple[int, int] | None = None,
    default: int = 0,
    muxer: Mapping[str, str] | None = None,
) -> Path:
    """The video of `source` with `sound`, shape (n,) or (channels, n), one track a start.

    A track begins `starts` seconds late; track `default` is marked so, others are silent.
    Packets with an index in `gap` are left out.
    """
    with av.open(str(source)) as copied, av.open(str(path), "w", options=dict(muxer or {})) as out:
        original = copied.streams.video[0]
        video: Any = out.add_stream_from_template(original)
        tracks = [
            _track(out, codec, rate, layout, index == default) for index in range(len(starts))
        ]
        out.start_encoding()
        for packet in copied.demux(original):
            if packet.dts is not None:
                packet.stream = video
                out.mux(packet)
        for index, (track, start) in enumerate(zip(tracks, starts, strict=True)):
            packets = _encoded(track, sound if index == default else sound * 0, rate, layout)
            for number, packet in enumerate(packets):
                shift = round(start / packet.time_base)
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                if gap is None or not gap[0] <= number < gap[1]:
                    out.mux(packet)
    return path


def _track(out: Any, codec: str, rate: int, layout: str, default: bool) -> Any:
    track = out.add_stream(codec, rate=rate, layout=layout)
    track.bit_rate = 128_000
    track.disposition = av.stream.Disposition.default if default else av.stream.Disposition(0)
    return track


def _encoded(track: Any, sound: NDArray[np.float32], rate: int, layout: str) -> list[Any]:
    channels = track.codec_context.layout.nb_channels
    packed = np.broadcast_to(sound, (channels, sound.shape[-1])).T.astype(np.float32)
    packets: list[Any] = []
    for start in range(0, len(packed), 4096):
        block = np.ascontiguousarray(packed[start : start + 4096]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(block, "flt", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        packets += track.encode(frame)
    return [*packets, *track.encode(None)]
