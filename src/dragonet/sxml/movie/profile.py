"""What one kind of movie file is."""

from dataclasses import dataclass
from fractions import Fraction

from dragonet.media.video.codecs import CONTAINERS
from dragonet.media.video.settings import (
    BT601_525,
    BT601_625,
    BT709,
    AudioSettings,
    Colour,
    VideoSettings,
)

KEY_SECONDS = 5
"""Seconds from one key frame to the next, at most, where the format does not ask for fewer.

Slow pans of photographs took 30 % more bits with 2 s than with 5 s, and 30 % fewer with 12 s; but
players jump to key frames, and machines share a movie in pieces that begin with one.
"""

_KEY_FRAMES = 50
"""Frames from one key frame to the next, at least, where few are shown a second: x264 needs them to
come near its bit rate."""

GIF = "gif"

_HD = 720  # lines, or columns of an upright picture
_NTSC_DVD = 480  # lines
_TIME_CODED = ("mpeg1", "mpeg2")
_THREADS = 2
"""Of x264 without a limit to its bits. With one, two threads make another file each time: one
counts the bits of what the other is in the middle of. Nor would they gain: drawing has the other
core."""


@dataclass(frozen=True)
class Profile:
    """A kind of movie file.

    Attributes:
        name: as clients say it.
        width, height: pixels.
        rate: frames a second.
        container: name in `codecs.CONTAINERS`, or GIF.
        video: name in `codecs.VIDEO`, or GIF.
        video_rate: bits a second of pictures that are not simple; None for no such limit.
        audio: name in `codecs.AUDIO`; None: silent.
        audio_rate: bits a second.
        sample_rate: of the sound, Hz.
        shape: width over height of the picture as it is shown; None: pixels are square.
        crf: of H.264, the quality beyond which no bits are spent: see `VideoSettings`.
        preset: time that the encoder takes, by its own name; None as `codecs.VIDEO` has it.
        key_frames: frames from one key frame to the next, at most; None: KEY_SECONDS.
        most: the most bits a second that fill the decoder's buffer; None follows from the codec.
        buffer: size of the decoder's buffer, bits; None: one second of `video_rate`.
        options: further options of the encoder.
        note: what a user should know besides.
    """

    name: str
    width: int
    height: int
    rate: Fraction
    container: str
    video: str
    video_rate: int | None
    audio: str | None = None
    audio_rate: int = 128_000
    sample_rate: int = 44100
    shape: Fraction | None = None
    crf: float = 18
    preset: str | None = None
    key_frames: int | None = None
    most: int | None = None
    buffer: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def aspect(self) -> Fraction:
        """Width over height of the picture as it is shown."""
        return self.shape or Fraction(self.width, self.height)

    @property
    def gop(self) -> int:
        """Frames from one key frame to the next, at most."""
        return self.key_frames or max(_KEY_FRAMES, int(KEY_SECONDS * self.rate))

    @property
    def extension(self) -> str:
        """Of file names, without a dot."""
        return GIF if self.container == GIF else CONTAINERS[self.container].extension

    @property
    def content_type(self) -> str:
        """Media type of the file."""
        return "image/gif" if self.container == GIF else CONTAINERS[self.container].content_type

    @property
    def colour(self) -> Colour:
        """What the YUV means: BT.709 in high definition, else BT.601.

        Where nothing says which of the two BT.601 it is, it is that of 625 lines: its primaries
        are sRGB's but for a hair, and nothing converts those.
        """
        if min(self.width, self.height) >= _HD:
            return BT709
        ntsc = self.container == "dvd" and self.height in (_NTSC_DVD, _NTSC_DVD // 2)
        return BT601_525 if ntsc else BT601_625

    def video_settings(self, first: int = 0) -> VideoSettings:
        """How the pictures from frame `first` of a movie on are encoded."""
        return VideoSettings(
            self.width,
            self.height,
            self.rate,
            tick=1 / self.rate,
            codec=self.video,
            crf=self.crf if self.video == "h264" else None,
            bit_rate=self.video_rate,
            most=self.most,
            buffer=self.buffer or self.video_rate,
            gop=self.gop,
            preset=self.preset,
            colour=self.colour,
            pixel_aspect=self.aspect * self.height / self.width,
            threads=_THREADS if self.video == "h264" and self.video_rate is None else 1,
            options=(*self.options, *self._time_code(first)),
        )

    def _time_code(self, first: int) -> tuple[tuple[str, str], ...]:
        """MPEG-1 and 2 count time from the first frame of an encode, but for this option."""
        if self.video not in _TIME_CODED:
            return ()
        seconds, frames = divmod(first, round(self.rate))
        hours, minutes = divmod(seconds // 60, 60)
        return (("gop_timecode", f"{hours % 24:02}:{minutes:02}:{seconds % 60:02}:{frames:02}"),)

    def audio_settings(self) -> AudioSettings | None:
        """How the sound is encoded; None: the file is silent."""
        if self.audio is None:
            return None
        return AudioSettings.nearest(self.audio, self.sample_rate, 2, self.audio_rate)
