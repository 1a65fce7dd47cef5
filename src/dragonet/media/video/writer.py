"""Write a file of encoded pictures and sound, interleaved by time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EFBIG
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.video.frame import PictureType, VideoFrame

from dragonet.errors import LimitError, TaskError
from dragonet.media.video.codecs import CONTAINERS
from dragonet.media.video.encoders import add_audio, add_video
from dragonet.media.video.flow import ahead, close, merged
from dragonet.media.video.settings import AudioSettings, VideoSettings

_PICTURES = 4
"""Frames that wait for the encoder at most: they are large."""

_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})

_PACKETS = 64
"""Encoded packets that wait for the muxer at most."""


@dataclass(frozen=True)
class Made:
    """What was written.

    Attributes:
        container: name in `codecs.CONTAINERS`.
        video, audio: how it was encoded.
        frames: pictures.
        samples: samples of sound.
        last, end: when the last picture begins and ends, seconds.
    """

    container: str
    video: VideoSettings
    audio: AudioSettings | None
    frames: int
    samples: int
    last: float
    end: float


class Writer:
    """Encodes and writes one file.

    Args:
        path: the file; its folder exists.
        container: name in `codecs.CONTAINERS`.
        video: how pictures are encoded.
        audio: how sound is encoded; None for no sound.
        muxer: further options of the muxer.

    Raises TaskError if the encoder does not take the settings.
    """

    def __init__(
        self,
        path: Path,
        container: str,
        video: VideoSettings,
        audio: AudioSettings | None = None,
        muxer: Mapping[str, str] = _NO_OPTIONS,
    ) -> None:
        kind = CONTAINERS[container]
        self._container = container
        self._video_settings, self._audio_settings = video, audio
        options = {**kind.options, **muxer}
        self._output: Any = av.open(str(path), "w", format=kind.muxer, container_options=options)
        self._video = add_video(self._output, video, kind)
        self._audio: Any = add_audio(self._output, audio) if audio else None
        self._frames = self._samples = 0
        self._last, self._end, self._next_key = 0.0, 0.0, 0
        with encoding(f"{video.codec} of {video.width} x {video.height} pixels"):
            self._output.start_encoding()

    @property
    def frame_size(self) -> int:
        """Samples of a frame of sound as the encoder wants it, 0 for any."""
        return 0 if self._audio is None else int(self._audio.codec_context.frame_size)

    def write(
        self,
        pictures: Iterable[VideoFrame],
        sound: Iterable[AudioFrame] = (),
        report: Callable[[float], None] = lambda _: None,
    ) -> Made:
        """Encode all of both side by side, and finish the file.

        `pictures` have the settings' size and pixels, `pts` that rise, in their `time_base`, and
        a `duration`, which only counts for the last one. `sound` comes in frames of `frame_size`
        without gaps. `report` is told the time that is written, seconds.
        """
        return self._mux(ahead(self._pictures(pictures), _PACKETS), sound, report)

    def copy(
        self,
        packets: Iterable[Any],
        sound: Iterable[AudioFrame] = (),
        report: Callable[[float], None] = lambda _: None,
    ) -> Made:
        """Like `write` with pictures that are encoded already, with the settings of this file.

        The packets come in decoding order with `pts`, `dts` and `duration` in the settings' tick;
        they are taken in this thread.
        """
        return self._mux(self._copied(packets), sound, report)

    def _mux(
        self,
        packets: Iterator[Any],
        sound: Iterable[AudioFrame],
        report: Callable[[float], None],
    ) -> Made:
        flows = [packets]
        if self._audio is not None:
            flows.append(ahead(self._sound(sound), _PACKETS))
        try:
            for packet in merged(flows, _time):
                with encoding("the file"):
                    self._output.mux_one(packet)
                report(float(_time(packet)))
        finally:
            for flow in flows:
                close(flow)
            with encoding("the file"):
                self._output.close()
        return Made(
            self._container,
            self._video_settings,
            self._audio_settings,
            self._frames,
            self._samples,
            self._last,
            self._end,
        )

    def _pictures(self, pictures: Iterable[VideoFrame]) -> Iterator[Any]:
        durations: dict[int, int] = {}
        tick = self._video_settings.tick
        for frame, duration in _timed(ahead(pictures, _PICTURES), tick):
            durations[frame.pts] = duration
            frame.pict_type = self._type(frame.pts * tick)
            yield from self._finished(frame, durations)
            self._frames += 1
            self._last = float(frame.pts * tick)
            self._end = float((frame.pts + duration) * tick)
        yield from self._finished(None, durations)

    def _copied(self, packets: Iterable[Any]) -> Iterator[Any]:
        tick = self._video_settings.tick
        for packet in packets:
            packet.stream, packet.time_base = self._video, tick
            self._frames += 1
            self._last = max(self._last, float(packet.pts * tick))
            self._end = max(self._end, float((packet.pts + packet.duration) * tick))
            yield packet

    def _type(self, time: Fraction) -> PictureType:
        """What the picture at `time` must be encoded as."""
        apart = self._video_settings.key_times
        if apart is None or time < self._next_key:
            return PictureType.NONE
        self._next_key = (time // apart + 1) * apart
        return PictureType.I

    def _finished(self, frame: Any, durations: dict[int, int]) -> Iterator[Any]:
        """The packets that the encoder has finished once it gets the frame, None for the end."""
        with encoding("a picture"):
            packets = self._video.encode(frame)
        for packet in packets:
            packet.duration = durations.pop(packet.pts, 0)
            yield packet

    def _sound(self, sound: Iterable[AudioFrame]) -> Iterator[Any]:
        for frame in sound:
            frame.pts = self._samples
            self._samples += frame.samples
            yield from self._heard(frame)
        yield from self._heard(None)

    def _heard(self, frame: Any) -> list[Any]:
        with encoding("the sound"):
            return list(self._audio.encode(frame))


@contextmanager
def encoding(what: str) -> Iterator[None]:
    """Say what could not be encoded or written: FFmpeg's own error would blame the source."""
    try:
        yield
    except av.FFmpegError as error:
        if error.errno == EFBIG:
            raise LimitError("the output is larger than the limit of its folder") from error
        raise TaskError(f"{what} cannot be encoded and written: {error.strerror}") from error


def _timed(frames: Iterable[Any], tick: Fraction) -> Iterator[tuple[Any, int]]:
    """Every frame with its duration, both times in `tick`, strictly rising."""
    held, last = None, 1
    for frame in frames:
        _rescale(frame, tick)
        if held is not None:
            frame.pts = max(frame.pts, held.pts + 1)
            last = frame.pts - held.pts
            yield held, last
        held = frame
    if held is not None:
        yield held, held.duration or last


def _rescale(frame: Any, tick: Fraction) -> None:
    """Bring the frame's times into units of `tick` seconds."""
    if frame.time_base != tick:
        scale = frame.time_base / tick
        frame.pts, frame.duration = round(frame.pts * scale), round(frame.duration * scale)
        frame.time_base = tick


def _time(packet: Any) -> Fraction:
    stamp = packet.dts if packet.dts is not None else packet.pts
    return Fraction((stamp or 0) * packet.time_base)
