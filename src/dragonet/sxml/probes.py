"""What a file is, as an image, a video or an audio of a movie."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from dragonet.errors import SourceError
from dragonet.media.container import open_media
from dragonet.media.frames import frame_at
from dragonet.media.lottie.document import is_lottie
from dragonet.media.lottie.trial import survives
from dragonet.media.picture import has_alpha, square_size, view_of
from dragonet.media.probe import audio_timing, video_duration
from dragonet.media.still import HEIF, open_still
from dragonet.sxml.assets import MOST_FILES, Asset, Kind
from dragonet.sxml.captions.cue import Cue
from dragonet.sxml.captions.file import read_file
from dragonet.sxml.pulse import Rhythm

_LISTENED = 3600.0
"""Seconds of music whose beats are sought; from there on they go on evenly."""


def probe(kind: Kind, path: Path, url: str) -> Asset:
    """What a file is, used as some kind; found out once in a process. Raises SourceError."""
    stat = path.stat()
    return _probed(kind, path, url, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=MOST_FILES)
def _probed(kind: Kind, path: Path, url: str, _: tuple[int, int]) -> Asset:
    return PROBES[kind](path, url)


def image(path: Path, url: str) -> Asset:
    """A picture, by its header; of an animation the first frame. Raises SourceError."""
    if is_lottie(path):
        return replace(_lottie(path, url), kind="image", duration=0.0)
    still = open_still(path, url)
    # a HEIF container turns its picture itself
    turned = still.kind.name not in HEIF and still.orientation >= 5
    width, height = (still.height, still.width) if turned else (still.width, still.height)
    return Asset(path, url, "image", width, height, alpha=bool(still.image.hasalpha()))


def video(path: Path, url: str) -> Asset:
    """A video or an animation, by its headers and its first frame. Raises SourceError."""
    if is_lottie(path):
        return _lottie(path, url)
    with open_media(path, url, "video") as media:
        stream = media.video()
        frame = frame_at(media, 0.0)
        width, height = square_size(frame.width, frame.height, stream.sample_aspect_ratio)
        if view_of(frame).turned:
            width, height = height, width
        seconds = video_duration(media)
        if not seconds:
            raise media.damaged("it has no duration")
        # VP8 and VP9 keep their alpha beside the picture
        alpha = has_alpha(frame) or stream.metadata.get("alpha_mode") == "1"
        sound = bool(media.audios())
    return Asset(path, url, "video", width, height, seconds, alpha, sound)


def _lottie(path: Path, url: str) -> Asset:
    """An animation, drawn once by way of trial. Raises SourceError."""
    from dragonet.sxml.render.media.lottie import ready  # it loads Skia

    found = ready(path, url)
    if not survives(found.data, found.frames, found.width / found.height):
        raise SourceError(f"File '{url}' is Lottie that ThorVG cannot draw")
    size = max(1, round(found.width)), max(1, round(found.height))
    made = Asset(path, url, "video", *size, found.frames / found.rate, alpha=True, lottie=True)
    return replace(made, scripts=found.scripts)


def audio(path: Path, url: str) -> Asset:
    """The sound of an audio or video file. Raises SourceError."""
    with open_media(path, url, "audio") as media:
        seconds, _ = audio_timing(media)
        if not seconds:
            raise media.damaged("there is no sound in it")
    return Asset(path, url, "audio", duration=seconds, sound=True)


def beats(path: Path, url: str) -> Asset:
    """The beats of an audio or video file, by listening to it. Raises SourceError."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "blake2b").digest()
    rhythm = _heard(_Music(content, path, url))
    return replace(audio(path, url), kind="beats", rhythm=rhythm)


@dataclass(frozen=True)
class _Music:
    """A file, equal to all others of the same content: editors ask for frame after frame."""

    content: bytes
    path: Path = field(compare=False)
    url: str = field(compare=False)


@lru_cache(maxsize=256)
def _heard(music: _Music) -> Rhythm:
    from dragonet.media.audio.music import beats_of  # its networks take a while to load

    found = beats_of(music.path, music.url, lambda _: None, _LISTENED)
    return Rhythm(*(tuple(times.round(3).tolist()) for times in (found.beats, found.downbeats)))


def captions(path: Path, url: str) -> Asset:
    """Captions, read. Raises SourceError."""
    return captioned(path, url, read_file(path, url))


def captioned(path: Path, url: str, cues: tuple[Cue, ...]) -> Asset:
    """The captions of a file, or of a document."""
    end = max(cue.end for cue in cues) / 1000
    return Asset(path, url, "captions", duration=end, cues=cues)


PROBES: Mapping[Kind, Callable[[Path, str], Asset]] = {
    "image": image,
    "video": video,
    "audio": audio,
    "beats": beats,
    "captions": captions,
}
"""By what the file is used as."""
