"""How a file is encoded: what the encoders and the muxer are told."""

from dataclasses import dataclass
from fractions import Fraction

from dragonet.media.video.codecs import AUDIO, VIDEO


@dataclass(frozen=True)
class Colour:
    """What YUV means: code points of ITU-T H.273; the range is always limited.

    Attributes:
        matrix, primaries, transfer: matrix coefficients, colour primaries, transfer.
    """

    matrix: int
    primaries: int
    transfer: int


BT709 = Colour(1, 1, 1)
BT601_525 = Colour(6, 6, 6)
BT601_625 = Colour(5, 5, 6)


@dataclass(frozen=True)
class VideoSettings:
    """How pictures are encoded.

    Attributes:
        width, height: size, pixels, both even.
        rate: frames a second, on average; frames have their own times.
        tick: seconds of one unit of the time stamps that are encoded.
        codec: name in `codecs.VIDEO`.
        crf: constant rate factor on the scale of H.264, 0 best to 51; None without.
        bit_rate: bits a second; with `crf` the most that is spent, without it what is aimed at.
        most: the most bits a second that fill the decoder's buffer; None: `bit_rate`.
        buffer: size of the decoder's buffer, bits; None: two seconds at the most.
        gop: most frames from one key frame to the next.
        key_times: seconds from one picture that must be a key frame to the next; None for none.
        preset: how much time the encoder takes, by its own name; None as `codecs.VIDEO` has it.
        colour: what the encoded YUV means.
        pixel_aspect: width of a pixel over its height.
        threads: threads of the encoder, 0 for one a core.
        options: further options of the encoder.
    """

    width: int
    height: int
    rate: Fraction
    tick: Fraction
    codec: str = "h264"
    crf: float | None = 23
    bit_rate: int | None = None
    most: int | None = None
    buffer: int | None = None
    gop: int = 250
    key_times: int | None = None
    preset: str | None = None
    colour: Colour = BT709
    pixel_aspect: Fraction = Fraction(1)
    threads: int = 0
    options: tuple[tuple[str, str], ...] = ()

    def encoder_options(self) -> dict[str, str]:
        """The encoder's options."""
        codec = VIDEO[self.codec]
        options = {**codec.options, **codec.forced_keys, **dict(self.options)}
        if self.preset is not None:
            options["preset"] = self.preset
        if self.crf is not None:
            options["crf"] = f"{min(self.crf + codec.crf_shift, codec.crf_limit):g}"
        if self.bit_rate is not None and (codec.buffered or self.crf is not None):
            most = self.most or self.bit_rate
            options |= {"maxrate": str(most), "bufsize": str(self.buffer or 2 * most)}
        return options


@dataclass(frozen=True)
class AudioSettings:
    """How sound is encoded.

    Attributes:
        codec: name in `codecs.AUDIO`.
        rate: sample rate, Hz, one that the codec takes.
        channels: 1 or 2.
        bit_rate: bits a second, one that the codec takes.
    """

    codec: str = "aac"
    rate: int = 44100
    channels: int = 2
    bit_rate: int = 128_000

    @classmethod
    def nearest(cls, codec: str, rate: int, channels: int, bit_rate: int) -> "AudioSettings":
        """The settings nearest to these that the codec takes."""
        table = AUDIO[codec]
        rate = table.rate(rate)
        return cls(codec, rate, channels, table.bit_rate(bit_rate, rate, channels))

    @property
    def layout(self) -> str:
        """FFmpeg's name of the channels."""
        return "mono" if self.channels == 1 else "stereo"
