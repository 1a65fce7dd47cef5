"""Streams of an output container, their encoders set up."""

import os
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from dragonet.media.video.codecs import AUDIO, VIDEO, Container
from dragonet.media.video.settings import AudioSettings, VideoSettings

_LIMITED = 1
_MACROBLOCK = 16
_AVX2 = "asm=avx2"

os.environ.setdefault("SVT_LOG", "1")  # errors only: SVT-AV1 prints its settings otherwise


def add_video(output: Any, settings: VideoSettings, container: Container) -> Any:
    """Add a video stream to an output container."""
    codec = VIDEO[settings.codec]
    options = settings.encoder_options()
    if codec.encoder == "libx264":
        options |= x264_parameters(settings.width, options)
    stream = output.add_stream(codec.encoder, rate=settings.rate, options=options)
    context = stream.codec_context
    context.width, context.height = settings.width, settings.height
    context.pix_fmt = codec.pixels
    context.time_base = settings.tick
    context.sample_aspect_ratio = settings.pixel_aspect
    context.gop_size = settings.gop
    context.thread_count = settings.threads
    context.thread_type = "AUTO"  # PyAV's default has x264 cut pictures into slices: 1.4 % larger
    context.color_range = _LIMITED
    context.colorspace = settings.colour.matrix
    context.color_primaries = settings.colour.primaries
    context.color_trc = settings.colour.transfer
    if settings.bit_rate is not None and (settings.crf is None or codec.capped_by_rate):
        context.bit_rate = settings.bit_rate
    if settings.codec in container.tags:
        context.codec_tag = container.tags[settings.codec]
    if not container.reorders:
        context.max_b_frames = 0
    return stream


def add_audio(output: Any, settings: AudioSettings) -> Any:
    """Add an audio stream to an output container."""
    codec = AUDIO[settings.codec]
    stream = output.add_stream(codec.encoder, rate=settings.rate)
    context = stream.codec_context
    context.layout, context.format = settings.layout, codec.samples
    context.bit_rate = settings.bit_rate
    context.time_base = Fraction(1, settings.rate)
    return stream


def x264_parameters(width: int, options: Mapping[str, str]) -> dict[str, str]:
    """Options that keep x264 from spending bits by what happens to be in memory.

    In pictures whose macroblocks do not come in eights, its AVX-512 code of macroblock trees reads
    what is behind a row: the same encode gave another file each time, 10 % apart. AVX2 makes what
    it should, in a tenth more time.
    """
    if -(-width // _MACROBLOCK) % 8 == 0 or not cpu_features().get("AVX512F"):
        return {}
    given = options.get("x264-params")
    return {"x264-params": f"{given}:{_AVX2}" if given else _AVX2}


@cache
def cpu_features() -> Mapping[str, bool]:
    """What this machine's processor can do, by numpy's names."""
    from numpy._core._multiarray_umath import (  # type: ignore[import-not-found]
        __cpu_features__ as features,
    )

    return dict(features)
