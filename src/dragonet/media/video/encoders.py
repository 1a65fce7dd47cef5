"""Streams of an output container, their encoders set up."""

import os
from fractions import Fraction
from typing import Any

from dragonet.media.video.codecs import AUDIO, VIDEO, Container
from dragonet.media.video.settings import AudioSettings, VideoSettings

_LIMITED = 1

os.environ.setdefault("SVT_LOG", "1")  # errors only: SVT-AV1 prints its settings otherwise


def add_video(output: Any, settings: VideoSettings, container: Container) -> Any:
    """Add a video stream to an output container."""
    codec = VIDEO[settings.codec]
    stream = output.add_stream(
        codec.encoder, rate=settings.rate, options=settings.encoder_options()
    )
    context = stream.codec_context
    context.width, context.height = settings.width, settings.height
    context.pix_fmt = codec.pixels
    context.time_base = settings.tick
    context.sample_aspect_ratio = settings.pixel_aspect
    context.gop_size = settings.gop
    context.thread_count = settings.threads
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
