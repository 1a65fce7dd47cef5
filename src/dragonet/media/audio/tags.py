"""What a file says about itself: title, artist, …, and its cover art."""

from dataclasses import dataclass
from typing import Any

import av
from av.stream import Disposition

from dragonet.media.container import open_media
from dragonet.media.streams import Media

NAMES = (
    "title",
    "artist",
    "album",
    "album_artist",
    "track",
    "disc",
    "date",
    "genre",
    "composer",
    "comment",
    "copyright",
)
"""The tags that are read and written, by FFmpeg's names."""

_LONGEST = 8192
_LARGEST = 16 << 20
_CODECS = ("mjpeg", "png")


@dataclass(frozen=True)
class Cover:
    """Cover art.

    Attributes:
        data: a JPEG or PNG file.
        codec: `mjpeg` or `png`.
        width, height: pixels.
    """

    data: bytes
    codec: str
    width: int
    height: int


def read_tags(media: Media) -> dict[str, str]:
    """Those of NAMES that the file has, from the main audio stream and the container."""
    found = {
        name.lower(): text.strip("\0 \r\n")
        for source in (media.audio().metadata, media.container.metadata)
        for name, text in source.items()
    }
    return {name: found[name][:_LONGEST] for name in NAMES if found.get(name)}


def has_cover(media: Media) -> bool:
    """Whether there is cover art, of whatever type."""
    return bool(_covers(media))


def read_cover(media: Media) -> Cover | None:
    """The cover art if it is JPEG or PNG; of several pictures the first."""
    for stream in _covers(media):
        context = stream.codec_context
        known = context is not None and context.codec.canonical_name in _CODECS
        if known and context.width and context.height:
            data = _picture(media, stream.index)
            if data:
                name = context.codec.canonical_name
                return Cover(data, name, context.width, context.height)
    return None


def _covers(media: Media) -> list[Any]:
    streams: Any = media.container.streams.video
    return [stream for stream in streams if stream.disposition & Disposition.attached_pic]


def _picture(media: Media, index: int) -> bytes | None:
    with open_media(media.path, media.url, "audio") as again:
        stream: av.stream.Stream = again.container.streams[index]
        packet = next(again.packets(stream), None)
        return bytes(packet) if packet is not None and packet.size <= _LARGEST else None
