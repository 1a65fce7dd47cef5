"""The streams of an open media file: which ones matter, and their packets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard, Disposition, Stream
from av.video.stream import VideoStream

from dragonet.errors import SourceError
from dragonet.media.sniff import Kind

Wanted = Literal["audio", "video"]

MAX_FRAME = 1 << 26
"""Most pixels of a video frame: 67 megapixels (8192 x 8192)."""

_COVERS = Disposition.attached_pic | Disposition.timed_thumbnails

_VP8 = ("vp8", "libvpx")
_SHOW_FRAME = 0x10  # in a frame's first byte, RFC 6386


@dataclass(frozen=True)
class Media:
    """An open media file.

    Attributes:
        container: PyAV's container.
        kind: what the file is by its first bytes.
        url: how errors call it.
        path: the local file.
    """

    container: InputContainer
    kind: Kind
    url: str
    path: Path

    def video(self) -> VideoStream:
        """The main video stream; cover art is none.

        Raises SourceError if there is none, or its frames are larger than MAX_FRAME.
        """
        stream: VideoStream = self._main(self.videos(), "video")
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > MAX_FRAME:
            raise SourceError(
                f"File '{self.url}' is too large: {width} x {height} pixels; "
                f"at most {MAX_FRAME // 1_000_000} megapixels are allowed in a video"
            )
        return stream

    def audio(self) -> AudioStream:
        """The main audio stream. Raises SourceError if there is none."""
        stream: AudioStream = self._main(self.container.streams.audio, "audio")
        return stream

    def audios(self) -> list[AudioStream]:
        """The audio streams that can be decoded."""
        return [stream for stream in self.container.streams.audio if stream.codec_context]

    def videos(self) -> list[VideoStream]:
        """The video streams that are moving pictures, not cover art or chapter images."""
        streams = self.container.streams.video
        return [stream for stream in streams if not stream.disposition & _COVERS]

    def time(self, packet: Any) -> int | None:
        """When the packet is shown, ticks. AVI only says when it is decoded; FFmpeg's guess of
        the rest is wrong where frames are reordered."""
        stamp: int | None = packet.dts if self.in_coding_order else packet.pts
        return stamp

    @property
    def in_coding_order(self) -> bool:
        """Whether time stamps say when packets are decoded, not shown."""
        return self.container.format.name == "avi"

    def packets(self, *streams: Stream) -> Iterator[Any]:
        """The packets of `streams`, to the end or to where the file is damaged."""
        for stream in self.container.streams:
            stream.discard = Discard.default if stream in streams else Discard.all
        try:
            for packet in self.container.demux(*streams):
                if packet.size:
                    yield packet
        except (av.FFmpegError, IndexError):  # PyAV's: a stream turned up that no header named
            return

    def damaged(self, reason: str) -> SourceError:
        """The error for a file that cannot be read to the end of the work."""
        return SourceError(f"File '{self.url}' is truncated or damaged: {reason}")

    def _main(self, streams: Sequence[Any], wanted: Wanted) -> Any:
        if not streams:
            raise SourceError(f"File '{self.url}' has no {wanted} stream")
        known = [stream for stream in streams if stream.codec_context]
        if not known:
            raise SourceError(f"File '{self.url}' has {wanted} in a codec that is not supported")
        best = self.container.streams.best(wanted)
        return best if best in known else known[0]


def is_shown(packet: Any) -> bool:
    """Whether what is in the packet is ever seen or heard: not so outside what an edit list keeps,
    nor are VP8's alternate reference frames."""
    if packet.is_discard:
        return False
    hideable = packet.stream.codec_context and packet.stream.codec_context.name in _VP8
    return not hideable or bool(memoryview(packet)[0] & _SHOW_FRAME)


def tick(stream: Stream) -> Fraction:
    """Seconds of one unit of the stream's time stamps."""
    return stream.time_base or Fraction(1, av.time_base)
