"""Video clips whose every frame carries its number as bars that a program can read back.

Corners are red, green, blue and white (top left, top right, bottom left, bottom right), so that
a turned or mirrored picture shows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
from av.stream import Disposition
from PIL import Image

from dragonet.media.video.encoders import x264_parameters

BITS = 12
CORNERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))


def draw(number: int, width: int, height: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Frame `number` as RGB, shape (height, width, 3)."""
    y, x = np.mgrid[:height, :width]
    moving = (x * 3 + y * 2 + number * 5) % 256
    picture = np.stack([moving // 2 + 40, (y + number) % 128 + 60, 200 - moving // 2], axis=-1)
    tall, wide = max(height // 5, 4), max(width // 6, 4)
    for corner, colour in enumerate(CORNERS):
        rows = slice(0, tall) if corner < 2 else slice(height - tall, height)
        columns = slice(0, wide) if corner % 2 == 0 else slice(width - wide, width)
        picture[rows, columns] = colour
    cells = np.clip((np.arange(width) / width - 0.2) / 0.6, 0, 0.9999) * BITS
    lit = (number >> cells.astype(int)) & 1
    band = slice(height * 2 // 5, height * 3 // 5)
    inside = slice(width // 5, width * 4 // 5)
    picture[band, inside] = (lit[inside] * 235 + 10)[None, :, None]
    return picture.astype(np.uint8)


def read_number(path: Path) -> int:
    """The number in the bars of a still, read by Pillow. Raises AssertionError if unclear."""
    return number_of(np.asarray(Image.open(path).convert("L"), dtype=float), path.name)


def number_of(grey: np.ndarray[Any, np.dtype[Any]], name: str = "a picture") -> int:
    """The number in the bars of a grey picture, 0..255. Raises AssertionError if unclear."""
    height, width = grey.shape
    rows = grey[int(height * 0.46) : max(int(height * 0.54), int(height * 0.46) + 1)].mean(axis=0)
    number = 0
    for bit in range(BITS):
        centre = (0.2 + 0.6 * (bit + 0.5) / BITS) * width
        level = rows[int(centre - 0.01 * width) : int(centre + 0.01 * width) + 1].mean()
        assert not 90 < level < 165, f"bit {bit} of {name} is unclear: {level:.0f}"
        number |= int(level > 127) << bit
    return number


def corners(path: Path) -> list[tuple[int, int, int]]:
    """Colours near the four corners of a still: top left, top right, bottom left, bottom right."""
    picture = np.asarray(Image.open(path).convert("RGB"), dtype=float)
    height, width = picture.shape[:2]
    tall, wide = max(height // 20, 1), max(width // 20, 1)
    result = []
    for top in (tall, height - 2 * tall):
        for left in (wide, width - 2 * wide):
            mean = picture[top : top + tall, left : left + wide].mean(axis=(0, 1))
            result.append((round(mean[0]), round(mean[1]), round(mean[2])))
    return result


def video(
    path: Path,
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    size: tuple[int, int] = (320, 180),
    fps: Fraction | int = 25,
    frames: int = 50,
    times: Sequence[Fraction] | None = None,
    gop: int = 25,
    options: Mapping[str, str] | None = None,
    muxer: Mapping[str, str] | None = None,
    container: str | None = None,
    audio: str | None = None,
    settings: Mapping[str, Any] | None = None,
    pictures: Iterable[Any] | None = None,
    piped: bool = False,
) -> Path:
    """Write a clip of numbered frames.

    `times` gives each frame's time in seconds (variable rate). `settings` are set on the codec
    context (`sample_aspect_ratio`, `color_range`, …). `pictures` replaces the numbered frames by
    VideoFrames. `audio` names a codec for a tone as long as the video.
    """
    with writing(path, container, muxer, piped) as output:
        repeatable = _repeatable(codec, size[0], options or {})
        stream: Any = output.add_stream(codec, rate=fps, options=repeatable)
        stream.width, stream.height = size
        if codec == "libx264":
            stream.codec_context.thread_count = 2  # and so many slices, not one for each core
        stream.pix_fmt = pix_fmt
        stream.codec_context.gop_size = gop
        if times is not None:
            stream.codec_context.time_base = Fraction(1, 90000)
        for name, value in (settings or {}).items():
            setattr(stream.codec_context, name, value)
        sound = add_tone(output, audio) if audio else None
        for number, frame in enumerate(pictures or _numbered(frames, size)):
            frame.pts = round(times[number] * 90000) if times is not None else number
            frame.time_base = Fraction(1, 90000) if times is not None else 1 / Fraction(fps)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
        if sound is not None:
            seconds = float(times[-1]) if times is not None else float(frames / Fraction(fps))
            write_tone(output, sound, seconds)
    return path


def _repeatable(codec: str, width: int, options: Mapping[str, str]) -> dict[str, str]:
    """The options, and those by which the same bytes come at every run and on every machine."""
    if codec == "libx264":
        return {**options, **x264_parameters(width, options)}
    if codec == "libvpx" and options.get("deadline") == "realtime":
        return {**options, "cpu-used": "-8"}  # a speed that is not chosen by the clock
    return dict(options)


def remux(
    source: Path,
    path: Path,
    *,
    shift: float = 0,
    muxer: Mapping[str, str] | None = None,
    rotation: float | None = None,
    mirrored: bool = False,
) -> Path:
    """Copy the video of `source` without encoding, `shift` seconds later, to be turned when seen.

    `rotation` is counter-clockwise, degrees. Negative times become an edit list in MP4.
    """
    options = {"avoid_negative_ts": "disabled", **(muxer or {})}
    with av.open(str(source)) as copied, av.open(str(path), "w", options=options) as output:
        original = copied.streams.video[0]
        stream: Any = output.add_stream_from_template(original)
        if rotation is not None:
            stream.set_display_rotation(rotation, hflip=mirrored)
        for packet in copied.demux(original):
            if packet.pts is not None and packet.dts is not None:
                ticks = round(shift / packet.time_base)
                packet.pts, packet.dts, packet.stream = (
                    packet.pts + ticks,
                    packet.dts + ticks,
                    stream,
                )
                output.mux(packet)
    return path


def interlaced(path: Path, *, top: bool, frames: int = 8, gop: int = 25) -> Path:
    """Write a clip of 320 x 180 in fields, the upper ones first or not: on the left stripes that
    stand still, on the right a disc that moves 5 pixels a field."""

    def field(number: int) -> Any:
        y, x = np.mgrid[:180, :320]
        picture = np.full((180, 320, 3), 90, np.uint8)
        picture[:, :160:8] = 140  # what stands still
        picture[(x - 210 - number * 5) ** 2 + (y - 90) ** 2 < 900] = 240
        return picture

    def woven() -> Any:
        for number in range(frames):
            picture = field(2 * number)
            picture[1 if top else 0 :: 2] = field(2 * number + 1)[1 if top else 0 :: 2]
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            yield _flagged(frame.reformat(format="yuv420p"), "tff" if top else "bff")

    options = {"flags": "+ildct+ilme", "crf": "8"}
    return video(path, frames=frames, gop=gop, options=options, pictures=woven())


def _flagged(frame: Any, order: str) -> Any:
    """The frame with a mark that its fields come in that order."""
    graph = av.filter.Graph()
    source = graph.add("buffer", "video_size=320x180:pix_fmt=yuv420p:time_base=1/25")
    graph.link_nodes(source, graph.add("setfield", order), graph.add("buffersink"))
    graph.configure()
    graph.vpush(frame)
    return graph.vpull()


@contextmanager
def writing(
    path: Path, container: str | None, muxer: Mapping[str, str] | None, piped: bool
) -> Iterator[Any]:
    """An output container; `piped` ones cannot seek, so no length is filled in at the end."""
    with path.open("wb") as file:
        target: Any = SimpleNamespace(write=file.write) if piped else str(path)
        with av.open(target, "w", format=container, options=dict(muxer or {})) as output:
            yield output


def _numbered(frames: int, size: tuple[int, int]) -> Iterator[av.VideoFrame]:
    for number in range(frames):
        yield av.VideoFrame.from_ndarray(draw(number, *size), format="rgb24")


def add_tone(output: Any, codec: str, rate: int = 44100, layout: str = "mono") -> Any:
    """Add an audio stream to an output container."""
    if codec == "libopus":
        rate = 48000
    stream = output.add_stream(codec, rate=rate, layout=layout)
    stream.bit_rate = 64_000
    return stream


def write_tone(output: Any, stream: Any, seconds: float) -> None:
    """Encode a 440 Hz tone of exactly `seconds` and finish the stream."""
    context = stream.codec_context
    rate = context.sample_rate
    total, done, chunk = round(seconds * rate), 0, 4096
    while done < total:
        count = min(chunk, total - done)
        wave = 8000 * np.sin(2 * np.pi * 440 * (done + np.arange(count)) / rate)
        samples = np.repeat(wave.astype(np.int16)[None, :, None], context.layout.nb_channels, 2)
        frame = av.AudioFrame.from_ndarray(
            samples.reshape(1, -1), format="s16", layout=context.layout.name
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, done, Fraction(1, rate)
        output.mux(stream.encode(frame))
        done += count
    output.mux(stream.encode(None))


def sound(
    path: Path,
    codec: str,
    *,
    seconds: float = 2.0,
    rate: int = 44100,
    layout: str = "mono",
    container: str | None = None,
    muxer: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    cover: bool = False,
    piped: bool = False,
) -> Path:
    """Write an audio file with a tone, with cover art if asked."""
    with writing(path, container, muxer, piped) as output:
        stream = add_tone(output, codec, rate, layout)
        stream.options = dict(options or {})
        art: Any = output.add_stream("mjpeg", rate=1) if cover else None
        if art is not None:
            art.width, art.height, art.pix_fmt = 64, 64, "yuvj420p"
            art.disposition = Disposition.attached_pic
            frame = av.VideoFrame.from_ndarray(draw(1, 64, 64), format="rgb24")
            output.mux(art.encode(frame.reformat(format="yuvj420p")))
            output.mux(art.encode(None))
        write_tone(output, stream, seconds)
    return path
