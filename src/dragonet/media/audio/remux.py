"""Put sound into another container without encoding it again."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import av

from dragonet.errors import SourceError
from dragonet.media.audio.codecs import Codec
from dragonet.media.audio.encode import OPTIONS, describe
from dragonet.media.audio.tags import read_cover, read_tags
from dragonet.media.container import open_media
from dragonet.media.probe import audio_timing
from dragonet.media.streams import Media, tick

_FRAME = 0.03
"""Seconds that the length may change by: about one frame of the codec."""


def remux(media: Media, path: Path, spec: Codec, seconds: float) -> bool:
    """Copy the main audio stream, `seconds` long, to the file `path` in the container of `spec`.

    False if it cannot be put there whole; the file is of no use then.
    """
    if spec.name == "wav":  # PCM has many forms, encoding it is as quick
        return False
    with suppress(av.FFmpegError, ValueError, SourceError):
        _copy(media, path, spec)
        with open_media(path, "output", "audio") as written:
            return abs(audio_timing(written)[0] - seconds) <= _FRAME
    return False


def _copy(media: Media, path: Path, spec: Codec) -> None:
    options = {**OPTIONS.get(spec.muxer, {}), "avoid_negative_ts": "disabled"}
    with (
        open_media(media.path, media.url, "audio") as again,
        av.open(str(path), "w", format=spec.muxer, options=options) as output,
    ):
        source = again.audio()
        stream: Any = output.add_stream_from_template(source)
        describe(output, stream, spec, read_tags(media), read_cover(media))
        begin = source.start_time or 0
        for packet in again.packets(source):
            if packet.pts is None or packet.dts is None:
                raise ValueError("a packet without a time stamp")
            packet.pts, packet.dts = packet.pts - begin, packet.dts - begin
            packet.stream = stream
            output.mux(packet)
        if not tick(source):
            raise ValueError("a stream without a clock")
